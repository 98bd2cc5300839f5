/** The form of one attribute schema. It is made once for a label and shows one span after another. */

import { attributeMessage } from "../rule_messages.js";
import { check } from "../schema_check.js";
import { attributeSchema, nextUndecided, requiredNames } from "../attribute_schema.js";
import { el, setText } from "../dom.js";
import { comboField } from "./fields/combo.js";
import { digitOf } from "./fields/field.js";
import { numberField } from "./fields/number.js";
import { segmentedField, segmentsOf } from "./fields/segmented.js";

/**
 * @import {Attribute} from "../attribute_schema.js"
 * @import {Attributes} from "../types.js"
 * @import {Field} from "./fields/field.js"
 * @import {Found} from "../rules.js"
 * @import {Candidate} from "./suggestions.js"
 */

/**
 * What the form is about, asked anew each time.
 *
 * @typedef {object} FormHost
 * @property {() => Attributes} values
 * @property {() => readonly Found[]} problems
 * @property {(name: string, value: any) => void} set
 * @property {(attribute: Attribute, typed: string) => Candidate[]} candidates
 * @property {() => void} leave Gives the keyboard back to the text.
 * @property {() => void} done Does so too, and says it: nothing more is asked.
 * @property {(digit: number) => boolean} [extraDigit] Takes number keys that the field with the focus does not take.
 * @property {(digits: number) => void} [onField] Tells how many number keys the field takes that got the focus; all of
 *   them when the form has lost it.
 */

/**
 * @typedef {object} Line
 * @property {Attribute} attribute
 * @property {Field} field
 * @property {HTMLElement} element
 * @property {HTMLElement} state
 * @property {HTMLElement} help
 * @property {HTMLElement} message
 * @property {string} shown What the state says, to draw it only when it changes.
 */

const ALL_DIGITS = 9;

let nextId = 1;

export class AttributeForm {
  #schema;
  #host;
  /** @type {Line[]} */
  #lines;

  /**
   * @param {Record<string, any> | undefined} schema
   * @param {FormHost} host
   * @param {string} label Name of the form for screen readers.
   */
  constructor(schema, host, label) {
    this.#schema = attributeSchema(schema);
    this.#host = host;
    this.#lines = this.#schema.attributes.map((attribute) => this.#line(attribute));
    this.element = el(
      "div",
      {
        class: "an-form",
        role: "group",
        "aria-label": label,
        onKeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
        onFocusout: (/** @type {FocusEvent} */ event) => this.#onFocusOut(event),
      },
      this.#lines.map(({ element }) => element),
    );
  }

  /** Shows the values and problems as they are now. */
  update() {
    const values = this.#host.values();
    const required = requiredNames(this.#schema, values);
    const problems = this.#host.problems();
    for (const line of this.#lines) {
      const { name } = line.attribute;
      const problem = problems.find((candidate) => candidate.attribute === name);
      line.field.show(Object.hasOwn(values, name) ? values[name] : undefined);
      showState(line, problem, required.has(name), Object.hasOwn(values, name));
    }
  }

  /** Forgets what was typed and not taken: another span is shown. */
  reset() {
    for (const { field } of this.#lines) field.reset?.();
  }

  /** Puts the focus on the first attribute that needs a decision. False: there is none. */
  focusFirstUndecided() {
    const next = nextUndecided(this.#schema, this.#host.values());
    return next !== null && this.focusAttribute(next.name);
  }

  /** Puts the focus on an attribute; on the first without a name. @param {string} [name] */
  focusAttribute(name) {
    const line = name === undefined ? this.#lines[0] : this.#lines.find(({ attribute }) => attribute.name === name);
    if (!line) return false;
    // Before the focus, which has the page laid out: it is then laid out once.
    this.#enter(line, line.field.control);
    line.field.focus();
    // Not now: it would have the page laid out before all is drawn that the key changes.
    requestAnimationFrame(() => line.element.scrollIntoView({ block: "nearest" }));
    return true;
  }

  /** There may be more to suggest by now. */
  suggestAgain() {
    for (const { field } of this.#lines) field.suggestAgain?.();
  }

  dispose() {
    for (const { field } of this.#lines) field.dispose?.();
  }

  /** @param {FocusEvent} event */
  #onFocusOut({ relatedTarget }) {
    if (!(relatedTarget instanceof Node && this.element.contains(relatedTarget))) this.#host.onField?.(ALL_DIGITS);
  }

  /** @param {Attribute} attribute @returns {Line} */
  #line(attribute) {
    const id = `an-attribute-${nextId++}`;
    const title = el("span", { class: "an-line-title", id }, attribute.title);
    const state = el("span", { class: "an-line-state" });
    const help = el("p", { class: "an-line-help", id: `${id}-help` }, attribute.description);
    const message = el("p", { class: "an-line-problem", id: `${id}-problem`, hidden: true });
    const field = this.#field(attribute, id);
    const head = el("div", { class: "an-line-head" }, title, state, help);
    const element = el("div", { class: "an-line", data: { attribute: attribute.name } }, head, field.element, message);
    head.title = attribute.description;
    const line = { attribute, field, element, state, help, message, shown: "" };
    element.addEventListener("focusin", ({ target }) => this.#enter(line, /** @type {HTMLElement} */ (target)));
    return line;
  }

  /**
   * Shows what is asked, and which number keys are taken, where the focus is or will be in a moment.
   *
   * @param {Line} line
   * @param {HTMLElement} control
   */
  #enter({ attribute, field, help }, control) {
    setText(help, (control.role === "radio" && control.title) || attribute.description);
    this.#host.onField?.(field.digits);
  }

  /**
   * @param {Attribute} attribute
   * @param {string} id
   * @returns {Field}
   */
  #field(attribute, id) {
    const host = {
      choose: (/** @type {any} */ value, /** @type {boolean} */ advance) => this.#choose(attribute, value, advance),
      candidates: (/** @type {string} */ typed) => this.#host.candidates(attribute, typed),
      leave: () => this.#host.leave(),
      labelledBy: id,
      describedBy: `${id}-help ${id}-problem`,
    };
    const segments = segmentsOf(attribute);
    if (segments) return segmentedField(attribute, segments, host);
    return ["integer", "number"].includes(attribute.kind) ? numberField(attribute, host) : comboField(attribute, host);
  }

  /**
   * @param {Attribute} attribute
   * @param {any} value
   * @param {boolean} advance
   */
  #choose(attribute, value, advance) {
    if (!this.#accepts(attribute, value)) return;
    if (value !== this.#host.values()[attribute.name]) this.#host.set(attribute.name, value);
    if (!advance) return;
    const next = nextUndecided(this.#schema, this.#host.values(), attribute.name);
    if (next) this.focusAttribute(next.name);
    else this.#host.done();
  }

  /**
   * Values that no store takes stay in the field, with the reason under it.
   *
   * @param {Attribute} attribute
   * @param {any} value
   */
  #accepts(attribute, value) {
    const line = /** @type {Line} */ (this.#lines.find((candidate) => candidate.attribute === attribute));
    const [finding] =
      value === undefined
        ? []
        : check({ properties: { [attribute.name]: attribute.schema } }, { [attribute.name]: value });
    if (!finding) return true;
    const message = attributeMessage(
      finding.keyword,
      attribute.schema,
      attribute,
      attribute.name,
      { [attribute.name]: value },
      "",
    );
    showState(line, { code: "", severity: "error", message: `Not saved: ${message}` }, false, true);
    line.field.refuse?.();
    return false;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const at = this.#lines.findIndex(({ element }) => element.contains(/** @type {Node} */ (event.target)));
    const line = this.#lines[at];
    if (!line || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!this.#onDigit(event, line) && !this.#onMove(event, line, at)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Line} line
   */
  #onDigit(event, line) {
    const digit = digitOf(event);
    if (digit === null || event.target instanceof HTMLInputElement) return false;
    return line.field.digit(digit) || (this.#host.extraDigit?.(digit) ?? false);
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Line} line
   * @param {number} at
   */
  #onMove(event, line, at) {
    if (event.key === "Escape") this.#host.leave();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : this.#lines.length - 1;
      this.focusAttribute(this.#lines[(at + step) % this.#lines.length]?.attribute.name);
    } else if (event.key === "Backspace" || event.key === "Delete") this.#choose(line.attribute, undefined, false);
    else return false;
    return true;
  }
}

/**
 * @param {Line} line
 * @param {Found | undefined} problem
 * @param {boolean} required
 * @param {boolean} decided
 */
function showState(line, problem, required, decided) {
  const missing = problem?.code === "A001";
  const word = missing ? "missing" : problem ? "wrong" : decided ? "" : required ? "needed" : "open";
  const key = `${word} ${problem?.message ?? ""}`;
  if (line.shown === key) return;
  line.shown = key;
  line.element.dataset.state = word || "decided";
  setText(line.state, word && word !== "open" ? `• ${word}` : "");
  setText(line.message, problem?.message ?? "");
  // “Missing” beside the title is enough for the eye; the sentence is there for the ear.
  line.message.hidden = !problem;
  line.message.classList.toggle("an-hidden-text", missing);
}
