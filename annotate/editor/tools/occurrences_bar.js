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
  /** Which fragment's text is looked for. */
  #at = 0;
  #editor;
  #title = el("strong", {});
  #choice = el("div", { class: "an-choice", role: "radiogroup", "aria-label": "Text to look for" });
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
      this.#choice,
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
    this.#at = 0;
    this.#drawChoice(this.#span);
    this.#search();
    this.#focusFirst();
    return true;
  }

  #focusFirst() {
    (this.#rows.find(({ there }) => !there)?.box ?? this.#words.box).focus();
  }

  /** A span with several fragments: the text of which of them. @param {Span} span */
  #drawChoice({ fragments }) {
    this.#choice.hidden = fragments.length < 2;
    this.#choice.replaceChildren(
      ...fragments.map(({ text }, index) => {
        const radio = el("input", { type: "radio", name: "an-fragment", onChange: () => this.#choose(index) });
        radio.checked = index === this.#at;
        return el("label", { class: "an-check", title: text }, radio, inQuotes(excerpt(text)));
      }),
      el("span", { class: "an-context" }, el("kbd", {}, "←"), el("kbd", {}, "→")),
    );
  }

  /** @param {number} index */
  #choose(index) {
    this.#at = index;
    const radio = this.#choice.querySelectorAll("input")[index];
    if (radio) radio.checked = true;
    this.#search();
    this.#editor.model.announce(`Every ${inQuotes(excerpt(this.#text()))}: ${this.#rows.length} found.`);
  }

  close() {
    highlight("an-preview", []);
    highlight("an-current", []);
  }

  #text() {
    return this.#span?.fragments[this.#at]?.text ?? "";
  }

  #search() {
    const { model, view } = this.#editor;
    const label = model.labelSet.titleOf(this.#span?.label ?? "");
    this.#title.textContent = `Every ${inQuotes(excerpt(this.#text()))} as ${label}`;
    const options = { wholeWords: this.#words.box.checked, matchCase: this.#case.box.checked, limit: MOST };
    const taken = new Set(
      model
        .spansInOrder()
        .filter(({ label }) => label === this.#span?.label)
        .map(({ fragments }) => placeOf(fragments)),
    );
    for (const fragment of this.#span?.fragments ?? []) taken.add(placeOf([fragment]));
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
    const rest = text.slice(range.end, range.end + CONTEXT);
    const whole = range.end + CONTEXT < text.length ? rest.replace(/\s+\S*$/u, "") : rest;
    const behind = whole.replace(/\s+/gu, " ");
    const words = el("span", { class: "an-context" }, before, el("mark", {}, text.slice(range.start, range.end)), behind);
    const label = el("label", {}, box, words, ...(there ? [el("em", {}, "labelled")] : []));
    box.addEventListener("focus", () => {
      highlight("an-current", [this.#editor.view.domRange(range)]);
      reveal(this.#editor.view, this.#editor.scroller, range, this.element.offsetHeight);
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

  /** Enter labels, arrows go from box to box, and from fragment to fragment. @param {KeyboardEvent} event */
  #onKey(event) {
    const boxes = this.#rows.map(({ box }) => box).filter(({ disabled }) => !disabled);
    const at = boxes.indexOf(/** @type {HTMLInputElement} */ (event.target));
    if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) this.#run();
    else if (event.key === "ArrowDown") boxes[Math.min(at + 1, boxes.length - 1)]?.focus();
    else if (event.key === "ArrowUp") boxes[Math.max(at - 1, 0)]?.focus();
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") this.#step(event.key === "ArrowRight" ? 1 : -1);
    else return;
    event.preventDefault();
  }

  /** To the next or the previous fragment. @param {1 | -1} direction */
  #step(direction) {
    const count = this.#span?.fragments.length ?? 0;
    if (count < 2) return;
    const isAtChoice = this.#choice.contains(document.activeElement);
    this.#choose((this.#at + direction + count) % count);
    if (isAtChoice) this.#choice.querySelectorAll("input")[this.#at]?.focus();
    else this.#focusFirst();
  }
}

/** @param {string} text */
function excerpt(text) {
  const characters = [...text.slice(0, 120).replace(/\s+/gu, " ")];
  return characters.length > 60 ? `${characters.slice(0, 59).join("")}…` : characters.join("");
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
