/** What a step of the history did, in words. */

import { inQuotes } from "../quoting.js";
import { KIND, steps } from "../undo.js";
import { attributeLines } from "./record_view.js";

/**
 * @import {Change, HistoryEntry} from "../types.js"
 * @import {Model} from "../model.js"
 */

/** @typedef {{title: string, revision: number, annotator: string, at: string, own: string}} Step */

const LONGEST_QUOTE = 48;
/** @type {Record<string, string>} */
const REDONE = { [KIND.undo]: "Undo: ", [KIND.redo]: "Redo: " };

/**
 * Steps, newest first: edits made with one key are one step.
 *
 * @param {Model} model
 * @param {readonly HistoryEntry[]} history oldest first
 * @returns {Step[]}
 */
export function historySteps(model, history) {
  return steps(history)
    .map((entries) => {
      const last = /** @type {HistoryEntry} */ (entries.at(-1));
      const title = `${REDONE[last.id[0] ?? ""] ?? ""}${stepTitle(model, entries)}`;
      return { title, revision: last.revision, annotator: last.annotator, at: last.at, own: last.id };
    })
    .sort((a, b) => b.revision - a.revision);
}

/**
 * What was done with one key.
 *
 * @param {Model} model
 * @param {HistoryEntry[]} entries
 */
export function stepTitle(model, entries) {
  const titles = [...new Set(entries.map((entry) => editTitle(model, entry)))];
  if (titles.length === 1 && entries.length > 1) return `${titles[0]}, ${entries.length} times`;
  return titles.length > 2 ? `${titles[0]} and ${entries.length - 1} more` : titles.join("; ");
}

/**
 * @param {Model} model
 * @param {HistoryEntry} entry
 */
export function editTitle(model, { op, value, inverse }) {
  const before = [inverse].flat();
  switch (op) {
    case "put-span":
      return spanTitle(model, before.find((change) => change.op === "put-span")?.value, value);
    case "delete-span":
      return removedTitle(model, before.find((change) => change.op === "put-span")?.value);
    case "put-relation":
      return relationTitle(model, before, value);
    case "delete-relation": {
      const gone = before.find((change) => change.op === "put-relation")?.value;
      return `Removed ${gone ? model.labelSet.titleOf(gone.label) : "a relation"}`;
    }
    case "set-status":
      return (
        { submitted: "Submitted", in_progress: "Reopened", adjudicated: "Adjudicated" }[String(value.status)] ??
        "Status"
      );
    case "set-skip":
      return value.reason === null ? "No longer skipped" : `Skipped: ${value.reason}`;
    default:
      return "Changed the notes";
  }
}

/**
 * @param {Model} model
 * @param {any} before
 * @param {any} after
 */
function spanTitle(model, before, after) {
  const label = model.labelSet.titleOf(after.label);
  if (!before) return `Labelled ${excerpt(after)} as ${label}`;
  if (before.label !== after.label) return `Relabelled ${excerpt(after)} as ${label}`;
  const parts = [];
  if (JSON.stringify(before.fragments) !== JSON.stringify(after.fragments)) parts.push(`was ${excerpt(before)}`);
  parts.push(...changedAttributes(model.labelSet.label(after.label)?.attributes, before.attributes, after.attributes));
  if ((before.note ?? "") !== (after.note ?? "")) parts.push(after.note ? "note" : "note removed");
  if (Boolean(before.unsure) !== Boolean(after.unsure)) parts.push(after.unsure ? "unsure" : "no longer unsure");
  return `${label} ${excerpt(after)}: ${parts.join(", ") || "unchanged"}`;
}

/**
 * @param {Model} model
 * @param {Change[]} before
 * @param {any} after
 */
function relationTitle(model, before, after) {
  const title = model.labelSet.titleOf(after.label);
  const old = before.find((change) => change.op === "put-relation")?.value;
  if (!old) return `Added ${title}`;
  const schema = model.labelSet.relationType(after.label)?.attributes;
  const parts = changedAttributes(schema, old.attributes ?? {}, after.attributes ?? {});
  return `${title}: ${parts.join(", ") || "other ends"}`;
}

/**
 * @param {Model} model
 * @param {any} span
 */
function removedTitle(model, span) {
  return span ? `Removed ${model.labelSet.titleOf(span.label)} ${excerpt(span)}` : "Removed a span";
}

/**
 * @param {Record<string, any> | undefined} schema
 * @param {Record<string, any>} before
 * @param {Record<string, any>} after
 */
function changedAttributes(schema, before, after) {
  const old = new Map(attributeLines(schema, before));
  const now = attributeLines(schema, after);
  const changed = now.filter(([name, value]) => old.get(name) !== value).map(([name, value]) => `${name} ${value}`);
  const gone = [...old.keys()].filter((name) => !now.some(([other]) => other === name));
  return [...changed, ...gone.map((name) => `${name} left open`)];
}

/** @param {any} span */
function excerpt(span) {
  const text = span.fragments
    .map((/** @type {any} */ fragment) => fragment.text)
    .join(" … ")
    .replace(/\s+/gu, " ");
  const characters = [...text.slice(0, LONGEST_QUOTE * 2)];
  const isLong = characters.length > LONGEST_QUOTE;
  return inQuotes(isLong ? `${characters.slice(0, LONGEST_QUOTE - 1).join("")}…` : characters.join(""));
}
