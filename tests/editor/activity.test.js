import assert from "node:assert/strict";
import test from "node:test";

import { countActivity } from "../../annotate/editor/activity.js";

/** @param {import("node:test").TestContext} t */
function world(t) {
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const root = new EventTarget();
  /** @type {number[]} */
  const told = [];
  const clock = { now: 0 };
  t.mock.timers.enable({ apis: ["setInterval"] });
  t.mock.method(performance, "now", () => clock.now);
  const frame = new EventTarget();
  Object.assign(globalThis, { document: page, addEventListener: frame.addEventListener.bind(frame) });
  const life = new AbortController();
  const start = () => countActivity(/** @type {any} */ (root), async (seconds) => void told.push(seconds), life.signal);
  return {
    told,
    start,
    close: () => life.abort(),
    leave: () => frame.dispatchEvent(new Event("pagehide")),
    press: () => root.dispatchEvent(new Event("keydown")),
    /** @param {string} state */
    turn: (state) => {
      page.visibilityState = state;
      page.dispatchEvent(new Event("visibilitychange"));
    },
    /** @param {number} seconds */
    pass: (seconds) => {
      for (let left = seconds; left > 0; left -= 0.5) {
        clock.now += 500;
        t.mock.timers.tick(500);
      }
    },
    /** The machine sleeps until a key is pressed: the timer runs late. @param {number} seconds */
    sleep: (seconds) => {
      clock.now += seconds * 1000;
      root.dispatchEvent(new Event("keydown"));
      t.mock.timers.tick(5_000);
    },
  };
}

test("the time on a short article is counted to the end", (t) => {
  const { told, start, pass, close } = world(t);
  start();
  pass(3.5);
  close();
  assert.deepEqual(told, [3.5]);
});

test("the time is told when the page goes, and only what is new when it comes back", (t) => {
  const { told, start, pass, leave, close } = world(t);
  start();
  pass(3.5);
  leave();
  assert.deepEqual(told, [3.5]);
  pass(2);
  close();
  assert.deepEqual(told, [3.5, 2]);
  leave();
  assert.deepEqual(told, [3.5, 2]);
});

test("time is told once a minute, and is no more where nobody is at work", (t) => {
  const { told, start, press, pass, close } = world(t);
  start();
  pass(30);
  press();
  pass(600);
  close();
  assert.deepEqual(told, [60, 30]);
});

test("time in which the page is not in view, or the machine sleeps, is not counted", (t) => {
  const { told, start, pass, sleep, turn, close } = world(t);
  start();
  pass(7);
  turn("hidden");
  pass(20);
  turn("visible");
  pass(3);
  sleep(7200);
  pass(5);
  sleep(30);
  close();
  assert.deepEqual(told, [15]);
});
