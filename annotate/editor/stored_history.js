/** The stored edits of a set, read page by page from the newest back. */

import { stepOf } from "./undo.js";

/** @import {HistoryEntry} from "./types.js" */

/** @typedef {(page: {before?: number | undefined, last: number}) => Promise<HistoryEntry[]>} Fetch gives edits oldest first */

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
      const kept = this.isWhole ? page : withoutFirstStep(page);
      if (!kept[0]) continue; // one step is larger than the page
      this.#before = kept[0].revision;
      this.entries = [...kept, ...this.entries];
      return;
    }
  }
}

/** A page may begin within a step. @param {readonly HistoryEntry[]} page */
function withoutFirstStep(page) {
  const cut = stepOf(page[0]?.id ?? "");
  const next = page.findIndex(({ id }) => stepOf(id) !== cut);
  return next < 0 ? [] : page.slice(next);
}
