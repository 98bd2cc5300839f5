/** Labelling every occurrence of the focused span's text: a list to tick, marks in the text, one step of undo. */

import { labelOccurrences } from "../commands.js";
import { el } from "../dom.js";
import { highlight } from "../highlights.js";
import { inQuotes } from "../quoting.js";
import { reveal } from "../scrolling.js";
import { findAll } from "../text_search.js";

/**
 * @import {Editor} from "../editor.js"
 * @import {Range, Span} from "../types.js"
 */

/** @typedef {{range: Range, there: boolean, box: HTMLInputElement}} Row `there`: labelled so already */

const CONTEXT = 28;
const MOST = 1000;

export class OccurrencesBar {
  /** @type {Row[]} */
  #rows = [];
  /** @type {Span | null} */
  #span = null;
  #editor;
  #title = el("strong", {});
  #list = el("ul", { class: "an-occurrences" });
  #words = checkbox("Whole words", true);
  #case = checkbox("Match case", true);
  #label = el("button", { type: "button", class: "an-button an-primary" });

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    const cancel = el("button", { type: "button", class: "an-button" }, "Cancel");
    const head = el("div", { class: "an-bar-head" }, this.#title, this.#words.label, this.#case.label);
    const foot = el("div", { class: "an-bar-foot" }, cancel, this.#label);
    this.element = el(
      "div",
      { class: "an-bar an-bar-tall", role: "dialog", "aria-label": "Label every occurrence" },
      head,
      this.#list,
      foot,
    );
    for (const { box } of [this.#words, this.#case]) box.addEventListener("change", () => this.#search());
    this.#list.addEventListener("change", () => this.#count());
    this.element.addEventListener("keydown", (event) => this.#onKey(event));
    this.#label.addEventListener("click", () => this.#run());
    cancel.addEventListener("click", () => editor.dock.close());
  }

  /** @returns {boolean} false: there is no focused span to begin with */
  open() {
    const { model } = this.#editor;
    this.#span = model.focusedSpan;
    if (!this.#span) return false;
    this.#title.textContent = `Every ${inQuotes(this.#text().slice(0, 60))} as ${model.labelSet.titleOf(this.#span.label)}`;
    this.#search();
    (this.#rows.find(({ there }) => !there)?.box ?? this.#words.box).focus();
    return true;
  }

  close() {
    highlight("an-preview", []);
    highlight("an-current", []);
  }

  #text() {
    return this.#span?.fragments[0]?.text ?? "";
  }

  #search() {
    const { model, view } = this.#editor;
    const options = { wholeWords: this.#words.box.checked, matchCase: this.#case.box.checked, limit: MOST };
    const taken = new Set(
      model
        .spansInOrder()
        .filter(({ label }) => label === this.#span?.label)
        .map(({ fragments }) => placeOf(fragments)),
    );
    this.#rows = findAll(model.text, this.#text(), options).map((range) => {
      const there = taken.has(placeOf([this.#editor.toPoints(range)]));
      const box = el("input", { type: "checkbox" });
      box.checked = !there;
      box.disabled = there;
      return { range, there, box };
    });
    this.#list.replaceChildren(...this.#rows.map((row) => this.#item(row)));
    highlight(
      "an-preview",
      this.#rows
        .filter(({ there, range }) => !there && view.isMade(range.start))
        .map(({ range }) => view.domRange(range)),
    );
    this.#count();
  }

  /** @param {Row} row */
  #item({ range, there, box }) {
    const { text } = this.#editor.model;
    const before = text
      .slice(Math.max(0, range.start - CONTEXT), range.start)
      .replace(/^\S*\s+/u, "")
      .replace(/\s+/gu, " ");
    const behind = text.slice(range.end, range.end + CONTEXT).replace(/\s+/gu, " ");
    const words = el("span", { class: "an-context" }, before, el("mark", {}, text.slice(range.start, range.end)), behind);
    const label = el("label", {}, box, words, ...(there ? [el("em", {}, "labelled")] : []));
    box.addEventListener("focus", () => {
      highlight("an-current", [this.#editor.view.domRange(range)]);
      reveal(this.#editor.view, this.#editor.scroller, range);
    });
    return el("li", {}, label);
  }

  #count() {
    const chosen = this.#rows.filter(({ box }) => box.checked && !box.disabled).length;
    this.#label.textContent = chosen ? `Label ${chosen}  ↵` : "Nothing to label";
    this.#label.disabled = chosen === 0;
  }

  #run() {
    const { model, dock } = this.#editor;
    const span = this.#span;
    const chosen = this.#rows
      .filter(({ box }) => box.checked && !box.disabled)
      .map(({ range }) => this.#editor.toPoints(range));
    dock.close();
    if (span && chosen.length) model.run(labelOccurrences(model, span.label, chosen, span.attributes));
  }

  /** Enter labels, arrows go from box to box. @param {KeyboardEvent} event */
  #onKey(event) {
    const boxes = this.#rows.map(({ box }) => box).filter(({ disabled }) => !disabled);
    const at = boxes.indexOf(/** @type {HTMLInputElement} */ (event.target));
    if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) this.#run();
    else if (event.key === "ArrowDown") boxes[Math.min(at + 1, boxes.length - 1)]?.focus();
    else if (event.key === "ArrowUp") boxes[Math.max(at - 1, 0)]?.focus();
    else return;
    event.preventDefault();
  }
}

/** @param {readonly {start: number, end: number}[]} ranges */
function placeOf(ranges) {
  return ranges.map(({ start, end }) => `${start}-${end}`).join(" ");
}

/**
 * @param {string} title
 * @param {boolean} checked
 */
function checkbox(title, checked) {
  const box = el("input", { type: "checkbox" });
  box.checked = checked;
  return { box, label: el("label", { class: "an-check" }, box, title) };
}
