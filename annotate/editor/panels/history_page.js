/** Who did what and when; an earlier state comes back as a new edit. */

import { ApiError } from "../api.js";
import * as commands from "../commands.js";
import { stateAt } from "../undo.js";
import { el } from "../dom.js";
import { historySteps } from "./history_words.js";
import { VirtualList } from "./virtual_list.js";

/**
 * @import {Ui} from "../types.js"
 * @import {Model} from "../model.js"
 * @import {StoredHistory} from "../stored_history.js"
 * @import {Step} from "./history_words.js"
 */

const ROW_HEIGHT = 52;

export class HistoryPage {
  #model;
  #ui;
  #history;
  /** @type {Step | null} */
  #chosen = null;
  #list;
  #restore;
  #reach = el("p", { class: "an-remark" });
  #more;
  #end;
  /** Whether the list shows what the server has told. */
  #isRead = false;

  /**
   * @param {Model} model
   * @param {Ui} ui
   */
  constructor(model, ui) {
    this.#model = model;
    this.#ui = ui;
    this.#history = ui.history();
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
    this.#more = el("button", { type: "button", class: "an-action", onClick: () => this.#readOn() }, "Show earlier");
    const foot = el(
      "div",
      { class: "an-sheet-foot" },
      this.#restore,
      el("p", { class: "an-remark" }, "Comes as a new edit: it can be undone."),
    );
    this.#end = el("div", { class: "an-sheet-foot an-history-end", hidden: true }, this.#reach, this.#more);
    this.element = el("div", { class: "an-sheet" }, this.#list.element, this.#end, foot);
  }

  /** Asks the server; edits that wait to be saved are not there yet. */
  async load() {
    this.#choose(null);
    this.#history = this.#ui.history();
    await this.#readOn();
  }

  /** Takes in what has been saved since. */
  async readNew() {
    if (this.#isRead) await this.#read((history) => history.readNew());
  }

  #readOn() {
    return this.#read((history) => history.readOn());
  }

  /** @param {(history: StoredHistory) => Promise<void>} how */
  async #read(how) {
    const history = this.#history;
    this.#more.disabled = true;
    try {
      await how(history);
      if (history !== this.#history) return;
      this.#isRead = true;
      this.#list.setItems(historySteps(this.#model, history.entries), "No edits yet.");
      this.#sayReach();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const words = `The history could not be fetched. ${error.message}`;
      if (history.entries.length) this.#model.hint(words);
      else this.#list.setItems([], words);
    } finally {
      this.#more.disabled = false;
    }
  }

  /** Where the list ends, and whether that is where the work began. */
  #sayReach() {
    const { isWhole, entries } = this.#history;
    const [first] = entries;
    this.#more.hidden = isWhole;
    this.#end.hidden = !first;
    this.#reach.textContent = !first
      ? ""
      : isWhole
        ? `From the first edit on, ${timeInWords(first.at)}.`
        : `Back to ${timeInWords(first.at)}; there is more before.`;
  }

  dispose() {
    this.#list.dispose();
  }

  /** @param {Step | null} step */
  #choose(step) {
    this.#chosen = step;
    if (!step) this.#list.select("");
    this.#restore.disabled = !step || this.#model.readOnly;
  }

  #goBack() {
    if (!this.#chosen) return;
    if (this.#ui.sync.pending().length) {
      this.#model.hint("Wait until everything is saved, then try again.");
      return;
    }
    const state = stateAt(this.#model.state, this.#history.entries, this.#chosen.revision);
    const when = timeInWords(this.#chosen.at);
    this.#model.run(commands.restore(this.#model, state, `Went back to ${when}`));
    this.#choose(null);
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
