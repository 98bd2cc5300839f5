/** What the store holds in the place of edits that it refused. */

import { targetOf } from "./targets.js";

/**
 * @import {Change, Payload, Relation, Span} from "./types.js"
 */

/**
 * The changes that make the page show it.
 *
 * @param {readonly Change[]} refused
 * @param {Payload["set"]} set as it was just read
 * @returns {Change[]}
 */
export function standingFor(refused, set) {
  return refused.flatMap((change) => {
    const { kind, id } = targetOf(change);
    if (kind === "notes") return [{ op: "set-notes", value: { notes: set.notes } }];
    if (kind === "status") return [{ op: "set-status", value: { status: set.status } }];
    if (kind === "skip") return [{ op: "set-skip", value: { reason: set.skipped_reason ?? null } }];
    if (kind === "relation") return [record("relation", id, set.relations)];
    const joined = set.relations.filter(({ head, tail }) => change.op === "delete-span" && (head === id || tail === id));
    return [record("span", id, set.spans), ...joined.map((value) => put("relation", value))];
  });
}

/** @param {"span" | "relation"} kind @param {string | null} id @param {readonly (Span | Relation)[]} records @returns {Change} */
function record(kind, id, records) {
  const found = records.find((value) => value.id === id);
  return found ? put(kind, found) : { op: `delete-${kind}`, value: { id } };
}

/** @param {"span" | "relation"} kind @param {Span | Relation} value @returns {Change} */
function put(kind, value) {
  return { op: `put-${kind}`, value };
}
