import assert from "node:assert/strict";
import test from "node:test";
import * as commands from "../../annotate/editor/commands.js";
import { Model } from "../../annotate/editor/model.js";
import { ApiError } from "../../annotate/editor/api.js";
import { stepTitle } from "../../annotate/editor/panels/history_words.js";
import { EarlierSteps } from "../../annotate/editor/earlier_steps.js";
import { StoredHistory } from "../../annotate/editor/stored_history.js";
import { stackFromHistory, stateAt, steps } from "../../annotate/editor/undo.js";
import { below, payload, randomNumbers, span } from "./support.js";

/** @import {Command, Edit, HistoryEntry} from "../../annotate/editor/types.js" */

const TEXT = "Alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau.";

/**
 * A model with a list of what it hands on to be saved.
 *
 * @param {Parameters<typeof payload>[1]} [set]
 * @param {boolean} [readOnly]
 */
function build(set, readOnly = false) {
  /** @type {Edit[]} */
  const pushed = [];
  const model = new Model(payload(TEXT, set), { push: (edits) => pushed.push(...edits), readOnly });
  return { model, pushed };
}

/** Spans and relations as values that can be compared. @param {Model} model */
function snapshot({ state, notes }) {
  const byId = (/** @type {{id: string}} */ a, /** @type {{id: string}} */ b) => (a.id < b.id ? -1 : 1);
  return structuredClone({ spans: state.spans.toSorted(byId), relations: state.relations.toSorted(byId), notes });
}

/** @param {Model} model @param {() => number} random @returns {Command} */
function randomCommand(model, random) {
  const spans = model.spansInOrder();
  const any = spans[below(random, spans.length)];
  const other = spans[below(random, spans.length)];
  const start = below(random, 80);
  const range = { start, end: start + 1 + below(random, 15) };
  if (!any || !other) return commands.labelFragments(model, "alpha", [range]);
  const label = /** @type {string} */ (["alpha", "beta", "betamax"][below(random, 3)]);
  const relations = [...model.relations.keys()];
  /** @type {(() => Command)[]} */
  const choices = [
    () => commands.labelFragments(model, label, [range]),
    () => commands.labelOccurrences(model, label, [range, { start: 90, end: 93 }], { kind: "big" }),
    () => commands.relabel(model, any.id, label),
    () => commands.removeSpan(model, any.id),
    () => commands.addFragment(model, any.id, range),
    () => commands.removeFragment(model, any.id, 0),
    () => commands.cutRange(model, any.id, range),
    () => commands.resize(model, any.id, 0, range),
    () => commands.setAttribute(model, any.id, "kind", ["big", "small", undefined][below(random, 3)]),
    () => commands.copyAttributes(model, any.id),
    () => commands.setNote(model, any.id, ["", "look"][below(random, 2)] ?? null),
    () => commands.setUnsure(model, any.id, random() < 0.5),
    () => commands.setNotes(model, [`note ${below(random, 3)}`]),
    () => commands.addRelation(model, "same", any.id, other.id),
    () =>
      relations.length
        ? commands.removeRelation(model, /** @type {string} */ (relations[0]))
        : commands.setNotes(model, []),
  ];
  return /** @type {() => Command} */ (choices[below(random, choices.length)])();
}

/** Everything that must hold whatever was done. @param {Model} model */
function assertSound(model) {
  const order = model.spansInOrder();
  assert.deepEqual(new Set(order), new Set(model.spans.values()));
  for (let i = 1; i < order.length; i += 1)
    assert.ok((order[i - 1]?.fragments[0]?.start ?? 0) <= (order[i]?.fragments[0]?.start ?? 0));
  for (const relation of model.relations.values()) {
    for (const end of [relation.head, relation.tail]) {
      assert.ok(model.spans.has(end));
      assert.ok(model.relationsOf(end).includes(relation));
    }
  }
  for (const { id, fragments } of order) {
    assert.ok(model.relationsOf(id).every(({ head, tail }) => head === id || tail === id));
    fragments.forEach(({ start, end, text }, i) => {
      assert.equal(text, TEXT.slice(start, end));
      assert.ok(start < end && start > (fragments[i - 1]?.end ?? -1));
    });
  }
}

/** What a store that got the edits would hold. @param {Edit[]} edits @param {Parameters<typeof payload>[1]} [set] */
function storeAfter(edits, set) {
  const store = new Model(payload(TEXT, set));
  store.applyRemote(edits);
  return snapshot(store);
}

test("spans stand in the order of the text, however they come", () => {
  const spans = [
    ["c", 6, 10],
    ["a", 6, 10],
    ["b", 0, 5],
    ["d", 6, 8],
  ].map(([id, start, end]) => span(String(id), "alpha", TEXT, [Number(start), Number(end)]));
  const random = randomNumbers(3);
  for (let turn = 0; turn < 30; turn += 1) {
    const { model } = build({ spans: spans.toSorted(() => random() - 0.5) });
    assert.deepEqual(
      model.spansInOrder().map(({ id }) => id),
      ["b", "d", "a", "c"],
    );
  }
});

test("undo takes back every command, redo does it again, and the store hears of all of it", () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const random = randomNumbers(seed);
    const { model, pushed } = build();
    const states = [snapshot(model)];
    for (let i = 0; i < 40; i += 1) {
      if (!model.run(randomCommand(model, random))) continue;
      assertSound(model);
      states.push(snapshot(model));
    }
    for (const state of states.toReversed().slice(1)) {
      assert.ok(model.undo());
      assertSound(model);
      assert.deepEqual(snapshot(model), state);
    }
    assert.equal(model.undo(), false);
    for (const state of states.slice(1)) {
      assert.ok(model.redo());
      assert.deepEqual(snapshot(model), state);
    }
    assert.deepEqual(storeAfter(pushed), states.at(-1));
  }
});

test("a new command forgets what could be done again", () => {
  const { model } = build();
  model.run(commands.labelFragments(model, "alpha", [{ start: 0, end: 5 }]));
  model.undo();
  model.run(commands.labelFragments(model, "beta", [{ start: 6, end: 10 }]));
  assert.equal(model.redo(), false);
});

test("a bulk command is one step", () => {
  const { model, pushed } = build();
  const ranges = [0, 6, 11].map((start) => ({ start, end: start + 4 }));
  model.run(commands.labelOccurrences(model, "alpha", ranges, {}));
  assert.equal(model.spans.size, 3);
  assert.equal(new Set(pushed.map(({ id }) => id.split("-")[0])).size, 1);
  model.undo();
  assert.equal(model.spans.size, 0);
});

test("undo leaves alone what was changed elsewhere since", () => {
  const { model } = build({ spans: [span("s", "alpha", TEXT, [0, 5])] });
  model.run(commands.setUnsure(model, "s", true));
  model.applyRemote([{ op: "put-span", value: { ...span("s", "alpha", TEXT, [0, 5]), note: "theirs" } }]);
  assert.equal(model.undo(), false);
  assert.equal(model.spans.get("s")?.note, "theirs");
});

test("undo tears away no relation that was joined to the span elsewhere, and redo none either", () => {
  const { model, pushed } = build({ spans: [span("b", "alpha", TEXT, [6, 10])] });
  /** @type {string[]} */
  const hints = [];
  model.addEventListener("hint", (event) => hints.push(/** @type {CustomEvent<string>} */ (event).detail));
  model.run(commands.labelFragments(model, "alpha", [{ start: 0, end: 5 }]));
  const made = /** @type {string} */ (model.focused);
  const theirs = { id: "theirs", label: "same", head: "b", tail: made };
  model.applyRemote([{ op: "put-relation", value: theirs }]);
  const sent = pushed.length;
  assert.equal(model.undo(), false);
  assert.match(hints.at(-1) ?? "", /^Left alone, because a relation was joined to it since: Labelled “Alpha” as Alpha$/);
  assert.equal(model.relations.size, 1);
  assert.equal(pushed.length, sent);
  model.applyRemote([{ op: "delete-relation", value: { id: "theirs" } }]);
  model.redo();
  model.undo();
  assert.ok(!model.spans.has(made));

  model.redo();
  model.run(commands.removeSpan(model, made));
  model.undo();
  model.applyRemote([{ op: "put-relation", value: theirs }]);
  assert.equal(model.redo(), false);
  assert.ok(model.spans.has(made) && model.relations.has("theirs"));
});

test("undo brings back no relation whose other end was deleted elsewhere, but the span that it left from", () => {
  const spans = [span("a", "alpha", TEXT, [0, 5]), span("b", "alpha", TEXT, [6, 10])];
  const { model, pushed } = build({ spans, relations: [{ id: "r", label: "same", head: "a", tail: "b" }] });
  model.run(commands.removeRelation(model, "r"));
  model.applyRemote([{ op: "delete-span", value: { id: "b" } }]);
  assert.equal(model.undo(), false);
  assert.equal(pushed.length, 1);

  const { model: other } = build({ spans, relations: [{ id: "r", label: "same", head: "a", tail: "b" }] });
  other.run(commands.removeSpan(other, "a"));
  other.applyRemote([{ op: "delete-span", value: { id: "b" } }]);
  assert.ok(other.undo());
  assert.deepEqual([[...other.spans.keys()], other.relations.size], [["a"], 0]);
  assertSound(other);
});

/** The stored history that a server would have of the edits. @param {Edit[]} edits @returns {HistoryEntry[]} */
function storedHistory(edits) {
  const store = new Model(payload(TEXT));
  return edits.map((edit, i) => {
    const before = store.state;
    store.applyRemote([edit]);
    const inverse = commands.restore(store, before, "").edits;
    return structuredClone({ ...edit, revision: i + 1, inverse, annotator: "me", at: "" });
  });
}

test("undo and redo go on after a reload, from the stored inverses", () => {
  for (let seed = 0; seed < 30; seed += 1) {
    const random = randomNumbers(seed);
    const { model, pushed } = build();
    const states = [snapshot(model)];
    for (let i = 0; i < 25; i += 1) if (model.run(randomCommand(model, random))) states.push(snapshot(model));
    for (let i = 0; i < 3; i += 1) model.undo();
    const history = storedHistory(pushed);
    const again = build({ spans: model.state.spans, relations: model.state.relations, notes: [...model.notes] });
    again.model.seedUndo(stackFromHistory(history, () => "a step"));
    again.model.redo();
    assert.deepEqual(snapshot(again.model), states.at(-3));
    for (const state of states.toReversed().slice(3)) {
      assert.ok(again.model.undo());
      assert.deepEqual(snapshot(again.model), state);
    }
  }
});

test("what was undone before a reload is known, though another tab worked meanwhile", () => {
  const { model, pushed } = build();
  model.run(commands.labelFragments(model, "alpha", [{ start: 0, end: 5 }]));
  const mine = /** @type {string} */ (model.focused);
  const { model: other, pushed: theirs } = build();
  other.run(commands.labelFragments(other, "beta", [{ start: 6, end: 10 }]));
  model.applyRemote(theirs);
  pushed.push(...theirs);
  model.undo();
  const again = build({ spans: model.state.spans }).model;
  again.seedUndo(stackFromHistory(storedHistory(pushed), () => "a step"));
  assert.ok(again.redo());
  assert.ok(again.spans.has(mine));
  again.undo();
  assert.ok(again.undo());
  assert.equal(again.spans.size, 0);
});

test("after a reload an undo that could not bring a relation back is credited to its own step", () => {
  const { model, pushed } = build();
  model.run(commands.labelFragments(model, "alpha", [{ start: 0, end: 5 }]));
  const a = String(model.focused);
  model.run(commands.labelFragments(model, "alpha", [{ start: 6, end: 10 }]));
  const b = String(model.focused);
  model.run(commands.addRelation(model, "same", a, b));
  const [relation] = model.relations.keys();
  model.run(commands.removeSpan(model, a));
  const theirs = [{ id: "other-0", op: /** @type {const} */ ("delete-span"), value: { id: b } }];
  model.applyRemote(theirs);
  pushed.push(...theirs);
  assert.ok(model.undo());
  const again = build({ spans: model.state.spans }).model;
  again.seedUndo(stackFromHistory(storedHistory(pushed), () => "a step"));
  assert.deepEqual(new Set(again.undoStack.nextRedo?.touched.keys()), new Set([`span ${a}`, `relation ${relation}`]));
  while (again.undoStack.next) again.undo();
  assert.equal(again.spans.size, 0);
});

/** A server that tells a history in pages, and counts how many were asked for. @param {HistoryEntry[]} history */
function pagesOf(history) {
  const asked = { pages: 0 };
  /** @param {{after?: number, before?: number | undefined, last?: number}} page */
  const fetch = async ({ after = 0, before = Infinity, last = Infinity }) => {
    asked.pages += 1;
    return history.filter(({ revision }) => revision > after && revision < before).slice(-last);
  };
  return { fetch, asked };
}

test("undo reaches the first edit, page by page, whatever was undone and done again before the reload", async () => {
  for (let seed = 0; seed < 40; seed += 1) {
    const random = randomNumbers(seed);
    const { model, pushed } = build();
    for (let i = 0; i < 50; i += 1) {
      const way = random();
      if (way < 0.2) model.undo();
      else if (way < 0.35) model.redo();
      else model.run(randomCommand(model, random));
    }
    const history = storedHistory(pushed);
    const set = { spans: model.state.spans, relations: model.state.relations, notes: [...model.notes] };
    const { model: again } = build(set);
    const { fetch, asked } = pagesOf(history);
    again.earlier = new EarlierSteps(again, new StoredHistory(fetch, history.length + 1, 7), stepTitle);
    await again.earlier.read({ andUndo: false });
    const first = asked.pages;
    while (again.undo() || !again.earlier.areRead) {
      await again.earlier.read({ andUndo: false });
      model.undo();
      assert.deepEqual(snapshot(again), snapshot(model), `seed ${seed}`);
    }
    while (model.undo());
    assert.deepEqual(snapshot(again), snapshot(model));
    assert.ok(asked.pages > first);
  }
});

test("without a server, undo says that earlier edits cannot be reached, and reaches them later", async () => {
  const { model, pushed } = build();
  model.run(commands.labelFragments(model, "alpha", [{ start: 0, end: 5 }]));
  const { model: again } = build({ spans: model.state.spans });
  /** @type {string[]} */
  const hints = [];
  again.addEventListener("hint", (event) => hints.push(/** @type {CustomEvent<string>} */ (event).detail));
  const { fetch } = pagesOf(storedHistory(pushed));
  let isThere = false;
  const stored = new StoredHistory(
    (page) => (isThere ? fetch(page) : Promise.reject(new ApiError("The server cannot be reached.", 0))),
    2,
  );
  again.earlier = new EarlierSteps(again, stored, stepTitle);
  await again.earlier.read({ andUndo: true });
  assert.deepEqual(hints, ["Earlier edits cannot be undone now. The server cannot be reached."]);
  isThere = true;
  again.undo();
  await again.earlier.read({ andUndo: false });
  await new Promise(setImmediate);
  assert.equal(again.spans.size, 0);
  assert.match(hints[1] ?? "", /^Undid: Labelled “.+” as Alpha$/);
});

test("a page of the history never begins within a step", async () => {
  const entries = ["ca-0", "cb-0", "cb-1", "cb-2", "cb-3", "cc-0"].map((id, i) => ({ id, revision: i + 1 }));
  const { fetch } = pagesOf(/** @type {any} */ (entries));
  const stored = new StoredHistory(fetch, undefined, 3);
  const reached = [];
  while (!stored.isWhole) {
    await stored.readOn();
    reached.push(stored.entries[0]?.id);
  }
  assert.deepEqual(reached, ["cc-0", "ca-0"]);
});

test("a page of the history begins within no step, though tabs saved by turns", async () => {
  const { fetch } = pagesOf(/** @type {any} */ (revisions("ca-0 cb-0 ca-1 cx-0 cb-1 ca-2 cc-0 cd-0 ce-0")));
  /** @type {[number, string][]} */
  const pages = [
    [3, "cd-0"],
    [4, "cc-0"],
    [5, "cc-0"],
    [7, "cc-0"],
    [10, "ca-0"],
  ];
  for (const [page, begins] of pages) {
    const stored = new StoredHistory(fetch, undefined, page);
    await stored.readOn();
    assert.equal(stored.entries[0]?.id, begins, `a page of ${page}`);
    while (!stored.isWhole) await stored.readOn();
    assert.deepEqual(
      stored.entries.map(({ revision }) => revision),
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
  }
});

test("the history takes in what has been made since it was read", async () => {
  const entries = revisions("ca-0 cb-0");
  const { fetch } = pagesOf(/** @type {any} */ (entries));
  const stored = new StoredHistory(fetch);
  await stored.readOn();
  entries.push({ id: "cc-0", revision: 3 });
  await Promise.all([stored.readNew(), stored.readNew()]);
  assert.deepEqual(
    stored.entries.map(({ id }) => id),
    ["ca-0", "cb-0", "cc-0"],
  );
});

/** @param {string} ids */
function revisions(ids) {
  return ids.split(" ").map((id, place) => ({ id, revision: place + 1 }));
}

test("an earlier state can be looked up and restored as one new step", () => {
  const random = randomNumbers(7);
  const { model, pushed } = build();
  /** @type {{count: number, state: ReturnType<typeof snapshot>}[]} */
  const moments = [];
  for (let i = 0; i < 30; i += 1) {
    model.run(randomCommand(model, random));
    moments.push({ count: pushed.length, state: snapshot(model) });
  }
  const history = storedHistory(pushed);
  const last = snapshot(model);
  for (const { count, state } of moments) {
    const earlier = stateAt(model.state, history, count);
    const changed = model.run(commands.restore(model, earlier, "Restored"));
    assert.deepEqual(snapshot(model), state);
    if (changed) model.undo();
    assert.deepEqual(snapshot(model), last);
  }
});

test("history rows of one key stand together", () => {
  const rows = [{ id: "cone-0" }, { id: "cone-1" }, { id: "ctwo-0" }];
  assert.deepEqual(
    steps(rows).map((step) => step.length),
    [2, 1],
  );
});

test("deleting a span deletes its relations, and undo brings both back", () => {
  const spans = [span("a", "alpha", TEXT, [0, 5]), span("b", "alpha", TEXT, [6, 10])];
  const relations = [{ id: "r", label: "same", head: "a", tail: "b" }];
  const { model, pushed } = build({ spans, relations });
  model.run(commands.removeSpan(model, "b"));
  assert.equal(model.relations.size, 0);
  assert.deepEqual(
    pushed.map(({ op }) => op),
    ["delete-span"],
  );
  model.undo();
  assert.equal(model.relations.get("r")?.tail, "b");
});

test("a change tells exactly what it touched", () => {
  const spans = [span("a", "alpha", TEXT, [0, 5]), span("b", "alpha", TEXT, [6, 10])];
  const { model } = build({ spans });
  /** @type {any[]} */
  const details = [];
  model.addEventListener("change", (event) => details.push(/** @type {CustomEvent} */ (event).detail));
  model.run(commands.addRelation(model, "same", "a", "b"));
  model.run(commands.setNotes(model, ["x"]));
  assert.deepEqual([...details[0].spans], ["a", "b"]);
  assert.equal(details[0].relations.size, 1);
  assert.deepEqual([details[1].notes, details[1].spans.size], [true, 0]);
});

test("a submitted set takes no edits until it is reopened", () => {
  const { model, pushed } = build({ status: "submitted" });
  assert.equal(model.run(commands.labelFragments(model, "alpha", [{ start: 0, end: 5 }])), false);
  assert.ok(model.run(commands.setStatus(model, "in_progress")));
  assert.ok(model.run(commands.labelFragments(model, "alpha", [{ start: 0, end: 5 }])));
  assert.deepEqual(
    pushed.map(({ op }) => op),
    ["set-status", "put-span"],
  );
});

test("somebody else's set takes no edits, and says so, whatever its status", () => {
  for (const status of ["in_progress", "submitted"]) {
    /** @type {string[]} */
    const hints = [];
    const { model, pushed } = build({ status }, true);
    model.addEventListener("hint", (event) => hints.push(/** @type {CustomEvent<string>} */ (event).detail));
    assert.equal(model.run(commands.labelFragments(model, "alpha", [{ start: 0, end: 5 }])), false);
    assert.equal(model.run(commands.setStatus(model, status === "submitted" ? "in_progress" : "submitted")), false);
    assert.deepEqual(pushed, []);
    assert.ok(hints.length === 2 && hints.every((hint) => hint.includes("can be read, not changed")));
  }
});

test("undo neither opens nor closes a set", () => {
  const { model } = build();
  model.run(commands.setStatus(model, "submitted"));
  assert.equal(model.undo(), false);
  assert.equal(model.status, "submitted");
});

test("pending edits of an earlier session are shown, not handed on again, and can be undone", () => {
  const { model, pushed } = build();
  model.replay([{ id: "cone-0", op: "put-span", value: span("a", "alpha", TEXT, [0, 5]) }]);
  assert.equal(model.spans.size, 1);
  assert.equal(pushed.length, 0);
  assert.ok(model.undo());
  assert.deepEqual(
    pushed.map(({ op }) => op),
    ["delete-span"],
  );
});

test("pending edits that undid something are no steps of their own", () => {
  const { model, pushed } = build();
  model.run(commands.labelFragments(model, "alpha", [{ start: 0, end: 5 }]));
  const id = /** @type {string} */ (model.focused);
  model.run(commands.setUnsure(model, id, true));
  model.undo();
  model.undo();
  model.redo();
  const { model: again } = build();
  again.replay(pushed);
  assert.ok(again.undo());
  assert.equal(again.spans.size, 0);
  assert.equal(again.undo(), false);
  again.redo();
  again.redo();
  assert.equal(again.spans.get(id)?.unsure, true);
});

test("a stored step that a pending edit undid can be done again, and those before it undone", () => {
  const { model, pushed } = build();
  model.run(commands.labelFragments(model, "alpha", [{ start: 0, end: 5 }]));
  const id = /** @type {string} */ (model.focused);
  model.run(commands.setUnsure(model, id, true));
  const stored = pushed.splice(0);
  const set = { spans: model.state.spans };
  model.undo();
  const { model: again } = build(set);
  again.replay(pushed);
  again.seedUndo(stackFromHistory(storedHistory(stored), () => "a step"));
  assert.equal(again.spans.get(id)?.unsure, undefined);
  again.redo();
  assert.equal(again.spans.get(id)?.unsure, true);
  again.undo();
  assert.ok(again.undo());
  assert.equal(again.spans.size, 0);
});

test("a focused span that is deleted loses the focus", () => {
  const { model } = build({ spans: [span("a", "alpha", TEXT, [0, 5])] });
  model.focus("a");
  model.applyRemote([{ op: "delete-span", value: { id: "a" } }]);
  assert.equal(model.focused, null);
});

test("what the server refused is no step of undo: the step before it is undone", () => {
  const { model, pushed } = build();
  model.run(commands.labelFragments(model, "alpha", [{ start: 0, end: 5 }]));
  const id = String(model.focused);
  const before = model.spans.get(id);
  model.run(commands.resize(model, id, 0, { start: 0, end: 10 }));
  const refused = pushed.slice(-1);
  model.applyRemote([{ op: "put-span", value: before }]);
  model.forget(refused);
  assert.ok(model.undo());
  assert.equal(model.spans.size, 0);
  assert.equal(model.undo(), false);
});

test("of a step in bulk only what was refused is forgotten", () => {
  const { model, pushed } = build();
  model.run(
    commands.labelOccurrences(
      model,
      "alpha",
      [
        { start: 0, end: 5 },
        { start: 6, end: 10 },
      ],
      {},
    ),
  );
  const [first] = pushed;
  model.applyRemote([{ op: "delete-span", value: { id: first?.value.id } }]);
  model.forget(pushed.slice(0, 1));
  assert.ok(model.undo());
  assert.equal(model.spans.size, 0);
});

test("of a deletion that the server refused, the relations that went along are forgotten too", () => {
  const spans = [span("a", "alpha", TEXT, [0, 5]), span("b", "alpha", TEXT, [6, 10]), span("c", "alpha", TEXT, [11, 16])];
  const relations = [
    { id: "ab", label: "same", head: "a", tail: "b" },
    { id: "bc", label: "same", head: "b", tail: "c" },
  ];
  const { model, pushed } = build({ spans, relations });
  model.run(commands.setUnsure(model, "a", true));
  // Its own edit takes away “ab”, the span's deletion takes “bc” along.
  const earlier = { spans: spans.filter(({ id }) => id !== "b"), relations: relations.slice(1), notes: [] };
  model.run(commands.restore(model, earlier, "Went back"));
  const refused = pushed.filter(({ op, value }) => op === "delete-span" && value.id === "b");
  const standing = [
    { op: "put-span", value: spans[1] },
    { op: "put-relation", value: relations[1] },
  ];
  model.applyRemote(/** @type {any} */ (standing));
  model.forget(refused);
  const step = model.undoStack.next;
  assert.deepEqual([...(step?.touched.keys() ?? [])].toSorted(), ["relation ab", "span a"]);
  assert.ok(model.undo());
  assert.ok(model.relations.has("ab") && model.relations.has("bc"));
});

test("an undo that the server refused is forgotten too", () => {
  const { model, pushed } = build();
  model.run(commands.labelFragments(model, "alpha", [{ start: 0, end: 5 }]));
  const span = model.spansInOrder()[0];
  model.undo();
  model.applyRemote([{ op: "put-span", value: span }]);
  model.forget(pushed.slice(-1));
  assert.equal(model.redo(), false);
  assert.equal(model.undo(), false);
});

test("undo of a step brings back nothing that the server refused before it", () => {
  const { model, pushed } = build({ spans: [span("a", "alpha", TEXT, [0, 5])] });
  model.run(commands.resize(model, "a", 0, { start: 0, end: 10 }));
  model.run(commands.setUnsure(model, "a", true));
  model.run(commands.relabel(model, "a", "beta"));
  model.undo();
  const [first, second] = pushed;
  model.forget(/** @type {Edit[]} */ ([first]));
  assert.ok(model.undo());
  assert.deepEqual(model.spans.get("a"), span("a", "alpha", TEXT, [0, 5]));
  assert.equal(model.undo(), false);
  model.redo();
  // Of several that are refused together, the first knows what stands.
  model.forget(/** @type {Edit[]} */ ([first, second, ...pushed.slice(-1)]));
  assert.deepEqual(model.undoStack.nextRedo?.touched.get("span a")?.before, span("a", "alpha", TEXT, [0, 5]));
});

test("after an undo that the server refused, the next step finds what the step had made", () => {
  const { model, pushed } = build({ spans: [span("a", "alpha", TEXT, [0, 5])] });
  model.run(commands.resize(model, "a", 0, { start: 0, end: 10 }));
  const made = model.spans.get("a");
  model.run(commands.setUnsure(model, "a", true));
  model.undo();
  model.undo();
  model.applyRemote([{ op: "put-span", value: made }]);
  model.forget(pushed.slice(-1));
  assert.ok(model.redo());
  assert.equal(model.spans.get("a")?.unsure, true);
  assert.ok(model.undo());
  assert.deepEqual(model.spans.get("a"), made);
});
