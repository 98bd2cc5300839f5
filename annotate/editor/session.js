/** One annotation set being edited: loads it, joins the parts, and takes them apart again. */

import { countActivity } from "./activity.js";
import { afterFrame, whenIdle } from "./after_frame.js";
import { Api, ApiError } from "./api.js";
import { el } from "./dom.js";
import { EarlierSteps } from "./earlier_steps.js";
import { Editor } from "./editor.js";
import { takeWord } from "./farewell.js";
import { keymapOf } from "./keymap.js";
import { holdKeys, listenToKeys } from "./keys.js";
import { setsWithEditsLeft } from "./left_edits.js";
import { Model } from "./model.js";
import { StoredHistory } from "./stored_history.js";
import { browserStorage } from "./storage.js";
import { loadStyles } from "./stylesheets.js";
import { createSync } from "./sync.js";
import { followTheme } from "./theme.js";
import { EditorUi } from "./ui.js";

/**
 * @import {MountOptions, Payload, Sync} from "./types.js"
 * @typedef {typeof import("./panels/index.js")} PanelsModule
 */

/**
 * How long the text waits for the panels' modules once its data are there, in ms. They come at about the same time, and
 * what is built together is laid out and painted once, not twice; behind a slow connection the text comes first.
 */
const TOGETHER = 150;

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
  /** What sync says before the panels are there to show it; null once they are. @type {[string, unknown][] | null} */
  #untold = [];
  /** Whether a first token was refused and a new one is on its way. */
  #refused = false;

  /**
   * @param {HTMLElement} parent
   * @param {MountOptions} options
   */
  constructor(parent, options) {
    this.#parent = parent;
    this.#options = options;
    this.#api = new Api(options.api ?? "/api/v1", options.set, options.token, options.ahead);
  }

  get set() {
    return this.#options.set;
  }

  async start() {
    this.#parent.replaceChildren(this.root);
    this.#show(el("p", { class: "an-loading", role: "status" }, "Loading the article …"));
    const panels = import("./panels/index.js");
    panels.catch(() => undefined);
    // The browser reads it from the disk when it is first asked: here while the data are on their way.
    void browserStorage().length;
    try {
      const [payload] = await Promise.all([this.#api.payload(), loadStyles()]);
      this.#refused = false;
      performance.mark("an-data");
      if (!this.#life.signal.aborted) await this.#open(payload, panels);
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

  /**
   * Shows the text with the panels; where those are late, the text before them.
   *
   * @param {Payload} payload
   * @param {Promise<PanelsModule>} panels
   */
  async #open(payload, panels) {
    const { signal } = this.#life;
    const punctual = await within(panels, TOGETHER);
    if (signal.aborted) return;
    const sync = this.#createSync(payload);
    await sync.ready;
    // From here to the model at one stroke: what sync has sent meanwhile would be shown nowhere.
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
    followTheme(this.root, model.labelSet, signal);
    this.#show(slots.header, editor.element, slots.side, overlay);
    editor.start();
    const takePanels = (/** @type {PanelsModule} */ { createPanels }) => {
      editor.takePanels(createPanels(model, slots, ui));
      performance.mark("an-ready");
    };
    performance.mark("an-text");
    const pressHeldKeys = punctual ? null : holdKeys(this.root, ui.keymap, signal);
    this.#listen(editor, ui);
    if (punctual) takePanels(punctual);
    await new Promise((painted) => afterFrame(() => painted(undefined)));
    // Not before: the focus would have the page laid out once more for itself.
    if (!this.root.contains(document.activeElement)) editor.focusText();
    const module = punctual ?? (await panels.catch(() => null));
    if (signal.aborted) return;
    if (!module) return this.#giveUp();
    if (!punctual) takePanels(module);
    this.#catchUp(editor, ui);
    pressHeldKeys?.();
    this.#reachBack(model, payload.revision, module.stepTitle);
  }

  /**
   * What could wait until all of the editor is there.
   *
   * @param {Editor} editor
   * @param {EditorUi} ui
   */
  #catchUp({ model, words }, ui) {
    for (const [type, detail] of this.#untold ?? []) ui.tell(type, detail);
    this.#untold = null;
    const word = takeWord();
    // A live region speaks of what comes into it, not of what it holds when it comes into the page.
    if (word) afterFrame(() => model.hint(word), 2);
    this.#life.signal.addEventListener("abort", whenIdle(() => words.warm()));
    void this.#lookForEditsLeft(model, ui);
  }

  /**
   * @param {Model} model
   * @param {EditorUi} ui
   */
  async #lookForEditsLeft({ storeId, setId, annotator }, ui) {
    const browser = { storage: browserStorage(), locks: navigator.locks };
    const sets = await setsWithEditsLeft(browser, { storeId, setId, annotator });
    if (sets.length && !this.#life.signal.aborted) ui.tell("left", sets);
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
      onConflict: (conflicts) => this.#tell("conflict", conflicts),
      onGivenUp: (edits) => model()?.forget(edits),
      onRefused: (refusal) => {
        model()?.forget(refusal.edits);
        if (refusal.isTurnedAway) model()?.lock(refusal.message);
        this.#tell("refused", refusal);
      },
      onTokenExpired: () => this.#options.onTokenExpired?.(),
    });
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  #tell(type, detail) {
    if (this.#untold) this.#untold.push([type, detail]);
    else this.#ui?.tell(type, detail);
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
   * @param {PanelsModule["stepTitle"]} titleOf
   */
  #reachBack(model, revision, titleOf) {
    const stored = new StoredHistory((page) => this.#api.history(page), revision + 1);
    model.earlier = new EarlierSteps(model, stored, titleOf);
    if (revision && !model.readOnly) void model.earlier.read({ andUndo: false });
  }

  /** @param {ApiError} error */
  #fail(error) {
    this.#refused = error.status === 401 && !this.#refused; // a second refusal is shown, not tried again
    if (this.#refused) this.#options.onTokenExpired?.();
    this.#explain(error.message, "Try again", () => this.start());
  }

  /** The panels' modules cannot be had, and the server may be of another version by now. */
  #giveUp() {
    this.#life.abort();
    this.#sync?.dispose();
    const message = "A part of the editor could not be loaded. Everything labelled so far is safe.";
    this.#explain(message, "Reload the page", () => location.reload());
  }

  /**
   * @param {string} message
   * @param {string} way out of it
   * @param {() => void} take
   */
  #explain(message, way, take) {
    const button = el("button", { type: "button", class: "an-button", onClick: take }, way);
    this.#show(el("div", { class: "an-loading", role: "alert" }, el("p", {}, message), button));
  }

  /** @param {...Node} children */
  #show(...children) {
    this.root.replaceChildren(...children);
  }
}

/**
 * What a promise gives; null where it takes longer, or fails.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 * @returns {Promise<T | null>}
 */
function within(promise, ms) {
  const late = new Promise((resolve) => setTimeout(resolve, ms, null));
  return Promise.race([promise.catch(() => null), late]);
}
