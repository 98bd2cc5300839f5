import assert from "node:assert/strict";
import { test } from "node:test";

import { problemsOf } from "../../annotate/editor/rules.js";
import { attribution, labelSetIn, news, readJson } from "./panels_label_sets.js";

const vectors = readJson("tests/vectors/rules.json");

/** @param {any} problem */
function comparable({ code, span_id: span, relation_id: relation, attribute }) {
  return [code, span ?? relation, attribute ?? ""].join(" ");
}

for (const { label_set: labelSet, name, spans, relations, problems } of vectors.cases) {
  test(`the browser finds what the vectors say: ${labelSet}, ${name}`, () => {
    const found = problemsOf(labelSetIn(vectors.label_sets[labelSet]), { spans, relations });
    assert.deepEqual(found.map(comparable).sort(), problems.map(comparable).sort());
  });
}

/** @param {any} labelSet @param {any} span */
const messages = (labelSet, span) =>
  problemsOf(labelSet, {
    spans: [{ id: "s", fragments: [{ start: 0, end: 1, text: "x" }], ...span }],
    relations: [],
  }).map(({ message }) => message);

test("a message says what to do, in the words of the buttons", () => {
  assert.deepEqual(messages(news, { label: "stance", attributes: { polarity: "favor", expression: "explicit" } }), [
    "Holder is missing. Choose Attributed or Author.",
    "“Target” is missing. Add a relation to Policy or Speaker.",
  ]);
});

test("a message about a conditional relation names the condition", () => {
  const attributes = { type: "direct", attribution: "asserted", no_speaker: false };
  assert.deepEqual(messages(news, { label: "quote", attributes }), [
    "“Attributed to” is missing where No speaker is No. Add a relation to Speaker.",
  ]);
});

test("a message about a long list says how long it is", () => {
  const [message] = messages(news, { label: "policy", attributes: { kind: "law", topic: 99 } });
  assert.equal(message, "Topic cannot be 99. Choose one of the 21 values, or None.");
});

test("a warning stays a warning", () => {
  const found = problemsOf(attribution, {
    spans: [
      { id: "c", label: "content", fragments: [{ start: 0, end: 1, text: "x" }], attributes: { factual: "opinion" } },
      { id: "s", label: "source", fragments: [{ start: 2, end: 3, text: "y" }], attributes: { named: true } },
    ],
    relations: [{ id: "r", label: "has_source", head: "c", tail: "s", attributes: { certainty: "certain" } }],
  });
  assert.deepEqual(
    found.map(({ severity, relation_type: type }) => [severity, type]),
    [["warning", "has_cue"]],
  );
});
