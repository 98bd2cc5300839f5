/** Commands that concern the annotation set as a whole. */

import { equal } from "../annotations.js";
import { storable } from "../storable.js";
import { put, remove } from "./parts.js";

/**
 * @import {Change, Command, State, Status} from "../types.js"
 * @import {Model} from "../model.js"
 */

/**
 * Remarks on the article as a whole.
 *
 * @param {Model} model
 * @param {string[]} notes
 * @returns {Command}
 */
export function setNotes(model, notes) {
  const cleaned = notes.map((note) => storable(note));
  const kept = cleaned.map(({ value }) => value).filter(Boolean);
  return {
    title: "Changed the notes",
    edits: equal(model.notes, kept) ? [] : [{ op: "set-notes", value: { notes: kept } }],
    remark: cleaned.map(({ remark }) => remark).find(Boolean) ?? "",
  };
}

/**
 * @param {Model} model
 * @param {Status} status
 * @returns {Command}
 */
export function setStatus(model, status) {
  const title = status === "in_progress" ? "Reopened" : "Submitted";
  return { title, edits: model.status === status ? [] : [{ op: "set-status", value: { status } }] };
}

/**
 * Leaves the article for later, with a reason; null takes that back.
 *
 * @param {Model} model
 * @param {string | null} reason
 * @returns {Command}
 */
export function setSkip(model, reason) {
  const { value: kept, remark } = storable(reason);
  const edits = model.skippedReason === kept ? [] : [/** @type {Change} */ ({ op: "set-skip", value: { reason: kept } })];
  return { title: kept === null ? "No longer skipped" : "Skipped", edits, remark };
}

/**
 * Goes back to an earlier state, as one new step.
 *
 * @param {Model} model
 * @param {State} state
 * @param {string} title
 * @returns {Command}
 */
export function restore(model, state, title) {
  const spans = new Map(state.spans.map((span) => [span.id, span]));
  const relations = new Map(state.relations.map((relation) => [relation.id, relation]));
  /** @type {Change[]} */
  const edits = [];
  for (const id of model.relations.keys()) if (!relations.has(id)) edits.push(remove("relation", id));
  for (const id of model.spans.keys()) if (!spans.has(id)) edits.push(remove("span", id));
  for (const span of spans.values()) if (!equal(span, model.spans.get(span.id))) edits.push(put(span));
  for (const relation of relations.values()) {
    if (!equal(relation, model.relations.get(relation.id))) edits.push({ op: "put-relation", value: relation });
  }
  if (!equal(model.notes, state.notes)) edits.push({ op: "set-notes", value: { notes: state.notes } });
  return { title, edits };
}
