/** Steps through a text: where the caret and the ends of spans go from a place. Offsets are UTF-16 units. */

/**
 * @import {Range, Words} from "./words.js"
 * @import {Token} from "./tokens.js"
 */

/** @typedef {"character" | "word" | "sentence" | "paragraph"} Unit */

/** Quotation marks and brackets, which may be the first or the last of what is meant. */
const ENCLOSES = /^[\p{Pi}\p{Pf}\p{Ps}\p{Pe}"']+$/u;

/** @type {Record<Unit, (words: Words, unit: number, direction: 1 | -1) => number>} */
const BY = {
  character: (words, unit, direction) => {
    if (direction > 0) return words.characterAt(unit).end;
    return unit > 0 ? words.characterAt(unit - 1).start : 0;
  },
  // To the end of this or the next word; backwards, to its start.
  word: (words, unit, direction) => {
    const at = pastSpace(words, unit, direction);
    if (direction > 0) return words.wordAt(at)?.end ?? at;
    return at > 0 ? (words.wordAt(at - 1)?.start ?? at - 1) : 0;
  },
  sentence: (words, unit, direction) => toNext(words, unit, direction, (at) => words.sentenceAt(at)),
  paragraph: (words, unit, direction) => toNext(words, unit, direction, (at) => words.paragraphAt(at)),
};

/**
 * Where the caret goes from an offset.
 *
 * @param {Words} words
 * @param {number} unit
 * @param {Unit} by
 * @param {1 | -1} direction
 * @returns {number}
 */
export function stepFrom(words, unit, by, direction) {
  return Math.min(Math.max(BY[by](words, unit, direction), 0), words.length);
}

/**
 * The next place where a word ends (or begins), from an offset on; or a quotation mark or bracket that encloses what is
 * before (or behind) it. Other punctuation alone is no word, but it is taken before the step leaves its paragraph.
 *
 * @param {Words} words
 * @param {number} unit
 * @param {"start" | "end"} edge
 * @param {1 | -1} direction
 * @returns {number | null} null: there is none
 */
export function nextEdge(words, unit, edge, direction) {
  const ahead = (/** @type {number} */ place) => place !== unit && place > unit === direction > 0;
  const paragraph = words.paragraphAt(direction > 0 ? unit : Math.max(0, unit - 1));
  const border = direction > 0 ? paragraph.end : paragraph.start;
  for (let at = unit; direction > 0 ? at < words.length : at > 0;) {
    const token = words.wordAt(direction > 0 ? at : at - 1);
    const leaves = direction > 0 ? (token?.start ?? at) >= border : (token?.end ?? at) <= border;
    if (leaves && ahead(border)) return border;
    if (token && ahead(token[edge]) && (token.word || encloses(words, token, edge))) return token[edge];
    at = token ? (direction > 0 ? token.end : token.start) : at + direction;
  }
  return ahead(border) ? border : null;
}

/**
 * Whether a token is a mark at which a quotation or a bracket ends (or begins): no word follows (or precedes) at once.
 *
 * @param {Words} words
 * @param {Token} token
 * @param {"start" | "end"} edge
 */
function encloses(words, token, edge) {
  if (!ENCLOSES.test(token.text)) return false;
  const [inside, outside] = edge === "end" ? [token.start - 1, token.end] : [token.end, token.start - 1];
  return !words.wordAt(outside)?.word && words.wordAt(inside) !== null;
}

/**
 * @param {Words} words
 * @param {number} unit
 * @param {1 | -1} direction
 * @param {(unit: number) => Range} partAt
 */
function toNext(words, unit, direction, partAt) {
  if (direction > 0) return pastSpace(words, Math.max(unit, partAt(unit).end), 1);
  const at = pastSpace(words, unit, -1);
  return at > 0 ? partAt(at - 1).start : 0;
}

/**
 * @param {Words} words
 * @param {number} unit
 * @param {1 | -1} direction
 */
function pastSpace(words, unit, direction) {
  let at = unit;
  if (direction > 0) while (at < words.length && words.isSpaceAt(at)) at += 1;
  else while (at > 0 && words.isSpaceAt(at - 1)) at -= 1;
  return at;
}
