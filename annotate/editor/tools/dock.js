/** The foot of the text column: what mode one is in, what was just done, and the bars that open there. */

import { el } from "../dom.js";
import { FindBar } from "./find_bar.js";
import { OccurrencesBar } from "./occurrences_bar.js";

/**
 * @import {Editor} from "../editor.js"
 * @import {Mode} from "../types.js"
 */

/** How long a hint stays, in ms. */
const STAY = 4000;

export class Dock {
  /** @type {"find" | "occurrences" | null} */
  open = null;
  #editor;
  /** Each made when it is first shown. @type {{find?: FindBar, occurrences?: OccurrencesBar}} */
  #bars = {};
  #mode = el("div", { class: "an-mode", hidden: true });
  #said = el("div", { class: "an-only-read-out", role: "status" });
  /** Where the panels' messages stand. */
  messages = el("div", { class: "an-messages" });
  #hint = el("div", { class: "an-hint", "aria-hidden": "true", hidden: true });
  #timer = 0;

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    this.element = el("div", { class: "an-dock" }, this.#said, this.messages, this.#hint, this.#mode);
  }

  /** @param {"find" | "occurrences"} name */
  show(name) {
    if (this.open) this.close(false);
    this.quiet(); // a hint would stand over the bar
    const bar = this.#bar(name);
    this.element.append(bar.element);
    this.open = name;
    const ready = bar.open();
    if (ready === false) {
      this.close();
      this.#editor.model.hint("Focus a span first: its text is what is looked for.");
    }
    this.#editor.modeChanged();
  }

  /** What was found for one span is no longer true when anything is changed, or another span focused. */
  closeStale() {
    if (this.open === "occurrences") this.close(this.element.contains(document.activeElement));
  }

  /** @param {boolean} [back] whether the keyboard goes back to the text */
  close(back = true) {
    if (!this.open) return;
    const bar = this.#bar(this.open);
    this.open = null;
    bar.close();
    bar.element.remove();
    this.#editor.modeChanged();
    if (back) this.#editor.focusText();
  }

  /** @param {"find" | "occurrences"} name */
  #bar(name) {
    if (name === "find") return (this.#bars.find ??= new FindBar(this.#editor));
    return (this.#bars.occurrences ??= new OccurrencesBar(this.#editor));
  }

  /** For the live region. @param {string} message */
  say(message) {
    this.#said.textContent = message;
  }

  /** To be read, for a while. @param {string} message */
  hint(message) {
    clearTimeout(this.#timer);
    this.#hint.textContent = message;
    this.#hint.hidden = false;
    this.#timer = setTimeout(() => (this.#hint.hidden = true), STAY);
  }

  /** Hides the hint: what it says is over. */
  quiet() {
    this.#hint.hidden = true;
  }

  /** @param {Mode} mode */
  showMode({ name, label = "" }) {
    const { model } = this.#editor;
    const title = model.labelSet.titleOf(label);
    const state = this.#editor.relation.state;
    const ends = state ? `${state.at + 1} of ${state.ids.length}` : "";
    /** @type {Record<string, [string, string]>} */
    const words = {
      armed: [title, "is ready: every sweep gives this label · Esc ends"],
      relation: [title, `${ends} · Tab next · Enter takes · Space takes and goes on · Esc ends`],
      caret: ["Caret", "arrows move · Shift selects · a label's key labels · c ends"],
    };
    const shown = words[name];
    this.#mode.hidden = !shown;
    if (!shown) return;
    const dot = name === "armed" ? [el("span", { class: "an-dot", style: { background: `var(--an-label-${label})` } })] : [];
    this.#mode.replaceChildren(...dot, el("strong", {}, shown[0]), el("span", {}, shown[1]));
  }

  dispose() {
    clearTimeout(this.#timer);
  }
}
