/** Edits that the server refused for good: what each says and why it was refused; to be copied, sent again or thrown away. */

import { Dialog } from "./dialog.js";
import { el } from "../dom.js";
import { recordLines } from "./record_view.js";
import { targetOf } from "../targets.js";

/**
 * @import {RefusedEdit, Ui} from "../types.js"
 * @import {Model} from "../model.js"
 */

export class RefusedDialog {
  #model;
  #ui;
  #body = el("div", { class: "an-conflicts" });

  /**
   * @param {Model} model
   * @param {Ui} ui
   */
  constructor(model, ui) {
    this.#model = model;
    this.#ui = ui;
    this.dialog = new Dialog("Not saved: refused by the server", this.#body, "an-conflict-dialog");
  }

  show() {
    this.#draw();
    if (this.#ui.sync.refused().length) this.dialog.show();
  }

  #draw() {
    const edits = this.#ui.sync.refused();
    if (!edits.length) return this.dialog.close();
    const intro = el(
      "p",
      null,
      "These edits are not in the store. This browser keeps them until you send them again or throw them away.",
    );
    const download = { type: "button", class: "an-action", onClick: () => this.#download(edits) };
    const foot = el("p", null, el("button", download, "Download all"));
    this.#body.replaceChildren(intro, ...edits.map((edit) => this.#edit(edit)), foot);
  }

  /** @param {RefusedEdit} edit */
  #edit({ id, op, value, message }) {
    const { kind } = targetOf({ op, value });
    const title = { span: "Span", relation: "Relation", notes: "Notes on the article", status: "Status", skip: "Skipping" };
    const lines = op.startsWith("delete-") ? deletion(kind) : recordLines(this.#model, kind, value);
    const words = lines.map(([name, what]) => (name ? `${name}: ${what}` : what)).join("\n");
    const then = (/** @type {() => void} */ act) => () => {
      act();
      this.#draw();
    };
    const button = (/** @type {string} */ name, /** @type {() => void} */ onClick) =>
      el("button", { type: "button", class: "an-action", onClick }, name);
    return el(
      "section",
      { class: "an-conflict-side an-refused", "aria-label": title[kind] },
      el("h3", null, title[kind]),
      el("p", { class: "an-refused-why" }, message),
      el(
        "dl",
        null,
        lines.flatMap(([name, what]) => [el("dt", null, name), el("dd", { dir: "auto" }, what)]),
      ),
      el(
        "div",
        { class: "an-refused-actions" },
        button("Copy", () => void this.#copy(words)),
        button("Send again", then(() => this.#ui.sync.sendAgain(id))),
        button("Throw away", then(() => this.#ui.sync.throwAway(id))),
      ),
    );
  }

  /** @param {RefusedEdit[]} edits */
  #download(edits) {
    const link = el("a", { download: `refused-edits-${this.#model.setId}.json` });
    link.href = URL.createObjectURL(new Blob([JSON.stringify(edits, null, 2)], { type: "application/json" }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 0);
  }

  /** @param {string} words */
  async #copy(words) {
    const copied = await navigator.clipboard.writeText(words).then(
      () => true,
      () => false,
    );
    this.#model.hint(copied ? "Copied." : "The browser does not let this page copy. Use “Download all”.");
  }
}

/** @param {string} kind @returns {import("./record_view.js").Line[]} */
function deletion(kind) {
  return [["", kind === "relation" ? "Removed a relation" : "Removed a span"]];
}
