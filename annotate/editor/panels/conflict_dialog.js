/** Somebody changed the same thing: both values side by side, and a choice. Nothing is lost until it is made. */

import { Dialog } from "./dialog.js";
import { el } from "../dom.js";
import { recordLines, standingLines } from "./record_view.js";

/**
 * @import {Conflict, Ui} from "../types.js"
 * @import {Model} from "../model.js"
 * @import {Line} from "./record_view.js"
 */

export class ConflictDialog {
  #model;
  #ui;
  #body = el("div", { class: "an-conflicts" });
  /** @type {Conflict[]} */
  #conflicts = [];

  /**
   * @param {Model} model
   * @param {Ui} ui
   */
  constructor(model, ui) {
    this.#model = model;
    this.#ui = ui;
    this.dialog = new Dialog("Changed in two places", this.#body, "an-conflict-dialog");
  }

  /** @param {Conflict[]} conflicts */
  take(conflicts) {
    this.#conflicts = conflicts;
    this.#draw();
    if (conflicts.length) this.dialog.show();
    else this.dialog.close();
  }

  show() {
    if (this.#conflicts.length) this.dialog.show();
  }

  #draw() {
    const what = this.#conflicts.some(({ closed }) => closed)
      ? "The article was submitted elsewhere before these edits were saved. To keep yours opens it again. "
      : "This was changed elsewhere since you saw it last. ";
    const words = `${what}Which should stand? Theirs is in the history in any case, yours only if you keep it.`;
    const shown = lastOfEach(this.#conflicts).map((conflict) => this.#conflict(conflict));
    this.#body.replaceChildren(el("p", null, words), ...shown);
  }

  /** @param {Conflict} conflict */
  #conflict(conflict) {
    const { op, value } = conflict.mine;
    const mine = recordLines(this.#model, conflict.kind, op.startsWith("delete-") ? null : value);
    const theirs = standingLines(this.#model, conflict);
    const keep = conflict.missing.length ? null : () => this.#choose(conflict, "mine");
    return el(
      "div",
      { class: "an-conflict" },
      this.#side("Yours", mine, theirs, "Keep mine", keep),
      this.#side("Theirs", theirs, mine, "Take theirs", () => this.#choose(conflict, "theirs")),
    );
  }

  /**
   * @param {string} title
   * @param {Line[]} lines
   * @param {Line[]} others
   * @param {string} action
   * @param {(() => void) | null} onClick null where it cannot be had any more
   */
  #side(title, lines, others, action, onClick) {
    const same = new Set(others.map((line) => line.join("\n")));
    return el(
      "section",
      { class: "an-conflict-side", "aria-label": title },
      el("h3", null, title),
      el(
        "dl",
        null,
        lines.flatMap((line) => {
          const different = same.has(line.join("\n")) ? "" : "an-different";
          return [el("dt", { class: different }, line[0]), el("dd", { class: different, dir: "auto" }, line[1])];
        }),
      ),
      onClick
        ? el("button", { type: "button", class: "an-action an-main", onClick }, action)
        : el("p", { class: "an-remark" }, "A span that it joins was deleted elsewhere: it cannot be kept."),
    );
  }

  /**
   * @param {Conflict} conflict
   * @param {"mine" | "theirs"} choice
   */
  #choose(conflict, choice) {
    // The choice is for the record, however many edits of it were refused.
    this.#conflicts = this.#conflicts.filter(({ kind, id }) => kind !== conflict.kind || id !== conflict.id);
    this.#ui.sync.resolve(conflict.edit, choice);
    this.take(this.#conflicts);
  }
}

/**
 * Several edits of one record make one choice: what the record has come to by the last of them.
 *
 * @param {readonly Conflict[]} conflicts in the order of the edits
 */
export function lastOfEach(conflicts) {
  return [...new Map(conflicts.map((conflict) => [`${conflict.kind} ${conflict.id}`, conflict])).values()];
}
