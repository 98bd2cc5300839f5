/** Who did what and when; an earlier state comes back as a new edit. */

import * as commands from "../commands.js";
import { stateAt } from "../undo.js";
import { el } from "../dom.js";
import { historySteps } from "./history_words.js";
import { VirtualList } from "./virtual_list.js";

/**
 * @import {HistoryEntry, Ui} from "../types.js"
 * @import {Model} from "../model.js"
 * @import {Step} from "./history_words.js"
 */

const ROW_HEIGHT = 52;

export class HistoryPage {
  #model;
  #ui;
  /** @type {HistoryEntry[]} */
  #history = [];
  /** @type {Step | null} */
  #chosen = null;
  #list;
  #restore;

  /**
   * @param {Model} model
   * @param {Ui} ui
   */
  constructor(model, ui) {
    this.#model = model;
    this.#ui = ui;
    this.#list = new VirtualList({
      label: "History",
      rowHeight: ROW_HEIGHT,
      keyOf: (/** @type {Step} */ step) => step.own,
      stampOf: (step) => step.own,
      render: rowOf,
      onChoose: (step) => this.#choose(step),
      empty: "",
    });
    this.#restore = el(
      "button",
      { type: "button", class: "an-action", disabled: true, onClick: () => this.#goBack() },
      "Go back to here",
    );
    const foot = el(
      "div",
      { class: "an-sheet-foot" },
      this.#restore,
      el("p", { class: "an-remark" }, "Comes as a new edit: it can be undone."),
    );
    this.element = el("div", { class: "an-sheet" }, this.#list.element, foot);
  }

  /** Asks the server; edits that wait to be saved are not there yet. */
  async load() {
    this.#chosen = null;
    this.#restore.disabled = true;
    try {
      this.#history = await this.#ui.history();
      this.#list.setItems(historySteps(this.#model, this.#history), "Nothing has been done yet.");
    } catch {
      this.#list.setItems([], "The history could not be fetched. Try again when the server can be reached.");
    }
  }

  dispose() {
    this.#list.dispose();
  }

  /** @param {Step} step */
  #choose(step) {
    this.#chosen = step;
    this.#restore.disabled = this.#model.readOnly;
  }

  #goBack() {
    if (!this.#chosen) return;
    if (this.#ui.sync.pending().length) {
      this.#model.hint("Wait until everything is saved, then try again.");
      return;
    }
    const state = stateAt(this.#model.state, this.#history, this.#chosen.revision);
    const when = timeInWords(this.#chosen.at);
    this.#model.run(commands.restore(this.#model, state, `Went back to ${when}`));
    this.#restore.disabled = true;
  }
}

/** @param {Step} step */
function rowOf({ title, annotator, at }) {
  return el(
    "div",
    { class: "an-step-row", title },
    el("span", { class: "an-step-title" }, title),
    el("span", { class: "an-step-who" }, `${annotator} · `, el("time", { datetime: at }, timeInWords(at))),
  );
}

/** @param {string} at */
export function timeInWords(at) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return at;
  const today = date.toDateString() === new Date().toDateString();
  const time = date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return today
    ? time
    : `${date.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" })}, ${time}`;
}
