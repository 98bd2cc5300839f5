/** What a fragment covers while one of its ends is moved. Ranges count UTF-16 units. */

import { nextEdge, stepFrom } from "../steps.js";

/**
 * @import {Range} from "../types.js"
 * @import {Words} from "../words.js"
 */

/**
 * The end that does not move stays where it is, within a word or not, and the other never passes it: at least the word
 * (or the character) beside it stays.
 *
 * @param {Words} words
 * @param {Range} range before
 * @param {"start" | "end"} edge that moves
 * @param {number} unit where to
 * @param {boolean} byCharacter
 * @returns {Range}
 */
export function withEdgeAt(words, range, edge, unit, byCharacter) {
  const moved = edge === "start" ? { ...range, start: unit } : { ...range, end: unit };
  const isLeft = words.trim(moved);
  if (moved.start >= moved.end || isLeft.start >= isLeft.end) return atLeast(words, range, edge, byCharacter);
  const snapped = byCharacter ? words.snapToCharacters(moved) : words.snapToWords(moved);
  return edge === "start" ? { ...range, start: snapped.start } : { ...range, end: snapped.end };
}

/**
 * One step of an end by the keys.
 *
 * @param {Words} words
 * @param {Range} range before
 * @param {"start" | "end"} edge that moves
 * @param {"word" | "character"} by
 * @param {1 | -1} direction
 * @returns {Range | null} null: nothing would be left, or there is no more text
 */
export function withEdgeMoved(words, range, edge, by, direction) {
  const unit =
    by === "word" ? nextEdge(words, range[edge], edge, direction) : nextCharacter(words, range, edge, direction);
  if (unit === null) return null;
  const moved = words.trim({ ...range, [edge]: unit });
  return moved.start < moved.end ? moved : null;
}

/**
 * Past white space: a single step in it would change nothing.
 *
 * @param {Words} words
 * @param {Range} range
 * @param {"start" | "end"} edge
 * @param {1 | -1} direction
 */
function nextCharacter(words, range, edge, direction) {
  let unit = range[edge];
  for (;;) {
    const next = stepFrom(words, unit, "character", direction);
    if (next === unit) return null;
    unit = next;
    if (!words.isSpaceAt(edge === "end" ? unit - 1 : unit)) return unit;
  }
}

/**
 * @param {Words} words
 * @param {Range} range
 * @param {"start" | "end"} edge that moves
 * @param {boolean} byCharacter
 * @returns {Range}
 */
function atLeast(words, range, edge, byCharacter) {
  const beside = edge === "end" ? range.start : range.end - 1;
  const part = byCharacter ? words.characterAt(beside) : (words.wordAt(beside) ?? words.characterAt(beside));
  return edge === "end"
    ? { ...range, end: Math.min(part.end, range.end) }
    : { ...range, start: Math.max(part.start, range.start) };
}
