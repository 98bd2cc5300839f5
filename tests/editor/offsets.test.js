import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Utf16Index, countBelow } from "../../annotate/editor/offsets.js";

const { vectors } = JSON.parse(readFileSync(new URL("../vectors/offsets.json", import.meta.url), "utf8"));

for (const { name, text, utf16 } of vectors) {
  test(`code points and units agree with the shared vectors: ${name}`, () => {
    const index = new Utf16Index(text);
    assert.equal(index.length, utf16.length - 1);
    utf16.forEach((/** @type {number} */ unit, /** @type {number} */ point) => {
      assert.equal(index.toUtf16(point), unit);
      assert.equal(index.toCodePoints(unit), point);
    });
  });

  test(`an offset outside the text or within a character is refused: ${name}`, () => {
    const index = new Utf16Index(text);
    assert.throws(() => index.toUtf16(-1), RangeError);
    assert.throws(() => index.toUtf16(utf16.length), RangeError);
    assert.throws(() => index.toUtf16(NaN), RangeError);
    for (let unit = -1; unit <= text.length + 1; unit += 1) {
      if (!utf16.includes(unit)) assert.throws(() => index.toCodePoints(unit), RangeError, `unit ${unit}`);
    }
  });
}

test("counting finds how many numbers are below a limit", () => {
  assert.deepEqual(
    [0, 1, 2, 3, 9].map((limit) => countBelow([1, 2, 2, 5], limit)),
    [0, 0, 1, 3, 4],
  );
});
