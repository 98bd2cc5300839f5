/** How spans are named in the panels. */

/** @import {Span} from "../types.js" */
/** @import {Model} from "../model.js" */

/**
 * A span's text on one line, cut to a length.
 *
 * @param {Model} model
 * @param {Span} span
 * @param {number} most In UTF-16 units; characters stay whole.
 */
export function excerptOf(model, span, most) {
  const text = model
    .textOf(span)
    .slice(0, most * 2)
    .replace(/\s+/gu, " ");
  return text.length <= most ? text : `${[...text.slice(0, most)].slice(0, -1).join("")}…`;
}

/**
 * The label's colour as `--an-c`, for what is drawn in it.
 *
 * @param {string | undefined} label
 * @returns {Record<string, string>}
 */
export function labelColor(label) {
  return { "--an-c": label ? `var(--an-label-${label})` : "currentColor" };
}
