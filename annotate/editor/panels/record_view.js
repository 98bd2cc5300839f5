/** A span, relation or note as lines of words: to be compared with another. */

import { attributeSchema, valueTitle } from "../attribute_schema.js";

/** @import {Model} from "../model.js" */

/** @typedef {[name: string, value: string]} Line */

/**
 * @param {Model} model
 * @param {string} kind “span”, “relation”, “notes”, “status” or “skip”
 * @param {any} record null: it is deleted
 * @returns {Line[]}
 */
export function recordLines(model, kind, record) {
  if (record === null || record === undefined) return [["", "Deleted"]];
  if (kind === "notes") return listOf(record.notes ?? record).map((note, index) => [`Note ${index + 1}`, note]);
  if (kind === "skip") return [["Skipped", record.reason ?? "No"]];
  if (kind === "status") return [["Status", String(record.status ?? record).replaceAll("_", " ")]];
  return kind === "relation" ? relationLines(model, record) : spanLines(model, record);
}

/**
 * What stands in the store where an edit met another's change. With a span that the edit deletes go its relations.
 *
 * @param {Model} model
 * @param {import("../types.js").Conflict} conflict
 * @returns {Line[]}
 */
export function standingLines(model, { kind, current, mine, closed, standing = [] }) {
  if (closed && current === null) return [["", "Not there"]];
  const going = mine.op === "delete-span" ? standing.filter(({ op }) => op === "put-relation") : [];
  const joined = going.map(({ value }) => {
    const [[, title], [, from], [, to]] = /** @type {[Line, Line, Line]} */ (relationLines(model, value, current));
    return /** @type {Line} */ ([title, `${from} → ${to}`]);
  });
  return [...recordLines(model, kind, current), ...joined];
}

/** @param {any} value @returns {string[]} */
function listOf(value) {
  return Array.isArray(value) ? value : [];
}

/**
 * @param {Model} model
 * @param {any} span
 * @returns {Line[]}
 */
function spanLines(model, span) {
  /** @type {Line[]} */
  const lines = [
    ["Label", model.labelSet.titleOf(span.label)],
    ["Text", model.textOf(span)],
    ...attributeLines(model.labelSet.label(span.label)?.attributes, span.attributes ?? {}),
  ];
  if (span.note) lines.push(["Note", span.note]);
  if (span.unsure) lines.push(["Unsure", "Yes"]);
  return lines;
}

/**
 * @param {Model} model
 * @param {any} relation
 * @param {any} [deleted] a span that the page has not any more
 * @returns {Line[]}
 */
function relationLines(model, relation, deleted) {
  const words = (/** @type {string} */ id) => {
    const span = model.spans.get(id) ?? (deleted?.id === id ? deleted : undefined);
    return span ? model.textOf(span) : "a span that is not there";
  };
  return [
    ["Relation", model.labelSet.titleOf(relation.label)],
    ["From", words(relation.head)],
    ["To", words(relation.tail)],
    ...attributeLines(model.labelSet.relationType(relation.label)?.attributes, relation.attributes ?? {}),
  ];
}

/**
 * @param {Record<string, any> | undefined} schema
 * @param {Record<string, any>} values
 * @returns {Line[]}
 */
export function attributeLines(schema, values) {
  const { byName } = attributeSchema(schema);
  return Object.entries(values).map(([name, value]) => {
    const attribute = byName.get(name);
    return [attribute?.title ?? name, valueTitle(attribute, value)];
  });
}
