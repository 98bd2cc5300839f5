/** Brings places of the text into view, without motion. */

/**
 * @import {Range} from "./types.js"
 * @import {TextView} from "./text/text_view.js"
 */

/** What is nearer to an edge of the view than this many px is moved. */
const MARGIN = 72;
const TRIES = 5;

/**
 * Scrolls so that a range of the text stands well in view; not at all where it does. Sections that come into view on
 * the way get their true height, so the place is looked up again until it stays.
 *
 * @param {TextView} view
 * @param {HTMLElement} scroller
 * @param {Range} range in UTF-16 units
 * @param {number} [covered] how much lies over the foot of the text, in px
 * @param {number} [tries]
 */
export function reveal(view, scroller, range, covered = 0, tries = TRIES) {
  const rect = view.domRange({ start: range.start, end: Math.max(range.start + 1, range.end) }).getBoundingClientRect();
  const box = scroller.getBoundingClientRect();
  const top = box.top + MARGIN;
  const bottom = Math.max(top + MARGIN, box.bottom - MARGIN - covered);
  const fits = rect.height <= bottom - top;
  if (rect.top >= top && (fits ? rect.bottom : rect.top + MARGIN) <= bottom) return;
  const goal = fits ? (top + bottom - rect.height) / 2 : top;
  const before = scroller.scrollTop;
  scroller.scrollTop += rect.top - goal;
  if (tries === 1 || scroller.scrollTop === before) return;
  requestAnimationFrame(() => reveal(view, scroller, range, covered, tries - 1));
}
