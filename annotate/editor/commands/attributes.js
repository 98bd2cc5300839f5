/** Commands that say something of a span: attributes, a note, a doubt. */

import { storable } from "../storable.js";
import { attributeTitle, changeOf, get, lastLike, nothing, quoted, withValue } from "./parts.js";

/**
 * @import {Attributes, Command} from "../types.js"
 * @import {Model} from "../model.js"
 */

/**
 * @param {Model} model
 * @param {string} spanId
 * @param {string} name
 * @param {any} value undefined takes the attribute away
 * @returns {Command}
 */
export function setAttribute(model, spanId, name, value) {
  const span = get(model, spanId);
  const { value: kept, remark } = storable(value);
  return {
    title: attributeTitle(model.labelSet.label(span.label)?.attributes, name, kept),
    edits: changeOf(span, { ...span, attributes: withValue(span.attributes, name, kept) }),
    remark,
  };
}

/**
 * Several attributes at once, in one step.
 *
 * @param {Model} model
 * @param {string} spanId
 * @param {Attributes} attributes all that the span is to have
 * @param {string} title
 * @returns {Command}
 */
export function setAttributes(model, spanId, attributes, title) {
  const span = get(model, spanId);
  return { title, edits: changeOf(span, { ...span, attributes }) };
}

/**
 * Copies the attributes of the span of the same label that was put last, or stands before this one.
 *
 * @param {Model} model
 * @param {string} spanId
 * @returns {Command}
 */
export function copyAttributes(model, spanId) {
  const span = get(model, spanId);
  const source = lastLike(model, span);
  if (!source) return nothing(`There is no other ${model.labelSet.titleOf(span.label)} to copy from.`);
  return {
    title: `Copied the attributes of ${quoted(model, source)}`,
    edits: changeOf(span, { ...span, attributes: { ...source.attributes } }),
  };
}

/**
 * @param {Model} model
 * @param {string} spanId
 * @param {string | null} note null or an empty text takes it away
 * @returns {Command}
 */
export function setNote(model, spanId, note) {
  const { note: _, ...rest } = get(model, spanId);
  const { value: kept, remark } = storable(note);
  const next = kept ? { ...rest, note: kept } : rest;
  return { title: kept ? "Noted" : "Removed the note", edits: changeOf(get(model, spanId), next), remark };
}

/**
 * @param {Model} model
 * @param {string} spanId
 * @param {boolean} unsure
 * @returns {Command}
 */
export function setUnsure(model, spanId, unsure) {
  const { unsure: _, ...rest } = get(model, spanId);
  const next = unsure ? { ...rest, unsure } : rest;
  return { title: unsure ? "Marked as unsure" : "No longer unsure", edits: changeOf(get(model, spanId), next) };
}
