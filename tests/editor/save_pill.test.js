import assert from "node:assert/strict";
import test from "node:test";

import { SavePill } from "../../annotate/editor/panels/save_pill.js";

/** As much of an element as the pill needs. */
class FakeElement extends EventTarget {
  dataset = {};
  style = {};
  /** @type {unknown[]} */
  children = [];
  textContent = "";

  setAttribute() {}

  /** @param {unknown[]} children */
  append(...children) {
    this.children.push(...children);
  }

  /** @param {unknown[]} children */
  replaceChildren(...children) {
    this.children = children;
  }
}

/** @param {import("node:test").TestContext} t */
function world(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const document = { createElement: () => new FakeElement(), createElementNS: () => new FakeElement() };
  Object.assign(globalThis, { document, window: globalThis });
  t.after(() => Object.assign(globalThis, { document: undefined, window: undefined }));
  const life = new AbortController();
  t.after(() => life.abort());
  /** @type {string[]} */
  const announced = [];
  const saved = { status: "saved", pending: 0, unstored: 0, refused: 0, message: "" };
  const ui = Object.assign(new EventTarget(), { save: saved });
  const actions = { showConflict: () => {}, showRefused: () => {} };
  const pill = new SavePill(/** @type {any} */ (ui), actions, (message) => announced.push(message), life.signal);
  const [, words] = /** @type {FakeElement[]} */ (/** @type {any} */ (pill.element).children);
  return {
    announced,
    says: () => words?.textContent,
    /** @param {Partial<typeof saved>} state */
    save: (state) => {
      ui.save = { ...saved, ...state };
      ui.dispatchEvent(new Event("save"));
    },
    /** @param {number} ms */
    pass: (ms) => t.mock.timers.tick(ms),
  };
}

test("a save that is quick is not spoken of", (t) => {
  const { says, save, pass } = world(t);
  save({ status: "saving", pending: 1 });
  pass(399);
  assert.equal(says(), "Saved");
  pass(1);
  assert.equal(says(), "1 pending");
  save({});
  assert.equal(says(), "Saved");
});

test("a sign-in that is renewed in time is no matter for the annotator", (t) => {
  const { announced, says, save, pass } = world(t);
  save({ status: "signed-out", pending: 1 });
  pass(2_999);
  assert.equal(says(), "1 pending");
  save({ status: "saving", pending: 1 });
  pass(10_000);
  save({});
  assert.deepEqual([says(), announced], ["Saved", []]);
});

test("a sign-in that is not renewed is told after three seconds, however many edits come in", (t) => {
  const { announced, says, save, pass } = world(t);
  save({ status: "signed-out", pending: 1 });
  pass(2_000);
  save({ status: "signed-out", pending: 2 });
  pass(999);
  assert.equal(says(), "2 pending");
  pass(1);
  assert.equal(says(), "Signed out · 2 pending");
  assert.equal(announced.length, 1);
});
