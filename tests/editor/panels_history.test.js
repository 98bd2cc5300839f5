import assert from "node:assert/strict";
import { test } from "node:test";

import { Model } from "../../annotate/editor/model.js";
import { historySteps } from "../../annotate/editor/panels/history_words.js";
import { recordLines, standingLines } from "../../annotate/editor/panels/record_view.js";
import { attribution, news } from "./panels_label_sets.js";

const ANNA = {
  id: "s",
  label: "speaker",
  fragments: [{ start: 0, end: 4, text: "Anna" }],
  attributes: { anonymous: false },
};

/** @param {any} labelSet */
function modelOf(labelSet) {
  const set = {
    id: "set",
    annotator: "a",
    status: /** @type {const} */ ("in_progress"),
    spans: [ANNA],
    relations: [],
    notes: [],
  };
  const article = { id: "x", title: "t", text: "Anna", text_sha256: "", language: "en" };
  return new Model({ store: "s", revision: 0, article, label_set: labelSet, set, problems: [] });
}

let revision = 0;
/** @param {string} id @param {any} op @param {any} value @param {any} inverse */
const entry = (id, op, value, inverse) => ({
  id,
  op,
  value,
  inverse,
  revision: (revision += 1),
  annotator: "mara",
  at: "2026-01-01T10:00:00Z",
});
const gone = { op: "delete-span", value: { id: "s" } };
const was = { op: "put-span", value: ANNA };

/** @param {any[]} entries */
const titles = (entries) => historySteps(modelOf(news), entries).map(({ title }) => title);

test("a step says what was done, the last first", () => {
  assert.deepEqual(
    titles([
      entry("c1-0", "put-span", ANNA, [gone]),
      entry("c2-0", "put-span", { ...ANNA, attributes: { anonymous: true, mention: "named" } }, [was]),
      entry("c3-0", "put-span", { ...ANNA, label: "policy", attributes: {} }, [was]),
      entry("c4-0", "put-span", { ...ANNA, note: "who?", unsure: true }, [was]),
      entry("c5-0", "put-span", { ...ANNA, fragments: [{ start: 0, end: 3, text: "Ann" }] }, [was]),
      entry("c6-0", "delete-span", { id: "s" }, [was]),
      entry("c7-0", "set-status", { status: "submitted" }, [{ op: "set-status", value: { status: "in_progress" } }]),
      entry("c8-0", "set-skip", { reason: "Not news" }, [{ op: "set-skip", value: { reason: null } }]),
      entry("c9-0", "set-skip", { reason: null }, [{ op: "set-skip", value: { reason: "Not news" } }]),
    ]),
    [
      "No longer skipped",
      "Skipped: Not news",
      "Submitted",
      "Removed Speaker “Anna”",
      "Speaker “Ann”: was “Anna”",
      "Speaker “Anna”: note, unsure",
      "Relabelled “Anna” as Policy",
      "Speaker “Anna”: Anonymous Yes, Mention Named",
      "Labelled “Anna” as Speaker",
    ],
  );
});

test("edits made with one key are one step", () => {
  const relation = { id: "r", label: "holder", head: "t", tail: "s" };
  const steps = titles([
    entry("c9-0", "delete-relation", { id: "r" }, [{ op: "put-relation", value: relation }]),
    entry("c9-1", "put-span", { ...ANNA, label: "policy", attributes: {} }, [was]),
  ]);
  assert.deepEqual(steps, ["Removed Holder; Relabelled “Anna” as Policy"]);
  const occurrences = [1, 2, 3].map((number) => entry(`c9-${number}`, "put-span", { ...ANNA, id: `s${number}` }, [gone]));
  assert.deepEqual(titles(occurrences), ["Labelled “Anna” as Speaker, 3 times"]);
});

test("what was undone and done again is told apart from what was done", () => {
  const steps = titles([
    entry("c1-0", "put-span", ANNA, [gone]),
    entry("u1-0", "delete-span", { id: "s" }, [was]),
    entry("r1-0", "put-span", ANNA, [gone]),
  ]);
  assert.deepEqual(steps, ["Redo: Labelled “Anna” as Speaker", "Undo: Removed Speaker “Anna”", "Labelled “Anna” as Speaker"]);
});

test("of a span that is to be deleted, the relations that others joined to it are told", () => {
  const relation = { id: "r", label: "holder", head: "t", tail: "s" };
  const conflict = {
    edit: "e",
    kind: /** @type {const} */ ("span"),
    id: "s",
    current: ANNA,
    missing: [],
    mine: /** @type {any} */ (gone),
    standing: /** @type {any[]} */ ([was, { op: "put-relation", value: relation }]),
  };
  const model = modelOf(news);
  model.applyRemote([/** @type {any} */ (gone)]);
  const lines = standingLines(model, conflict);
  assert.deepEqual(lines.slice(0, 2), recordLines(modelOf(news), "span", ANNA).slice(0, 2));
  assert.deepEqual(lines.at(-1), ["Holder", "a span that is not there → Anna"]);
});

test("both values of a conflict are told in words", () => {
  const model = modelOf(news);
  assert.deepEqual(recordLines(model, "span", { ...ANNA, note: "who?" }), [
    ["Label", "Speaker"],
    ["Text", "Anna"],
    ["Anonymous", "No"],
    ["Note", "who?"],
  ]);
  assert.deepEqual(recordLines(model, "span", null), [["", "Deleted"]]);
  assert.deepEqual(recordLines(model, "notes", { notes: ["a", "b"] }), [
    ["Note 1", "a"],
    ["Note 2", "b"],
  ]);
  assert.deepEqual(recordLines(model, "status", { status: "in_progress" }), [["Status", "in progress"]]);
  const relation = { id: "r", label: "has_source", head: "s", tail: "x", attributes: { certainty: "likely" } };
  assert.deepEqual(recordLines(modelOf(attribution), "relation", relation), [
    ["Relation", "Has source"],
    ["From", "Anna"],
    ["To", "a span that is not there"],
    ["Certainty", "Likely"],
  ]);
});
