/** Leaves an article for later, with the reason; the next one opens. */

import * as commands from "../commands.js";
import { Dialog } from "./dialog.js";
import { el } from "../dom.js";
import { leaveWord } from "../farewell.js";

/**
 * @import {Ui} from "../types.js"
 * @import {Model} from "../model.js"
 */

const LONGEST_REASON = 1_000;

export class SkipDialog {
  #model;
  #ui;
  #reason;

  /**
   * @param {Model} model
   * @param {Ui} ui
   */
  constructor(model, ui) {
    this.#model = model;
    this.#ui = ui;
    this.#reason = el("textarea", {
      class: "an-entry",
      rows: 3,
      maxLength: LONGEST_REASON,
      placeholder: "No news, not in the language, text broken off …",
      "aria-label": "Why is it skipped?",
      onKeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
    });
    const skip = el("button", { type: "button", class: "an-action an-main", onClick: () => this.#skip() }, "Skip");
    const form = el("div", { class: "an-note-form" }, el("p", null, "Why is it skipped?"), this.#reason, skip);
    this.dialog = new Dialog("Skip this article", form, "an-skip-dialog");
  }

  /** Asks for the reason; an article that is skipped already is taken back. */
  toggle() {
    const model = this.#model;
    if (model.readOnly) model.hint("This article is closed: it cannot be skipped.");
    else if (model.skippedReason !== null) model.run(commands.setSkip(model, null));
    else {
      this.#reason.value = "";
      this.dialog.show();
      this.#reason.focus();
    }
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#skip();
  }

  #skip() {
    const skipped = this.#model.run(commands.setSkip(this.#model, this.#reason.value.trim()));
    this.dialog.close();
    if (!skipped) return;
    leaveWord(`Skipped: ${this.#model.article.title}`);
    this.#ui.navigate("next");
  }
}
