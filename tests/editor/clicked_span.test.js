import assert from "node:assert/strict";
import test from "node:test";
import { meantBy } from "../../annotate/editor/tools/clicked_span.js";

const PLACE = ["policy", "stance", "quote"];

test("a click means the innermost span, and at the same place again the one around it", () => {
  assert.equal(meantBy(PLACE, null, []), "policy");
  assert.equal(meantBy(PLACE, "policy", PLACE), "stance");
  assert.equal(meantBy(PLACE, "stance", PLACE), "quote");
  assert.equal(meantBy(PLACE, "quote", PLACE), "policy");
});

test("a click on a span within the focused one means the inner one, however many lie between", () => {
  assert.equal(meantBy(PLACE, "quote", ["quote"]), "policy");
  assert.equal(meantBy(PLACE, "stance", ["stance", "quote"]), "policy");
});

test("a click on the innermost span that was focused by a key or from the list means the one around it", () => {
  assert.equal(meantBy(PLACE, "policy", []), "stance");
});

test("a click beside all spans means none", () => {
  assert.equal(meantBy([], "quote", PLACE), null);
});
