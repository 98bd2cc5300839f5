/** A number within limits. */

import { el } from "../../dom.js";
import { noneButton } from "./field.js";

/** @typedef {import("./field.js").Attribute} Attribute */
/** @typedef {import("./field.js").Field} Field */
/** @typedef {import("./field.js").FieldHost} FieldHost */

/**
 * @param {Attribute} attribute
 * @param {FieldHost} host
 * @returns {Field}
 */
export function numberField(attribute, host) {
  let shown = "";
  const input = el("input", {
    class: "an-entry",
    type: "text",
    inputmode: attribute.kind === "integer" ? "numeric" : "decimal",
    autocomplete: "off",
    placeholder: limits(attribute),
    "aria-labelledby": host.labelledBy,
    "aria-describedby": host.describedBy,
    "aria-required": attribute.required ? "true" : null,
    onChange: () => commit(false),
    onKeydown,
  });
  const none = attribute.nullable ? noneButton(attribute, () => host.choose(null, false)) : null;

  /** @param {boolean} advance */
  function commit(advance) {
    const text = input.value.trim();
    const value = text === "" ? undefined : parse(text);
    // What is no number that can be stored stays in the field, which says so.
    const wrong = value === undefined ? "" : whyNot(value);
    input.setCustomValidity(wrong);
    input.setAttribute("aria-invalid", String(wrong !== ""));
    if (wrong) input.reportValidity();
    else if (text !== shown || advance) host.choose(value, advance);
  }

  /** @param {KeyboardEvent} event */
  function onKeydown(event) {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) commit(true);
    else if (event.key === "Escape") {
      input.value = shown;
      host.leave();
    } else if (step && event.altKey === false) input.value = String(stepped(attribute, input.value, step));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return {
    element: el("div", { class: "an-field-line" }, input, none),
    digits: 0,
    show(value) {
      shown = value === undefined || value === null ? "" : String(value);
      if (input.value !== shown) input.value = shown;
      input.setCustomValidity("");
      input.setAttribute("aria-invalid", "false");
      none?.setAttribute("aria-pressed", String(value === null));
    },
    control: input,
    focus: () => {
      input.focus({ preventScroll: true });
      input.select();
    },
    digit: () => false,
    refuse: () => input.setAttribute("aria-invalid", "true"),
  };
}

/**
 * NaN where the text is no number. A comma before decimals is read as a point.
 *
 * @param {string} text
 * @returns {number}
 */
export function parse(text) {
  const plain = text.replace(/^(-?\d+),(\d+)$/, "$1.$2");
  return /^-?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
}

/** Why a number cannot be stored; empty where it can. @param {number} value */
export function whyNot(value) {
  if (Number.isNaN(value)) return "This is not a number.";
  return Math.abs(value) > Number.MAX_SAFE_INTEGER ? "This number is too large to be stored." : "";
}

/** @param {Attribute} attribute */
function limits({ schema, kind }) {
  const from = schema.minimum ?? schema.exclusiveMinimum;
  const to = schema.maximum ?? schema.exclusiveMaximum;
  if (from !== undefined && to !== undefined) return `${from} to ${to}`;
  if (from !== undefined) return `${from} or more`;
  if (to !== undefined) return `${to} or less`;
  return kind === "integer" ? "whole number" : "number";
}

/**
 * @param {Attribute} attribute
 * @param {string} text
 * @param {number} direction
 */
function stepped({ schema, kind }, text, direction) {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  const size = schema.multipleOf ?? (kind === "integer" ? 1 : maximum - minimum <= 1 ? 0.1 : 1);
  const from = Number(text) || 0;
  const next = Math.round((from + direction * size) * 1e6) / 1e6;
  return Math.min(Math.max(next, minimum), maximum);
}
