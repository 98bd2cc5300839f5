/**
 * A block's text cut at the edges of its spans: what is drawn as one run. Offsets are UTF-16 units.
 */

/**
 * What a span covers in one block. `gap`: text between two of its fragments, where its line only connects them.
 * `opens`: its fragment begins here, not in an earlier block; `closes` likewise. `first`, `last`: of its fragments.
 *
 * @typedef {object} Piece
 * @property {string} id
 * @property {string} label
 * @property {number} start
 * @property {number} end
 * @property {boolean} gap
 * @property {boolean} opens
 * @property {boolean} closes
 * @property {boolean} first
 * @property {boolean} last
 * @property {boolean} unsure
 */

/** @typedef {{start: number, end: number, pieces: Piece[]}} Segment the longest piece stands first */

/**
 * @param {number} start of the block
 * @param {number} end
 * @param {readonly Piece[]} pieces
 * @returns {Segment[]} without gaps, in order
 */
export function cutSegments(start, end, pieces) {
  const cuts = new Set([start, end]);
  for (const piece of pieces) cuts.add(piece.start).add(piece.end);
  const edges = [...cuts].sort((a, b) => a - b);
  const byStart = [...pieces].sort((a, b) => a.start - b.start);
  /** @type {Segment[]} */
  const segments = [];
  /** @type {Piece[]} */
  let active = [];
  let next = 0;
  for (let i = 0; i + 1 < edges.length; i += 1) {
    const from = /** @type {number} */ (edges[i]);
    const to = /** @type {number} */ (edges[i + 1]);
    active = active.filter((piece) => piece.end > from);
    for (let piece; (piece = byStart[next]) && piece.start <= from; next += 1) active.push(piece);
    segments.push({ start: from, end: to, pieces: [...active].sort(longestFirst) });
  }
  return segments;
}

/**
 * @param {Piece} a
 * @param {Piece} b
 */
function longestFirst(a, b) {
  return b.end - b.start - (a.end - a.start) || (a.id < b.id ? -1 : 1);
}
