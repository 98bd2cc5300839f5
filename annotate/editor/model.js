/**
 * The annotation set that is being edited, held in the browser. Every edit is applied here at once; saving follows.
 *
 * Events (CustomEvent): `change` (ChangeDetail), `focus` (FocusDetail), `problems` (Problem[]), `announce` (string, for
 * the live region), `hint` (string, to be shown), `undo` (older steps can be undone now).
 */

import { Annotations, splitKey } from "./annotations.js";
import { LabelSet } from "./label_set.js";
import { randomId } from "./random_id.js";
import { Utf16Index } from "./offsets.js";
import { Paragraphs } from "./paragraphs.js";
import { KIND, UndoStack, steps as stepsOf } from "./undo.js";
import { wayTo } from "./undo_way.js";

/**
 * @import {
 *   Change, ChangeDetail, Command, Edit, FocusDetail, Payload, Problem, Range, Relation, Span, State
 * } from "./types.js"
 * @import {Touched} from "./annotations.js"
 * @import {EarlierSteps} from "./earlier_steps.js"
 */

const NOT_OURS = "These are somebody else's annotations: they can be read, not changed.";

export class Model extends EventTarget {
  /** @type {string | null} */
  focused = null;
  /** Why the set can be read only, whatever its status; empty where it is not so. */
  #lock;
  /** @type {Problem[]} */
  problems = [];
  /** Id of the span that was put last, by label. @type {Map<string, string>} */
  lastOfLabel = new Map();
  undoStack = new UndoStack();
  /** Steps of before the page was loaded. @type {EarlierSteps | null} */
  earlier = null;
  #annotations;
  #push;

  /**
   * @param {Payload} payload
   * @param {{push?: (edits: Edit[], baseRevision: number) => void, readOnly?: boolean}} [options]
   *   `push` hands edits on to be saved; `readOnly` forbids edits whatever the status is
   */
  constructor(payload, { push = () => {}, readOnly = false } = {}) {
    super();
    this.#push = push;
    this.#lock = readOnly ? NOT_OURS : "";
    this.setId = payload.set.id;
    this.storeId = payload.store;
    this.annotator = payload.set.annotator;
    this.article = payload.article;
    this.text = payload.article.text;
    this.offsets = new Utf16Index(this.text);
    this.paragraphs = new Paragraphs(this.text);
    this.labelSet = new LabelSet(payload.label_set);
    this.revision = payload.revision;
    this.problems = payload.problems;
    this.#annotations = new Annotations(payload.set);
  }

  /** @returns {ReadonlyMap<string, Span>} */
  get spans() {
    return this.#annotations.spans;
  }

  /** @returns {ReadonlyMap<string, Relation>} */
  get relations() {
    return this.#annotations.relations;
  }

  get notes() {
    return this.#annotations.notes;
  }

  get status() {
    return this.#annotations.status;
  }

  /** Why the article was skipped; null where it was not. */
  get skippedReason() {
    return this.#annotations.skippedReason;
  }

  /** Whether the set can be read only, whatever its status. */
  get locked() {
    return this.#lock !== "";
  }

  /** Why the set can be read only, whatever its status; empty where it is not so. */
  get lockedBecause() {
    return this.#lock;
  }

  /** Takes no edits any more. @param {string} reason for people */
  lock(reason) {
    this.#lock = reason;
    this.#changed([], new Map([["status", { before: this.status, after: this.status }]]), reason, "remote");
  }

  /** Whether edits are refused: the set is submitted, or not ours. */
  get readOnly() {
    return this.locked || this.status !== "in_progress";
  }

  /** @returns {State} */
  get state() {
    return { spans: [...this.spansInOrder()], relations: [...this.relations.values()], notes: this.notes };
  }

  /** Spans by their place in the text. Not to be changed. @returns {readonly Span[]} */
  spansInOrder() {
    return this.#annotations.order;
  }

  /** The spans that begin and end where one does, or did, by their ids. @param {Span} span */
  alongside(span) {
    return this.#annotations.alongside(span);
  }

  /** The relations that lead from one span to another. @param {string} head @param {string} tail */
  between(head, tail) {
    return this.#annotations.between(head, tail);
  }

  /** Relations that leave from or point to a span. @param {string} spanId @returns {Relation[]} */
  relationsOf(spanId) {
    return this.#annotations.relationsOf(spanId);
  }

  /** A span's text; an ellipsis stands between its fragments. @param {Span} span */
  textOf(span) {
    return span.fragments.map((fragment) => fragment.text).join(" … ");
  }

  /** The focused span, if any. @returns {Span | null} */
  get focusedSpan() {
    return (this.focused !== null && this.spans.get(this.focused)) || null;
  }

  /** Text between two code point offsets. @param {Range} range */
  slice({ start, end }) {
    return this.text.slice(this.offsets.toUtf16(start), this.offsets.toUtf16(end));
  }

  /**
   * Applies a command at once, remembers how to take it back, and hands its edits on to be saved.
   *
   * @param {Command} command
   * @returns {boolean} false when there was nothing to do, or edits are refused
   */
  run(command) {
    const opensOrCloses = command.edits.every(({ op }) => op === "set-status");
    if (!command.edits.length) {
      if (command.remark || command.title) this.hint(command.remark || command.title);
      return false;
    }
    if (this.locked || (this.readOnly && !opensOrCloses)) {
      this.hint(this.#lock || "This article is closed for edits. Reopen it first.");
      return false;
    }
    const { touched, edits } = this.#applyAndPush(command.edits, KIND.command);
    this.#remember(command.title, touched, edits);
    this.#changed(command.edits, touched, command.title, "command");
    if (command.focus !== undefined) this.focus(command.focus, { source: "command" });
    this.announce(command.title);
    if (command.remark) this.hint(command.remark);
    return true;
  }

  /** Takes the last step back. Whether there was one; where older ones have to be fetched first, it comes later. */
  undo() {
    if (this.earlier && !this.earlier.areRead && !this.undoStack.next && !this.readOnly) {
      void this.earlier.read({ andUndo: true });
      return false;
    }
    return this.#step(this.undoStack.next, "before", "undo", () => this.undoStack.undo());
  }

  redo() {
    return this.#step(this.undoStack.nextRedo, "after", "redo", () => this.undoStack.redo());
  }

  /**
   * Moves the focus to a span, or away.
   *
   * @param {string | null} id
   * @param {{scroll?: boolean, source?: string}} [how]
   */
  focus(id, { scroll = false, source = "" } = {}) {
    const next = id !== null && this.spans.has(id) ? id : null;
    const previous = this.focused;
    this.focused = next;
    if (next === previous && !scroll) return;
    /** @type {FocusDetail} */
    const detail = { id: next, previous, scroll, source };
    this.#emit("focus", detail);
  }

  /** @param {Problem[]} problems */
  setProblems(problems) {
    this.problems = problems;
    this.#emit("problems", problems);
  }

  /**
   * Takes in what other clients changed.
   *
   * @param {Change[]} changes
   */
  applyRemote(changes) {
    const { touched } = this.#apply(changes);
    if (touched.size) this.#changed([], touched, "Changed elsewhere", "remote");
  }

  /**
   * Applies edits of an earlier session that wait to be saved. They are not handed on again.
   *
   * @param {Edit[]} edits
   */
  replay(edits) {
    for (const step of stepsOf(edits)) {
      const { touched, keys } = this.#apply(step);
      const edits = new Map(step.map(({ id }, index) => [id, keys[index] ?? []]));
      this.#remember("an earlier edit", touched, edits, step[0]?.id[0]);
      if (touched.size) this.#changed([], touched, "", "replay");
    }
  }

  /** Takes edits off the undo stack that the store never took, nor will: they never were. @param {readonly Edit[]} edits */
  forget(edits) {
    this.undoStack.forget(edits);
    this.#emit("undo", null);
  }

  /** Puts the steps of earlier sessions under those of this one. @param {UndoStack} stored */
  seedUndo(stored) {
    this.undoStack.seed(stored);
    this.#emit("undo", null);
  }

  /** Says something to be read too: why a key did nothing, what was undone. @param {string} message */
  hint(message) {
    this.announce(message);
    this.#emit("hint", message);
  }

  /** Says something in the live region. @param {string} message */
  announce(message) {
    this.#emit("announce", message);
  }

  /**
   * @param {import("./undo.js").Step | undefined} step
   * @param {"before" | "after"} side where to go
   * @param {"undo" | "redo"} kind
   * @param {() => void} move
   */
  #step(step, side, kind, move) {
    const verb = kind === "undo" ? "Undid" : "Did again";
    if (this.readOnly || !step) {
      this.hint(this.#lock || (this.readOnly ? "This article is closed for edits." : `Nothing to ${kind}.`));
      return false;
    }
    move();
    const { changes, obstacle } = wayTo(this.#annotations, step.touched, side);
    if (obstacle) {
      this.hint(`Left alone, because ${obstacle}: ${step.title}`);
      return false;
    }
    const { touched, edits } = this.#applyAndPush(changes, KIND[kind]);
    for (const [id, keys] of edits) step.edits.set(id, keys);
    this.#changed(changes, touched, `${verb}: ${step.title}`, kind);
    const [only, ...others] = changes.filter(({ op }) => op === "put-span");
    if (only && !others.length) this.focus(only.value.id, { source: kind, scroll: true });
    this.hint(`${verb}: ${step.title}`);
    return true;
  }

  /**
   * Makes a step of undo. Opening, closing and skipping are no part of it.
   *
   * @param {string} title
   * @param {Touched} touched
   * @param {Map<string, string[]>} edits what each of its edits touched
   * @param {string} [kind] where it comes from an earlier session
   */
  #remember(title, touched, edits, kind) {
    const undoable = new Map(touched);
    undoable.delete("status");
    undoable.delete("skip");
    if (undoable.size) this.undoStack.replay({ title, touched: undoable, edits, revision: Infinity }, kind);
  }

  /**
   * @param {Change[]} changes
   * @param {string} kind
   */
  #applyAndPush(changes, kind) {
    const { touched, keys } = this.#apply(changes);
    const step = randomId(kind, 20);
    const edits = changes.map(({ op, value }, index) => ({ id: `${step}-${index}`, op, value }));
    this.#push(edits, this.revision);
    return { touched, edits: new Map(edits.map(({ id }, index) => [id, keys[index] ?? []])) };
  }

  /**
   * @param {readonly Change[]} changes
   * @returns {{touched: Touched, keys: string[][]}} all that was touched, and the keys of what each change touched
   */
  #apply(changes) {
    /** @type {Touched} */
    const touched = new Map();
    const keys = changes.map((change) => {
      /** @type {Touched} */
      const own = new Map();
      this.#annotations.apply(change, own);
      for (const [key, { before, after }] of own) {
        touched.set(key, { before: touched.has(key) ? touched.get(key)?.before : before, after });
      }
      return [...own.keys()];
    });
    return { touched, keys };
  }

  /**
   * @param {Change[]} changes those of this client
   * @param {Touched} touched
   * @param {string} title
   * @param {ChangeDetail["source"]} source
   */
  #changed(changes, touched, title, source) {
    for (const { op, value } of changes) if (op === "put-span") this.lastOfLabel.set(value.label, value.id);
    /** @type {ChangeDetail} */
    const detail = {
      spans: new Set(),
      relations: new Set(),
      before: [],
      notes: false,
      status: false,
      title,
      source,
    };
    for (const [key, { before, after }] of touched) {
      const { kind, id } = splitKey(key);
      if (key === "notes") detail.notes = true;
      else if (key === "status" || key === "skip") detail.status = true;
      else if (kind === "span") {
        detail.spans.add(id);
        if (before) detail.before.push(before);
      } else {
        detail.relations.add(id);
        for (const side of [before, after]) if (side) detail.spans.add(side.head).add(side.tail);
      }
    }
    this.#emit("change", detail);
    if (this.focused !== null && !this.spans.has(this.focused)) this.focus(null, { source });
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
