import assert from "node:assert/strict";
import { test } from "node:test";

import { Leases } from "../../annotate/editor/leases.js";
import { Outbox } from "../../annotate/editor/outbox.js";
import { FakeBrowser, FakeClock, FakeStorage } from "./sync_fakes.js";

const edit = (id) => ({ id, op: "put-span", value: { id: `s-${id}` } });
const ids = (outbox) => outbox.entries.map((entry) => entry.id);

function open(tab, clock, { owner = ["store", "set", "Ann"], locks = tab.locks } = {}) {
  const adopted = [];
  const outbox = new Outbox({ ...tab, owner, locks, clock, onAdopted: () => adopted.push(ids(outbox)) });
  return Object.assign(outbox, { adopted });
}

test("an edit is in the storage, under its own key, before add returns", () => {
  const browser = new FakeBrowser();
  const outbox = open(browser.openTab(), new FakeClock());
  outbox.add([edit("e1"), edit("e2")], 7);
  const keys = [...browser.storage.items.keys()];
  assert.equal(keys.length, 2);
  assert.ok(keys.every((key) => key.startsWith("annotate/edit/store/set/Ann/")));
  assert.equal(JSON.parse(browser.storage.getItem(keys[0])).base, 7);
});

test("names with slashes and other signs do not mix up the keys", async () => {
  const browser = new FakeBrowser();
  const clock = new FakeClock();
  const [one, two] = [browser.openTab(), browser.openTab()];
  open(one, clock, { owner: ["store", "a/b", "c"] }).add([edit("e1")], 1);
  browser.crash(one);
  const other = open(two, clock, { owner: ["store", "a", "b/c"] });
  await clock.pass(1_000);
  assert.deepEqual(ids(other), []);
});

test("after a reload the edits are there, in order, and new ones go on as the same client", async () => {
  const browser = new FakeBrowser();
  const clock = new FakeClock();
  const tab = browser.openTab();
  open(tab, clock).add(Array.from({ length: 12 }, (_, i) => edit(`e${i}`)), 3);
  browser.crash(tab);

  const outbox = open(browser.openTab(), clock);
  await outbox.ready;
  assert.deepEqual(ids(outbox), Array.from({ length: 12 }, (_, i) => `e${i}`));
  assert.ok(outbox.entries.every((entry) => entry.base === 3 && entry.shown));
  outbox.add([edit("new")], 4);
  assert.equal(new Set(outbox.entries.map((entry) => entry.client)).size, 1);
  assert.deepEqual(outbox.adopted, []);
});

test("a dropped edit leaves the storage", async () => {
  const browser = new FakeBrowser();
  const outbox = open(browser.openTab(), new FakeClock());
  outbox.add([edit("e1"), edit("e2")], 1);
  outbox.drop((entry) => entry.id === "e1");
  assert.deepEqual(ids(outbox), ["e2"]);
  assert.equal(browser.storage.length, 1);
});

test("a full storage keeps edits in memory, says so, and stores them when there is room", async () => {
  const browser = new FakeBrowser();
  const outbox = open(browser.openTab(), new FakeClock());
  browser.storage.quota = 150;
  outbox.add([edit("e1"), edit("e2"), edit("e3")], 1);
  assert.deepEqual(ids(outbox), ["e1", "e2", "e3"]);
  assert.equal(outbox.unstored, 2);
  browser.storage.quota = 1_000;
  outbox.drop((entry) => entry.id === "e1");
  assert.equal(outbox.unstored, 0);
  assert.equal(browser.storage.length, 2);
});

test("two living tabs keep to their own edits", async () => {
  const browser = new FakeBrowser();
  const clock = new FakeClock();
  const one = open(browser.openTab(), clock);
  one.add([edit("e1")], 1);
  const two = open(browser.openTab(), clock);
  two.add([edit("e2")], 1);
  await clock.pass(10_000);
  assert.deepEqual(ids(one), ["e1"]);
  assert.deepEqual(ids(two), ["e2"]);
});

test("exactly one of the other tabs adopts the edits of a closed tab", async () => {
  const browser = new FakeBrowser();
  const clock = new FakeClock();
  const tab = browser.openTab();
  const closing = open(tab, clock);
  const others = [open(browser.openTab(), clock), open(browser.openTab(), clock)];
  await clock.pass(1_000);
  closing.add([edit("e1"), edit("e2")], 5);
  await clock.pass(1_000);
  browser.crash(tab);
  await clock.pass(1_000);
  const adopted = others.filter((outbox) => outbox.entries.length > 0);
  assert.equal(adopted.length, 1);
  assert.deepEqual(ids(adopted[0]), ["e1", "e2"]);
  assert.deepEqual(adopted[0].adopted, [["e1", "e2"]]);
  assert.ok(adopted[0].entries.every((entry) => !entry.shown && entry.base === 5));
});

test("a page that goes gives its lock back at once", async () => {
  const browser = new FakeBrowser();
  const clock = new FakeClock();
  const tab = browser.openTab();
  open(tab, clock).add([edit("e1")], 1);
  await clock.pass(0);
  tab.page.dispatchEvent(new Event("pagehide"));
  const next = open(browser.openTab(), clock);
  await next.ready;
  assert.deepEqual(ids(next), ["e1"]);
});

test("edits of several closed tabs come one client after the other, the earliest first", async () => {
  const browser = new FakeBrowser();
  const clock = new FakeClock();
  const tabs = [browser.openTab(), browser.openTab()];
  const [early, late] = tabs.map((tab) => open(tab, clock));
  await clock.pass(0);
  early.add([edit("a1")], 1);
  await clock.pass(10);
  late.add([edit("b1")], 1);
  await clock.pass(10);
  early.add([edit("a2")], 1);
  browser.crash(tabs[0]);
  browser.crash(tabs[1]);
  const outbox = open(browser.openTab(), clock);
  await outbox.ready;
  assert.deepEqual(ids(outbox), ["a1", "a2", "b1"]);
});

test("an edit put first is first after a reload too", async () => {
  const browser = new FakeBrowser();
  const clock = new FakeClock();
  const tab = browser.openTab();
  const outbox = open(tab, clock);
  outbox.add([edit("e1"), edit("e2")], 1);
  outbox.addFirst(edit("e0"), 2);
  assert.deepEqual(ids(outbox), ["e0", "e1", "e2"]);
  browser.crash(tab);
  const next = open(browser.openTab(), clock);
  await next.ready;
  assert.deepEqual(ids(next), ["e0", "e1", "e2"]);
});

test("a raised base revision is kept, and never lowered", async () => {
  const browser = new FakeBrowser();
  const outbox = open(browser.openTab(), new FakeClock());
  outbox.add([edit("e1"), edit("e2")], 4);
  outbox.rebase((entry) => entry.id === "e2", 9);
  outbox.rebase(() => true, 2);
  assert.deepEqual(outbox.entries.map((entry) => entry.base), [4, 9]);
  const stored = [...browser.storage.items.values()].map((json) => JSON.parse(json).base);
  assert.deepEqual(stored, [4, 9]);
});

test("what is not an edit in the storage is passed over and left alone", async () => {
  const browser = new FakeBrowser();
  browser.storage.setItem("annotate/edit/store/set/Ann/c/1/x", "{not json");
  browser.storage.setItem("annotate/edit/store/set/Ann/odd", "{}");
  const outbox = open(browser.openTab(), new FakeClock());
  await outbox.ready;
  assert.deepEqual(ids(outbox), []);
  assert.equal(browser.storage.length, 2);
});

test("without navigator.locks a living tab's lease is respected, and a dead one's expires", async () => {
  const clock = new FakeClock();
  const browser = new FakeBrowser();
  const [dying, watching] = [browser.openTab(), browser.openTab()];
  const one = open(dying, clock, { locks: new Leases({ storage: dying.storage, clock }) });
  const two = open(watching, clock, { locks: new Leases({ storage: watching.storage, clock }) });
  await clock.pass(1_000);
  one.add([edit("e1")], 1);
  await clock.pass(600_000);
  assert.deepEqual(ids(two), []);
  browser.crash(dying);
  await clock.pass(240_000);
  assert.deepEqual(ids(two), ["e1"]);
});

test("a lease that is given back is free at once for the next", async () => {
  const clock = new FakeClock();
  const leases = new Leases({ storage: new FakeStorage(), clock });
  const got = [];
  const first = new AbortController();
  const hold = (name, signal) => () => {
    got.push(name);
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
  };
  leases.request("lock", { signal: first.signal }, hold("one", first.signal));
  await clock.pass(100);
  const second = new AbortController();
  leases.request("lock", { signal: second.signal }, hold("two", second.signal));
  await clock.pass(5_000);
  assert.deepEqual(got, ["one"]);
  first.abort();
  await clock.pass(2_000);
  assert.deepEqual(got, ["one", "two"]);
});

test("a wait for a lease ends when it is aborted", async () => {
  const clock = new FakeClock();
  const leases = new Leases({ storage: new FakeStorage(), clock });
  leases.request("lock", { signal: new AbortController().signal }, () => new Promise(() => {}));
  await clock.pass(100);
  const stop = new AbortController();
  const waiting = leases.request("lock", { signal: stop.signal }, () => Promise.resolve());
  const refused = assert.rejects(waiting);
  await clock.pass(100);
  stop.abort();
  await refused;
});
