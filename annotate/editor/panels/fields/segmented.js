/** A few values side by side, each with its number key. */

import { el } from "../../dom.js";
import { keycap } from "../keycaps.js";
import { valueTitle } from "../../attribute_schema.js";
import { same } from "../../schema_check.js";

/** @typedef {import("./field.js").Attribute} Attribute */
/** @typedef {import("./field.js").Field} Field */
/** @typedef {import("./field.js").FieldHost} FieldHost */

/** Number keys from 1 to 9. */
const MOST = 9;

/** @typedef {{value: any, title: string, description: string, digit: number}} Segment */

/**
 * The values of an attribute that is short enough for buttons; null where it is not.
 *
 * @param {Attribute} attribute
 * @returns {Segment[] | null}
 */
export function segmentsOf(attribute) {
  const values = valuesOf(attribute);
  if (!values || values.length > MOST) return null;
  const segments = values.map((value, index) => ({
    value,
    title: valueTitle(attribute, value),
    description: attribute.options.find((option) => option.value === value)?.description ?? "",
    digit: attribute.kind === "integer" ? value : index + 1,
  }));
  const none = { value: null, title: attribute.nullTitle, description: "", digit: 0 };
  return attribute.nullable ? [...segments, none] : segments;
}

/**
 * @param {Attribute} attribute
 * @param {Segment[]} segments
 * @param {FieldHost} host
 * @returns {Field}
 */
export function segmentedField(attribute, segments, host) {
  const buttons = segments.map((segment) => segmentButton(segment, host));
  const element = el(
    "div",
    {
      class: "an-segments",
      role: "radiogroup",
      "aria-labelledby": host.labelledBy,
      "aria-describedby": host.describedBy,
      "aria-required": attribute.required ? "true" : null,
      onKeydown: (/** @type {KeyboardEvent} */ event) => moveAmong(event, buttons),
    },
    buttons,
  );
  let chosen = -1;
  return {
    element,
    digits: Math.max(...segments.map(({ digit }) => digit)),
    show(value) {
      const next = value === undefined ? -1 : segments.findIndex((segment) => same(segment.value, value));
      if (next !== chosen) for (const [index, button] of buttons.entries()) mark(button, index === next);
      chosen = next;
      for (const [index, button] of buttons.entries()) button.tabIndex = index === Math.max(next, 0) ? 0 : -1;
    },
    get control() {
      return buttons[Math.max(chosen, 0)] ?? element;
    },
    focus() {
      this.control.focus({ preventScroll: true });
    },
    digit(digit) {
      const segment = segments.find((candidate) => candidate.digit === digit);
      if (segment) host.choose(segment.value, true);
      return segment !== undefined;
    },
  };
}

/**
 * @param {Attribute} attribute
 * @returns {any[] | null}
 */
function valuesOf({ kind, options, schema }) {
  if (kind === "boolean") return [true, false];
  if (options.length) return options.map((option) => option.value);
  const { minimum, maximum } = schema;
  const fits = kind === "integer" && minimum >= 0 && maximum <= MOST && (minimum > 0 || !schema.type?.includes("null"));
  if (!fits) return null;
  const step = schema.multipleOf ?? 1;
  const all = Array.from({ length: maximum - minimum + 1 }, (_, index) => minimum + index);
  return all.filter((value) => value % step === 0);
}

/**
 * @param {Segment} segment
 * @param {FieldHost} host
 */
function segmentButton({ value, title, description, digit }, host) {
  return el(
    "button",
    {
      type: "button",
      class: "an-segment",
      role: "radio",
      "aria-checked": "false",
      "aria-keyshortcuts": String(digit),
      title: description || null,
      tabindex: -1,
      // A pointer's click leaves the focus where it is; keys move on.
      onClick: (/** @type {MouseEvent} */ event) => host.choose(value, event.detail === 0),
    },
    // A number that is its own key needs no key beside it.
    String(digit) !== title && keycap(String(digit)),
    el("span", null, title),
  );
}

/**
 * @param {HTMLButtonElement} button
 * @param {boolean} chosen
 */
function mark(button, chosen) {
  button.setAttribute("aria-checked", String(chosen));
}

/**
 * Left and right go to the next value without choosing it: choosing is an edit.
 *
 * @param {KeyboardEvent} event
 * @param {HTMLButtonElement[]} buttons
 */
function moveAmong(event, buttons) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const from = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  const to = buttons[(from + step + buttons.length) % buttons.length];
  for (const button of buttons) button.tabIndex = button === to ? 0 : -1;
  to?.focus({ preventScroll: true });
  event.preventDefault();
  event.stopPropagation();
}
