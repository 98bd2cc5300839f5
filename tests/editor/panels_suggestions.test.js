import assert from "node:assert/strict";
import { test } from "node:test";

import { Model } from "../../annotate/editor/model.js";
import {
  capitalisedRuns,
  matching,
  optionCandidates,
  ownNames,
  patterns,
  textCandidates,
} from "../../annotate/editor/panels/suggestions.js";
import { Vocabulary } from "../../annotate/editor/panels/vocabulary.js";
import { attributeSchema } from "../../annotate/editor/attribute_schema.js";
import { news } from "./panels_label_sets.js";

const TEXT = "The Harbour Board said no. They said so. Mara Lindqvist agreed with the Harbour Board.";
const board = { mention: "named", entity_type: "organization", canonical: "Harbour Board", anonymous: false };
const they = { mention: "pronoun", entity_type: "organization", canonical: "Harbour Board", anonymous: false };

/** @param {string} id @param {string} words @param {Record<string, any>} attributes @param {string} [label] @param {number} [from] */
function span(id, words, attributes, label = "speaker", from = 0) {
  const start = TEXT.indexOf(words, from);
  return { id, label, fragments: [{ start, end: start + words.length, text: words }], attributes };
}

/** @param {any[]} spans */
function modelOf(spans) {
  const set = {
    id: "set",
    annotator: "a",
    status: /** @type {const} */ ("in_progress"),
    spans,
    relations: [],
    notes: [],
  };
  const article = { id: "x", title: "t", text: TEXT, text_sha256: "", language: "en" };
  return new Model({ store: "s", revision: 0, article, label_set: news, set, problems: [] });
}

const fresh = span("f", "the Harbour Board", { anonymous: false });

test("patterns come from the same words first, then from words of the same shape, then from the nearest, each once", () => {
  const spans = [
    span("a", "The Harbour Board", board),
    span("b", "They", they),
    span("c", "Mara Lindqvist", { ...board, canonical: "Mara Lindqvist" }),
    fresh,
  ];
  assert.deepEqual(
    patterns(modelOf(spans), fresh).map(({ title }) => title),
    [
      "Harbour Board · Named · Organization",
      "Mara Lindqvist · Named · Organization",
      "Harbour Board · Pronoun · Organization",
    ],
  );
});

test("spans of which something required is open are no pattern", () => {
  assert.deepEqual(patterns(modelOf([span("b", "They", { anonymous: false }), fresh]), fresh), []);
});

test("a text is suggested as it was given to the same words, then from the words, then from nearby, then from the project", () => {
  const spans = [span("a", "The Harbour Board", { ...board, canonical: "The Board" }), span("b", "They", they), fresh];
  assert.deepEqual(
    textCandidates(modelOf(spans), fresh, "canonical", ["Ferry Office", "Harbour Board"]).map(({ title }) => title),
    ["The Board", "the Harbour Board", "Harbour Board", "Ferry Office"],
  );
});

test("names of the article come before those of other articles, also where no span has them yet", () => {
  const names = new Vocabulary(TEXT).names();
  assert.deepEqual(names, ["Harbour Board", "Mara Lindqvist"]);
  const told = (/** @type {string} */ words) => {
    const focused = span("f", words, { anonymous: false });
    const project = ["Ferry Office", "Mara Lindqvist", "Zoë Ünal"];
    return textCandidates(modelOf([focused]), focused, "canonical", project, names).map(({ title }) => title);
  };
  assert.deepEqual(told("They"), ["They", "Harbour Board", "Mara Lindqvist", "Ferry Office", "Zoë Ünal"]);
  assert.deepEqual(told("Lindqvist"), ["Lindqvist", "Mara Lindqvist", "Harbour Board", "Ferry Office", "Zoë Ünal"]);
});

test("the project's values, which come late, leave the order of the article's names", () => {
  const names = new Vocabulary(TEXT).names();
  const focused = span("f", "They", { anonymous: false });
  const told = (/** @type {string[]} */ project) =>
    textCandidates(modelOf([focused]), focused, "canonical", project, names).map(({ title }) => title);
  assert.deepEqual(told(["Mara Lindqvist"]), told([]));
});

test("a name of the article is told once: without the word before it where it stands so, too", () => {
  const names = (/** @type {string} */ text) => new Vocabulary(text).names();
  assert.deepEqual(names("The Harbour Board met. Later the Harbour Board left."), ["Harbour Board"]);
  assert.deepEqual(names("European Central Bank. The European Central Bank; a European Central Bank."), [
    "European Central Bank",
  ]);
});

test("names are found in words, whatever the script", () => {
  assert.deepEqual(ownNames("the Harbour Board"), ["the Harbour Board", "Harbour Board"]);
  assert.equal(ownNames("the strategic officer of the board, Luis Guerra")[0], "Luis Guerra");
  assert.deepEqual(ownNames("“the mayor”"), ["the mayor"]);
  assert.deepEqual(ownNames("رئيس الوزراء"), ["رئيس الوزراء"]);
  assert.deepEqual(capitalisedRuns("Østre Havn’s Board of Trade met Élodie Ünal."), [
    "Østre Havn’s Board of Trade",
    "Havn’s Board of Trade",
    "Élodie Ünal",
  ]);
});

test("a long list begins with what is used nearby and keeps null to the end", () => {
  const policy = span("p", "no", { kind: "law", topic: 9 }, "policy");
  const focused = span("q", "so", { kind: "law" }, "policy");
  const topic = /** @type {any} */ (
    attributeSchema(news.labels.find(({ name }) => name === "policy")?.attributes).byName.get("topic")
  );
  const found = optionCandidates(modelOf([policy, focused]), focused, topic);
  assert.equal(found[0]?.title, "Immigration");
  assert.equal(found.at(-1)?.value, null);
  assert.equal(found.length, 22);
});

test("what one types is looked for at the start, then at the start of words, then anywhere", () => {
  const candidates = ["Old Harbour", "Harbour Board", "Reharbour", "Ferry"].map((title) => ({
    value: title,
    title,
    hint: "",
  }));
  assert.deepEqual(
    matching(candidates, "harb").map(({ title }) => title),
    ["Harbour Board", "Old Harbour", "Reharbour"],
  );
});

test("names and words of the article complete what is typed, its earlier words kept", () => {
  const vocabulary = new Vocabulary(TEXT);
  assert.deepEqual(vocabulary.complete("office of Mara Li", [], 3), ["office of Mara Lindqvist"]);
  assert.equal(vocabulary.complete("new agr", [], 3)[0], "new agreed");
  assert.equal(vocabulary.complete("the Ferry O", ["Ferry Office"], 3)[0], "the Ferry Office");
  assert.deepEqual(vocabulary.complete("zz", [], 3), []);
});
