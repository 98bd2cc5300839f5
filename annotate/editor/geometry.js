/** Where text stands in the window, and which text stands at a place. Offsets are UTF-16 units. */

/** @import {TextView} from "./text/text_view.js" */

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
  const rightToLeft = rect && getComputedStyle(/** @type {Element} */ (node.parentElement)).direction === "rtl";
  if (rect && offset < length) return new DOMRect(rightToLeft ? rect.right : rect.left, rect.top, 0, rect.height);
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
