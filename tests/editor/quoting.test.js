import assert from "node:assert/strict";
import test from "node:test";
import { inQuotes } from "../../annotate/editor/quoting.js";

test("words that have quotation marks of their own are not quoted twice", () => {
  assert.equal(inQuotes("we build"), "“we build”");
  assert.equal(inQuotes("“we build”"), "“we build”");
  assert.equal(inQuotes('"we build"'), "“we build”");
  assert.equal(inQuotes("“A,” she said, “B.”"), "“‘A,’ she said, ‘B.’”");
  assert.equal(inQuotes("said “no"), "“said ‘no”");
  assert.equal(inQuotes("«نعم»"), "“‹نعم›”");
});
