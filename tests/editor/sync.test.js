import assert from "node:assert/strict";
import { test } from "node:test";

import { createSync } from "../../annotate/editor/sync.js";
import { FakeBrowser, FakeClock, FakeServer, randomFrom } from "./sync_fakes.js";

const span = (id, value = id) => ({ id, op: "put-span", value: { id: value, label: "label", fragments: [] } });

/** One world, and tabs in it that show an annotation set. */
function world({ seed = 1 } = {}) {
  const clock = new FakeClock();
  const browser = new FakeBrowser();
  const server = new FakeServer(clock);
  const random = randomFrom(seed);
  const openSet = (tab = browser.openTab(), options = {}) => {
    const heard = { states: [], news: [], conflicts: [], givenUp: [], refusals: [], expired: 0 };
    const sync = createSync({
      ...tab,
      set: "set",
      storeId: "store",
      annotator: "Ann",
      token: "token",
      revision: server.revision,
      fetch: server.fetchFor(tab),
      clock,
      random,
      onState: (state) => heard.states.push(state),
      onAcknowledged: (news) => heard.news.push(news),
      onConflict: (conflicts) => heard.conflicts.push(conflicts),
      onGivenUp: (edits) => heard.givenUp.push(...edits.map(({ id }) => id)),
      onRefused: (refusal) => heard.refusals.push(refusal),
      onTokenExpired: () => (heard.expired += 1),
      ...options,
    });
    return Object.assign(sync, { tab, heard, state: () => heard.states.at(-1) });
  };
  return { clock, browser, server, openSet, random };
}

const applied = (server) => server.log.filter((edit) => edit.client !== "other").map((edit) => edit.id);
const changesHeard = (sync) => sync.heard.news.flatMap((news) => news.changes.map((change) => [change.op, change.value.id]));

test("an edit is saved, acknowledged and forgotten", async () => {
  const { clock, browser, server, openSet } = world();
  const sync = openSet();
  sync.push([span("e1")], 0);
  assert.equal(browser.storage.length, 1);
  assert.deepEqual(sync.state(), { status: "saving", pending: 1, unstored: 0, refused: 0, message: "" });
  await clock.pass(100);
  assert.deepEqual(applied(server), ["e1"]);
  assert.equal(browser.storage.length, 0);
  assert.equal(sync.state().status, "saved");
  assert.deepEqual(sync.heard.news, [{ revision: 1, problems: [], changes: [] }]);
});

test("one request is under way at a time, and the edits made meanwhile go together", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  sync.push([span("e1")], 0);
  sync.push([span("e2")], 0);
  await clock.pass(0);
  sync.push([span("e3")], 0);
  await clock.pass(100);
  assert.ok(server.requests.every((request) => request.body.base_revision === 0));
  assert.deepEqual(applied(server), ["e1", "e2", "e3"]);
  assert.ok(server.requests.length <= 2);
});

test("edits with different base revisions go in separate requests, in order", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  server.fate = () => "lost";
  sync.push([span("e1"), span("e2")], 0);
  sync.push([span("e3")], 4);
  server.fate = () => "answer";
  await clock.pass(1_000);
  assert.deepEqual(server.requests.map(({ body }) => [body.base_revision, body.edits.map(({ id }) => id)]), [
    [0, ["e1", "e2"]],
    [4, ["e3"]],
  ]);
});

test("a thousand edits at once are cut into requests that the server takes", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  sync.push(Array.from({ length: 1_200 }, (_, i) => span(`e${i}`)), 0);
  await clock.pass(1_000);
  assert.equal(server.log.length, 1_200);
  assert.ok(server.requests.every(({ body }) => body.edits.length <= 500));
});

test("while there is no network it says offline, tries ever more slowly, and at once when the network is back", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  server.fate = () => "lost";
  sync.push([span("e1")], 0);
  await clock.pass(60_000);
  assert.equal(sync.state().status, "offline");
  assert.equal(sync.state().pending, 1);
  const tries = server.requests.length;
  assert.ok(tries >= 8 && tries <= 25, `${tries} tries in a minute`);
  server.fate = () => "answer";
  sync.tab.page.dispatchEvent(new Event("online"));
  await clock.pass(1);
  assert.equal(sync.state().status, "saved");
});

test("coming back to the tab tries at once", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  server.fate = () => "lost";
  sync.push([span("e1")], 0);
  await clock.pass(60_000);
  server.fate = () => "answer";
  sync.tab.document.dispatchEvent(new Event("visibilitychange"));
  await clock.pass(1);
  assert.equal(sync.state().status, "saved");
});

test("coming back to the tab brings what other tabs have changed", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  server.change("put-span", { id: "s9" });
  await clock.pass(10_000);
  sync.tab.document.dispatchEvent(new Event("visibilitychange"));
  await clock.pass(100);
  assert.deepEqual(changesHeard(sync), [["put-span", "s9"]]);
  assert.equal(sync.heard.news.at(-1).revision, 1);
});

test("a connection that is silent is given up and tried again", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  let first = true;
  server.fate = () => (first ? ((first = false), "late") : "answer");
  sync.push([span("e1")], 0);
  await clock.pass(30_000);
  assert.equal(sync.state().status, "saved");
  server.arrive();
  assert.deepEqual(applied(server), ["e1"]);
});

test("a lost answer makes the edit be sent again, and applied once", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  let first = true;
  server.fate = () => (first ? ((first = false), "unheard") : "answer");
  sync.push([span("e1"), span("e2")], 0);
  await clock.pass(5_000);
  assert.equal(server.requests.length, 2);
  assert.deepEqual(applied(server), ["e1", "e2"]);
  assert.deepEqual(changesHeard(sync), []);
});

test("an expired token is told once, edits wait, and go with the new token", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  server.token = "new token";
  sync.push([span("e1")], 0);
  await clock.pass(60_000);
  assert.equal(sync.heard.expired, 1);
  assert.equal(sync.state().status, "signed-out");
  assert.equal(server.requests.length, 1);
  sync.setToken("new token");
  await clock.pass(100);
  assert.deepEqual(applied(server), ["e1"]);
  assert.equal(sync.state().status, "saved");
});

test("a store that is full is tried slowly, and its message is passed on", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  server.fate = () => ({ status: 507, json: { message: "The disk is full." } });
  sync.push([span("e1")], 0);
  await clock.pass(60_000);
  assert.deepEqual(sync.state(), { status: "store-full", pending: 1, unstored: 0, refused: 0, message: "The disk is full." });
  assert.ok(server.requests.length <= 9);
  server.fate = () => "answer";
  await clock.pass(20_000);
  assert.equal(sync.state().status, "saved");
  assert.equal(sync.state().message, "");
});

test("what a proxy answers in the server's place is no word of the server", async () => {
  for (const status of [200, 400, 401, 403, 404, 409, 412, 413, 422, 500, 502, 503]) {
    const { clock, server, openSet } = world();
    const sync = openSet();
    server.fate = () => ({ status, json: "<html>" });
    sync.push([span("e1"), span("e2")], 0);
    await clock.pass(30_000);
    assert.equal(sync.state().status, "offline", `status ${status}`);
    assert.equal(sync.state().pending, 2, `status ${status}`);
    server.fate = () => "answer";
    await clock.pass(30_000);
    assert.deepEqual(applied(server), ["e1", "e2"], `status ${status}`);
  }
});

test("refused edits are given up and told with what the store holds; the others go on", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  const problems = [{ code: "A1", message: "No." }];
  const standing = [{ op: "delete-span", value: { id: "s1" } }];
  server.fate = ({ body }) =>
    body.edits.some(({ id }) => id === "bad")
      ? { status: 422, json: { message: "No.", problems, refused: [{ edit: "bad", standing }] } }
      : "answer";
  sync.push([span("e1"), span("bad", "s1"), span("e2")], 0);
  await clock.pass(1_000);
  assert.deepEqual(applied(server), ["e1", "e2"]);
  const refusal = { edits: [span("bad", "s1")], problems, message: "No.", isTurnedAway: false, isShown: true };
  assert.deepEqual(sync.heard.refusals, [refusal]);
  assert.deepEqual(changesHeard(sync)[0], ["delete-span", "s1"]);
  assert.equal(sync.state().status, "saved");
});

test("a refusal that names no edit is narrowed down to the one that it is about", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  server.fate = ({ body }) =>
    body.edits.some(({ id }) => id === "e5") ? { status: 413, json: { message: "Too large." } } : "answer";
  sync.push(Array.from({ length: 9 }, (_, i) => span(`e${i}`)), 0);
  await clock.pass(1_000);
  assert.deepEqual(applied(server), ["e0", "e1", "e2", "e3", "e4", "e6", "e7", "e8"]);
  assert.deepEqual(sync.heard.refusals.map((refusal) => refusal.edits.map(({ id }) => id)), [["e5"]]);
});

/** A server that refuses one edit with a status, and says no more of it. */
const refusing = (id, status) => ({ body }) =>
  body.edits.some((edit) => edit.id === id) ? { status, json: { message: `No: ${status}.` } } : "answer";

test("a definite refusal is final for its edit, which is kept aside; the page shows what the store holds", async () => {
  for (const status of [400, 413, 422]) {
    const { clock, server, browser, openSet } = world();
    const sync = openSet();
    sync.push([span("e1", "s1")], 0);
    await clock.pass(100);
    server.fate = refusing("bad", status);
    const bad = { id: "bad", op: "put-span", value: { id: "s1", label: "other", fragments: [] } };
    sync.push([span("e2", "s2"), bad, span("e3", "s3"), { ...span("e4", "s4") }], 1);
    await clock.pass(60_000);
    assert.deepEqual(applied(server), ["e1", "e2", "e3", "e4"], `status ${status}`);
    assert.equal(server.requests.filter(({ body }) => body.edits.length === 1 && body.edits[0].id === "bad").length, 1);
    assert.deepEqual(changesHeard(sync)[0], ["put-span", "s1"]);
    assert.equal(sync.heard.news.flatMap(({ changes }) => changes)[0].value.label, "label");
    assert.deepEqual({ ...sync.state(), message: "" }, { status: "saved", pending: 0, unstored: 0, refused: 1, message: "" });
    assert.deepEqual(sync.refused().map(({ id, op, value, message }) => [id, op, value, message]), [
      ["bad", "put-span", bad.value, `No: ${status}.`],
    ]);
    assert.equal(sync.heard.refusals.length, 1);
    assert.equal(browser.storage.length, 1, "only what was refused is in the storage");
  }
});

test("a refused span that the store never had goes from the page, and a refused deletion comes back with its relations", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  const relation = { id: "r", label: "l", head: "s1", tail: "s2" };
  sync.push([span("e1", "s1"), span("e2", "s2"), { id: "e3", op: "put-relation", value: relation }], 0);
  await clock.pass(100);
  server.fate = refusing("new", 400);
  sync.push([span("new", "s9")], 3);
  await clock.pass(100);
  server.fate = refusing("gone", 400);
  sync.push([{ id: "gone", op: "delete-span", value: { id: "s1" } }], 3);
  await clock.pass(100);
  assert.deepEqual(changesHeard(sync), [["delete-span", "s9"], ["put-span", "s1"], ["put-relation", "r"]]);
});

test("where nothing is taken for the set any more, all edits are kept aside at once, and none is sent again", async () => {
  for (const status of [403, 404, 412]) {
    const { clock, server, openSet } = world();
    const sync = openSet();
    server.fate = () => ({ status, json: { message: `Closed: ${status}.` } });
    server.whole = { status, json: { message: `Closed: ${status}.` } };
    sync.push([span("e1", "s1")], 0);
    sync.push([span("e2", "s2"), { id: "e3", op: "set-status", value: { status: "submitted" } }], 4);
    await clock.pass(600_000);
    assert.equal(server.requests.length, 1, `status ${status}`);
    assert.equal(sync.state().pending, 0);
    assert.deepEqual(sync.refused().map(({ id }) => id), ["e1", "e2"], "a status holds nothing that could be lost");
    const [refusal] = sync.heard.refusals;
    assert.deepEqual([refusal.isTurnedAway, refusal.isShown, refusal.message], [true, false, `Closed: ${status}.`]);
  }
});

test("an edit is not given up before it is known what stands in its place", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  server.fate = refusing("bad", 400);
  server.whole = { status: 0 };
  sync.push([span("bad", "s1")], 0);
  await clock.pass(1_000);
  assert.deepEqual([sync.state().status, sync.state().pending, sync.state().refused], ["offline", 1, 0]);
  server.whole = null;
  await clock.pass(30_000);
  assert.deepEqual([sync.state().status, sync.state().pending, sync.state().refused], ["saved", 0, 1]);
});

test("what was refused outlives the tab, can be sent again, and can be thrown away", async () => {
  const { clock, server, openSet } = world();
  const first = openSet();
  server.fate = ({ body }) => (body.edits.length ? { status: 400, json: { message: "No." } } : "answer");
  first.push([span("e1", "s1")], 0);
  first.push([span("e2", "s2")], 0);
  await clock.pass(1_000);
  first.dispose();
  const second = openSet();
  await second.ready;
  assert.equal(second.state().refused, 2);
  server.fate = () => "answer";
  second.sendAgain("e1");
  assert.deepEqual(changesHeard(second), [["put-span", "s1"]]);
  await clock.pass(1_000);
  assert.deepEqual([...server.values.keys()], ["span:s1"]);
  second.throwAway("e2");
  assert.deepEqual([second.state().refused, second.refused()], [0, []]);
});

test("what was refused is told to be lost with the tab where the storage has no room for it", async () => {
  const { clock, browser, server, openSet } = world();
  browser.storage.quota = 0;
  const sync = openSet();
  server.fate = refusing("e1", 400);
  sync.push([span("e1")], 0);
  await clock.pass(1_000);
  assert.deepEqual([sync.state().refused, sync.state().unstored], [1, 1]);
});

const sizes = (storage) => [...storage.items.values()].map(({ length }) => length);

test("a refused edit is stored in the room that it leaves in the outbox", async () => {
  const { clock, browser, server, openSet } = world();
  const sync = openSet();
  server.fate = refusing("e1", 400);
  sync.push([span("e1", "s1")], 0);
  browser.storage.quota = sizes(browser.storage)[0] * 1.5;
  await clock.pass(1_000);
  assert.deepEqual([sync.state().refused, sync.state().unstored], [1, 0]);
  browser.crash(sync.tab);
  const next = openSet();
  await next.ready;
  assert.deepEqual(next.refused().map(({ id }) => id), ["e1"]);
});

test("a refused edit is stored in the room that saved edits leave, or one that is thrown away", async () => {
  const { clock, browser, server, openSet } = world();
  const sync = openSet();
  sync.push([span("e1", "s1"), span("e2", "s2")], 0);
  const [first, second] = sizes(browser.storage);
  browser.storage.quota = first + second;
  server.fate = ({ body: { edits } }) => {
    if (edits.length === 1 && edits[0].id === "e2") return "lost";
    return refusing("e1", 400)({ body: { edits } });
  };
  await clock.pass(1_000);
  assert.deepEqual([sync.state().refused, sync.state().unstored], [1, 1]);
  server.fate = () => "answer";
  await clock.pass(60_000);
  assert.deepEqual([sync.state().pending, sync.state().refused, sync.state().unstored], [0, 1, 0]);

  browser.storage.quota = sizes(browser.storage)[0];
  server.fate = refusing("e3", 400);
  sync.push([span("e3", "s3")], 1);
  await clock.pass(1_000);
  assert.deepEqual([sync.state().refused, sync.state().unstored], [2, 1]);
  sync.throwAway("e1");
  assert.deepEqual([sync.state().refused, sync.state().unstored], [1, 0]);
});

test("a conflict holds all edits until the annotator has chosen", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  server.change("put-span", { id: "s1", label: "theirs" });
  sync.push([span("e1", "s1"), span("e2", "s2")], 0);
  await clock.pass(60_000);
  assert.equal(sync.state().status, "conflict");
  assert.equal(server.requests.length, 1);
  const [[conflict]] = sync.heard.conflicts;
  assert.deepEqual(
    { edit: conflict.edit, kind: conflict.kind, id: conflict.id, current: conflict.current, mine: conflict.mine },
    {
      edit: "e1",
      kind: "span",
      id: "s1",
      current: { id: "s1", label: "theirs" },
      mine: { op: "put-span", value: span("e1", "s1").value },
    },
  );
});

test("mine: the edit and those behind it on the same span win", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  server.change("put-span", { id: "s1", label: "theirs" });
  sync.push([span("e1", "s1"), span("e2", "s2")], 0);
  await clock.pass(100);
  sync.push([span("e3", "s1")], 0);
  sync.resolve("e1", "mine");
  await clock.pass(1_000);
  assert.deepEqual(applied(server).toSorted(), ["e1", "e2", "e3"]);
  assert.deepEqual(server.values.get("span:s1"), span("e3", "s1").value);
  const changes = sync.heard.news.flatMap((news) => news.changes);
  assert.deepEqual(changes.findLast(({ value }) => value.id === "s1").value, span("e3", "s1").value);
  assert.equal(sync.state().status, "saved");
});

test("theirs: the edit and those behind it on the same span give way, and the page shows theirs", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  server.change("put-span", { id: "s1", label: "theirs" });
  server.change("put-span", { id: "s8", label: "theirs" });
  sync.push([span("e1", "s1"), span("e2", "s2"), span("e3", "s1")], 0);
  await clock.pass(100);
  sync.resolve("e1", "theirs");
  await clock.pass(1_000);
  assert.deepEqual(applied(server), ["e2"]);
  assert.deepEqual(sync.heard.news[0].changes, [
    { op: "put-span", value: { id: "s1", label: "theirs" } },
    { op: "put-span", value: span("e2", "s2").value },
  ]);
  assert.ok(changesHeard(sync).some(([, id]) => id === "s8"));
  assert.deepEqual(sync.heard.givenUp, ["e1", "e3"]);
  assert.equal(sync.state().status, "saved");
});

test("theirs, where they deleted: the page deletes too", async () => {
  const { clock, server, openSet } = world();
  server.change("put-span", { id: "s1" });
  const sync = openSet();
  server.change("delete-span", { id: "s1" });
  sync.push([span("e1", "s1")], 1);
  await clock.pass(100);
  sync.resolve("e1", "theirs");
  assert.deepEqual(changesHeard(sync), [["delete-span", "s1"]]);
});

test("a relation whose end is gone gives way, whatever is chosen", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  const relation = { id: "e1", op: "put-relation", value: { id: "r1", label: "label", head: "s1", tail: "s2" } };
  const standing = [{ op: "delete-relation", value: { id: "r1" } }];
  const conflicts = [{ edit: "e1", kind: "relation", id: "r1", current: null, missing: ["s2"], standing }];
  server.fate = ({ body }) => (body.edits.length > 0 ? { status: 409, json: { revision: 3, conflicts } } : "answer");
  sync.push([relation], 0);
  await clock.pass(100);
  assert.deepEqual(sync.heard.conflicts[0][0].missing, ["s2"]);
  sync.resolve("e1", "mine");
  await clock.pass(100);
  assert.deepEqual(changesHeard(sync), [["delete-relation", "r1"]]);
  assert.equal(sync.state().status, "saved");
});

test("mine, on a set that was submitted elsewhere, opens the set again first", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  const isClosed = () => server.values.get("status:")?.status === "submitted";
  server.change("set-status", { status: "submitted" });
  server.fate = ({ body }) =>
    isClosed() && body.edits[0]?.op !== "set-status"
      ? {
          status: 409,
          json: {
            revision: server.revision,
            closed: "submitted",
            conflicts: body.edits.map(({ id, value }) => ({ edit: id, kind: "span", id: value.id, current: null })),
          },
        }
      : "answer";
  sync.push([span("e1", "s1"), span("e2", "s2")], 0);
  await clock.pass(100);
  assert.equal(sync.heard.conflicts[0].length, 2);
  sync.resolve("e1", "mine");
  sync.resolve("e2", "theirs");
  await clock.pass(1_000);
  assert.equal(server.values.get("status:").status, "in_progress");
  assert.ok(server.values.has("span:s1"));
  assert.ok(!server.values.has("span:s2"));
});

test("a change by another client to a span with a waiting edit is shown below it", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  server.fate = ({ body }) => {
    if (body.edits[0]?.id === "e1") {
      server.change("put-span", { id: "s2", label: "theirs" });
      server.change("put-span", { id: "s3", label: "theirs" });
      sync.push([span("e2", "s2")], 0);
    }
    return "answer";
  };
  sync.push([span("e1", "s1")], 0);
  await clock.pass(1_000);
  const changes = sync.heard.news.flatMap((news) => news.changes);
  assert.deepEqual(changes.map(({ value }) => [value.id, value.label]), [
    ["s2", "theirs"],
    ["s3", "theirs"],
    ["s2", "label"],
  ]);
  assert.equal(sync.state().status, "conflict");
});

test("edits of a closed tab are sent by the tab that stays, which then shows them", async () => {
  const { clock, browser, server, openSet } = world();
  const closing = openSet();
  const staying = openSet();
  await clock.pass(100);
  closing.push([span("a1", "s1")], 0);
  await clock.pass(100);
  server.fate = () => "lost";
  closing.push([span("a2", "s2")], 1);
  await clock.pass(100);
  browser.crash(closing.tab);
  server.fate = () => "answer";
  await clock.pass(1_000);
  assert.deepEqual(applied(server), ["a1", "a2"]);
  assert.deepEqual(changesHeard(staying), [
    ["put-span", "s1"],
    ["put-span", "s2"],
  ]);
  assert.deepEqual(staying.pending(), []);
  assert.equal(browser.storage.length, 0);
});

test("after a reload the page shows what is pending before anything is acknowledged", async () => {
  const { clock, browser, server, openSet } = world();
  const before = openSet();
  server.fate = () => "lost";
  before.push([span("e1"), span("e2")], 0);
  await clock.pass(1_000);
  browser.crash(before.tab);
  const after = openSet();
  await after.ready;
  assert.deepEqual(after.pending(), [span("e1"), span("e2")]);
  assert.equal(after.state().pending, 2);
  server.fate = () => "answer";
  after.push([span("e3", "e1")], 0);
  await clock.pass(10_000);
  assert.deepEqual(applied(server), ["e1", "e2", "e3"]);
  assert.deepEqual(after.heard.conflicts, []);
});

test("an editor that is closed with edits pending goes on in silence until they are saved", async () => {
  const { clock, browser, server, openSet } = world();
  const sync = openSet();
  server.fate = () => "lost";
  sync.push([span("e1")], 0);
  await clock.pass(1_000);
  const said = sync.heard.states.length;
  sync.dispose();
  server.fate = () => "answer";
  await clock.pass(20_000);
  assert.deepEqual(applied(server), ["e1"]);
  assert.equal(browser.storage.length, 0);
  assert.equal(sync.heard.states.length, said);
  const requests = server.requests.length;
  sync.tab.page.dispatchEvent(new Event("online"));
  await clock.pass(60_000);
  assert.equal(server.requests.length, requests);
});

test("an editor opened on the set again takes over from the one that went on in silence", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  server.fate = () => "lost";
  sync.push([span("e1")], 0);
  await clock.pass(1_000);
  sync.dispose();
  const again = openSet(sync.tab);
  await again.ready;
  assert.deepEqual(again.pending(), [span("e1")]);
  server.fate = () => "answer";
  await clock.pass(10_000);
  assert.deepEqual(applied(server), ["e1"]);
  assert.equal(again.state().status, "saved");
});

test("leaving warns while edits are pending, and only then", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  const leave = () => {
    const event = new Event("beforeunload", { cancelable: true });
    sync.tab.page.dispatchEvent(event);
    return event.defaultPrevented;
  };
  assert.equal(leave(), false);
  server.fate = () => "lost";
  sync.push([span("e1")], 0);
  assert.equal(leave(), true);
  server.fate = () => "answer";
  await clock.pass(10_000);
  assert.equal(leave(), false);
});

test("a page that goes sends once more, in a request that outlives it", async () => {
  const { clock, server, openSet } = world();
  const sync = openSet();
  server.fate = ({ keepalive }) => (keepalive ? "answer" : "lost");
  sync.push([span("e1"), span("e2")], 0);
  await clock.pass(1_000);
  sync.tab.page.dispatchEvent(new Event("pagehide"));
  await clock.pass(0);
  assert.deepEqual(applied(server), ["e1", "e2"]);
});

test("edits that the storage has no room for are saved all the same, and told", async () => {
  const { clock, browser, server, openSet } = world();
  browser.storage.quota = 10;
  const sync = openSet();
  sync.push([span("e1")], 0);
  assert.equal(sync.state().unstored, 1);
  await clock.pass(100);
  assert.deepEqual(applied(server), ["e1"]);
  assert.equal(sync.state().unstored, 0);
});

test("where the browser forbids storage, edits are saved from memory, and it is told", async (t) => {
  Object.defineProperty(globalThis, "window", { configurable: true, value: { get localStorage() { throw new DOMException("no", "SecurityError"); } } });
  t.after(() => delete globalThis.window);
  const { clock, server, openSet } = world();
  const sync = openSet(undefined, { storage: undefined });
  sync.push([span("e1")], 0);
  assert.equal(sync.state().unstored, 1);
  await clock.pass(100);
  assert.deepEqual(applied(server), ["e1"]);
});

test("whatever is lost, late, repeated or reloaded, every edit arrives once and in order", async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const { clock, browser, server, openSet, random } = world({ seed });
    const fates = ["answer", "answer", "lost", "unheard", "late", { status: 503, json: { message: "Restarting." } }];
    server.fate = () => fates[Math.floor(random() * fates.length)];
    let sync = openSet();
    const made = [];
    for (let i = 0; i < 60; i += 1) {
      const edits = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, k) => span(`e${i}-${k}`, `s${Math.floor(random() * 5)}`));
      made.push(...edits.map(({ id }) => id));
      sync.push(edits, server.revision);
      await clock.pass(random() * 2_000);
      if (random() < 0.2) server.arrive();
      if (random() < 0.1) {
        browser.crash(sync.tab);
        sync = openSet();
        await sync.ready;
      } else if (random() < 0.1) {
        sync.dispose();
        sync = openSet(sync.tab);
        await Promise.all([sync.ready, clock.pass(300)]);
      }
    }
    server.fate = () => "answer";
    await clock.pass(120_000);
    server.arrive();
    assert.deepEqual(applied(server), made, `seed ${seed}`);
    assert.equal(browser.storage.length, 0, `seed ${seed}`);
    assert.deepEqual(sync.heard.conflicts, [], `seed ${seed}`);
    assert.deepEqual(sync.state(), { status: "saved", pending: 0, unstored: 0, refused: 0, message: "" }, `seed ${seed}`);
  }
});

test("with several tabs that come and go, every edit arrives once, in its order, and all pages agree", async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const { clock, browser, server, openSet, random } = world({ seed });
    const fates = ["answer", "answer", "answer", "lost", "unheard", "late"];
    server.fate = () => fates[Math.floor(random() * fates.length)];
    const lives = [];
    const open = async () => {
      const sync = openSet();
      const life = { sync, name: `life${lives.length}`, made: [], shows: new Set(server.values.keys()) };
      lives.push(life);
      await Promise.all([sync.ready, clock.pass(300)]);
      for (const { value } of sync.pending()) life.shows.add(`span:${value.id}`);
      return life;
    };
    const tabs = [await open(), await open(), await open()];
    for (let i = 0; i < 40; i += 1) {
      const t = Math.floor(random() * 3);
      const { sync, name, made, shows } = tabs[t];
      const edit = span(`${name}-e${i}`, `${name}-s${Math.floor(random() * 4)}`);
      made.push(edit.id);
      sync.push([edit], sync.heard.news.at(-1)?.revision ?? 0);
      shows.add(`span:${edit.value.id}`);
      await clock.pass(random() * 1_500);
      if (random() < 0.15) server.arrive();
      if (random() < 0.1) {
        browser.crash(sync.tab);
        tabs[t] = await open();
      }
    }
    server.fate = () => "answer";
    await clock.pass(60_000);
    server.arrive();
    for (const { name, made } of lives) {
      assert.deepEqual(applied(server).filter((id) => id.startsWith(`${name}-`)), made, `seed ${seed}`);
    }
    assert.equal(browser.storage.length, 0, `seed ${seed}`);
    for (const { sync, shows } of tabs) {
      sync.tab.document.dispatchEvent(new Event("visibilitychange"));
      await clock.pass(1_000);
      for (const [, id] of changesHeard(sync)) shows.add(`span:${id}`);
      assert.deepEqual([...server.values.keys()].filter((key) => !shows.has(key)), [], `seed ${seed}`);
      assert.deepEqual(sync.heard.conflicts, [], `seed ${seed}`);
    }
  }
});
