/** Words and names of the article, to complete what is being typed. */

import { capitalisedRuns } from "./suggestions.js";

/** Longer texts are read up to here: completion needs no more. */
const READ_UP_TO = 200_000;
export const SHORTEST_WORD = 4;

export class Vocabulary {
  #text;
  /** @type {string[] | null} Names first, then words, each by how often they stand in the text. */
  #terms = null;
  /** @type {string[] | null} */
  #names = null;
  /** How often each run of capitalised words stands in the text. @type {Map<string, number> | null} */
  #runs = null;

  /** @param {string} text */
  constructor(text) {
    this.#text = text.slice(0, READ_UP_TO);
  }

  /** Names of several words, each once, the most frequent first. */
  names() {
    this.#names ??= namesOf(this.#counted());
    return this.#names;
  }

  #counted() {
    this.#runs ??= countsOf(capitalisedRuns(this.#text));
    return this.#runs;
  }

  /**
   * What is typed, with its last words completed: at most `most` ways, the likeliest first.
   *
   * @param {string} typed
   * @param {readonly string[]} known values used before, which may stand within others
   * @param {number} most
   * @returns {string[]}
   */
  complete(typed, known, most) {
    this.#terms ??= [...byCount(this.#counted()), ...byCount(countsOf(longWords(this.#text)))];
    /** @type {Set<string>} */
    const completed = new Set();
    for (const start of wordStarts(typed)) {
      for (const term of beginning(typed.slice(start), [...known, ...this.#terms]))
        completed.add(typed.slice(0, start) + term);
    }
    return [...completed].slice(0, most);
  }
}

/**
 * Terms that begin as typed: written in the same case first, for who types a small letter seldom means a name.
 *
 * @param {string} part
 * @param {string[]} terms
 */
function beginning(part, terms) {
  const small = part.toLowerCase();
  const fits = terms.filter((term) => term.length > part.length && term.toLowerCase().startsWith(small));
  return [...fits.filter((term) => term.startsWith(part)), ...fits.filter((term) => !term.startsWith(part))];
}

/**
 * Where the last three words begin, the longest stretch first.
 *
 * @param {string} typed
 */
function wordStarts(typed) {
  return [...typed.matchAll(/(?<![\p{L}\p{M}\p{N}])[\p{L}\p{N}]/gu)].map(({ index }) => index).slice(-3);
}

/**
 * A run and the same without its first word are one name: the shorter one where it stands alone too (“The Harbour Board”).
 *
 * @param {Map<string, number>} counts of runs
 */
function namesOf(counts) {
  const withoutFirst = (/** @type {string} */ run) => run.slice(run.indexOf(" ") + 1);
  const isLonger = (/** @type {string} */ run) => (counts.get(withoutFirst(run)) ?? 0) > Number(counts.get(run));
  const longer = new Set([...counts.keys()].filter(isLonger));
  const whole = new Set([...counts.keys()].filter((run) => !longer.has(run)).map(withoutFirst));
  return byCount(counts).filter((run) => !longer.has(run) && !whole.has(run));
}

/** @param {string} text */
function longWords(text) {
  const words = [...text.matchAll(/[\p{L}\p{M}][\p{L}\p{M}\p{N}’'-]*/gu)].map(([word]) => word);
  return words.filter((word) => word.length >= SHORTEST_WORD);
}

/** @param {string[]} terms */
function countsOf(terms) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** @param {Map<string, number>} counts */
function byCount(counts) {
  return [...counts.entries()].sort((a, b) => b[1] - a[1]).map(([term]) => term);
}
