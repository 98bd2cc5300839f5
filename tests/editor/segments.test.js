import assert from "node:assert/strict";
import test from "node:test";
import { Utf16Index } from "../../annotate/editor/offsets.js";
import { Places, cutBlocks } from "../../annotate/editor/text/blocks.js";
import { cutSegments } from "../../annotate/editor/text/segments.js";
import { SpanIndex } from "../../annotate/editor/text/span_index.js";
import { shortTags } from "../../annotate/editor/text/tags.js";
import { below, randomNumbers, span } from "./support.js";

/** @param {string} id @param {number} start @param {number} end */
const piece = (id, start, end) => /** @type {any} */ ({ id, label: "alpha", start, end, gap: false });

test("segments cover a block without gaps, each with exactly the spans over it", () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const random = randomNumbers(seed);
    const pieces = Array.from({ length: 8 }, (_, i) => {
      const start = 10 + below(random, 50);
      return piece(`s${i}`, start, Math.min(start + 1 + below(random, 30), 70));
    });
    const segments = cutSegments(10, 70, pieces);
    segments.forEach((segment, i) => {
      assert.equal(segment.start, i ? segments[i - 1]?.end : 10);
      const expected = pieces
        .filter(({ start, end }) => start <= segment.start && segment.end <= end)
        .map(({ id }) => id);
      assert.deepEqual(segment.pieces.map(({ id }) => id).sort(), expected.sort());
    });
    assert.equal(segments.at(-1)?.end, 70);
  }
});

test("the innermost span of a segment stands last", () => {
  const [, inner] = cutSegments(0, 20, [piece("in", 5, 8), piece("out", 0, 20)]);
  assert.deepEqual(
    inner?.pieces.map(({ id }) => id),
    ["out", "in"],
  );
});

const TEXT = "One line here.\nAnother line.\nThird.";

/** @returns {[SpanIndex, import("../../annotate/editor/text/blocks.js").Block[]]} */
function indexed() {
  const blocks = cutBlocks(TEXT);
  return [new SpanIndex(new Utf16Index(TEXT), new Places(blocks)), blocks];
}

test("only the blocks that a span was or is in are drawn again", () => {
  const [index] = indexed();
  assert.deepEqual(index.update("s", span("s", "alpha", TEXT, [0, 3])), [0]);
  assert.deepEqual(index.update("s", span("s", "alpha", TEXT, [10, 22])), [0, 1]);
  assert.deepEqual(index.update("s", undefined), [0, 1]);
  assert.deepEqual(index.update("s", undefined), []);
});

test("a span whose attributes change is not drawn again; one that becomes unsure is", () => {
  const [index] = indexed();
  const before = span("s", "alpha", TEXT, [0, 3]);
  index.update("s", before);
  assert.deepEqual(index.update("s", { ...before, attributes: { kind: "big" } }), []);
  assert.deepEqual(index.update("s", { ...before, unsure: true }), [0]);
});

test("fragments in one block are joined by a gap; a line end is no part of the block behind", () => {
  const [index, blocks] = indexed();
  index.update("s", span("s", "alpha", TEXT, [0, 3], [9, 14]));
  const pieces = index.piecesIn(0, /** @type {any} */ (blocks[0]));
  assert.deepEqual(
    pieces.map(({ start, end, gap }) => [start, end, gap]),
    [
      [0, 3, false],
      [3, 9, true],
      [9, 14, false],
    ],
  );
  assert.deepEqual(
    pieces.map(({ first, last }) => [first, last]).filter((_, i) => i !== 1),
    [
      [true, false],
      [false, true],
    ],
  );
  assert.deepEqual(index.blocksOf("s"), [0]);
});

test("a fragment over several blocks opens in its first and closes in its last", () => {
  const [index, blocks] = indexed();
  index.update("s", span("s", "alpha", TEXT, [4, 33]));
  const ends = blocks.map((block, i) => index.piecesIn(i, block).map(({ opens, closes }) => [opens, closes])[0]);
  assert.deepEqual(ends, [
    [true, false],
    [false, false],
    [false, true],
  ]);
});

test("spans that there are at the beginning are drawn in their blocks, however the blocks are asked for", () => {
  const first = span("a", "alpha", TEXT, [0, 3]);
  const long = span("b", "alpha", TEXT, [4, 33]);
  const last = span("c", "alpha", TEXT, [29, 33]);
  const drawn = (/** @type {number[]} */ order) => {
    const [index, blocks] = indexed();
    index.fill([first, long, last]);
    return order.map((i) => [i, index.piecesIn(i, /** @type {any} */ (blocks[i])).map(({ id }) => id)]).sort();
  };
  const all = drawn([0, 1, 2]);
  assert.deepEqual(all, [
    [0, ["a", "b"]],
    [1, ["b"]],
    [2, ["b", "c"]],
  ]);
  assert.deepEqual(drawn([2, 1, 0]), all);
  assert.deepEqual(drawn([1, 0, 2]), all);
});

test("a span that is changed before its block was ever drawn leaves nothing where it was", () => {
  const [index, blocks] = indexed();
  index.fill([span("a", "alpha", TEXT, [0, 3]), span("b", "alpha", TEXT, [29, 33])]);
  index.piecesIn(0, /** @type {any} */ (blocks[0]));
  assert.deepEqual(index.update("b", span("b", "alpha", TEXT, [15, 22])), [2, 1]);
  assert.deepEqual(index.piecesIn(2, /** @type {any} */ (blocks[2])), []);
});

test("a span is found before its block was ever drawn, and drawn once", () => {
  const [index, blocks] = indexed();
  index.fill([span("a", "alpha", TEXT, [0, 3]), span("b", "alpha", TEXT, [29, 33])]);
  assert.deepEqual(index.rangesOf("b"), [{ start: 29, end: 33 }]);
  assert.deepEqual(index.blocksOf("b"), [2]);
  assert.deepEqual(index.blocksOf("c"), []);
  assert.equal(index.piecesIn(2, /** @type {any} */ (blocks[2])).length, 1);
  assert.deepEqual(index.blocksOf("a"), [0]);
});

test("a span that is deleted before its block was ever drawn does not come back", () => {
  const [index, blocks] = indexed();
  index.fill([span("a", "alpha", TEXT, [0, 3])]);
  assert.deepEqual(index.update("a", undefined), [0]);
  index.takeAll();
  assert.deepEqual(index.piecesIn(0, /** @type {any} */ (blocks[0])), []);
});

test("characters of two units before a span do not hide it from its block", () => {
  const text = "😀😀😀😀 x\ny";
  const blocks = cutBlocks(text);
  const index = new SpanIndex(new Utf16Index(text), new Places(blocks));
  index.fill([span("x", "alpha", text, [5, 6]), span("y", "alpha", text, [7, 8])]);
  const ids = blocks.map((block, i) => index.piecesIn(i, block).map(({ id }) => id));
  assert.deepEqual(ids, [["x"], ["y"]]);
});

test("tags are the shortest beginnings that tell labels apart", () => {
  const labels = ["Speaker", "Quote", "Policy", "Stance"].map((title) => ({ name: title.toLowerCase(), title }));
  assert.deepEqual([...shortTags(labels).values()], ["Sp", "Q", "P", "St"]);
  assert.deepEqual(
    [
      ...shortTags([
        { name: "a", title: "Beta" },
        { name: "b", title: "betamax" },
      ]).values(),
    ],
    ["Beta", "betam"],
  );
});
