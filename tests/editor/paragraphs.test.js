import assert from "node:assert/strict";
import test from "node:test";
import { Paragraphs } from "../../annotate/editor/paragraphs.js";

/** @param {string} text */
function paragraphsOf(text) {
  return new Paragraphs(text).within({ start: 0, end: text.length }).map(({ start, end }) => text.slice(start, end));
}

test("where a text has blank lines, paragraphs end at them; where it has none, at every line break", () => {
  assert.deepEqual(paragraphsOf("one\ntwo\n\nthree\nfour"), ["one\ntwo", "three\nfour"]);
  assert.deepEqual(paragraphsOf("one\ntwo\nthree"), ["one", "two", "three"]);
});

test("a line of white space is blank, whatever ends the lines", () => {
  assert.deepEqual(paragraphsOf("one\r\ntwo\r\n \t\u00a0\r\nthree"), ["one\r\ntwo", "three"]);
  assert.deepEqual(paragraphsOf("one\ntwo\n\u001c\u0085\nthree"), ["one\ntwo", "three"]);
});

test("blank lines above the first word and below the last one decide nothing", () => {
  assert.deepEqual(paragraphsOf("\n \none\ntwo\n\n\n"), ["one", "two"]);
  assert.deepEqual(paragraphsOf(" \n\n "), []);
  assert.deepEqual(paragraphsOf(""), []);
});

test("every offset lies in exactly one paragraph", () => {
  for (const text of ["\n\n a\nb \n\nc\n", "a\nb\n", "", "\n", "a\n\nb"]) {
    const paragraphs = new Paragraphs(text);
    let at = 0;
    while (at < text.length) {
      const { start, end } = paragraphs.at(at);
      assert.equal(start, at);
      for (let unit = start; unit < end; unit += 1) assert.deepEqual(paragraphs.at(unit), { start, end });
      at = end;
    }
    assert.equal(paragraphs.at(text.length).end, text.length);
  }
});

test("much white space costs no more than so much text", () => {
  const before = performance.now();
  paragraphsOf(`a\n${" ".repeat(500_000)}b${" ".repeat(500_000)}c${"\n".repeat(200_000)}d`);
  assert.ok(performance.now() - before < 500);
});
