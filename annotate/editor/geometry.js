/** Where text stands in the window, and which text stands at a place. Offsets are UTF-16 units. */

/** @import {TextView} from "./text/text_view.js" */

/** Letters that are read from right to left. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Whether a character is read from right to left. Digits never are; what has no direction goes with its paragraph.
 *
 * @param {string} character
 * @param {Node} node that holds it
 */
function isRightToLeft(character, node) {
  if (/[\p{L}\p{N}]/u.test(character)) return RIGHT_TO_LEFT.test(character) && !/\p{Nd}/u.test(character);
  return getComputedStyle(/** @type {Element} */ (node.parentElement)).direction === "rtl";
}

/**
 * Where a range begins or ends, as it is read: the upright edge of its first or last character.
 *
 * @param {TextView} view
 * @param {{start: number, end: number}} character the first or the last one of the range
 * @param {"start" | "end"} edge
 * @returns {{x: number, top: number, bottom: number, side: "left" | "right"} | null} `side`: where it is outside; null: not in the page
 */
export function edgeOf(view, character, edge) {
  const rects = rectsOf(view, character);
  const rect = edge === "start" ? rects[0] : rects.at(-1);
  if (!rect) return null;
  const range = view.domRange(character);
  const side = (edge === "start") === isRightToLeft(range.toString(), range.startContainer) ? "right" : "left";
  return { x: rect[side], top: rect.top, bottom: rect.bottom, side };
}

/**
 * The rectangle of the caret before the character at an offset.
 *
 * @param {TextView} view
 * @param {number} unit
 * @returns {DOMRect}
 */
export function caretRect(view, unit) {
  const [node, offset] = view.pointAt(unit, "after");
  const range = document.createRange();
  if (node.nodeType !== Node.TEXT_NODE) return /** @type {Element} */ (node).getBoundingClientRect();
  const length = node.textContent?.length ?? 0;
  range.setStart(node, offset);
  range.setEnd(node, Math.min(offset + 1, length));
  const rects = range.getClientRects();
  // Where a line breaks, the character's first rectangle may be the empty end of the line above.
  const rect = [...rects].find(({ width }) => width > 0) ?? rects[0];
  if (rect && offset < length) {
    const rightToLeft = isRightToLeft(range.toString(), node);
    return new DOMRect(rightToLeft ? rect.right : rect.left, rect.top, 0, rect.height);
  }
  const before = rect ?? /** @type {Element} */ (node.parentElement).getBoundingClientRect();
  return new DOMRect(before.right, before.top, 0, before.height);
}

/**
 * The offset of the character nearest to a point of the window; null outside the text.
 *
 * @param {TextView} view
 * @param {number} x
 * @param {number} y
 * @returns {number | null}
 */
export function unitFromPoint(view, x, y) {
  if (typeof document.caretPositionFromPoint === "function") {
    const position = document.caretPositionFromPoint(x, y);
    return position && view.unitAt(position.offsetNode, position.offset);
  }
  const range = /** @type {any} */ (document).caretRangeFromPoint?.(x, y);
  return range ? view.unitAt(range.startContainer, range.startOffset) : null;
}

/**
 * Rectangles of a range of the text, line by line; none where it is not in the page.
 *
 * @param {TextView} view
 * @param {{start: number, end: number}} range
 * @returns {DOMRect[]}
 */
export function rectsOf(view, range) {
  if (!view.isMade(range.start) || !view.isMade(range.end - 1)) return [];
  return [...view.domRange(range).getClientRects()].filter(({ width }) => width > 0);
}
