import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { Suggester } from "../../annotate/editor/panels/suggester.js";
import { ProjectValues } from "../../annotate/editor/panels/values.js";
import { attributeSchema } from "../../annotate/editor/attribute_schema.js";
import { Model } from "../../annotate/editor/model.js";
import { payload, span } from "./support.js";

/** What was told to the page. @type {string[]} */
let told = [];
const ui = /** @type {any} */ ({
  options: { set: "set", token: "token" },
  tell: (/** @type {string} */ type, /** @type {string} */ query) => told.push(`${type} ${query}`),
});
/** What was asked of the server. @type {string[]} */
let asked = [];
/** What it answers, by the query; nothing: it cannot. @type {Record<string, string[]>} */
let answers = {};

beforeEach(() => {
  asked = [];
  told = [];
  globalThis.fetch = /** @type {any} */ (
    async (/** @type {string} */ url) => {
      const query = String(url.split("?")[1]);
      asked.push(query);
      const values = answers[query];
      return values ? Response.json({ values }) : Response.json({}, { status: 503 });
    }
  );
});

test("a text attribute of a relation is completed with the values of the project, behind those of the article", async () => {
  const text = "one two three";
  const spans = [span("a", "alpha", text, [0, 3]), span("b", "beta", text, [4, 7]), span("c", "beta", text, [8, 13])];
  const relations = [{ id: "r", label: "near", head: "a", tail: "b", attributes: { by: "Nordic Wire" } }];
  const given = payload(text, { spans, relations });
  const type = /** @type {any} */ (given.label_set.relations[0]);
  type.attributes = { type: "object", properties: { by: { title: "By", type: "string" } } };
  const suggester = new Suggester(new Model(/** @type {any} */ (given)), ui);
  answers = { "relation=near&attribute=by": ["North Press", "Nordic Wire"] };
  suggester.warm("relation", type);
  await wait(0);
  const [by] = attributeSchema(type.attributes).attributes;
  assert.deepEqual(
    suggester.ofRelation(type, /** @type {any} */ (by), "nor").map(({ value, hint }) => [value, hint]),
    [
      ["Nordic Wire", "used nearby"],
      ["North Press", "used before"],
    ],
  );
  assert.deepEqual(asked, ["relation=near&attribute=by"]);
});

test("where the project has more values than are told at once, those that begin as typed are asked for", async () => {
  const many = Array.from({ length: 200 }, (_, i) => `Name ${i}`);
  answers = { "label=a&attribute=x": many, "label=a&attribute=x&prefix=zo": ["Zoe Last"] };
  const values = new ProjectValues(ui);
  assert.deepEqual(values.of("label", "a", "x", "Zoe"), []);
  await wait(0);
  values.of("label", "a", "x", "Zoe");
  await wait(0);
  assert.equal(values.of("label", "a", "x", "Zoe L").at(-1), "Zoe Last");
  assert.equal(asked.length, 2);
});

test("values that the server could not tell are asked for again", async () => {
  answers = {};
  const values = new ProjectValues(ui);
  values.of("label", "a", "x");
  await wait(0);
  assert.deepEqual(told, []);
  answers = { "label=a&attribute=x": ["Ann"] };
  values.of("label", "a", "x");
  await wait(0);
  assert.deepEqual(told, ["values label=a&attribute=x"]);
  assert.deepEqual(values.of("label", "a", "x"), ["Ann"]);
});
