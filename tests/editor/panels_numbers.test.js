import assert from "node:assert/strict";
import { test } from "node:test";

import { inThousands } from "../../annotate/editor/panels/numbers.js";

test("numbers are told in thousands, as English does", () => {
  for (const number of [0, 7, 999, 1000, 12_345, 123_456, 1_234_567]) {
    assert.equal(inThousands(number), number.toLocaleString("en"));
  }
});
