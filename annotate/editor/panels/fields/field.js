/** What every attribute field is made of. */

import { el } from "../../dom.js";

/** @typedef {import("../../attribute_schema.js").Attribute} Attribute */
/** @typedef {import("../suggestions.js").Candidate} Candidate */

/**
 * What a field asks of the form that holds it.
 *
 * @typedef {object} FieldHost
 * @property {(value: any, advance: boolean) => void} choose Undefined leaves the attribute open. `advance` moves on.
 * @property {(typed: string) => Candidate[]} candidates What may be meant, best first.
 * @property {() => void} leave Gives the keyboard back to the text.
 * @property {string} labelledBy Id of the attribute's title.
 * @property {string} describedBy Ids of the help and the problem.
 */

/**
 * @typedef {object} Field
 * @property {HTMLElement} element
 * @property {(value: any) => void} show Undefined: the attribute is open.
 * @property {HTMLElement} control What gets the focus.
 * @property {() => void} focus
 * @property {(digit: number) => boolean} digit Takes a number key; false: it has no meaning here.
 * @property {number} digits How many number keys it takes, from 1.
 * @property {(() => void)} [suggestAgain] Where it is suggesting: there may be more to suggest by now.
 * @property {(() => void)} [reset] Forgets what was typed and not taken.
 * @property {(() => void)} [refuse] Keeps what was typed though it was not taken.
 * @property {(() => void)} [dispose]
 */

/**
 * The digit of a key press without modifiers; null for others. Keyboards whose digits need Shift count too.
 *
 * @param {KeyboardEvent} event
 * @returns {number | null}
 */
export function digitOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (/^[0-9]$/.test(event.key)) return Number(event.key);
  const onRow = /^Digit([0-9])$/.exec(event.code);
  return onRow && !event.shiftKey && !/^[\p{L}]$/u.test(event.key) ? Number(onRow[1]) : null;
}

/**
 * The button that says “none”: the attribute is decided, and has no value. The 0 key does the same.
 *
 * @param {Attribute} attribute
 * @param {() => void} onClick
 * @returns {HTMLButtonElement}
 */
export function noneButton({ title, nullTitle }, onClick) {
  const says = { "aria-label": `${title}: ${nullTitle}`, title: `${title}: ${nullTitle} (0)`, "aria-pressed": "false" };
  return el("button", { type: "button", class: "an-none", tabindex: -1, ...says, onClick }, nullTitle);
}
