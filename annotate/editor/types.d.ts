/**
 * The shapes that the editor's modules share. Only types live here: nothing of this file reaches the browser.
 *
 * Records are those of `schemas/annotated-article.schema.json`; their offsets count Unicode code points.
 */

import type { Model } from "./model.js";
import type { StoredHistory } from "./stored_history.js";

export interface Fragment {
  start: number;
  end: number;
  text: string;
}

export type Attributes = Record<string, any>;

export interface Span {
  id: string;
  label: string;
  fragments: Fragment[];
  attributes: Attributes;
  origin?: string | null;
  score?: number | null;
  note?: string | null;
  unsure?: boolean;
}

export interface Relation {
  id: string;
  label: string;
  head: string;
  tail: string;
  attributes?: Attributes;
}

export type Status = "in_progress" | "submitted" | "adjudicated";

export interface Article {
  id: string;
  title: string;
  text: string;
  text_sha256: string;
  language: string;
  publisher?: string | null;
  author?: string | null;
  url?: string | null;
  published_at?: string | null;
  license?: string | null;
  group?: string | null;
  metadata?: Record<string, unknown> | null;
}

export interface LabelData {
  name: string;
  title: string;
  description: string;
  guideline?: string;
  examples?: { parts: (string | { mark: string })[]; note?: string }[];
  color: { light: string; dark: string };
  hotkey?: string;
  attributes?: Record<string, any>;
}

export interface CountRuleData {
  when?: Attributes;
  min?: number;
  max?: number;
  severity?: "error" | "warning";
}

export interface RelationTypeData {
  name: string;
  title: string;
  description: string;
  head: string[];
  tail: string[];
  hotkey?: string;
  attributes?: Record<string, any>;
  counts?: CountRuleData[];
}

/** A label set as the server sends it: attribute schemas stand in place of their files' names. */
export interface LabelSetData {
  name: string;
  version: string;
  title: string;
  description: string;
  labels: LabelData[];
  relations?: RelationTypeData[];
}

export interface Problem {
  code: string;
  message: string;
  pointer?: string;
  severity?: "error" | "warning";
  span_id?: string;
  relation_id?: string;
  [key: string]: unknown;
}

/** Body of `GET /api/v1/annotation-sets/{id}`. */
export interface Payload {
  store: string;
  revision: number;
  article: Article;
  label_set: LabelSetData;
  set: {
    id: string;
    annotator: string;
    status: Status;
    spans: Span[];
    relations: Relation[];
    notes: string[];
    skipped_reason?: string | null;
  };
  problems: Problem[];
}

export type Op = "put-span" | "delete-span" | "put-relation" | "delete-relation" | "set-notes" | "set-status" | "set-skip";

/** One change without its id. `put-…` takes the whole record, `delete-…` `{id}`, `set-…` the value under its name. */
export interface Change {
  op: Op;
  value: any;
}

/** A change on its way to the server. */
export interface Edit extends Change {
  id: string;
}

/** What `commands.js` makes and `Model.run` applies: one step of undo. No edits: nothing would change. */
export interface Command {
  /** What was done, for the live region, the history and the undo button: “Labelled “Biden” as Speaker”. */
  title: string;
  edits: Change[];
  /** The span to focus afterwards; null takes the focus away. */
  focus?: string | null;
  /** What is to be shown beside the title, such as that something was left out. */
  remark?: string;
}

/** One row of `GET /api/v1/annotation-sets/{id}/history`. */
export interface HistoryEntry extends Edit {
  revision: number;
  inverse: Change | Change[];
  annotator: string;
  client?: string;
  at: string;
}

/** What is annotated, without the article: enough to go back to. */
export interface State {
  spans: Span[];
  relations: Relation[];
  notes: string[];
}

/** Half-open range. Each module says whether it counts code points or UTF-16 units. */
export interface Range {
  start: number;
  end: number;
}

/** Detail of the model's `change` event. */
export interface ChangeDetail {
  /** Spans put or deleted, and spans whose relations changed. */
  spans: Set<string>;
  relations: Set<string>;
  /** The spans that were put or deleted, as they were before. */
  before: Span[];
  notes: boolean;
  /** The status, or whether the article was skipped. */
  status: boolean;
  title: string;
  source: "command" | "undo" | "redo" | "remote" | "replay";
}

/** Detail of the model's `focus` event. */
export interface FocusDetail {
  id: string | null;
  previous: string | null;
  /** Whether the text should be scrolled to the span. */
  scroll: boolean;
  /** Who moved the focus, such as "text", "list", "problems". */
  source: string;
}

/** One row of `keymap.js`: the dispatcher and the help are both made from it. */
export interface KeyBinding {
  /** Name of the action that `Ui.act` runs. */
  action: string;
  /** Handed to the action, such as a label's name. */
  argument?: string;
  /** As `KeyboardEvent` tells them: "ctrl+shift+z", "shift+tab", "?", "s". `ctrl` stands for ⌘ on a Mac too. */
  keys: string[];
  /** What it does, for the help. */
  title: string;
  /** Heading in the help. */
  group: string;
  /**
   * Where the key acts: "editor" anywhere in the editor but in fields one types in (the rule), "text" only while
   * the text has the focus, "everywhere" also in fields.
   */
  where?: "editor" | "text" | "everywhere";
  /** In what state the key acts; in every state where it is absent. */
  when?: KeyState;
}

export type KeyState = "selection" | "focus" | "spans" | "relation" | "caret" | "caret-on-span" | "choice";

export interface SaveState {
  status: "saved" | "saving" | "offline" | "conflict" | "signed-out" | "store-full";
  pending: number;
  /** Pending edits that the browser's storage had no room for: lost if the tab closes now. */
  unstored: number;
  /** Edits that the server refused for good, kept aside. */
  refused: number;
  /** What the server says about why it cannot save; empty where there is nothing to say. */
  message: string;
}

/** A conflict that the annotator must decide: the edit that was refused, and what stands in the store now. */
export interface Conflict {
  edit: string;
  kind: "span" | "relation" | "notes" | "status" | "skip";
  id: string;
  /** What the store holds now, in the form of the edit's value; null: deleted. */
  current: any;
  /** Ends of the relation that were deleted elsewhere: where there are any, only "theirs" can be. */
  missing: string[];
  /** What was refused. */
  mine: Change;
  /** Whether the set was submitted elsewhere: to keep "mine" opens it again. */
  closed?: boolean;
  /** Changes that make the page show what the store holds: with a span that was to be deleted, its relations. */
  standing?: Change[];
}

/** Edits that the server refused for good. */
export interface Refusal {
  edits: Edit[];
  problems: Problem[];
  message: string;
  /** Nothing is taken for this set any more. */
  isTurnedAway: boolean;
  /** Whether the page shows what the store holds in their place. */
  isShown: boolean;
}

/** One of them, kept aside until the annotator has looked after it. */
export interface RefusedEdit extends Edit {
  /** Why it was refused, and what to do. */
  message: string;
  /** When it was made, and its place among those refused with it. */
  at: number;
  place: number;
}

/** What `createSync` of `sync.js` gives. */
export interface Sync {
  /** Resolves, within a fraction of a second, when it is known which stored edits are this tab's. Await it, then read `pending()`. */
  ready: Promise<void>;
  push(edits: Edit[], baseRevision: number): void;
  pending(): Edit[];
  setToken(token: string): void;
  retry(): void;
  resolve(editId: string, choice: "mine" | "theirs"): void;
  refused(): RefusedEdit[];
  sendAgain(editId: string): void;
  throwAway(editId: string): void;
  dispose(): void;
}

/** What `mount` takes. */
export interface MountOptions {
  set: string;
  token: string;
  api?: string;
  /** The answer to `GET {api}/annotation-sets/{set}`, asked for while the editor's modules were on their way. */
  ahead?: Promise<Response | null>;
  annotator?: string;
  /** To be read only, whoever made it. */
  readOnly?: boolean;
  /** How many articles are submitted, where the app knows it. */
  progress?: { done: number; total: number };
  onNavigate?: (direction: "next" | "previous" | "list") => void;
  /** Leads to another annotation set, of which edits wait in the browser. */
  onOpenSet?: (set: string) => void;
  onTokenExpired?: () => void;
  onSubmitted?: () => void;
}

/**
 * What panels get beside the model: the way back into the text, the actions, the saved state.
 *
 * Events: `save` (detail SaveState), `conflict` (detail Conflict[]), `refused` (detail Refusal), `left` (detail string[],
 * other annotation sets of which edits wait in the browser),
 * `mode` (detail Mode) when a label is armed or a relation begun.
 */
export interface Ui extends EventTarget {
  /** Every key with what it does; the help is made from this. */
  keymap: KeyBinding[];
  /** Runs an action of the keymap by its name, as its key would. */
  act(action: string, argument?: string): void;
  /** Gives the keyboard back to the text. */
  focusText(): void;
  /** Does so because nothing more is asked; Esc pressed right behind it does not let go of the span. */
  returnToText(): void;
  /** Focuses a span and brings it into view. */
  goToSpan(id: string, source: string): void;
  /** Begins relation mode from the focused span, for one relation. */
  beginRelation(relation: string): void;
  mode: Mode;
  save: SaveState;
  sync: Sync;
  /** Where dialogs and drawers may be put: covers the editor, lets clicks through where it is empty. */
  overlay: HTMLElement;
  options: MountOptions;
  /** Ends with the editor. */
  signal: AbortSignal;
  /** The stored edits of the set, to be read page by page. */
  history(): StoredHistory;
  /** Leads to another annotation set. */
  openSet(set: string): void;
  /** Submits, and goes on when that is saved. Resolves to whether it was. Panels look for errors first. */
  submit(): Promise<boolean>;
  navigate(direction: "next" | "previous" | "list"): void;
  /** Dispatches a custom event. */
  tell(type: string, detail: unknown): void;
}

export interface Mode {
  name: "read" | "armed" | "caret" | "relation" | "occurrences" | "find";
  /** The armed label, or the relation being drawn. */
  label?: string;
}

/** What `panels/index.js` gives: `createPanels(model, slots, ui)`. */
export interface Panels {
  /** Puts the focus on the focused span's first attribute that needs a decision, in a moment. */
  askToDecide(): void;
  /** Puts the focus on an attribute of the focused span, by its place from 0. False: there is none. */
  focusForm(place?: number): boolean;
  /** What is wrong now, in the order of the text; the server's word and what the browser knows since. */
  problems: { list(): readonly Problem[] };
  /** Goes to the problem before or after the focused span. */
  goToProblem(direction: "next" | "previous"): boolean;
  /** Opens the note of the focused span; without one, the notes on the article. */
  focusNote(): void;
  /** Submits and goes on; while there are errors, shows them instead. */
  submit(): Promise<boolean>;
  /** Asks why the article is skipped; takes it back where it is skipped already. */
  skip(): void;
  /** Shows or hides: "keys", "history", "guidelines", "notes", "problems", "spans". */
  toggle(panel: string): void;
  /** Closes what Esc closes (a drawer, a dialog). True: something was closed. */
  dismiss(): boolean;
  dispose(): void;
}

/** Where panels put their elements. */
export interface Slots {
  header: HTMLElement;
  side: HTMLElement;
  overlay: HTMLElement;
  /** At the foot of the text, among the editor's own messages. */
  messages: HTMLElement;
}

export type CreatePanels = (model: Model, slots: Slots, ui: Ui) => Panels;
