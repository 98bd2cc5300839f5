/** The way of a curve between two rectangles of text: it leaves and meets them at a right angle to the line. */

/** @typedef {{left: number, top: number, bottom: number, width: number}} Box */
/** @typedef {{x: number, y: number}} Point */

/** Between two ends on one line a curve bends by three quarters of this: it must not strike through the line above. */
const HIGHEST = 15;

/**
 * @param {Box} from
 * @param {Box} to
 * @returns {string} the `d` of an SVG path
 */
export function arcPath(from, to) {
  const [a, b, c, d] = controls(from, to);
  return `M${at(a)} C${at(b)} ${at(c)} ${at(d)}`;
}

/**
 * @param {Box} from
 * @param {Box} to
 * @returns {[Point, Point, Point, Point]}
 */
function controls(from, to) {
  const startX = anchorX(from);
  const endX = anchorX(to);
  const reach = Math.abs(to.top - from.top);
  if (from.top > to.bottom) return vertical(startX, from.top, endX, to.bottom, -lift(reach));
  if (to.top > from.bottom) return vertical(startX, from.bottom, endX, to.top, lift(reach));
  const rise = Math.min(9 + Math.abs(endX - startX) / 40, HIGHEST);
  return [
    { x: startX, y: from.top },
    { x: startX, y: from.top - rise },
    { x: endX, y: to.top - rise },
    { x: endX, y: to.top },
  ];
}

/**
 * @param {number} startX
 * @param {number} startY
 * @param {number} endX
 * @param {number} endY
 * @param {number} bend
 * @returns {[Point, Point, Point, Point]}
 */
function vertical(startX, startY, endX, endY, bend) {
  return [
    { x: startX, y: startY },
    { x: startX, y: startY + bend },
    { x: endX, y: endY - bend },
    { x: endX, y: endY },
  ];
}

/** @param {number} reach */
function lift(reach) {
  return Math.min(14 + reach / 4, 70);
}

/** @param {Box} box */
function anchorX({ left, width }) {
  return left + Math.min(width / 2, 24);
}

/** @param {Point} point */
function at({ x, y }) {
  return `${x.toFixed(1)},${y.toFixed(1)}`;
}
