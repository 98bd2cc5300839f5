/** The foot of the text column: what mode one is in, what was just done, and the bars that open there. */

import { h } from "../dom.js";
import { FindBar } from "./find_bar.js";
import { OccurrencesBar } from "./occurrences_bar.js";

/**
 * @import {Editor} from "../editor.js"
 * @import {Mode} from "../types.js"
 */

/** How long what was done stays to be read, in ms. */
const STAY = 4000;

export class Dock {
  /** @type {"find" | "occurrences" | null} */
  open = null;
  #editor;
  #bars;
  #mode = h("div", { class: "an-mode", hidden: true });
  #said = h("div", { class: "an-said", role: "status", "aria-live": "polite" });
  #timer = 0;

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    this.#bars = { find: new FindBar(editor), occurrences: new OccurrencesBar(editor) };
    this.element = h("div", { class: "an-dock" }, this.#said, this.#mode);
  }

  /** @param {"find" | "occurrences"} name */
  show(name) {
    if (this.open) this.close(false);
    this.element.append(this.#bars[name].element);
    this.open = name;
    const ready = this.#bars[name].open();
    if (ready === false) {
      this.close();
      this.#editor.model.announce("Focus a span first: its text is what is looked for.");
    }
    this.#editor.modeChanged();
  }

  /** @param {boolean} [back] whether the keyboard goes back to the text */
  close(back = true) {
    if (!this.open) return;
    const bar = this.#bars[this.open];
    this.open = null;
    bar.close();
    bar.element.remove();
    this.#editor.modeChanged();
    if (back) this.#editor.focusText();
  }

  /** @param {string} message */
  say(message) {
    clearTimeout(this.#timer);
    this.#said.textContent = message;
    this.#timer = setTimeout(() => (this.#said.textContent = ""), STAY);
  }

  /** @param {Mode} mode */
  showMode({ name, label = "" }) {
    const { model } = this.#editor;
    const title = model.labelSet.titleOf(label);
    const state = this.#editor.relation.state;
    const ends = state ? `${state.at + 1} of ${state.ids.length}` : "";
    /** @type {Record<string, [string, string]>} */
    const words = {
      armed: [title, "armed: sweep to label · Esc ends"],
      relation: [title, `${ends} · Tab next · Enter takes · Space takes and goes on · Esc ends`],
      caret: ["Caret", "arrows move · Shift selects · a label's key labels · c ends"],
    };
    const shown = words[name];
    this.#mode.hidden = !shown;
    if (!shown) return;
    const dot = name === "armed" ? [h("span", { class: "an-dot", style: `background:var(--an-label-${label})` })] : [];
    this.#mode.replaceChildren(...dot, h("strong", {}, shown[0]), h("span", {}, shown[1]));
  }

  dispose() {
    clearTimeout(this.#timer);
  }
}
