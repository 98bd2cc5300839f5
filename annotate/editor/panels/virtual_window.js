/** Which rows of a long list are drawn: those in view and a few around them. Pure arithmetic. */

/** @typedef {{first: number, last: number}} Rows Half-open. */

/** Rows drawn beyond each edge, so that a step of the wheel finds them there. */
export const OVERSCAN = 6;

/**
 * @param {number} count How many rows there are.
 * @param {number} rowHeight
 * @param {number} scrollTop
 * @param {number} viewHeight
 * @returns {Rows}
 */
export function visibleRows(count, rowHeight, scrollTop, viewHeight) {
  const first = Math.floor(scrollTop / rowHeight) - OVERSCAN;
  const last = Math.ceil((scrollTop + viewHeight) / rowHeight) + OVERSCAN;
  return { first: clamp(first, 0, count), last: clamp(last, 0, count) };
}

/**
 * Where to scroll so that a row is in view: the nearest place, or where one is if it is in view already.
 *
 * @param {number} index
 * @param {number} rowHeight
 * @param {number} scrollTop
 * @param {number} viewHeight
 * @returns {number}
 */
export function scrollToRow(index, rowHeight, scrollTop, viewHeight) {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return Math.max(scrollTop, top + rowHeight - viewHeight);
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
