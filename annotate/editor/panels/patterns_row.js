/**
 * “Same as”: a fresh span takes all its attributes over from one like it, with one key. What is offered narrows with
 * every value that is decided, so that a key or two lead to what was said before.
 */

import { inQuotes } from "../quoting.js";
import { patterns } from "./suggestions.js";
import { equal } from "../annotations.js";
import { el, setText } from "../dom.js";
import { keycap } from "./keycaps.js";

/**
 * @import {Model} from "../model.js"
 * @import {Attributes, Span} from "../types.js"
 * @import {Pattern} from "./suggestions.js"
 */

/** @typedef {{element: HTMLElement, key: HTMLElement, title: HTMLElement}} Button */

/** The last number key. */
const LAST_DIGIT = 9;
const MOST_SHOWN = 3;

export class PatternsRow {
  #model;
  #onTake;
  /** @type {Pattern[]} */
  #all = [];
  /** @type {Pattern[]} */
  #shown = [];
  /** Attributes with which the span began. @type {Attributes} */
  #start = {};
  #firstDigit = LAST_DIGIT + 1;
  #buttons = Array.from({ length: MOST_SHOWN }, (_, index) => this.#button(index));
  #rows = el("div", { class: "an-patterns-rows" });

  /**
   * @param {Model} model
   * @param {(attributes: Attributes, title: string) => void} onTake
   */
  constructor(model, onTake) {
    this.#model = model;
    this.#onTake = onTake;
    const group = { role: "group", "aria-label": "Same attributes as an earlier span", hidden: true };
    const title = el("p", { class: "an-patterns-title" }, "Same as");
    this.element = el("div", { class: "an-patterns", ...group }, title, this.#rows);
  }

  /** Offers what fits the span, until another is shown. @param {Span} span */
  offer(span) {
    this.#start = span.attributes;
    this.#all = patterns(this.#model, span);
    this.element.hidden = !this.#all.length;
    // The room stays when fewer are left: nothing moves under the eyes.
    this.#rows.style.setProperty("--an-rows", String(Math.min(this.#all.length, MOST_SHOWN)));
    this.#shown = [];
    this.narrow(span.attributes);
  }

  hide() {
    this.#all = [];
    this.#shown = [];
    this.element.hidden = true;
  }

  /** Keeps to what agrees with what has been decided. @param {Attributes} values */
  narrow(values) {
    if (!this.#all.length) return;
    const decided = Object.entries(values).filter(([name, value]) => !equal(this.#start[name], value));
    const fits = (/** @type {Pattern} */ { attributes }) =>
      decided.every(([name, value]) => equal(attributes[name], value));
    this.#show(this.#all.filter((pattern) => fits(pattern) && !equal(pattern.attributes, values)).slice(0, MOST_SHOWN));
  }

  /** Number keys above those of the field with the focus take a pattern; none while no field has it. @param {number} inUse */
  numberAfter(inUse) {
    if (this.#firstDigit === inUse + 1) return;
    this.#firstDigit = inUse + 1;
    this.#draw();
  }

  /** @param {number} digit Whether it takes a pattern. */
  digit(digit) {
    const pattern = digit >= this.#firstDigit ? this.#shown[digit - this.#firstDigit] : undefined;
    if (pattern) this.#take(pattern);
    return pattern !== undefined;
  }

  /** @param {Pattern[]} shown */
  #show(shown) {
    if (shown.length === this.#shown.length && shown.every((pattern, at) => pattern === this.#shown[at])) return;
    this.#shown = shown;
    this.#draw();
  }

  #draw() {
    this.element.classList.toggle("an-spent", !this.#shown.length);
    this.#shown.forEach((pattern, index) => {
      const { element, key, title } = /** @type {Button} */ (this.#buttons[index]);
      const digit = this.#firstDigit + index;
      key.hidden = digit > LAST_DIGIT;
      setText(key, key.hidden ? "" : digit);
      setText(title, pattern.title);
      element.title = `Same as ${inQuotes(pattern.like)}`;
      element.ariaKeyShortcuts = key.hidden ? null : String(digit);
    });
    if (this.#rows.childElementCount === this.#shown.length) return;
    this.#rows.replaceChildren(...this.#buttons.slice(0, this.#shown.length).map(({ element }) => element));
  }

  /** @param {Pattern} pattern */
  #take({ attributes, like }) {
    this.#onTake({ ...attributes }, `Same as ${inQuotes(like.length > 60 ? `${like.slice(0, 58)}…` : like)}`);
  }

  /**
   * Made once: what is new in the page has to be laid out from the ground.
   *
   * @param {number} index
   */
  #button(index) {
    const key = keycap("");
    const title = el("bdi", { class: "an-pattern-title" });
    const take = () => {
      const pattern = this.#shown[index];
      if (pattern) this.#take(pattern);
    };
    return { element: el("button", { type: "button", class: "an-pattern", onClick: take }, key, title), key, title };
  }
}
