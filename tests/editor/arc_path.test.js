import assert from "node:assert/strict";
import test from "node:test";
import { arcPath } from "../../annotate/editor/text/arc_path.js";

/** Room between the letters of two lines, in px. */
const BETWEEN_LINES = 12;

/** The highest place of a cubic curve, in px above its ends. @param {string} path */
function heightOf(path) {
  const [, y0 = 0, , y1 = 0, , y2 = 0, , y3 = 0] = [...path.matchAll(/-?[\d.]+/g)].map(Number);
  const heights = Array.from({ length: 101 }, (_, i) => {
    const t = i / 100;
    return (1 - t) ** 3 * y0 + 3 * (1 - t) ** 2 * t * y1 + 3 * (1 - t) * t ** 2 * y2 + t ** 3 * y3;
  });
  return y0 - Math.min(...heights);
}

test("a curve between two ends on one line stays below the letters of the line above", () => {
  for (const left of [30, 200, 700]) {
    const path = arcPath({ left: 0, top: 100, bottom: 122, width: 40 }, { left, top: 100, bottom: 122, width: 40 });
    assert.ok(heightOf(path) > 5 && heightOf(path) <= BETWEEN_LINES, path);
  }
});
