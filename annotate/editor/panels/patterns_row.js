/** “Same as”: a fresh span takes all its attributes over from one like it, with one key. */

import { patterns } from "./suggestions.js";
import { el, keycap } from "./dom.js";

/**
 * @import {Model} from "../model.js"
 * @import {Attributes, Span} from "../types.js"
 * @import {Pattern} from "./suggestions.js"
 */

/** The last number key. */
const LAST_DIGIT = 9;

export class PatternsRow {
  #model;
  #onTake;
  /** @type {Pattern[]} */
  #patterns = [];
  #firstDigit = 1;

  /**
   * @param {Model} model
   * @param {(attributes: Attributes, title: string) => void} onTake
   */
  constructor(model, onTake) {
    this.#model = model;
    this.#onTake = onTake;
    const group = { role: "group", "aria-label": "Same attributes as an earlier span", hidden: true };
    this.element = el("div", { class: "an-patterns", ...group });
  }

  /**
   * Offers what fits the span, and stays as it is until another span is shown: nothing moves under the eyes.
   *
   * @param {Span} span
   * @param {number} digitsInUse those of the first field; the ones above take a pattern
   */
  offer(span, digitsInUse) {
    this.#patterns = patterns(this.#model, span);
    this.#firstDigit = digitsInUse + 1;
    this.element.hidden = !this.#patterns.length;
    const title = el("p", { class: "an-patterns-title" }, "Same as");
    this.element.replaceChildren(title, ...this.#patterns.map((pattern, index) => this.#button(pattern, index)));
  }

  hide() {
    this.#patterns = [];
    this.element.hidden = true;
  }

  /** @param {number} digit Whether it takes a pattern. */
  digit(digit) {
    const pattern = digit >= this.#firstDigit ? this.#patterns[digit - this.#firstDigit] : undefined;
    if (pattern) this.#take(pattern);
    return pattern !== undefined;
  }

  /** @param {Pattern} pattern */
  #take({ attributes, like }) {
    this.#onTake({ ...attributes }, `Same as “${like.length > 60 ? `${like.slice(0, 58)}…` : like}”`);
  }

  /**
   * @param {Pattern} pattern
   * @param {number} index
   */
  #button(pattern, index) {
    const digit = this.#firstDigit + index;
    const hasKey = digit <= LAST_DIGIT;
    return el(
      "button",
      {
        type: "button",
        class: "an-pattern",
        title: `Same as “${pattern.like}”`,
        "aria-keyshortcuts": hasKey ? String(digit) : null,
        onClick: () => this.#take(pattern),
      },
      hasKey && keycap(String(digit)),
      el("bdi", { class: "an-pattern-title" }, pattern.title),
    );
  }
}
