import assert from "node:assert/strict";
import { test } from "node:test";

import { inThousands, plural } from "../../annotate/editor/panels/numbers.js";

test("numbers are told in thousands, as English does", () => {
  for (const number of [0, 7, 999, 1000, 12_345, 123_456, 1_234_567]) {
    assert.equal(inThousands(number), number.toLocaleString("en"));
  }
});

test("one thing is told in the singular", () => {
  assert.deepEqual([0, 1, 2000].map((number) => plural(number, "span")), ["0 spans", "1 span", "2,000 spans"]);
});
