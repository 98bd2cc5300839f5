/** What counts as white space at the edges of a span: all that either Python or JavaScript takes for it. */

const SPACE = /^[\s\u001c-\u001f\u0085]$/u;

/** @param {string | undefined} unit one UTF-16 unit: no white space takes two */
export function isSpace(unit) {
  return unit !== undefined && SPACE.test(unit);
}

/**
 * The range of a text without white space at its edges; empty where there is nothing else.
 *
 * @param {string} text
 * @param {{start: number, end: number}} range in UTF-16 units
 */
export function trimRange(text, { start, end }) {
  while (start < end && isSpace(text[start])) start += 1;
  while (end > start && isSpace(text[end - 1])) end -= 1;
  return { start, end };
}
