/**
 * A text with completion, or a long list of options that narrows as one types.
 *
 * While nothing has been typed the number keys take a candidate and 0 takes “none”; the first letter turns it into a
 * plain text field, where digits are digits. A space right behind a number key tells that a name was meant that begins
 * with the figure: “7 Rivers Trust”.
 */

import { el } from "../../dom.js";
import { valueTitle } from "../../attribute_schema.js";
import { noneButton } from "./field.js";
import { Popup } from "./popup.js";

/** @typedef {import("./field.js").Attribute} Attribute */
/** @typedef {import("./field.js").Field} Field */
/** @typedef {import("./field.js").FieldHost} FieldHost */

/**
 * @param {Attribute} attribute
 * @param {FieldHost} host
 * @returns {Field}
 */
export function comboField(attribute, host) {
  const combo = new Combo(attribute, host);
  return {
    element: combo.element,
    digits: 9,
    show: (value) => combo.show(value),
    control: combo.input,
    focus: () => combo.input.focus({ preventScroll: true }),
    digit: () => false,
    suggestAgain: () => combo.suggestAgain(),
    reset: () => combo.reset(),
    refuse: () => combo.refuse(),
    dispose: () => combo.popup.hide(),
  };
}

/** So long, in ms, a space behind a number key goes on with the figure. */
const RIGHT_BEHIND = 700;

class Combo {
  #attribute;
  #host;
  /** Whether only the options may be taken. */
  #closed;
  #none;
  /** @type {any} */
  #value = undefined;
  #typing = false;
  /** Whether the text in the field was not taken. */
  #refused = false;

  /**
   * @param {Attribute} attribute
   * @param {FieldHost} host
   */
  constructor(attribute, host) {
    this.#attribute = attribute;
    this.#host = host;
    this.#closed = attribute.options.length > 0;
    this.input = el("input", {
      class: "an-entry",
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      dir: "auto",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-haspopup": "listbox",
      "aria-labelledby": host.labelledBy,
      "aria-describedby": host.describedBy,
      "aria-required": attribute.required ? "true" : null,
      placeholder: this.#closed ? "Choose…" : "Write, or choose…",
      maxLength: this.#closed ? undefined : (attribute.schema.maxLength ?? undefined),
      onInput: () => this.#onInput(),
      onFocus: () => this.#onFocus(),
      onClick: () => this.#suggest(),
      onBlur: () => this.#onBlur(),
      onKeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
    });
    this.popup = new Popup(this.input, `${attribute.title}: suggestions`, (candidate) =>
      this.#take(candidate.value, false),
    );
    this.input.setAttribute("aria-controls", this.popup.id);
    this.#none = attribute.nullable && !this.#closed ? noneButton(attribute, () => this.#take(null, false)) : null;
    this.element = el("div", { class: "an-field-line" }, this.input, this.#none, this.popup.element);
  }

  /** @param {any} value */
  show(value) {
    if (this.#refused && value === this.#value) return;
    this.#refused = false;
    this.input.setAttribute("aria-invalid", "false");
    this.#value = value;
    if (this.#typing) return;
    const text = value === undefined || (value === null && !this.#closed) ? "" : valueTitle(this.#attribute, value);
    if (this.input.value !== text) this.input.value = text;
    this.#none?.setAttribute("aria-pressed", String(value === null));
  }

  suggestAgain() {
    if (document.activeElement === this.input && !this.popup.active) this.#suggest();
  }

  reset() {
    this.#typing = false;
    this.#refused = false;
    this.popup.hide();
  }

  refuse() {
    this.#refused = true;
    this.input.setAttribute("aria-invalid", "true");
  }

  #onFocus() {
    this.#typing = this.#refused;
    if (!this.#refused) this.input.select();
    this.#suggest();
  }

  #onInput() {
    this.#typing = true;
    this.#refused = false;
    this.#suggest();
  }

  #onBlur() {
    if (this.#typing && !this.#closed) this.#commit(false);
    this.#typing = false;
    this.popup.hide();
    this.show(this.#value);
  }

  #suggest() {
    const typed = this.#typing ? this.input.value : "";
    const active = this.#closed && this.#typing ? 0 : -1;
    this.popup.show(this.#host.candidates(typed), { numbered: !typed, active, tab: this.#typing && !this.#closed });
  }

  /**
   * @param {any} value
   * @param {boolean} advance
   */
  #take(value, advance) {
    this.#typing = false;
    this.#host.choose(value, advance);
    if (!advance) this.popup.hide();
  }

  /** Takes the text as it was typed. @param {boolean} advance */
  #commit(advance) {
    const text = this.input.value.trim();
    const unchanged = !this.#typing;
    this.#typing = false;
    if (unchanged) this.#host.choose(this.#value, advance);
    else if (!this.#closed) this.#host.choose(text === "" ? undefined : text, advance);
    else if (advance) this.#host.choose(this.#value, true);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!this.#onListKey(event) && !this.#onNumber(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {KeyboardEvent} event */
  #onListKey(event) {
    const { popup } = this;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!popup.open) this.#suggest();
      popup.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      if (popup.open && popup.active) this.#take(popup.active.value, true);
      else this.#commit(true);
    } else if (event.key === "Escape") {
      this.reset();
      this.show(this.#value);
      this.#host.leave();
    } else if (event.key === "Tab" && !event.shiftKey && this.#typing && popup.open && popup.candidates[0]) {
      if (this.#closed) this.#take((popup.active ?? popup.candidates[0]).value, true);
      else this.#complete((popup.active ?? popup.candidates[0]).title);
    } else return false;
    return true;
  }

  /** Puts a completion into the field, with the space before the next word. @param {string} text */
  #complete(text) {
    this.input.value = `${text} `;
    this.#suggest();
  }

  /** @param {KeyboardEvent} event */
  #onNumber(event) {
    if (this.#typing || !/^[0-9]$/.test(event.key)) return false;
    if (event.key === "0") {
      if (!this.#attribute.nullable) return false;
      this.#take(null, true);
      return true;
    }
    const candidate = this.popup.open ? this.popup.candidates[Number(event.key) - 1] : undefined;
    if (!candidate) return false;
    this.#take(candidate.value, true);
    if (!this.#closed) this.#listenForSpace(event.key);
    return true;
  }

  /** @param {string} figure that took a candidate */
  #listenForSpace(figure) {
    const taken = performance.now();
    const onNext = (/** @type {KeyboardEvent} */ event) => {
      const isFresh = performance.now() - taken < RIGHT_BEHIND && this.input.isConnected;
      if (event.key !== " " || !isFresh || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      this.input.focus({ preventScroll: true });
      this.input.value = `${figure} `;
      this.#onInput();
    };
    window.addEventListener("keydown", onNext, { capture: true, once: true });
  }
}
