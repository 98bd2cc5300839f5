import assert from "node:assert/strict";
import test from "node:test";
import { findAll } from "../../annotate/editor/text_search.js";

/** @param {string} text @param {string} query @param {Parameters<typeof findAll>[2]} [options] */
const found = (text, query, options) => findAll(text, query, options).map(({ start, end }) => text.slice(start, end));

test("matches are found in any case unless case counts", () => {
  assert.deepEqual(found("Biden, BIDEN and biden", "Biden"), ["Biden", "BIDEN", "biden"]);
  assert.deepEqual(found("Biden, BIDEN and biden", "Biden", { matchCase: true }), ["Biden"]);
});

test("letters that change their length with their case do not shift offsets", () => {
  const text = "İstanbul ﬀ STRASSE 👨‍👩‍👧 Biden";
  assert.deepEqual(found(text, "biden"), ["Biden"]);
});

test("whole words end where no letter, digit or mark goes on", () => {
  assert.deepEqual(
    findAll("he then he’s (he) heé 2he", "he", { wholeWords: true }).map(({ start }) => start),
    [0, 8, 14],
  );
});

test("no match ends before a combining mark", () => {
  assert.deepEqual(found("cafe\u0301 cafe", "cafe"), ["cafe"]);
  assert.equal(findAll("cafe\u0301 cafe", "cafe")[0]?.start, 6);
});

test("signs of regular expressions stand for themselves", () => {
  assert.deepEqual(found("a.b a+b (a)? [x]-y", "(a)?"), ["(a)?"]);
  assert.deepEqual(found("a.b axb", "a.b"), ["a.b"]);
  assert.deepEqual(found("x [x]-y", "[x]-y"), ["[x]-y"]);
});

test("whitespace in the query stands for any whitespace", () => {
  assert.deepEqual(found("the\r\nboard, the\u00a0board", "the board"), ["the\r\nboard", "the\u00a0board"]);
});

test("nothing is found of nothing, and not more than the limit", () => {
  assert.deepEqual(found("aaa", "  "), []);
  assert.equal(findAll("aaaa", "a", { limit: 3 }).length, 3);
});
