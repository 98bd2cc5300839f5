/**
 * The text in blocks, one for each line, and blocks in sections that the browser lays out on their own.
 *
 * Offsets are UTF-16 units. Every unit of the text, line ends included, belongs to exactly one block.
 */

import { countBelow } from "../offsets.js";

/** @typedef {{start: number, end: number, blank: boolean, continued: boolean}} Block */

/** @typedef {{first: number, last: number, start: number, end: number}} SectionRange first and last block */

/** A line longer than this is shown in several blocks, so that one edit never lays out a whole book. */
const LONGEST_BLOCK = 6000;
/** About a window full: what is in view at first costs no more than that. */
const SECTION_UNITS = 2000;
const SECTION_BLOCKS = 20;

/**
 * @param {string} text
 * @returns {Block[]}
 */
export function cutBlocks(text) {
  /** @type {Block[]} */
  const blocks = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline + 1;
    pushLine(text, start, end, blocks);
    start = end;
  }
  return blocks;
}

/**
 * @param {string} text
 * @param {number} start
 * @param {number} end
 * @param {Block[]} blocks
 */
function pushLine(text, start, end, blocks) {
  // Most lines show with their first character that they are not blank.
  const blank = /\s/.test(text.charAt(start)) && end - start <= LONGEST_BLOCK && text.slice(start, end).trim() === "";
  let continued = false;
  while (end - start > LONGEST_BLOCK) {
    const cut = placeToCut(text, start, start + LONGEST_BLOCK);
    blocks.push({ start, end: cut, blank: false, continued });
    start = cut;
    continued = true;
  }
  blocks.push({ start, end, blank, continued });
}

/**
 * Behind the last sentence, else behind the last word, else between two characters.
 *
 * @param {string} text
 * @param {number} start
 * @param {number} limit
 */
function placeToCut(text, start, limit) {
  const from = start + Math.floor((limit - start) / 2);
  const window = text.slice(from, limit);
  const ends = /.*(?:[.!?…。！？][”"’»)\]]*\s+|[。！？])/su.exec(window) ?? /.*\s/su.exec(window);
  if (ends) return from + ends[0].length;
  const joins = /^(?:[\udc00-\udfff]|\p{M}|\u200d)/u;
  let cut = limit;
  while (cut > from && (joins.test(text.slice(cut, cut + 2)) || text[cut - 1] === "\u200d")) cut -= 1;
  return cut > from ? cut : limit;
}

/**
 * @param {readonly Block[]} blocks
 * @returns {SectionRange[]}
 */
export function groupSections(blocks) {
  /** @type {SectionRange[]} */
  const sections = [];
  blocks.forEach((block, index) => {
    const last = sections.at(-1);
    const room = last && last.end - last.start < SECTION_UNITS && index - last.first < SECTION_BLOCKS;
    if (last && room) {
      last.last = index;
      last.end = block.end;
    } else {
      sections.push({ first: index, last: index, start: block.start, end: block.end });
    }
  });
  return sections;
}

/** Finds blocks (or sections) by offset. */
export class Places {
  #starts;

  /** @param {readonly {start: number}[]} ranges sorted, without gaps */
  constructor(ranges) {
    this.#starts = ranges.map(({ start }) => start);
  }

  /** Index of the range that holds the character at an offset; the last one holds the end of the text. @param {number} unit */
  at(unit) {
    return Math.max(0, countBelow(this.#starts, unit + 1) - 1);
  }

  /** Index of the range that ends with the character before an offset. @param {number} unit */
  before(unit) {
    return this.at(Math.max(0, unit - 1));
  }
}
