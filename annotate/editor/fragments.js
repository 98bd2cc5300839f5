/** Sets of ranges: joining and cutting. The ranges may count code points or UTF-16 units, but all the same. */

/** @import {Range} from "./types.js" */

/**
 * The same ground as sorted, disjoint ranges; those that touch become one.
 *
 * @param {Range[]} ranges
 * @returns {Range[]}
 */
export function joinRanges(ranges) {
  const sorted = ranges.map(({ start, end }) => ({ start, end })).sort((a, b) => a.start - b.start || a.end - b.end);
  /** @type {Range[]} */
  const joined = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else joined.push(range);
  }
  return joined;
}

/**
 * What is left of the ranges when one range is cut out.
 *
 * @param {Range[]} ranges
 * @param {Range} cut
 * @returns {Range[]}
 */
export function withoutRange(ranges, cut) {
  return ranges
    .flatMap(({ start, end }) => [
      { start, end: Math.min(end, cut.start) },
      { start: Math.max(start, cut.end), end },
    ])
    .filter(({ start, end }) => start < end);
}

/**
 * Whether two lists hold the same ranges in the same order.
 *
 * @param {readonly Range[]} a
 * @param {readonly Range[]} b
 */
export function sameRanges(a, b) {
  return a.length === b.length && a.every(({ start, end }, i) => start === b[i]?.start && end === b[i]?.end);
}
