import assert from "node:assert/strict";
import test from "node:test";
import * as commands from "../../annotate/editor/commands.js";
import { Model } from "../../annotate/editor/model.js";
import { candidatesFor, relationsBetween } from "../../annotate/editor/tools/candidates.js";
import { payload, span } from "./support.js";

const TEXT = "Alpha beta gamma delta epsilon zeta eta theta.";

/** @param {...any} spans */
function withSpans(...spans) {
  return new Model(payload(TEXT, { spans }));
}

test("a new span begins with the defaults of its attribute schema, and with the text that it covers", () => {
  const model = withSpans();
  const { edits, focus } = commands.labelFragments(model, "alpha", [{ start: 6, end: 10 }]);
  const { value } = /** @type {any} */ (edits[0]);
  assert.deepEqual(value.attributes, { sure: true });
  assert.deepEqual(value.fragments, [{ start: 6, end: 10, text: "beta" }]);
  assert.match(value.id, /^s[0-9a-z]{8}$/);
  assert.equal(focus, value.id);
});

test("offsets of a new span count code points", () => {
  const model = new Model(payload("👨‍👩‍👧 said 𝔸."));
  const { edits } = commands.labelFragments(model, "alpha", [{ start: 11, end: 12 }]);
  assert.equal(/** @type {any} */ (edits[0]).value.fragments[0].text, "𝔸");
});

test("relabelling keeps attributes that the new label has too, with a value that it allows", () => {
  const model = withSpans({ ...span("s", "alpha", TEXT, [0, 5]), attributes: { kind: "big", sure: false } });
  model.run(commands.relabel(model, "s", "beta"));
  assert.deepEqual(model.spans.get("s")?.attributes, { kind: "big" });
  model.run(commands.setAttribute(model, "s", "kind", "odd"));
  model.run(commands.relabel(model, "s", "alpha"));
  assert.deepEqual(model.spans.get("s")?.attributes, { sure: true });
});

test("relabelling removes the relations that no longer fit, and only those", () => {
  const model = withSpans(
    span("a", "alpha", TEXT, [0, 5]),
    span("b", "beta", TEXT, [6, 10]),
    span("c", "alpha", TEXT, [11, 16]),
  );
  model.run(commands.addRelation(model, "near", "a", "b"));
  model.run(commands.addRelation(model, "same", "a", "c"));
  /** @type {string[]} */
  const hints = [];
  model.addEventListener("hint", (event) => hints.push(/** @type {CustomEvent} */ (event).detail));
  model.run(commands.relabel(model, "b", "betamax"));
  assert.deepEqual(hints, []);
  assert.equal(model.relations.size, 2);
  model.run(commands.relabel(model, "b", "alpha"));
  assert.deepEqual(
    [...model.relations.values()].map(({ label }) => label),
    ["same"],
  );
  assert.deepEqual(hints, ["Removed 1 relation that Alpha cannot have. Ctrl+Z takes it back."]);
});

test("an added fragment that touches another becomes one with it", () => {
  const model = withSpans(span("s", "alpha", TEXT, [0, 5], [11, 16]));
  model.run(commands.addFragment(model, "s", { start: 17, end: 22 }));
  assert.deepEqual(
    model.spans.get("s")?.fragments.map(({ text }) => text),
    ["Alpha", "gamma", "delta"],
  );
  model.run(commands.addFragment(model, "s", { start: 4, end: 18 }));
  assert.deepEqual(
    model.spans.get("s")?.fragments.map(({ text }) => text),
    ["Alpha beta gamma delta"],
  );
});

test("cutting out of a span leaves two fragments without whitespace at their edges", () => {
  const model = withSpans(span("s", "alpha", TEXT, [0, 22]));
  model.run(commands.cutRange(model, "s", { start: 6, end: 10 }));
  assert.deepEqual(
    model.spans.get("s")?.fragments.map(({ text }) => text),
    ["Alpha", "gamma delta"],
  );
});

test("nothing is left of a span that would be cut out whole: refused", () => {
  const model = withSpans(span("s", "alpha", TEXT, [0, 5]));
  assert.equal(model.run(commands.cutRange(model, "s", { start: 0, end: 10 })), false);
  assert.equal(model.run(commands.removeFragment(model, "s", 0)), false);
});

test("resizing keeps relations and attributes", () => {
  const model = withSpans(
    { ...span("a", "alpha", TEXT, [0, 5]), attributes: { kind: "big", sure: true } },
    span("b", "beta", TEXT, [6, 10]),
  );
  model.run(commands.addRelation(model, "near", "a", "b"));
  model.run(commands.resize(model, "a", 0, { start: 0, end: 10 }));
  assert.equal(model.spans.get("a")?.fragments[0]?.text, "Alpha beta");
  assert.equal(model.spans.get("a")?.attributes["kind"], "big");
  assert.equal(model.relationsOf("a").length, 1);
});

test("a command that would change nothing makes no edit", () => {
  const model = withSpans({ ...span("s", "alpha", TEXT, [0, 5]), attributes: { kind: "big" } });
  assert.deepEqual(commands.setAttribute(model, "s", "kind", "big").edits, []);
  assert.deepEqual(commands.resize(model, "s", 0, { start: 0, end: 5 }).edits, []);
  assert.deepEqual(commands.relabel(model, "s", "alpha").edits, []);
  assert.deepEqual(commands.setNotes(model, []).edits, []);
});

test("an attribute keeps its place when its value changes, and can be taken away", () => {
  const model = withSpans({ ...span("s", "alpha", TEXT, [0, 5]), attributes: { kind: "big", sure: true } });
  model.run(commands.setAttribute(model, "s", "kind", "small"));
  assert.deepEqual(Object.keys(model.spans.get("s")?.attributes ?? {}), ["kind", "sure"]);
  model.run(commands.setAttribute(model, "s", "kind", undefined));
  assert.deepEqual(model.spans.get("s")?.attributes, { sure: true });
});

test("attributes are copied from the span of the same label that was put last, else from the one before", () => {
  const first = { ...span("a", "alpha", TEXT, [0, 5]), attributes: { kind: "big" } };
  const third = { ...span("c", "alpha", TEXT, [17, 22]), attributes: { kind: "small" } };
  const model = withSpans(first, span("b", "alpha", TEXT, [11, 16]), third);
  model.run(commands.copyAttributes(model, "b"));
  assert.deepEqual(model.spans.get("b")?.attributes, { kind: "big" });
  model.run(commands.setUnsure(model, "c", true));
  model.run(commands.copyAttributes(model, "b"));
  assert.deepEqual(model.spans.get("b")?.attributes, { kind: "small" });
});

test("the same relation is not made twice", () => {
  const model = withSpans(span("a", "alpha", TEXT, [0, 5]), span("b", "beta", TEXT, [6, 10]));
  assert.ok(model.run(commands.addRelation(model, "near", "a", "b")));
  assert.equal(model.run(commands.addRelation(model, "near", "a", "b")), false);
  assert.match([...model.relations.keys()][0] ?? "", /^r[0-9a-z]{8}$/);
});

test("the other ends of a relation come nearest first, those within the span last, and those taken not at all", () => {
  const model = withSpans(
    span("far", "beta", TEXT, [0, 5]),
    span("left", "betamax", TEXT, [6, 10]),
    span("own", "alpha", TEXT, [17, 30]),
    span("inside", "beta", TEXT, [23, 30]),
    span("right", "beta", TEXT, [37, 40]),
    span("other", "alpha", TEXT, [41, 46]),
  );
  const own = /** @type {any} */ (model.spans.get("own"));
  const near = /** @type {any} */ (model.labelSet.relationType("near"));
  assert.deepEqual(candidatesFor(model, own, near), { end: "tail", ids: ["left", "right", "far", "inside"] });
  model.run(commands.addRelation(model, "near", "own", "left"));
  assert.deepEqual(candidatesFor(model, own, near)?.ids, ["right", "far", "inside"]);
});

test("tails in the next paragraph are offered behind those before the span, and heads in the paragraph before likewise", () => {
  const text = "Mara and the board met in the hall. It will rise.\n\nOla will go.";
  const at = (/** @type {string} */ words) => /** @type {[number, number]} */ ([text.indexOf(words), text.indexOf(words) + words.length]);
  const said = { ...span("said", "alpha", text, at("It will rise")) };
  const spans = [span("mara", "beta", text, at("Mara")), said, span("ola", "beta", text, at("Ola"))];
  const later = span("later", "alpha", text, at("go"));
  const model = new Model(/** @type {any} */ (payload(text, { spans: [...spans, later] })));
  const near = /** @type {any} */ (model.labelSet.relationType("near"));
  assert.deepEqual(candidatesFor(model, said, near)?.ids, ["mara", "ola"]);
  assert.deepEqual(candidatesFor(model, later, near)?.ids, ["ola", "mara"]);
  const ola = /** @type {any} */ (model.spans.get("ola"));
  assert.deepEqual(candidatesFor(model, ola, near), { end: "head", ids: ["later", "said"] });
});

test("what another relation joins to the span is offered last as the end of this one", () => {
  const model = withSpans(
    span("own", "alpha", TEXT, [6, 10]),
    span("next", "alpha", TEXT, [11, 16]),
    span("far", "alpha", TEXT, [41, 46]),
    span("over", "alpha", TEXT, [6, 22]),
  );
  const own = /** @type {any} */ (model.spans.get("own"));
  const same = /** @type {any} */ (model.labelSet.relationType("same"));
  assert.deepEqual(candidatesFor(model, own, { ...same, name: "other" })?.ids, ["next", "far", "over"]);
  model.run(commands.addRelation(model, "same", "own", "next"));
  assert.deepEqual(candidatesFor(model, own, { ...same, name: "other" })?.ids, ["far", "over", "next"]);
});

test("from a span that can only be the tail, the head is chosen", () => {
  const model = withSpans(span("a", "alpha", TEXT, [0, 5]), span("b", "beta", TEXT, [6, 10]));
  const near = /** @type {any} */ (model.labelSet.relationType("near"));
  assert.deepEqual(candidatesFor(model, /** @type {any} */ (model.spans.get("b")), near), { end: "head", ids: ["a"] });
  const same = /** @type {any} */ (model.labelSet.relationType("same"));
  assert.equal(candidatesFor(model, /** @type {any} */ (model.spans.get("b")), same), null);
});

test("between two spans the relations that fit are offered, in the direction in which they fit", () => {
  const model = withSpans(
    span("a", "alpha", TEXT, [0, 5]),
    span("b", "beta", TEXT, [6, 10]),
    span("c", "betamax", TEXT, [11, 16]),
  );
  const [a, b, c] = ["a", "b", "c"].map((id) => /** @type {any} */ (model.spans.get(id)));
  const names = (/** @type {any} */ from, /** @type {any} */ to) =>
    relationsBetween(model, from, to).map(({ relation, head, tail }) => `${relation.name} ${head} ${tail}`);
  assert.deepEqual(names(a, b), ["near a b"]);
  assert.deepEqual(names(b, a), ["near a b"]);
  assert.deepEqual(names(b, c), []);
});

test("what is announced of an attribute is in the label set's words: titles of the attribute and of its options", () => {
  const spans = [span("a", "alpha", "one two", [0, 3]), span("b", "beta", "one two", [4, 7])];
  const given = payload("one two", { spans, relations: [{ id: "r", label: "near", head: "a", tail: "b" }] });
  const near = /** @type {any} */ (given.label_set.relations[0]);
  near.attributes = {
    type: "object",
    properties: { how: { title: "How near", oneOf: [{ const: "x1", title: "Very" }, { const: null, title: "Unknown" }] } },
  };
  const model = new Model(/** @type {any} */ (given));
  assert.equal(commands.setAttribute(model, "a", "kind", "big").title, "Kind: Big");
  assert.equal(commands.setAttribute(model, "a", "sure", false).title, "Sure: No");
  assert.equal(commands.setAttribute(model, "a", "kind", undefined).title, "Kind: left open");
  assert.equal(commands.setRelationAttribute(model, "r", "how", "x1").title, "How near: Very");
  assert.equal(commands.setRelationAttribute(model, "r", "how", null).title, "How near: Unknown");
});

test("characters that no store can hold are left out of texts, which is said; the rest stays", () => {
  const model = withSpans(span("a", "alpha", TEXT, [0, 5]));
  /** @type {string[]} */
  const hints = [];
  model.addEventListener("hint", (event) => hints.push(/** @type {CustomEvent<string>} */ (event).detail));
  model.run(commands.setNote(model, "a", "a\0b \ud83d\ude80 c\ud83d"));
  assert.equal(model.spans.get("a")?.note, "ab \ud83d\ude80 c");
  model.run(commands.setAttribute(model, "a", "kind", "\udc00big"));
  assert.equal(model.spans.get("a")?.attributes["kind"], "big");
  model.run(commands.setNotes(model, ["one\0", "\0"]));
  assert.deepEqual(model.notes, ["one"]);
  model.run(commands.setSkip(model, "not\0 news"));
  assert.equal(model.skippedReason, "not news");
  const [two, one] = ["2 characters that cannot be stored were left out.", "1 character that cannot be stored was left out."];
  assert.deepEqual(hints, [two, one, one, one]);
  assert.equal(model.run(commands.setNote(model, "a", "ab \ud83d\ude80 c\0")), false);
  assert.equal(hints.at(-1), one);
});
