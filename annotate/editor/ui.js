/** What the panels get beside the model: actions, the saved state, the way back into the text. See `Ui` in types.d.ts. */

import { setStatus } from "./commands.js";
import { leaveWord } from "./farewell.js";
import { StoredHistory } from "./stored_history.js";

/**
 * @import {Editor} from "./editor.js"
 * @import {Api} from "./api.js"
 * @import {KeyBinding, MountOptions, SaveState, Sync, Ui} from "./types.js"
 */

/** @type {ReadonlySet<SaveState["status"]>} */
const WAITING = new Set(["offline", "store-full", "signed-out"]);

/** @implements {Ui} */
export class EditorUi extends EventTarget {
  /** @type {SaveState} */
  save = { status: "saved", pending: 0, unstored: 0, refused: 0, message: "" };
  #api;

  /**
   * @param {object} parts
   * @param {Editor} parts.editor
   * @param {Sync} parts.sync
   * @param {Api} parts.api
   * @param {KeyBinding[]} parts.keymap
   * @param {HTMLElement} parts.overlay
   * @param {MountOptions} parts.options
   * @param {AbortSignal} parts.signal
   */
  constructor({ editor, sync, api, keymap, overlay, options, signal }) {
    super();
    this.editor = editor;
    this.sync = sync;
    this.keymap = keymap;
    this.overlay = overlay;
    this.options = options;
    this.signal = signal;
    this.#api = api;
  }

  get mode() {
    return this.editor.mode;
  }

  /**
   * @param {string} action
   * @param {string} [argument]
   */
  act(action, argument) {
    this.editor.act(action, argument);
  }

  focusText() {
    this.editor.focusText();
  }

  returnToText() {
    this.editor.returnToText();
  }

  /**
   * @param {string} id
   * @param {string} source
   */
  goToSpan(id, source) {
    this.editor.goToSpan(id, source);
  }

  /** @param {string} relation */
  beginRelation(relation) {
    this.editor.act("relation", relation);
  }

  history() {
    return new StoredHistory((page) => this.#api.history(page));
  }

  /** @param {"next" | "previous" | "list"} direction */
  navigate(direction) {
    // The address would name another article than the one whose edits wait: a reload would leave them behind.
    if (this.save.status === "offline") {
      this.editor.model.hint("The server cannot be reached. Other articles open once it can.");
    } else this.options.onNavigate?.(direction);
  }

  /** @param {string} set */
  openSet(set) {
    this.options.onOpenSet?.(set);
  }

  async submit() {
    const { model } = this.editor;
    if (model.readOnly) return false;
    model.run(setStatus(model, "submitted"));
    if (WAITING.has(this.save.status)) {
      model.hint("Nothing can be saved now. The article is submitted once it can, and the next one opens then.");
    }
    const submitted = await this.#whenSaved();
    if (!submitted) return false;
    leaveWord(`Submitted: ${model.article.title}`);
    this.options.onSubmitted?.();
    this.navigate("next");
    return true;
  }

  /** @param {SaveState} state */
  setSave(state) {
    this.save = state;
    this.tell("save", state);
  }

  /**
   * @param {string} type
   * @param {unknown} detail
   */
  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Resolves to whether everything, the submission included, has reached the store. @returns {Promise<boolean>} */
  #whenSaved() {
    return new Promise((resolve) => {
      const end = new AbortController();
      const finish = (/** @type {boolean} */ saved) => {
        end.abort();
        resolve(saved);
      };
      const look = () => {
        if (this.save.status === "saved" && this.save.pending === 0) finish(true);
        else if (this.save.status === "conflict") finish(false);
      };
      this.addEventListener("save", look, { signal: end.signal });
      this.addEventListener("refused", () => finish(false), { signal: end.signal });
      this.signal.addEventListener("abort", () => finish(false), { signal: end.signal });
    });
  }
}
