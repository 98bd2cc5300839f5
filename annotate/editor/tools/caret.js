/** The caret mode: a place in the text that the keys move, and from which they select. Offsets are UTF-16 units. */

import { caretRect, unitFromPoint } from "../geometry.js";
import { reveal } from "../scrolling.js";
import { stepFrom } from "../steps.js";

/** @import {Editor} from "../editor.js" */

/** @typedef {"character" | "word" | "sentence" | "paragraph" | "line" | "edge"} Step */

/** How many half lines are looked up or down for the next line: blank lines and gaps lie between. */
const REACH = 8;
/** How far within the text's box the edges of its lines are looked for, in px. */
const EDGE = 24;

export class Caret {
  active = false;
  head = 0;
  #anchor = 0;
  /** The column that moves by lines keep, in px of the page. @type {number | null} */
  #column = null;
  #placed = false;
  #element = document.createElement("div");
  #editor;

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    this.#element.className = "an-caret";
    this.#element.hidden = true;
    editor.overlay.element.append(this.#element);
    editor.overlay.add(() => this.#measure());
  }

  /** Turns the mode on or off. @param {boolean} on */
  set(on) {
    if (on === this.active) return;
    this.active = on;
    if (on) this.#start();
    this.#editor.overlay.invalidate();
  }

  /**
   * Puts the caret at a place.
   *
   * @param {number} unit
   */
  place(unit) {
    this.#placed = true;
    this.head = unit;
    this.#anchor = unit;
    this.#column = null;
    this.#editor.overlay.invalidate();
  }

  /**
   * @param {Step} by
   * @param {1 | -1} direction
   * @param {boolean} extend whether what is passed is selected
   */
  move(by, direction, extend) {
    const { words, selection, view, scroller, overlay } = this.#editor;
    this.head = by === "line" || by === "edge" ? this.#onLines(by, direction) : stepFrom(words, this.head, by, direction);
    if (by !== "line") this.#column = null;
    if (!extend) this.#anchor = this.head;
    const range = { start: Math.min(this.head, this.#anchor), end: Math.max(this.head, this.#anchor) };
    selection.set(extend ? words.snapToCharacters(range) : null);
    reveal(view, scroller, { start: this.head, end: this.head });
    overlay.invalidate();
  }

  /** Begins at the selection, else at the focused span, else where one clicked last, else with a word of the first line in view. */
  #start() {
    const { selection, model, view, scroller, words } = this.#editor;
    const focused = model.focused === null ? undefined : view.index.rangesOf(model.focused)[0];
    const from = selection.range?.start ?? focused?.start;
    if (from !== undefined) return this.place(from);
    const { left, top, bottom } = scroller.getBoundingClientRect();
    const last = this.#placed ? caretRect(view, this.head) : null;
    if (last && last.top >= top && last.bottom <= bottom) return;
    const text = view.element.getBoundingClientRect();
    const unit = unitFromPoint(view, Math.max(left, text.left) + 60, Math.max(top, text.top) + 24) ?? 0;
    this.place(words.wordAt(unit)?.start ?? unit);
    reveal(view, scroller, { start: this.head, end: this.head });
  }

  /**
   * Up, down, and to the edges of the line as it is laid out.
   *
   * @param {"line" | "edge"} by
   * @param {1 | -1} direction
   */
  #onLines(by, direction) {
    const { view, scroller } = this.#editor;
    reveal(view, scroller, { start: this.head, end: this.head });
    const rect = caretRect(view, this.head);
    const middle = rect.top + rect.height / 2;
    if (by === "edge") {
      const { left, right } = view.element.getBoundingClientRect();
      return unitFromPoint(view, direction < 0 ? left + EDGE : right - EDGE, middle) ?? this.head;
    }
    const x = this.#column ?? rect.left;
    this.#column = x;
    for (let i = 2; i <= REACH; i += 1) {
      const y = middle + (direction * i * rect.height) / 2;
      const unit = unitFromPoint(view, x, y);
      if (unit === null || unit === this.head || unit > this.head !== direction > 0) continue;
      if (Math.abs(caretRect(view, unit).top - rect.top) > rect.height / 2) return unit;
    }
    return this.head;
  }

  #measure() {
    const rect = this.active ? this.#editor.overlay.toPage(caretRect(this.#editor.view, this.head)) : null;
    return () => {
      this.#element.hidden = !rect;
      if (!rect) return;
      this.#element.style.transform = `translate(${rect.left - 1}px, ${rect.top - 2}px)`;
      this.#element.style.height = `${rect.height + 4}px`;
      // Starts the blinking anew, so that the caret can be seen while it moves.
      this.#element.getAnimations().forEach((animation) => (animation.currentTime = 0));
    };
  }
}
