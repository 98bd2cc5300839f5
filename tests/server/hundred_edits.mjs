// Runs the editor's own sync against a real server: one edit every few milliseconds, until all are acknowledged.
// Arguments: the server's URL, the annotation set, the token. Prints the ids of the edits in the order of making.

import { setTimeout as pause } from "node:timers/promises";

import { createSync } from "../../annotate/editor/sync.js";
import { FakeStorage } from "../editor/sync_fakes.js";

const [url, set, token] = process.argv.slice(2);
const COUNT = 100;

let state = { status: "saved", pending: 0 };
let revision = 0;
const made = [];
const problems = [];

const sync = createSync({
  api: `${url}/api/v1`,
  set,
  token,
  storeId: "store",
  annotator: "Ann",
  revision,
  storage: new FakeStorage(),
  page: new EventTarget(),
  document: new EventTarget(),
  onState: (now) => (state = now),
  onAcknowledged: (news) => (revision = news.revision),
  onConflict: (conflicts) => problems.push(...conflicts),
  onRefused: (refusal) => problems.push(refusal),
  onTokenExpired: () => problems.push("expired"),
});
await sync.ready;

for (let i = 0; i < COUNT; i += 1) {
  const id = `edit-${i}`;
  made.push(id);
  sync.push([{ id, op: "set-notes", value: { notes: [`note ${i}`] } }], revision);
  await pause(5 + Math.random() * 40);
}
while (state.pending > 0 && problems.length === 0) await pause(20);
sync.dispose();
process.stdout.write(JSON.stringify({ made, problems, revision, state }), () => process.exit(0));
