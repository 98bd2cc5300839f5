/** The stored edits of a set, read page by page from the newest back; and those that have been made since. */

import { stepOf } from "./undo.js";

/** @import {HistoryEntry} from "./types.js" */

/**
 * Gives edits oldest first.
 *
 * @typedef {(page: {after?: number, before?: number | undefined, last?: number}) => Promise<HistoryEntry[]>} Fetch
 */

const PAGE = 500;

export class StoredHistory {
  /** Oldest first. They never begin within a step. @type {readonly HistoryEntry[]} */
  entries = [];
  /** Whether there is nothing older. */
  isWhole = false;
  #fetch;
  #before;
  #page;

  /**
   * @param {Fetch} fetch
   * @param {number} [before] only edits that made revisions below this one
   * @param {number} [page] edits in a page
   */
  constructor(fetch, before, page = PAGE) {
    this.#fetch = fetch;
    this.#before = before;
    this.#page = page;
  }

  /** Reads a page more, where there is one. Rejects where the server does not tell. */
  async readOn() {
    for (let last = this.#page; !this.isWhole; last *= 2) {
      const page = await this.#fetch({ before: this.#before, last });
      this.isWhole = page.length < last;
      const kept = this.isWhole ? page : withoutCutSteps(page);
      if (!kept[0]) continue; // one step is larger than the page
      this.#before = kept[0].revision;
      this.entries = [...kept, ...this.entries];
      return;
    }
  }

  /** Reads what has been made since. Rejects where the server does not tell. */
  async readNew() {
    const newest = () => this.entries.at(-1)?.revision ?? 0;
    const made = await this.#fetch({ after: newest() });
    this.entries = [...this.entries, ...made.filter(({ revision }) => revision > newest())];
  }
}

/**
 * A page may begin within a step; and where two tabs saved by turns, within one of each.
 *
 * @param {readonly HistoryEntry[]} page
 */
function withoutCutSteps(page) {
  const cut = new Set([stepOf(page[0]?.id ?? "")]);
  const known = new Set();
  let end = 0;
  page.forEach(({ id }, place) => {
    const step = stepOf(id);
    if (!known.has(step) && isNotItsFirst(id)) cut.add(step);
    known.add(step);
    // Whatever begins before the end of a cut step is left to the next page too: pages join without a gap.
    if (cut.has(step)) {
      end = place + 1;
      for (const begun of known) cut.add(begun);
    }
  });
  return page.slice(end);
}

/** @param {string} editId */
function isNotItsFirst(editId) {
  return stepOf(editId) !== editId && !editId.endsWith("-0");
}
