import assert from "node:assert/strict";
import { test } from "node:test";

import * as commands from "../../annotate/editor/commands.js";
import { LiveProblems } from "../../annotate/editor/live_problems.js";
import { Model } from "../../annotate/editor/model.js";
import { problemsOf } from "../../annotate/editor/rules.js";
import { news } from "./panels_label_sets.js";
import { below, randomNumbers } from "./support.js";

const TEXT = "abcdefghij";
const SPEAKER = { mention: "named", entity_type: "person", anonymous: false };

/** @param {string} id @param {number} start @param {string} label @param {Record<string, any>} attributes */
function span(id, start, label, attributes) {
  return { id, label, fragments: [{ start, end: start + 1, text: TEXT.slice(start, start + 1) }], attributes };
}

/** @param {any[]} spans @param {any[]} [relations] @param {any[]} [problems] */
function live(spans, relations = [], problems = []) {
  /** @type {any[]} */
  const pending = [];
  const set = { id: "set", annotator: "a", status: /** @type {const} */ ("in_progress"), spans, relations, notes: [] };
  const article = { id: "x", title: "t", text: TEXT, text_sha256: "", language: "en" };
  const payload = { store: "s", revision: 0, article, label_set: news, set, problems };
  const model = new Model(payload, { push: (edits) => void pending.push(...edits) });
  const found = new LiveProblems(model, () => pending, new AbortController().signal);
  const told = () =>
    found
      .list()
      .map(({ code, span_id: s, relation_id: r, attribute }) => [code, s ?? r ?? "", attribute ?? ""].join(" ").trim());
  return { model, found, pending, told };
}

const MISSING = {
  code: "A001",
  message: "Speaker “a”: Mention is missing.",
  severity: "error",
  pointer: "/spans/0/attributes/mention",
  span_id: "s",
};

test("the server's problems are shown as they came, in the page's words where it knows the rule", () => {
  const { found } = live([span("s", 0, "speaker", { entity_type: "person", anonymous: false })], [], [MISSING]);
  assert.equal(found.list()[0]?.message, "Mention is missing. Choose Named, Nominal or Pronoun.");
  assert.equal(found.list()[0]?.attribute, "mention");
});

test("an edit is checked at once, and what it mends is gone before the server answers", () => {
  const { model, told } = live([span("s", 0, "speaker", { entity_type: "person", anonymous: false })], [], [MISSING]);
  model.run(commands.setAttribute(model, "s", "mention", "named"));
  assert.deepEqual(told(), []);
  model.run(commands.setAttribute(model, "s", "mention", undefined));
  assert.deepEqual(told(), ["A001 s mention"]);
});

test("the server's word replaces the browser's once nothing is pending", () => {
  const { model, pending, told } = live([span("s", 0, "speaker", SPEAKER)]);
  model.run(commands.setAttribute(model, "s", "mention", undefined));
  pending.length = 0;
  model.setProblems([{ code: "T010", message: "…", span_id: "s" }]);
  assert.deepEqual(told(), ["T010 s"]);
});

test("what is pending is judged by the browser when the server answers for an earlier state", () => {
  const { model, told } = live([span("s", 0, "speaker", SPEAKER)]);
  model.run(commands.setAttribute(model, "s", "mention", undefined));
  model.setProblems([]);
  assert.deepEqual(told(), ["A001 s mention"]);
});

test("a removed relation is missed by its head", () => {
  const quote = span("q", 2, "quote", { type: "direct", attribution: "asserted", no_speaker: false });
  const { model, told } = live(
    [span("s", 0, "speaker", SPEAKER), quote],
    [{ id: "r", label: "attributed_to", head: "q", tail: "s" }],
  );
  assert.deepEqual(told(), []);
  model.run(commands.removeRelation(model, "r"));
  assert.deepEqual(told(), ["R008 q"]);
});

test("relabelling an end is a problem of the relation, deleting it of the head", () => {
  const quote = span("q", 2, "quote", { type: "direct", attribution: "asserted", no_speaker: false });
  const { model, told } = live(
    [span("s", 0, "speaker", SPEAKER), quote],
    [{ id: "r", label: "attributed_to", head: "q", tail: "s" }],
  );
  model.run({ title: "", edits: [{ op: "put-span", value: { ...span("s", 0, "policy", { kind: "law" }) } }] });
  assert.deepEqual(told(), ["R005 r"]);
  model.run(commands.removeSpan(model, "s"));
  assert.deepEqual(told(), ["R008 q"]);
});

test("the twin of a span is a problem until either changes", () => {
  const { model, told } = live([span("s", 0, "speaker", SPEAKER)]);
  model.run({ title: "", edits: [{ op: "put-span", value: span("t", 0, "speaker", SPEAKER) }] });
  assert.deepEqual(told(), ["T008 t"]);
  model.run({ title: "", edits: [{ op: "put-span", value: span("s", 1, "speaker", SPEAKER) }] });
  assert.deepEqual(told(), []);
});

test("of two relations of a kind between the same spans the later is a problem, until either goes", () => {
  const quote = span("q", 2, "quote", { type: "direct", attribution: "asserted", no_speaker: false });
  const { model, told } = live(
    [span("s", 0, "speaker", SPEAKER), quote],
    [{ id: "r", label: "attributed_to", head: "q", tail: "s" }],
  );
  const double = { id: "r2", label: "attributed_to", head: "q", tail: "s" };
  model.run({ title: "", edits: [{ op: "put-relation", value: double }] });
  assert.deepEqual(told(), ["R007 r2"]);
  model.run(commands.removeRelation(model, "r"));
  assert.deepEqual(told(), []);
});

/** Pieces that begin or end together, and yet are not the same. */
const PIECES = [[[0, 1]], [[0, 2]], [[0, 4]], [[0, 1], [3, 4]], [[0, 2], [3, 4]], [[1, 2], [3, 4]]];

test("however spans and relations are changed, the problems are those of the whole record", () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const random = randomNumbers(seed);
    const any = (/** @type {any} */ list) => list[below(random, list.length)];
    const { model, found } = live([]);
    const spanAnew = () => ({
      ...span(`s${below(random, 8)}`, 0, any(["speaker", "quote"]), {}),
      fragments: any(PIECES).map(([start, end]) => ({ start, end, text: TEXT.slice(start, end) })),
    });
    /** @returns {any[]} */
    const relationAnew = () => {
      const [head, tail] = [any([...model.spans.keys()]), any([...model.spans.keys()])];
      const value = { id: `r${below(random, 8)}`, label: any(news.relations).name, head, tail };
      return head === tail ? [] : [{ op: "put-relation", value }];
    };
    /** @type {(() => void)[]} */
    const ways = [
      () => void model.run({ title: "", edits: [{ op: "put-span", value: spanAnew() }] }),
      () => void model.run({ title: "", edits: relationAnew() }),
      () => void (model.spans.size && model.run(commands.removeSpan(model, any([...model.spans.keys()])))),
      () => void (model.relations.size && model.run(commands.removeRelation(model, any([...model.relations.keys()])))),
      () => void model.undo(),
      () => void model.redo(),
      () => model.applyRemote([{ op: "put-span", value: spanAnew() }]),
      () => model.applyRemote([...model.spans.keys()].slice(0, 1).map((id) => ({ op: "delete-span", value: { id } }))),
    ];
    for (let step = 0; step < 200; step += 1) {
      any(ways)();
      const byId = (/** @type {{id: string}} */ a, /** @type {{id: string}} */ b) => (a.id < b.id ? -1 : 1);
      const whole = {
        spans: [...model.spans.values()].sort(byId),
        relations: [...model.relations.values()].sort(byId),
      };
      const tell = (/** @type {readonly any[]} */ list) =>
        list.map(({ code, span_id: s, relation_id: r, attribute }) => [code, s, r, attribute].join(" ")).sort();
      assert.deepEqual(tell(found.list()), tell(problemsOf(news, whole)), `seed ${seed}, step ${step}`);
    }
  }
});

test("a problem that is mended does not come back with an answer of before", () => {
  const twice = { code: "T008", message: "…", severity: "error", pointer: "/spans/1", span_id: "t" };
  const { model, told } = live([span("s", 0, "speaker", SPEAKER), span("t", 0, "speaker", SPEAKER)], [], [twice]);
  assert.deepEqual(told(), ["T008 t"]);
  model.run({ title: "", edits: [{ op: "put-span", value: span("s", 3, "speaker", SPEAKER) }] });
  model.setProblems([/** @type {any} */ (twice)]);
  assert.deepEqual(told(), []);
});

test("one of thousands of twins, and the head of thousands of relations, are judged in some milliseconds", () => {
  const many = Array.from({ length: 3_000 }, (_, n) => n);
  const quote = { type: "direct", attribution: "asserted", no_speaker: false };
  const { model } = live(
    [span("q", 5, "quote", quote), ...many.map((n) => span(`s${n}`, 0, "speaker", SPEAKER))],
    many.map((n) => ({ id: `r${n}`, label: "attributed_to", head: "q", tail: `s${n}` })),
  );
  const begin = performance.now();
  model.run(commands.setAttribute(model, "q", "attribution", "doubted"));
  model.run(commands.setAttribute(model, "s7", "mention", "pronoun"));
  assert.ok(performance.now() - begin < 800, `${performance.now() - begin} ms for two edits`);
});

test("edits left from an earlier visit are judged from the start", () => {
  const bare = span("s", 0, "speaker", { anonymous: false });
  const set = {
    id: "set",
    annotator: "a",
    status: /** @type {const} */ ("in_progress"),
    spans: [bare],
    relations: [],
    notes: [],
  };
  const article = { id: "x", title: "t", text: TEXT, text_sha256: "", language: "en" };
  const model = new Model({ store: "s", revision: 0, article, label_set: news, set, problems: [] });
  const pending = [{ id: "e", op: /** @type {const} */ ("put-span"), value: bare }];
  const found = new LiveProblems(model, () => pending, new AbortController().signal);
  assert.deepEqual(
    found.list().map(({ attribute }) => attribute),
    ["mention", "entity_type"],
  );
});

test("next and previous go through all problems of a span, then on, and around the end", () => {
  const bare = { anonymous: false };
  const { found } = live(
    [span("a", 0, "speaker", bare), span("b", 5, "speaker", bare)],
    [],
    [
      { ...MISSING, span_id: "a" },
      { ...MISSING, span_id: "a", pointer: "/spans/0/attributes/entity_type" },
      { ...MISSING, span_id: "b" },
    ],
  );
  const visited = [];
  let last = null;
  for (let step = 0; step < 4; step += 1) {
    last = found.beside(last, last && found.spanOf(last), "next");
    visited.push(`${last?.span_id} ${last?.attribute}`);
  }
  assert.deepEqual(visited, ["a mention", "a entity_type", "b mention", "a mention"]);
  assert.equal(found.beside(null, "b", "previous")?.span_id, "a");
});

test("one edit among 5,000 spans is judged in about a millisecond", () => {
  const text = "x ".repeat(5_000);
  const spans = Array.from({ length: 5_000 }, (_, n) => ({
    ...span(`s${n}`, 0, "speaker", SPEAKER),
    fragments: [{ start: 2 * n, end: 2 * n + 1, text: "x" }],
  }));
  const set = {
    id: "set",
    annotator: "a",
    status: /** @type {const} */ ("in_progress"),
    spans,
    relations: [],
    notes: [],
  };
  const article = { id: "x", title: "t", text, text_sha256: "", language: "en" };
  const model = new Model({ store: "s", revision: 0, article, label_set: news, set, problems: [] });
  const found = new LiveProblems(model, () => [], new AbortController().signal);
  const begin = performance.now();
  for (let n = 0; n < 100; n += 1) model.run(commands.setAttribute(model, `s${n * 50}`, "mention", "pronoun"));
  assert.ok(performance.now() - begin < 500, `${performance.now() - begin} ms for 100 edits`);
  assert.equal(found.list().length, 0);
});
