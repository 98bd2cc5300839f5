import assert from "node:assert/strict";
import { test } from "node:test";

import { underWaiting, unseen } from "../../annotate/editor/news.js";

const put = (id, label = "label") => ({ op: "put-span", value: { id, label } });
const remove = (id) => ({ op: "delete-span", value: { id } });
const relate = (id, head, tail) => ({ op: "put-relation", value: { id, head, tail } });
const told = (revision, id, change) => ({ revision, id, client: "other", ...change });
const entry = (id, change, shown = true) => ({ id, shown, ...change });

test("what the page knows already is no news", () => {
  const changes = [told(3, "f1", put("s1")), told(4, "f2", put("s2"))];
  assert.deepEqual(unseen(changes, { known: 3, batch: [], waiting: [] }), [put("s2")]);
  assert.deepEqual(unseen(changes, { known: 4, batch: [], waiting: [] }), []);
});

test("the page's own edits alone are no news", () => {
  const batch = [entry("e1", put("s1")), entry("e2", put("s2"))];
  const changes = [told(1, "e1", put("s1")), told(2, "e2", put("s2"))];
  assert.deepEqual(unseen(changes, { known: 0, batch, waiting: [] }), []);
});

test("an own edit that came after another's comes after it in the page too", () => {
  const batch = [entry("e1", put("s1", "mine"))];
  const changes = [told(1, "f1", remove("s1")), told(2, "e1", put("s1", "mine"))];
  assert.deepEqual(unseen(changes, { known: 0, batch, waiting: [] }), [remove("s1"), put("s1", "mine")]);
});

test("edits that the page adopted and never showed are news", () => {
  const batch = [entry("e1", put("s1"), false)];
  assert.deepEqual(unseen([told(1, "e1", put("s1"))], { known: 0, batch, waiting: [] }), [put("s1")]);
});

test("edits that wait come on top of the news, unless the news tells that they are saved", () => {
  const waiting = [entry("e1", put("s1", "saved")), entry("e2", put("s1", "waits")), entry("e3", put("s3"), false)];
  const changes = [told(1, "e1", put("s1", "saved")), told(2, "f1", put("s1", "theirs"))];
  assert.deepEqual(unseen(changes, { known: 0, batch: [], waiting }), [
    put("s1", "saved"),
    put("s1", "theirs"),
    put("s1", "waits"),
  ]);
});

test("a relation that waits is not shown between spans that are gone", () => {
  const waiting = [entry("e1", relate("r1", "s1", "s2")), entry("e2", put("s1")), entry("e3", relate("r2", "s1", "s2"))];
  assert.deepEqual(underWaiting([remove("s1")], waiting), [remove("s1"), put("s1"), relate("r2", "s1", "s2")]);
});

test("without changes nothing comes again", () => {
  assert.deepEqual(underWaiting([], [entry("e1", put("s1"))]), []);
});
