/** Remarks on the article as a whole, to be written here; and those on spans, with the way there. */

import * as commands from "../commands.js";
import { el } from "../dom.js";
import { icon } from "./icons.js";
import { inQuotes } from "../quoting.js";

/**
 * @import {Span, Ui} from "../types.js"
 * @import {Model} from "../model.js"
 */

const LONGEST = 10_000;

export class NotesPage {
  #model;
  #ui;
  #list = el("ul", { class: "an-notes" });
  #ofSpans = el("ul", { class: "an-notes", "aria-label": "Notes on spans" });
  #draft;
  #button;
  #drawn = "";

  /**
   * @param {Model} model
   * @param {Ui} ui
   */
  constructor(model, ui) {
    this.#model = model;
    this.#ui = ui;
    this.#draft = el("textarea", {
      class: "an-entry",
      rows: 3,
      maxLength: LONGEST,
      placeholder: "Write a note on the article",
      "aria-label": "New note on the article",
      onKeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
    });
    this.#button = el("button", { type: "button", class: "an-action", onClick: () => this.#add() }, "Add note");
    const form = el("div", { class: "an-note-form" }, this.#draft, this.#button);
    this.element = el("div", { class: "an-sheet an-sheet-scroll" }, this.#list, form, this.#ofSpans);
  }

  /** How many notes there are, those on spans included. */
  get count() {
    return this.#model.notes.length + this.#noted().length;
  }

  #noted() {
    return this.#model.spansInOrder().filter(({ note }) => note);
  }

  update() {
    const noted = this.#noted();
    const drawn = JSON.stringify([this.#model.notes, this.#model.readOnly, noted]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#draft.disabled = this.#model.readOnly;
    this.#button.disabled = this.#model.readOnly;
    this.#list.replaceChildren(...this.#model.notes.map((note, index) => this.#row(note, index)));
    this.#ofSpans.replaceChildren(...noted.map((span) => this.#rowOf(span)));
  }

  focus() {
    this.#draft.focus();
  }

  /** Takes up what has been written, such as when the article is left. */
  save() {
    const text = this.#draft.value.trim();
    if (text && this.#model.run(commands.setNotes(this.#model, [...this.#model.notes, text]))) this.#draft.value = "";
  }

  #add() {
    this.save();
    this.#draft.focus();
  }

  /**
   * Ctrl Enter ends a note, as in most programs: it submits the article only where nothing is written.
   *
   * @param {KeyboardEvent} event
   */
  #onKey(event) {
    const isWithControl = event.ctrlKey || event.metaKey;
    const isEmpty = !this.#draft.value.trim();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || (isWithControl && isEmpty)) return;
    event.preventDefault();
    event.stopPropagation();
    this.#add();
    if (isWithControl) this.#ui.focusText();
  }

  /** @param {Span} span */
  #rowOf(span) {
    const label = this.#model.labelSet.titleOf(span.label);
    const way = el(
      "button",
      { type: "button", class: "an-note-way", onClick: () => this.#goTo(span) },
      el("strong", { style: { color: `var(--an-label-${span.label})` } }, label),
      ` ${inQuotes(this.#model.textOf(span))}`,
    );
    return el("li", { class: "an-note-of" }, way, el("p", null, span.note));
  }

  /** @param {Span} span */
  #goTo(span) {
    this.#ui.goToSpan(span.id, "list");
    this.#ui.focusText();
  }

  /**
   * @param {string} note
   * @param {number} index
   */
  #row(note, index) {
    const change = (/** @type {string} */ text) => {
      const notes = this.#model.notes.map((old, at) => (at === index ? text : old)).filter(Boolean);
      this.#model.run(commands.setNotes(this.#model, notes));
    };
    const field = el("textarea", {
      class: "an-entry",
      rows: Math.min(6, 1 + Math.ceil(note.length / 48)),
      maxLength: LONGEST,
      "aria-label": `Note ${index + 1}`,
      disabled: this.#model.readOnly,
      onChange: () => change(field.value.trim()),
    });
    field.value = note;
    const remove = el(
      "button",
      {
        type: "button",
        class: "an-tool",
        "aria-label": `Remove note ${index + 1}`,
        title: "Remove this note",
        disabled: this.#model.readOnly,
        onClick: () => change(""),
      },
      icon("trash"),
    );
    return el("li", { class: "an-note-row" }, field, remove);
  }
}
