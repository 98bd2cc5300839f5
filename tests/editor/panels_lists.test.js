import assert from "node:assert/strict";
import { test } from "node:test";

import { OVERSCAN, scrollToRow, visibleRows } from "../../annotate/editor/panels/virtual_window.js";

test("only rows in view and a few around them are drawn", () => {
  const { first, last } = visibleRows(5_000, 30, 60_000, 300);
  assert.deepEqual([first, last], [2_000 - OVERSCAN, 2_010 + OVERSCAN]);
});

test("the ends of the list are not passed", () => {
  assert.deepEqual(visibleRows(5, 30, 0, 300), { first: 0, last: 5 });
  assert.deepEqual(visibleRows(5_000, 30, 150_000, 300), { first: 5_000 - OVERSCAN, last: 5_000 });
  assert.deepEqual(visibleRows(0, 30, 0, 300), { first: 0, last: 0 });
});

test("a row in view is not scrolled, one above or below just comes in", () => {
  assert.equal(scrollToRow(3, 30, 0, 300), 0);
  assert.equal(scrollToRow(10, 30, 0, 300), 30);
  assert.equal(scrollToRow(2, 30, 300, 300), 60);
});
