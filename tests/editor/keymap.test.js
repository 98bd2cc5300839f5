import assert from "node:assert/strict";
import test from "node:test";
import { ACTIONS } from "../../annotate/editor/actions.js";
import { keymapOf, keyOf } from "../../annotate/editor/keymap.js";
import { LabelSet } from "../../annotate/editor/label_set.js";
import { LABEL_SET } from "./support.js";

const KEYMAP = keymapOf(new LabelSet(LABEL_SET));

/** @param {string} key @param {Partial<KeyboardEvent>} [event] */
const press = (key, event = {}) =>
  keyOf({ key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...event });

test("keys are told as the table names them", () => {
  assert.equal(press("s"), "s");
  assert.equal(press("S", { shiftKey: true }), "shift+s");
  assert.equal(press("Z", { ctrlKey: true, shiftKey: true }), "ctrl+shift+z");
  assert.equal(press("z", { metaKey: true }), "ctrl+z");
  assert.equal(press("?", { shiftKey: true }), "?");
  assert.equal(press("Tab", { shiftKey: true }), "shift+tab");
  assert.equal(press(" "), "space");
});

test("on a layout without Latin letters the key's place counts", () => {
  assert.equal(press("ы", { code: "KeyS" }), "s");
});

test("every action of the table exists", () => {
  for (const { action } of KEYMAP) assert.ok(ACTIONS[action], action);
});

test("every row says what it does", () => {
  for (const { title, group } of KEYMAP) assert.ok(title && group);
});

test("labels and relations without a hotkey have no row, the others have theirs", () => {
  const labels = KEYMAP.filter(({ action }) => action === "label").map(({ argument, keys }) => [argument, ...keys]);
  assert.deepEqual(labels, [
    ["alpha", "a"],
    ["beta", "b"],
  ]);
  const relations = KEYMAP.filter(({ action }) => action === "relation").map(({ argument, keys }) => [
    argument,
    ...keys,
  ]);
  assert.deepEqual(relations, [
    ["near", "d"],
    ["same", "g"],
  ]);
});

test("two rows with one key differ in when or where they act", () => {
  const seen = new Map();
  for (const { action, keys, when, where } of KEYMAP) {
    for (const key of keys) {
      const place = `${key} ${when} ${where}`;
      assert.ok(!seen.has(place), `${place}: ${action} and ${seen.get(place)}`);
      seen.set(place, action);
    }
  }
});

test("the letters that belong to the editor are those that a label set may not use", () => {
  const letters = KEYMAP.filter(({ action }) => !["label", "relation", "take-relation"].includes(action))
    .flatMap(({ keys }) => keys)
    .filter((key) => /^[a-z]$/.test(key));
  assert.deepEqual(letters.toSorted(), ["c", "e", "f", "n", "u", "x", "y"]);
});

test("Backspace removes nothing: it is what one types when one takes the text for a field", () => {
  assert.ok(KEYMAP.every(({ action, keys }) => action !== "remove" || !keys.includes("backspace")));
});
