/** What an edit is about: the span or relation it names, or a fact of the whole set. Two edits of one target conflict. */

/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").Conflict["kind"]} Kind */
/** @typedef {{kind: Kind, id: string | null}} Target */

/** @type {Record<import("./types.js").Op, Kind>} */
const KINDS = {
  "put-span": "span",
  "delete-span": "span",
  "put-relation": "relation",
  "delete-relation": "relation",
  "set-notes": "notes",
  "set-status": "status",
  "set-skip": "skip",
};

/** @param {Change} change @returns {Target} */
export function targetOf({ op, value }) {
  return { kind: KINDS[op], id: value.id ?? null };
}

/** @param {Target} left @param {Target} right */
export function sameTarget(left, right) {
  return left.kind === right.kind && (left.id || null) === (right.id || null);
}

/** Whether the edit still waiting decides over what the other's change would show. @param {Change} waiting @param {Change} change */
export function touches(waiting, change) {
  if (sameTarget(targetOf(waiting), targetOf(change))) return true;
  const ends = change.op === "put-relation" ? [change.value.head, change.value.tail] : [];
  return waiting.op === "delete-span" && ends.includes(waiting.value.id);
}
