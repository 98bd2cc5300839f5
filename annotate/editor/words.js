/**
 * Words, sentences and characters of a text: where a selection may begin and end. Offsets are UTF-16 units.
 *
 * Only the surroundings of an offset are looked at, and the range itself: the cost does not depend on the text's length.
 */

import { withBalancedQuotes } from "./balanced_quotes.js";
import { Paragraphs } from "./paragraphs.js";
import { segmentersOf } from "./segmenters.js";
import { tokens } from "./tokens.js";
import { isSpace, trimRange } from "./whitespace.js";

/**
 * @import {Segmenters} from "./segmenters.js"
 * @import {Token} from "./tokens.js"
 */

/** @typedef {{start: number, end: number}} Range */

const NEAR = 400;
const NEAR_SENTENCE = 4000;

export class Words {
  #text;
  #paragraphs;
  #language;
  /** @type {Segmenters | null} */
  #made = null;
  /** @type {{start: number, end: number, tokens: Token[]} | null} */
  #last = null;

  /**
   * @param {string} text
   * @param {string} [language] BCP 47 tag
   * @param {Paragraphs} [paragraphs] of the text
   */
  constructor(text, language, paragraphs = new Paragraphs(text)) {
    this.#text = text;
    this.#paragraphs = paragraphs;
    this.#language = language;
  }

  /** Has the browser read its tables of the language before they are needed: that takes it some 10 ms. */
  warm() {
    this.wordAt(0);
  }

  get #segmenters() {
    this.#made ??= segmentersOf(this.#language);
    return this.#made;
  }

  /** Of the text, in UTF-16 units. */
  get length() {
    return this.#text.length;
  }

  /** @param {number} unit */
  isSpaceAt(unit) {
    return isSpace(this.#text[unit]);
  }

  /** The range without whitespace at its edges; empty where there is nothing else. @param {Range} range @returns {Range} */
  trim(range) {
    return trimRange(this.#text, range);
  }

  /**
   * Whole words (punctuation counts by the character, but of two quotation marks none is left behind), without whitespace
   * at the edges.
   *
   * @param {Range} range
   * @returns {Range}
   */
  snapToWords(range) {
    const { start, end } = this.trim(range);
    if (start === end) return { start, end };
    const words = { start: this.wordAt(start)?.start ?? start, end: this.wordAt(end - 1)?.end ?? end };
    return withBalancedQuotes(this.#text, this.trim(words));
  }

  /** Whole characters as a reader sees them, without whitespace at the edges. @param {Range} range @returns {Range} */
  snapToCharacters(range) {
    const { start, end } = this.trim(range);
    if (start === end) return { start, end };
    return this.trim({ start: this.characterAt(start).start, end: this.characterAt(end - 1).end });
  }

  /** The character (grapheme cluster) at an offset. @param {number} unit @returns {Range} */
  characterAt(unit) {
    const window = this.#window(unit, NEAR);
    const found = this.#segmenters.characters.segment(this.#text.slice(window.start, window.end)).containing(unit - window.start);
    if (!found) return { start: unit, end: unit };
    const start = window.start + found.index;
    return { start, end: start + found.segment.length };
  }

  /** The word or punctuation mark at an offset; null at whitespace and at the end. @param {number} unit @returns {Token | null} */
  wordAt(unit) {
    if (unit < 0 || unit >= this.#text.length) return null;
    const window = this.#window(unit, NEAR);
    if (this.#last?.start !== window.start || this.#last.end !== window.end) {
      const text = this.#text.slice(window.start, window.end);
      this.#last = { ...window, tokens: tokens(this.#segmenters.words.segment(text), window.start) };
    }
    return this.#last.tokens.find(({ start, end }) => start <= unit && unit < end) ?? null;
  }

  /** The sentence at an offset, without whitespace at its edges. @param {number} unit @returns {Range} */
  sentenceAt(unit) {
    const window = this.#window(unit, NEAR_SENTENCE, this.#paragraphs.at(unit));
    // A line break within a paragraph ends no sentence.
    const text = this.#text.slice(window.start, window.end).replace(/[\r\n]/g, " ");
    const found = this.#segmenters.sentences.segment(text).containing(unit - window.start);
    if (!found) return { start: unit, end: unit };
    const start = window.start + found.index;
    return this.trim({ start, end: start + found.segment.length });
  }

  /** The paragraph at an offset, without whitespace at its edges. @param {number} unit @returns {Range} */
  paragraphAt(unit) {
    return this.trim(this.#paragraphs.at(unit));
  }

  /** The line with its line end. @param {number} unit @returns {Range} */
  #line(unit) {
    const start = this.#text.lastIndexOf("\n", unit - 1) + 1;
    const newline = this.#text.indexOf("\n", unit);
    return { start: unit === 0 ? 0 : start, end: newline < 0 ? this.#text.length : newline + 1 };
  }

  /**
   * The line (or other range) around an offset, but no more of it than is near; cut at whitespace where there is any.
   *
   * @param {number} unit
   * @param {number} near
   * @param {Range} [around]
   * @returns {Range}
   */
  #window(unit, near, around = this.#line(unit)) {
    let { start, end } = around;
    if (unit - start > 2 * near) {
      start = unit - near;
      while (start > unit - 2 * near && !this.isSpaceAt(start)) start -= 1;
    }
    if (end - unit > 2 * near) {
      end = unit + near;
      while (end < unit + 2 * near && !this.isSpaceAt(end - 1)) end += 1;
    }
    return { start, end };
  }
}
