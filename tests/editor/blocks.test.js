import assert from "node:assert/strict";
import test from "node:test";
import { Places, cutBlocks, groupSections } from "../../annotate/editor/text/blocks.js";

const TEXTS = {
  "line ends of every kind": "one\r\ntwo\n\n\nthree\r",
  "a text that ends with a line end": "one\n",
  "one line": "one",
  "blank lines only": "\n \n\t\r\n",
  "a long line with sentences": "A sentence with some words. ".repeat(1500),
  "a long line without whitespace": "字".repeat(20_001),
  "a long line of families": "👨‍👩‍👧".repeat(3000),
  "a long line of combining marks": "e\u0301".repeat(9000),
};

for (const [name, text] of Object.entries(TEXTS)) {
  test(`blocks and sections hold every unit exactly once: ${name}`, () => {
    const blocks = cutBlocks(text);
    assert.equal(blocks.map(({ start, end }) => text.slice(start, end)).join(""), text);
    blocks.forEach((block, i) => assert.equal(block.start, i ? blocks[i - 1]?.end : 0));
    const sections = groupSections(blocks);
    assert.equal(sections.map(({ start, end }) => text.slice(start, end)).join(""), text);
  });

  test(`no block begins within a character: ${name}`, () => {
    for (const { start } of cutBlocks(text)) {
      assert.doesNotMatch(text.slice(start, start + 2), /^(?:[\udc00-\udfff]|\p{M}|\u200d)/u);
      assert.notEqual(text[start - 1], "\u200d");
    }
  });
}

test("a long line is cut behind a sentence", () => {
  const [first] = cutBlocks(TEXTS["a long line with sentences"]);
  assert.match(TEXTS["a long line with sentences"].slice(0, first?.end), /words\. $/);
});

test("every offset is found in its block, and the end of the text in the last one", () => {
  const text = "one\n\nthree\n";
  const blocks = cutBlocks(text);
  const places = new Places(blocks);
  for (let unit = 0; unit < text.length; unit += 1) {
    const block = blocks[places.at(unit)];
    assert.ok(block && block.start <= unit && unit < block.end);
  }
  assert.equal(places.at(text.length), blocks.length - 1);
  assert.equal(places.before(4), 0);
  assert.equal(places.before(0), 0);
});

test("lines of nothing or of white space are blank, and no others", () => {
  const blanks = cutBlocks("one\n\n \t\n\u00a0\n two\nthree").map(({ blank }) => blank);
  assert.deepEqual(blanks, [false, true, true, true, false, false]);
});
