/**
 * Lanes: on which line under the text each span of a block is drawn, so that no two that overlap share one.
 */

/** @typedef {{id: string, start: number, end: number}} Interval */

/**
 * Keeps the lanes that intervals had, where that still works; gives each new one the lowest lane that is free. Those
 * that are new together are taken from the left, the longest first, which needs no more lanes than they overlap.
 *
 * @param {readonly Interval[]} intervals
 * @param {ReadonlyMap<string, number>} [kept] lane by id
 * @returns {Map<string, number>}
 */
export function assignLanes(intervals, kept = new Map()) {
  /** @type {Interval[][]} */
  const lanes = [];
  /** @type {Map<string, number>} */
  const assigned = new Map();
  const sorted = [...intervals].sort((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1));
  /** @type {Interval[]} */
  const fresh = [];
  for (const interval of sorted) {
    const lane = kept.get(interval.id);
    if (lane !== undefined && isFree(lanes[lane], interval)) place(interval, lane);
    else fresh.push(interval);
  }
  for (const interval of fresh) {
    let lane = 0;
    while (!isFree(lanes[lane], interval)) lane += 1;
    place(interval, lane);
  }
  return assigned;

  /**
   * @param {Interval} interval
   * @param {number} lane
   */
  function place(interval, lane) {
    while (lanes.length <= lane) lanes.push([]);
    lanes[lane]?.push(interval);
    assigned.set(interval.id, lane);
  }
}

/**
 * @param {readonly Interval[] | undefined} lane
 * @param {Interval} interval
 */
function isFree(lane, { start, end }) {
  return !lane?.some((other) => other.start < end && start < other.end);
}
