/**
 * Where the paragraphs of a text are. Texts come in two kinds: with blank lines between paragraphs, whose lines may be
 * broken anywhere, and without, where every line is a paragraph. Offsets are UTF-16 units.
 */

import { countBelow } from "./offsets.js";
import { trimRange } from "./whitespace.js";

/** @import {Range} from "./types.js" */

/** A line end, with the white space behind it. */
const BREAK = /\n[\s\u001c-\u001f\u0085]*/gu;

export class Paragraphs {
  #text;
  /** Where paragraphs begin, in order: looked for when it is first needed. @type {number[] | null} */
  #starts = null;

  /** @param {string} text */
  constructor(text) {
    this.#text = text;
  }

  /** The paragraph at an offset, with the line ends behind it. @param {number} unit @returns {Range} */
  at(unit) {
    this.#starts ??= startsIn(this.#text);
    const next = Math.max(1, countBelow(this.#starts, unit + 1));
    return { start: this.#starts[next - 1] ?? 0, end: this.#starts[next] ?? this.#text.length };
  }

  /**
   * A range paragraph by paragraph, each without white space at its edges; those without words are left out.
   *
   * @param {Range} range
   * @returns {Range[]}
   */
  within({ start, end }) {
    const parts = [];
    for (let at = start; at < end;) {
      const next = Math.min(this.at(at).end, end);
      const part = trimRange(this.#text, { start: at, end: next });
      if (part.start < part.end) parts.push(part);
      at = next;
    }
    return parts;
  }
}

/**
 * @param {string} text
 * @returns {number[]} the first is 0
 */
function startsIn(text) {
  const first = trimRange(text, { start: 0, end: text.length });
  const breaks = [...text.matchAll(BREAK)].filter(({ index }) => first.start < index && index < first.end);
  const blank = breaks.filter(([gap]) => gap.indexOf("\n", 1) > 0);
  return [0, ...(blank.length ? blank : breaks).map(({ 0: gap, index }) => index + gap.length)];
}
