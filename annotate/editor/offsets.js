/**
 * Offsets: code points in every record, UTF-16 units in the browser's own strings and ranges.
 *
 * `tests/vectors/offsets.json` checks this module and `annotate/offsets.py`.
 */

/** Converts between code points and UTF-16 units of one text, in logarithmic time. */
export class Utf16Index {
  /** @type {number[]} Code point offsets of the characters that take two units. */
  #points = [];
  /** @type {number[]} Unit offsets of the same characters. */
  #units = [];
  #size;

  /** @param {string} text */
  constructor(text) {
    this.#size = text.length;
    for (const match of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) {
      this.#points.push(match.index - this.#points.length);
      this.#units.push(match.index);
    }
  }

  /** Length of the text in code points. */
  get length() {
    return this.#size - this.#points.length;
  }

  /**
   * Code point offset (0 to the length of the text) to UTF-16 offset.
   *
   * @param {number} point
   * @returns {number}
   * @throws {RangeError} outside the text
   */
  toUtf16(point) {
    if (!(point >= 0 && point <= this.length)) {
      throw new RangeError(`offset ${point} is outside a text of ${this.length} code points`);
    }
    return point + countBelow(this.#points, point);
  }

  /**
   * UTF-16 offset to code point offset.
   *
   * @param {number} unit
   * @returns {number}
   * @throws {RangeError} outside the text or within a surrogate pair
   */
  toCodePoints(unit) {
    const before = countBelow(this.#units, unit);
    const inside = before > 0 && this.#units[before - 1] === unit - 1;
    if (inside || !(unit >= 0 && unit <= this.#size)) {
      throw new RangeError(`UTF-16 offset ${unit} is outside the text or within a character`);
    }
    return unit - before;
  }
}

/**
 * How many of the sorted numbers are below a limit.
 *
 * @param {readonly number[]} sorted
 * @param {number} limit
 */
export function countBelow(sorted, limit) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (/** @type {number} */ (sorted[middle]) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
