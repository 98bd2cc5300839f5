/** Finding a text in the article: every match is marked, Enter goes on, Esc leaves the match selected. */

import { el } from "../dom.js";
import { highlight } from "../highlights.js";
import { reveal } from "../scrolling.js";
import { findAll } from "../text_search.js";

/**
 * @import {Editor} from "../editor.js"
 * @import {Range} from "../types.js"
 */

/** More matches than these are counted but not marked. */
const MARKED = 2000;

export class FindBar {
  /** @type {Range[]} */
  #matches = [];
  #at = 0;
  #input = el("input", {
    type: "search",
    class: "an-input",
    "aria-label": "Find in the text",
    placeholder: "Find in the text",
    autocomplete: "off",
    spellcheck: "false",
  });
  #count = el("span", { class: "an-bar-count", role: "status" });
  #editor;

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    const previous = el("button", { type: "button", class: "an-button", "aria-label": "Previous match" }, "↑");
    const next = el("button", { type: "button", class: "an-button", "aria-label": "Next match" }, "↓");
    const close = el("button", { type: "button", class: "an-button", "aria-label": "Close" }, "✕");
    this.element = el(
      "div",
      { class: "an-bar", role: "search", "aria-label": "Find in the text" },
      this.#input,
      this.#count,
      previous,
      next,
      close,
    );
    this.#input.addEventListener("input", () => this.#search());
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      this.#go(event.shiftKey ? -1 : 1);
    });
    previous.addEventListener("click", () => this.#go(-1));
    next.addEventListener("click", () => this.#go(1));
    close.addEventListener("click", () => editor.dock.close());
  }

  open() {
    const { selection, model } = this.#editor;
    if (selection.range) this.#input.value = model.text.slice(selection.range.start, selection.range.end).slice(0, 200);
    this.#input.focus();
    this.#input.select();
    this.#search();
  }

  close() {
    highlight("an-match", []);
    highlight("an-current", []);
    const match = this.#matches[this.#at];
    this.#matches = [];
    if (match) this.#editor.selection.set(this.#editor.words.trim(match));
  }

  #search() {
    const { model, view, scroller } = this.#editor;
    this.#matches = findAll(model.text, this.#input.value);
    // From what is in view onwards: the text does not jump back to its beginning.
    const top = scroller.getBoundingClientRect().top;
    const from = this.#matches.findIndex(({ start }) => view.placeholderOf(start).getBoundingClientRect().bottom > top);
    this.#at = Math.max(0, from);
    const near = this.#matches.slice(Math.max(0, this.#at - MARKED / 2), this.#at + MARKED / 2);
    highlight(
      "an-match",
      near.filter(({ start }) => view.isMade(start)).map((range) => view.domRange(range)),
    );
    this.#show();
  }

  /** @param {1 | -1} step */
  #go(step) {
    const { length } = this.#matches;
    if (length) this.#at = (this.#at + step + length) % length;
    this.#show();
  }

  #show() {
    const { view, scroller } = this.#editor;
    const match = this.#matches[this.#at];
    const { length } = this.#matches;
    this.#count.textContent = length ? `${this.#at + 1} of ${length}` : this.#input.value ? "none" : "";
    highlight("an-current", match ? [view.domRange(match)] : []);
    if (match) reveal(view, scroller, match);
    const near = this.#matches.slice(Math.max(0, this.#at - MARKED / 2), this.#at + MARKED / 2);
    highlight(
      "an-match",
      near.filter(({ start }) => view.isMade(start)).map((range) => view.domRange(range)),
    );
  }
}
