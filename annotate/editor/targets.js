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
