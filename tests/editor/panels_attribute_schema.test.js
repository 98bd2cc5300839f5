import assert from "node:assert/strict";
import { test } from "node:test";

import {
  attributeSchema,
  defaults,
  nextUndecided,
  requiredNames,
  valueTitle,
} from "../../annotate/editor/attribute_schema.js";
import { matches } from "../../annotate/editor/schema_check.js";
import { attribution, news } from "./panels_label_sets.js";

/** @param {import("../../annotate/editor/types.d.ts").LabelSetData} labelSet @param {string} name */
const schemaOf = (labelSet, name) => attributeSchema(labelSet.labels.find((label) => label.name === name)?.attributes);

test("each kind of attribute is told from its schema", () => {
  const kinds = (/** @type {any} */ schema) => schema.attributes.map(({ kind }) => kind);
  assert.deepEqual(kinds(schemaOf(news, "speaker")), ["choice", "choice", "text", "boolean", "text"]);
  assert.deepEqual(kinds(schemaOf(news, "policy")), ["choice", "code", "text"]);
  assert.deepEqual(kinds(schemaOf(attribution, "source")), ["boolean", "integer"]);
  assert.deepEqual(kinds(schemaOf(attribution, "content")), ["choice", "text", "number"]);
});

test("null is a value of its own, with the title that its branch has", () => {
  const topic = schemaOf(news, "policy").byName.get("topic");
  assert.equal(topic?.nullable, true);
  assert.equal(topic?.options.length, 21);
  assert.equal(valueTitle(topic, null), "None");
  assert.equal(valueTitle(topic, 9), "Immigration");
});

test("a label without attributes has none", () => {
  assert.deepEqual(schemaOf(attribution, "cue").attributes, []);
});

test("a new span begins with the defaults", () => {
  assert.deepEqual(defaults(schemaOf(news, "quote")), { attribution: "asserted", no_speaker: false });
});

test("a condition that holds makes an attribute required", () => {
  const schema = schemaOf(attribution, "content");
  assert.deepEqual([...requiredNames(schema, { factual: "opinion" })], ["factual"]);
  assert.deepEqual([...requiredNames(schema, { factual: "checkable" })], ["factual", "evidence"]);
});

test("the form goes down through what is undecided, past what must be looked up", () => {
  const schema = schemaOf(news, "speaker");
  const values = defaults(schema);
  const names = [];
  for (let next = nextUndecided(schema, values); next; next = nextUndecided(schema, values, next.name)) {
    names.push(next.name);
    values[next.name] = "x";
  }
  assert.deepEqual(names, ["mention", "entity_type", "canonical"]);
});

test("an optional attribute that is left open is not asked for again, a required one above it is", () => {
  const schema = schemaOf(news, "policy");
  assert.equal(nextUndecided(schema, { kind: "law" }, "canonical"), null);
  assert.equal(nextUndecided(schema, {}, "canonical")?.name, "kind");
});

test("conditions are checked as JSON Schema says", () => {
  const schema = {
    if: { properties: { a: { const: 1 } }, required: ["a"] },
    then: { required: ["b"] },
    else: { not: { required: ["b"] } },
  };
  assert.equal(matches(schema, { a: 1 }), false);
  assert.equal(matches(schema, { a: 1, b: 2 }), true);
  assert.equal(matches(schema, { b: 2 }), false);
  assert.equal(matches(schema, {}), true);
  assert.equal(matches({ anyOf: [{ required: ["a"] }, { required: ["b"] }] }, {}), false);
  assert.equal(matches({ dependentRequired: { a: ["b"] } }, { a: 1 }), false);
  assert.equal(matches({ properties: { a: false } }, { a: 1 }), false);
  assert.equal(matches({ oneOf: [{ const: 1 }, { const: true }] }, true), true);
});
