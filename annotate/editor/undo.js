/**
 * Undo and redo in steps. A step knows each record that it touched before and after, so that it is taken back only
 * where nobody else has changed the record since, and a bulk step costs one key.
 */

import { splitKey } from "./annotations.js";

/**
 * @import {Change, Edit, HistoryEntry, State} from "./types.js"
 * @import {Touched} from "./annotations.js"
 */

/**
 * `edits`: ids of all edits that made, undid or redid it, each with the keys of what it touched. A span's deletion
 * touches the span's relations too. `revision`: that of its first stored edit; Infinity where it was made since.
 *
 * @typedef {{readonly title: string, touched: Touched, edits: Map<string, string[]>, revision: number}} Step
 */

/** Edit ids are `<kind><step>-<number>`: what kind of step an edit belonged to survives in the store. */
export const KIND = { command: "c", undo: "u", redo: "r" };

/** Of a step in a part of the history that was not read: such steps are kept nowhere. */
const UNKNOWN = Infinity;

export class UndoStack {
  /** @type {Step[]} */
  #done = [];
  /** @type {Step[]} */
  #undone = [];
  /** Those of the undone steps that are still to be read: among the done ones, when they are. @type {Step[]} */
  #owed = [];

  /** The step that `undo` would take back. */
  get next() {
    return this.#done.at(-1);
  }

  /** The step that `redo` would do again. */
  get nextRedo() {
    return this.#undone.at(-1);
  }

  /** @param {Step} step */
  push(step) {
    this.#done.push(step);
    this.#undone = [];
  }

  /** Moves the last step to the other side: the last that `like` may have moved, where given. @param {Step} [like] */
  undo(like) {
    move(this.#done, this.#undone, like);
  }

  /** @param {Step} [like] */
  redo(like) {
    move(this.#undone, this.#done, like);
  }

  /**
   * Takes in a step of an earlier session that waits to be saved.
   *
   * @param {Step} step as it went: an undo leads from the step's end to its beginning
   * @param {string | undefined} kind
   */
  replay(step, kind) {
    if (kind === KIND.redo) this.redo(step);
    else if (kind !== KIND.undo) this.push(step);
    else if (this.#done.some((done) => isMovedBy(done, step))) this.undo(step);
    else {
      const sides = [...step.touched];
      const touched = new Map(sides.map(([key, { before, after }]) => [key, { before: after, after: before }]));
      this.#owed.push({ ...step, touched });
      this.#undone.push(...this.#owed.slice(-1));
    }
  }

  /** Forgets the other steps. @param {(step: Step) => boolean} which */
  keep(which) {
    this.#done = this.#done.filter(which);
    this.#undone = this.#undone.filter(which);
  }

  /**
   * Forgets what edits did that the store has refused: what they touched stands as it stood before, and so does the
   * next step find it.
   *
   * @param {readonly Edit[]} edits
   */
  forget(edits) {
    const refused = new Set(edits.map(({ id }) => id));
    const inOrder = [...this.#done, ...this.#undone.toReversed()];
    inOrder.forEach(({ edits: own, touched }, place) => {
      for (const [key, kinds] of kindsByKey(own, refused)) {
        const lost = touched.get(key);
        touched.delete(key);
        const next = inOrder.find((step, other) => other > place && step.touched.has(key))?.touched;
        // Where the undo alone was refused, the step itself stands.
        const isMade = kinds.has(KIND.undo) && !kinds.has(KIND.command);
        if (lost && next && !isMade) next.set(key, { before: lost.before, after: next.get(key)?.after });
      }
    });
    this.keep(({ touched }) => touched.size > 0);
    this.#owed = this.#owed.filter(({ touched }) => touched.size > 0);
  }

  /**
   * Puts the steps of the stored history under those of this session.
   *
   * @param {UndoStack} stored
   */
  seed(stored) {
    const fresh = this.#done.length === 0 && this.#undone.length === 0;
    const done = [...stored.#done];
    this.#owed = this.#owed.filter((step) => {
      const at = done.findLastIndex((other) => isMovedBy(other, step));
      done.splice(at, at < 0 ? 0 : 1);
      return at < 0;
    });
    this.#done.unshift(...done);
    if (fresh) this.#undone = [...stored.#undone];
  }
}

/**
 * @param {Step[]} from
 * @param {Step[]} to
 * @param {Step} [like] stands for the step where that was not read
 */
function move(from, to, like) {
  const at = from.findLastIndex((step) => !like || isMovedBy(step, like));
  const step = from.splice(at, at < 0 ? 0 : 1)[0] ?? like;
  if (step) to.push(step);
}

/**
 * Whether an undo (or redo) may be that of a step: it touches the same, but for relations that had to stay away because
 * their other end was deleted elsewhere.
 *
 * @param {Step} step
 * @param {Step} way
 */
function isMovedBy({ touched }, { touched: moved }) {
  const others = [...touched.keys()].filter((key) => !moved.has(key));
  const isWithin = moved.size > 0 && touched.size - others.length === moved.size;
  return isWithin && others.every((key) => splitKey(key).kind === "relation");
}

/**
 * The kinds of the refused edits that touched a record, by its key.
 *
 * @param {Step["edits"]} edits of a step
 * @param {ReadonlySet<string>} refused ids
 */
function kindsByKey(edits, refused) {
  /** @type {Map<string, Set<string | undefined>>} */
  const kinds = new Map();
  for (const [id, keys] of edits) {
    if (!refused.has(id)) continue;
    for (const key of keys) kinds.set(key, (kinds.get(key) ?? new Set()).add(id[0]));
  }
  return kinds;
}

/**
 * The changes that lead back to (or again to) one side of a step. Spans come before the relations that need them, and
 * relations go before the spans that they need.
 *
 * @param {Touched} touched
 * @param {"before" | "after"} side
 * @returns {Change[]}
 */
export function changesTo(touched, side) {
  /** @type {Record<"gone" | "unlinked" | "put" | "linked", Change[]>} */
  const parts = { unlinked: [], gone: [], put: [], linked: [] };
  for (const [key, sides] of touched) {
    const value = sides[side];
    const { kind, id } = splitKey(key);
    if (kind === "notes") parts.put.push({ op: "set-notes", value: { notes: value } });
    else if (kind === "span") {
      if (value) parts.put.push({ op: "put-span", value });
      else parts.gone.push({ op: "delete-span", value: { id } });
    } else if (kind === "relation") {
      if (value) parts.linked.push({ op: "put-relation", value });
      else parts.unlinked.push({ op: "delete-relation", value: { id } });
    }
  }
  return [...parts.unlinked, ...parts.gone, ...parts.put, ...parts.linked];
}

/**
 * The undo stack that stood when the stored edits had been made. What was undone is told by what it touched: it need not
 * be the last step, for another tab may have made one meanwhile, or the last was left alone.
 *
 * @param {readonly HistoryEntry[]} history oldest first; it may begin anywhere, but not within a step
 * @param {(entries: HistoryEntry[]) => string} titleOf what a step did, asked for when it is to be said
 * @param {number} [before] only steps made before this revision are on it
 * @returns {UndoStack}
 */
export function stackFromHistory(history, titleOf, before = Infinity) {
  const stack = new UndoStack();
  for (const entries of steps(history)) {
    const kind = entries[0]?.id[0];
    if (kind === KIND.undo) stack.undo(storedStep(entries, titleOf, UNKNOWN));
    else if (kind === KIND.redo) stack.redo(storedStep(entries, titleOf, UNKNOWN));
    else {
      const step = storedStep(entries, titleOf);
      if (step.touched.size) stack.push(step);
    }
  }
  stack.keep(({ revision }) => revision < before);
  return stack;
}

/**
 * @param {HistoryEntry[]} entries
 * @param {(entries: HistoryEntry[]) => string} titleOf
 * @param {number} [revision]
 * @returns {Step}
 */
function storedStep(entries, titleOf, revision = Number(entries[0]?.revision)) {
  return {
    get title() {
      return titleOf(entries);
    },
    touched: touchedBy(entries),
    edits: new Map(),
    revision,
  };
}

/**
 * What stood before the edits after a revision were made.
 *
 * @param {State} now
 * @param {readonly HistoryEntry[]} history oldest first
 * @param {number} revision the last edit to keep
 * @returns {State}
 */
export function stateAt(now, history, revision) {
  const spans = new Map(now.spans.map((span) => [span.id, span]));
  const relations = new Map(now.relations.map((relation) => [relation.id, relation]));
  let notes = now.notes;
  for (const entry of history.toReversed()) {
    if (entry.revision <= revision) break;
    for (const { op, value } of inverseOf(entry)) {
      if (op === "put-span") spans.set(value.id, value);
      else if (op === "put-relation") relations.set(value.id, value);
      else if (op === "delete-span") spans.delete(value.id);
      else if (op === "delete-relation") relations.delete(value.id);
      else if (op === "set-notes") notes = value.notes;
    }
  }
  return { spans: [...spans.values()], relations: [...relations.values()], notes };
}

/**
 * Edits that were made with one key stand together.
 *
 * @template {{id: string}} Entry
 * @param {readonly Entry[]} history
 * @returns {Entry[][]}
 */
export function steps(history) {
  /** @type {Map<string, Entry[]>} */
  const groups = new Map();
  for (const entry of history) {
    const step = stepOf(entry.id);
    const group = groups.get(step);
    if (group) group.push(entry);
    else groups.set(step, [entry]);
  }
  return [...groups.values()];
}

/** What the edits of one step have in common. @param {string} editId */
export function stepOf(editId) {
  return editId.replace(/-\d+$/, "");
}

/**
 * @param {HistoryEntry[]} entries
 * @returns {Touched}
 */
function touchedBy(entries) {
  /** @type {Touched} */
  const touched = new Map();
  for (const entry of entries) {
    for (const { op, value } of inverseOf(entry)) {
      const key = keyOf({ op, value });
      if (!key) continue;
      const before = op === "set-notes" ? value.notes : op.startsWith("put-") ? value : undefined;
      touched.set(key, { before: touched.has(key) ? touched.get(key)?.before : before, after: undefined });
    }
    const key = keyOf(entry);
    const sides = key && touched.get(key);
    if (!sides) continue;
    if (entry.op === "set-notes") sides.after = entry.value.notes;
    else sides.after = entry.op.startsWith("put-") ? entry.value : undefined;
  }
  return touched;
}

/** @param {HistoryEntry} entry */
function inverseOf(entry) {
  return Array.isArray(entry.inverse) ? entry.inverse : [entry.inverse];
}

/**
 * @param {Change} change
 * @returns {string | null} null for what undo leaves alone
 */
function keyOf({ op, value }) {
  if (op === "set-notes") return "notes";
  if (op === "set-status" || op === "set-skip") return null;
  return `${op.endsWith("span") ? "span" : "relation"} ${value.id}`;
}
