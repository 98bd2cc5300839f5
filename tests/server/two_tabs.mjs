// Two tabs on one annotation set, with the editor's own model and sync, against a real server. They change the same few
// spans and relations without seeing each other, decide conflicts by chance, and must show the same in the end.
// Arguments: the server's URL, the annotation set, the token, a seed. Prints what each shows, and what happened.

import { setTimeout as pause } from "node:timers/promises";

import { Model } from "../../annotate/editor/model.js";
import { createSync } from "../../annotate/editor/sync.js";
import { FakeStorage, randomFrom } from "../editor/sync_fakes.js";

const [url, set, token, seed] = process.argv.slice(2);
const random = randomFrom(Number(seed));
const pick = (items) => items[Math.floor(random() * items.length)];
const happened = { mine: 0, theirs: 0, refused: [], edits: 0 };

const payload = async () => {
  const response = await fetch(`${url}/api/v1/annotation-sets/${set}`, { headers: { Authorization: `Bearer ${token}` } });
  return response.json();
};

/** Waits a tenth of the time. */
const hasty = {
  setTimeout: (callback, ms) => setTimeout(callback, ms / 10),
  clearTimeout: (timer) => clearTimeout(timer),
  now: () => Date.now(),
};

/** Some requests are lost, and some answers. */
async function unreliable(address, init) {
  const chance = random();
  if (chance < 0.06) throw new TypeError("lost");
  const response = await fetch(address, init);
  if (chance < 0.12) throw new TypeError("unheard");
  return response;
}

async function openTab(name) {
  const shown = await payload();
  const tab = { name, conflicts: [], state: { status: "saved", pending: 0 } };
  tab.sync = createSync({
    api: `${url}/api/v1`,
    set,
    token,
    storeId: shown.store,
    annotator: shown.set.annotator,
    revision: shown.revision,
    storage: new FakeStorage(),
    page: new EventTarget(),
    document: new EventTarget(),
    fetch: unreliable,
    clock: hasty,
    onState: (state) => (tab.state = state),
    onAcknowledged: ({ revision, problems, changes }) => {
      tab.model.revision = revision;
      tab.model.applyRemote(changes);
      if (problems) tab.model.setProblems(problems);
    },
    onConflict: (conflicts) => (tab.conflicts = conflicts),
    onRefused: (refusal) => happened.refused.push(refusal),
  });
  await tab.sync.ready;
  tab.model = new Model(shown, { push: (edits, base) => tab.sync.push(edits, base) });
  tab.text = shown.article.text;
  return tab;
}

const span = (tab, id) => {
  const start = pick([0, 4]);
  const end = start + 3;
  const fragments = [{ start, end, text: tab.text.slice(start, end) }];
  return { id, label: "content", fragments, attributes: { factual: "opinion", weight: Math.floor(random() * 100) / 100 } };
};
const cue = (tab, id) => ({ ...span(tab, id), label: "cue", attributes: {} });

function act(tab) {
  const { model } = tab;
  if (model.status !== "in_progress") return model.run(status("in_progress"));
  const heads = ["h1", "h2"].filter((id) => model.spans.has(id));
  const tails = ["t1", "t2"].filter((id) => model.spans.has(id));
  const edits = [];
  const chance = random();
  if (chance < 0.3) edits.push({ op: "put-span", value: span(tab, pick(["h1", "h2"])) });
  else if (chance < 0.5) edits.push({ op: "put-span", value: cue(tab, pick(["t1", "t2"])) });
  else if (chance < 0.65 && model.spans.size) edits.push({ op: "delete-span", value: { id: pick([...model.spans.keys()]) } });
  else if (chance < 0.9 && heads.length && tails.length) {
    edits.push({ op: "put-relation", value: { id: pick(["r1", "r2"]), label: "has_cue", head: pick(heads), tail: pick(tails) } });
  } else if (chance < 0.95 && model.relations.size) {
    edits.push({ op: "delete-relation", value: { id: pick([...model.relations.keys()]) } });
  } else edits.push({ op: "set-notes", value: { notes: [`${tab.name} ${random()}`] } });
  happened.edits += edits.length;
  model.run({ title: "act", edits });
  if (random() < 0.04) model.run(status("submitted"));
  return undefined;
}

const status = (value) => ({ title: value, edits: [{ op: "set-status", value: { status: value } }] });

function decide(tab) {
  for (const conflict of tab.conflicts.splice(0)) {
    const choice = pick(["mine", "theirs"]);
    happened[choice] += 1;
    tab.sync.resolve(conflict.edit, choice);
  }
}

async function settle(tab) {
  while (tab.state.pending > 0) {
    decide(tab);
    await pause(5);
  }
}

const shows = ({ model }) => ({
  spans: [...model.spansInOrder()],
  relations: [...model.relations.values()].sort((left, right) => (left.id < right.id ? -1 : 1)),
  notes: model.notes,
  status: model.status,
});

const tabs = [await openTab("one"), await openTab("two")];
for (let i = 0; i < 100; i += 1) {
  const tab = pick(tabs);
  for (let k = random() * 4; k > 0; k -= 1) act(tab);
  if (random() < 0.5) await pause(random() * 12);
  if (random() < 0.3) decide(tab);
}
for (const tab of tabs) await settle(tab);
// A last edit, the same from both, brings each the news of the other.
for (const tab of [...tabs, ...tabs]) {
  if (tab.model.readOnly) tab.model.run(status("in_progress"));
  tab.model.run({ title: "last", edits: [{ op: "put-span", value: { ...cue(tab, "last"), fragments: [{ start: 0, end: 3, text: "The" }] } }] });
  await settle(tab);
}
const last = (await payload()).set;
const stored = { spans: last.spans, relations: last.relations, notes: last.notes, status: last.status };
process.stdout.write(JSON.stringify({ tabs: tabs.map(shows), stored, happened }), () => process.exit(0));
