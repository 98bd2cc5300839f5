/** What the commands are made of. */

import { endOf, equal, startOf } from "../annotations.js";
import { attributeSchema, valueTitle } from "../attribute_schema.js";
import { joinRanges } from "../fragments.js";
import { inQuotes } from "../quoting.js";
import { randomId } from "../random_id.js";

/**
 * @import {Attributes, Change, Command, Fragment, Range, Relation, Span} from "../types.js"
 * @import {Model} from "../model.js"
 */

/** As the schema of records has it. */
const MOST_FRAGMENTS = 100;

/**
 * A command that changes nothing; the title, where there is one, is announced as the reason.
 *
 * @param {string} title
 * @returns {Command}
 */
export function nothing(title) {
  return { title, edits: [] };
}

/** @param {Span} value @returns {Change} */
export function put(value) {
  return { op: "put-span", value };
}

/**
 * @param {"span" | "relation"} kind
 * @param {string} id
 * @returns {Change}
 */
export function remove(kind, id) {
  return { op: `delete-${kind}`, value: { id } };
}

/**
 * The edit from one state of a span to the next: none where they are equal.
 *
 * @param {Span} before
 * @param {Span} after
 * @returns {Change[]}
 */
export function changeOf(before, after) {
  return equal(before, after) ? [] : [put(after)];
}

/**
 * @param {Model} model
 * @param {string} spanId
 * @returns {Span}
 */
export function get(model, spanId) {
  const span = model.spans.get(spanId);
  if (!span) throw new Error(`no span has the id ${spanId}`);
  return span;
}

/**
 * A span over the ranges, with one fragment for each paragraph that they touch; without any where they hold no words.
 *
 * @param {Model} model
 * @param {string} label
 * @param {Range[]} ranges
 * @param {Attributes} attributes
 * @returns {Span}
 */
export function newSpan(model, label, ranges, attributes) {
  let id = randomId("s", 8);
  while (model.spans.has(id)) id = randomId("s", 8);
  const parts = ranges.flatMap((range) => paragraphsOf(model, range));
  return { id, label, fragments: fragmentsOf(model, joinRanges(parts)), attributes };
}

/**
 * @param {Model} model
 * @param {Range[]} ranges
 * @returns {Fragment[]}
 */
export function fragmentsOf(model, ranges) {
  return ranges.map(({ start, end }) => ({ start, end, text: model.slice({ start, end }) }));
}

/**
 * What is to be covered, as the store takes it: paragraph by paragraph, without white space at the edges, inside the text.
 *
 * @param {Model} model
 * @param {Range} range in code points
 * @returns {Range[]} none where there are no words
 */
export function paragraphsOf({ offsets, paragraphs }, { start, end }) {
  const within = (/** @type {number} */ point) => offsets.toUtf16(Math.min(Math.max(point, 0), offsets.length));
  return paragraphs.within({ start: within(start), end: within(end) }).map((part) => ({
    start: offsets.toCodePoints(part.start),
    end: offsets.toCodePoints(part.end),
  }));
}

/**
 * Why the store would not take so many fragments; null where it would.
 *
 * @param {readonly unknown[]} fragments
 * @returns {Command | null}
 */
export function tooMany({ length }) {
  if (length <= MOST_FRAGMENTS) return null;
  return nothing(`A span holds at most ${MOST_FRAGMENTS} fragments, one for each paragraph. Choose a shorter passage.`);
}

/** How many fragments there are, where that is worth saying. @param {readonly unknown[]} fragments */
export function inFragments({ length }) {
  return length > 1 ? `, in ${length} fragments` : "";
}

/**
 * Attribute values with which a new span or relation begins.
 *
 * @param {Record<string, any> | undefined} schema
 * @returns {Attributes}
 */
export function defaultsOf(schema) {
  const defaults = attributeSchema(schema).attributes.filter((attribute) => attribute.hasDefault);
  return Object.fromEntries(defaults.map((attribute) => [attribute.name, attribute.default]));
}

/**
 * Whether a relation is still allowed when one of its ends gets another label.
 *
 * @param {Model} model
 * @param {Relation} relation
 * @param {string} spanId
 * @param {string} label
 */
export function allowed(model, relation, spanId, label) {
  const type = model.labelSet.relationType(relation.label);
  const fits = (/** @type {string} */ end, /** @type {string[] | undefined} */ labels) =>
    end !== spanId || (labels ?? []).includes(label);
  return fits(relation.head, type?.head) && fits(relation.tail, type?.tail);
}

/**
 * The span of the same label that was put last; else the nearest before this one; else the first.
 *
 * @param {Model} model
 * @param {Span} span
 * @returns {Span | undefined}
 */
export function lastLike(model, span) {
  const last = model.spans.get(model.lastOfLabel.get(span.label) ?? "");
  if (last && last.id !== span.id && last.label === span.label) return last;
  const like = model.spansInOrder().filter(({ id, label }) => id !== span.id && label === span.label);
  return like.findLast((other) => startOf(other) < startOf(span) || endOf(other) < endOf(span)) ?? like[0];
}

/**
 * @param {Attributes} attributes
 * @param {string} name
 * @param {any} value undefined takes the attribute away
 * @returns {Attributes}
 */
export function withValue(attributes, name, value) {
  const { [name]: _, ...rest } = attributes;
  if (value === undefined) return rest;
  return name in attributes ? { ...attributes, [name]: value } : { ...rest, [name]: value };
}

/**
 * An attribute's new value in the label set's words.
 *
 * @param {Record<string, any> | undefined} schema of the label or relation
 * @param {string} name
 * @param {any} value undefined: it is taken away
 */
export function attributeTitle(schema, name, value) {
  const attribute = attributeSchema(schema).byName.get(name);
  return `${attribute?.title ?? name}: ${value === undefined ? "left open" : valueTitle(attribute, value)}`;
}

/**
 * @param {Model} model
 * @param {Span} span
 */
export function quoted(model, span) {
  return quotedText(model.textOf(span));
}

/** Words of the article, short enough to be read out, in quotation marks. @param {string} text */
export function quotedText(text) {
  return inQuotes(shorten(text));
}

/**
 * A text short enough to be read out.
 *
 * @param {string} text
 */
export function shorten(text) {
  const characters = [...text.slice(0, 200).replace(/\s+/gu, " ")];
  return characters.length <= 60 && text.length < 200 ? characters.join("") : `${characters.slice(0, 58).join("")}…`;
}

/**
 * @param {number} number
 * @param {string} noun
 */
export function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
