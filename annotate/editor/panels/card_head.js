/** Above the form: which label, which words, and what can be done with the span as a whole. */

import * as commands from "../commands.js";
import { el, setText } from "../dom.js";
import { icon } from "./icons.js";
import { excerptOf } from "./span_words.js";

/**
 * @import {Span, Ui} from "../types.js"
 * @import {Model} from "../model.js"
 */

const MOST_WORDS = 140;

export class CardHead {
  #model;
  #ui;
  #label;
  /** The label of the span where the label set has no such label. @type {HTMLOptionElement | null} */
  #stray = null;
  #words = el("bdi", { class: "an-card-words" });
  #fragments = el("div", { class: "an-fragments", hidden: true });
  #origin = el("p", { class: "an-card-origin", hidden: true });
  #unsure;
  #noteButton;
  #remove;
  #note;
  #drawn = "";
  /** The span that is shown, also where the focus is on another one already. */
  #shownId = "";

  /**
   * @param {Model} model
   * @param {Ui} ui
   * @param {(label: string) => void} openGuideline
   */
  constructor(model, ui, openGuideline) {
    this.#model = model;
    this.#ui = ui;
    this.#label = this.#labelSelect();
    this.#unsure = this.#button("flag", "Unsure: ask for a second look", () => this.#toggleUnsure());
    this.#noteButton = this.#button("note", "Note on this span", () => this.focusNote());
    this.#note = el("textarea", {
      class: "an-entry an-note",
      rows: 2,
      maxLength: 10_000,
      placeholder: "Note on this span",
      "aria-label": "Note on this span",
      hidden: true,
      onChange: () => this.#saveNote(),
      onKeydown: (/** @type {KeyboardEvent} */ event) => this.#onNoteKey(event),
    });
    const guideline = this.#button("book", "Guidelines of this label", () => {
      if (this.#shown) openGuideline(this.#shown.label);
    });
    this.#remove = this.#button("trash", "Delete this span", () => this.#delete());
    const tools = el("div", { class: "an-tools" }, this.#unsure, this.#noteButton, guideline, this.#remove);
    this.element = el(
      "header",
      { class: "an-card-head" },
      el("div", { class: "an-card-top" }, el("span", { class: "an-label-chip" }, this.#label, icon("down")), tools),
      this.#words,
      this.#fragments,
      this.#origin,
      this.#note,
    );
  }

  /** @param {Span} span */
  show(span) {
    const isAnother = span.id !== this.#shownId;
    if (isAnother) this.#saveNote();
    this.#shownId = span.id;
    this.#close(this.#model.readOnly);
    const drawn = JSON.stringify([
      span.id,
      span.label,
      span.fragments,
      span.note,
      span.unsure,
      span.origin,
      span.score,
    ]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const words = excerptOf(this.#model, span, MOST_WORDS);
    this.#showLabel(span.label);
    setText(this.#words, words);
    this.#showFragments(span);
    this.#showOrigin(span);
    this.#unsure.setAttribute("aria-pressed", String(span.unsure ?? false));
    this.#noteButton.setAttribute("aria-pressed", String(Boolean(span.note)));
    if (!isAnother && document.activeElement === this.#note) return;
    this.#note.value = span.note ?? "";
    this.#note.hidden = !span.note;
  }

  get #shown() {
    return this.#model.spans.get(this.#shownId);
  }

  focusNote() {
    this.#note.hidden = false;
    this.#note.focus();
    return true;
  }

  #labelSelect() {
    const labels = this.#model.labelSet.labels;
    return el(
      "select",
      {
        class: "an-label-select",
        "aria-label": "Label",
        onChange: (/** @type {Event} */ event) => this.#relabel(/** @type {HTMLSelectElement} */ (event.target).value),
      },
      labels.map(({ name, title }) => el("option", { value: name }, title)),
    );
  }

  /** A label that the label set does not know is shown by its name. @param {string} label */
  #showLabel(label) {
    this.#stray?.remove();
    this.#stray = this.#model.labelSet.label(label) ? null : el("option", { value: label }, label);
    if (this.#stray) this.#label.append(this.#stray);
    this.#label.value = label;
  }

  /**
   * @param {string} name
   * @param {string} title
   * @param {() => void} onClick
   */
  #button(name, title, onClick) {
    return el("button", { type: "button", class: "an-tool", "aria-label": title, title, onClick }, icon(name));
  }

  /** @param {string} label */
  #relabel(label) {
    const span = this.#shown;
    if (span) this.#model.run(commands.relabel(this.#model, span.id, label));
  }

  /** What changes the span is closed with the set. @param {boolean} closed */
  #close(closed) {
    for (const control of [this.#label, this.#unsure, this.#remove, this.#note]) control.disabled = closed;
    this.#noteButton.disabled = closed && Boolean(this.#note.hidden);
    this.#fragments.inert = closed;
  }

  #delete() {
    const span = this.#shown;
    if (span) this.#model.run(commands.removeSpan(this.#model, span.id));
    this.#ui.focusText();
  }

  #toggleUnsure() {
    const span = this.#shown;
    if (span) this.#model.run(commands.setUnsure(this.#model, span.id, !span.unsure));
  }

  #saveNote() {
    const span = this.#shown;
    const note = this.#note.value.trim() || null;
    if (span && note !== (span.note ?? null)) this.#model.run(commands.setNote(this.#model, span.id, note));
  }

  /** @param {KeyboardEvent} event */
  #onNoteKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.#note.blur();
  }

  /** @param {Span} span */
  #showFragments(span) {
    const several = span.fragments.length > 1;
    this.#fragments.hidden = !several;
    this.#words.hidden = several;
    if (!several) return;
    this.#fragments.replaceChildren(
      ...span.fragments.map((fragment, index) =>
        el(
          "div",
          { class: "an-fragment" },
          el("bdi", { class: "an-end-text" }, fragment.text),
          el(
            "button",
            {
              type: "button",
              class: "an-tool",
              "aria-label": `Take out fragment ${index + 1}`,
              title: "Take this fragment out",
              onClick: () => this.#model.run(commands.removeFragment(this.#model, span.id, index)),
            },
            icon("close"),
          ),
        ),
      ),
    );
  }

  /** @param {Span} span */
  #showOrigin({ origin, score }) {
    this.#origin.hidden = !origin;
    if (!origin) return;
    const sure = typeof score === "number" ? `, ${Math.round(score * 100)} % sure` : "";
    setText(this.#origin, `Suggested by ${origin}${sure}`);
  }
}
