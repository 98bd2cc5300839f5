/** Finds a text in the article. Offsets are UTF-16 units of the article, whatever happens to the case of letters. */

/** @import {Range} from "./types.js" */

/**
 * Every place where the query stands, from left to right, not overlapping. Any whitespace in the query stands for any
 * whitespace in the text.
 *
 * @param {string} text
 * @param {string} query
 * @param {{wholeWords?: boolean, matchCase?: boolean, limit?: number}} [options]
 * @returns {Range[]}
 */
export function findAll(text, query, { wholeWords = false, matchCase = false, limit = 10_000 } = {}) {
  const words = query.trim().split(/\s+/u).filter(Boolean).map(escape);
  if (!words.length) return [];
  const before = wholeWords ? "(?<![\\p{L}\\p{N}\\p{M}_])" : "";
  const behind = wholeWords ? "(?![\\p{L}\\p{N}\\p{M}_])" : "(?!\\p{M})";
  const pattern = new RegExp(`${before}${words.join("\\s+")}${behind}`, matchCase ? "gu" : "giu");
  /** @type {Range[]} */
  const found = [];
  for (const match of text.matchAll(pattern)) {
    found.push({ start: match.index, end: match.index + match[0].length });
    if (found.length >= limit) break;
  }
  return found;
}

/** @param {string} word */
function escape(word) {
  return word.replace(/[\\^$.*+?()[\]{}|/]/gu, (character) => `\\${character}`);
}
