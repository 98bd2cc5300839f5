/** One annotation set being edited: loads it, joins the parts, and takes them apart again. */

import { countActivity } from "./activity.js";
import { afterFrame } from "./after_frame.js";
import { Api, ApiError } from "./api.js";
import { el } from "./dom.js";
import { Editor } from "./editor.js";
import { takeWord } from "./farewell.js";
import { keymapOf } from "./keymap.js";
import { listenToKeys } from "./keys.js";
import { Model } from "./model.js";
import { createPanels } from "./panels/index.js";
import { StoredHistory, olderSteps } from "./stored_history.js";
import { loadStyles } from "./stylesheets.js";
import { createSync } from "./sync.js";
import { followTheme } from "./theme.js";
import { EditorUi } from "./ui.js";

/** @import {MountOptions, Payload, Sync} from "./types.js" */

export class Session {
  root = el("div", { class: "an-editor" });
  #parent;
  #options;
  #api;
  #life = new AbortController();
  /** @type {Sync | null} */
  #sync = null;
  /** @type {EditorUi | null} */
  #ui = null;
  /** What is saved, as it was said last. @type {import("./types.js").SaveState | null} */
  #save = null;
  /** Whether a first token was refused and a new one is on its way. */
  #refused = false;

  /**
   * @param {HTMLElement} parent
   * @param {MountOptions} options
   */
  constructor(parent, options) {
    this.#parent = parent;
    this.#options = options;
    this.#api = new Api(options.api ?? "/api/v1", options.set, options.token);
  }

  get set() {
    return this.#options.set;
  }

  async start() {
    this.#parent.replaceChildren(this.root);
    this.#show(el("p", { class: "an-loading", role: "status" }, "Loading the article …"));
    try {
      const [payload] = await Promise.all([this.#api.payload(), loadStyles()]);
      this.#refused = false;
      performance.mark("an-data");
      if (!this.#life.signal.aborted) await this.#open(payload);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!this.#life.signal.aborted) this.#fail(error);
    }
  }

  /** New callbacks and a new token for the same set. @param {MountOptions} options */
  update(options) {
    this.#options = options;
    this.#api.token = options.token;
    this.#sync?.setToken(options.token);
    if (this.#ui) this.#ui.options = options;
    if (this.#refused) this.start();
  }

  dispose() {
    this.#life.abort();
    this.#sync?.dispose();
    this.root.remove();
  }

  /** @param {Payload} payload */
  async #open(payload) {
    const { signal } = this.#life;
    const sync = this.#createSync(payload);
    await sync.ready;
    if (signal.aborted) return sync.dispose();
    const readOnly =
      this.#options.readOnly ?? (this.#options.annotator ?? payload.set.annotator) !== payload.set.annotator;
    const push = (/** @type {import("./types.js").Edit[]} */ edits, /** @type {number} */ base) =>
      sync.push(edits, base);
    const model = new Model(payload, { push, readOnly });
    model.replay(sync.pending());
    const editor = new Editor(model, signal);
    const overlay = el("div", { class: "an-drawers" });
    const ui = new EditorUi({
      editor,
      sync,
      api: this.#api,
      keymap: keymapOf(model.labelSet),
      overlay,
      options: this.#options,
      signal,
    });
    if (this.#save) ui.setSave(this.#save);
    this.#sync = sync;
    this.#ui = ui;
    editor.ui = ui;
    const slots = {
      header: el("header", { class: "an-slot-header" }),
      side: el("aside", { class: "an-slot-side", "aria-label": "Spans and attributes" }),
      overlay,
      messages: editor.dock.messages,
    };
    this.#show(slots.header, editor.element, slots.side, overlay);
    followTheme(this.root, model.labelSet, signal);
    editor.start();
    editor.panels = createPanels(model, slots, ui);
    this.#listen(editor, ui);
    editor.focusText();
    performance.mark("an-ready");
    const word = takeWord();
    // A live region speaks of what comes into it, not of what it holds when it comes into the page.
    if (word) afterFrame(() => model.hint(word), 2);
    this.#reachBack(model, payload.revision);
  }

  /** @param {Payload} payload */
  #createSync(payload) {
    const { signal } = this.#life;
    const model = () => this.#ui?.editor.model;
    return createSync({
      api: this.#options.api ?? "/api/v1",
      set: payload.set.id,
      storeId: payload.store,
      annotator: payload.set.annotator,
      token: this.#options.token,
      revision: payload.revision,
      onState: (state) => {
        this.#save = state;
        this.#ui?.setSave(state);
      },
      onAcknowledged: ({ revision, problems, changes }) => {
        const target = model();
        if (!target || signal.aborted) return;
        target.revision = revision;
        target.applyRemote(changes);
        if (problems) target.setProblems(problems);
      },
      onConflict: (conflicts) => this.#ui?.tell("conflict", conflicts),
      onRefused: (refusal) => {
        model()?.forget(refusal.edits);
        if (refusal.isTurnedAway) model()?.lock(refusal.message);
        this.#ui?.tell("refused", refusal);
      },
      onTokenExpired: () => this.#options.onTokenExpired?.(),
    });
  }

  /**
   * @param {Editor} editor
   * @param {EditorUi} ui
   */
  #listen(editor, ui) {
    const { signal } = this.#life;
    signal.addEventListener("abort", () => {
      editor.panels?.dispose();
      editor.dispose();
    });
    const keys = {
      text: editor.view.element,
      is: (/** @type {import("./types.js").KeyState} */ state) => editor.is(state),
      act: (/** @type {import("./types.js").KeyBinding} */ { action, argument }) => editor.act(action, argument),
    };
    listenToKeys(this.root, ui.keymap, keys, signal);
    if (!editor.model.locked) countActivity(this.root, (seconds) => this.#api.addActivity(seconds), signal);
    window.addEventListener("beforeunload", (event) => ui.save.pending && event.preventDefault(), { signal });
  }

  /**
   * Undo reaches back to before the page was loaded: the last page of the history at once, those before it when they
   * are asked for.
   *
   * @param {Model} model
   * @param {number} revision that was loaded
   */
  #reachBack(model, revision) {
    const stored = new StoredHistory((page) => this.#api.history(page), revision + 1);
    model.readOlder = olderSteps(model, stored);
    if (revision && !model.readOnly) void model.reachBack(false);
  }

  /** @param {ApiError} error */
  #fail(error) {
    this.#refused = error.status === 401 && !this.#refused; // a second refusal is shown, not tried again
    if (this.#refused) this.#options.onTokenExpired?.();
    const again = el("button", { type: "button", class: "an-button" }, "Try again");
    again.addEventListener("click", () => this.start());
    this.#show(el("div", { class: "an-loading", role: "alert" }, el("p", {}, error.message), again));
  }

  /** @param {...Node} children */
  #show(...children) {
    this.root.replaceChildren(...children);
  }
}
