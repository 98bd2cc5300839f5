/** The way back (or on again) over a step: what it changes, unless it would change what others have done since. */

import { equal } from "./annotations.js";
import { changesTo } from "./undo.js";

/**
 * @import {Annotations, Touched} from "./annotations.js"
 * @import {Change} from "./types.js"
 */

/**
 * Relations stay away whose other end was deleted elsewhere.
 *
 * @param {Annotations} annotations
 * @param {Touched} touched what the step touched
 * @param {"before" | "after"} side where to go
 * @returns {{changes: Change[], obstacle: string}} `obstacle` says why the step is to be left alone; empty: it can be taken
 */
export function wayTo(annotations, touched, side) {
  const isThere = (/** @type {string} */ id) => annotations.spans.has(id) || touched.get(`span ${id}`)?.[side];
  const changes = changesTo(touched, side).filter(
    ({ op, value }) => op !== "put-relation" || (isThere(value.head) && isThere(value.tail)),
  );
  return { changes, obstacle: obstacle(annotations, touched, side, changes) };
}

/**
 * @param {Annotations} annotations
 * @param {Touched} touched
 * @param {"before" | "after"} side
 * @param {Change[]} changes
 */
function obstacle(annotations, touched, side, changes) {
  const other = side === "before" ? "after" : "before";
  const isIntact = [...touched].every(([key, sides]) => equal(annotations.current(key), sides[other]));
  if (!isIntact) return "it was changed elsewhere";
  const isJoinedSince = (/** @type {string} */ id) =>
    annotations.relationsOf(id).some((relation) => !touched.has(`relation ${relation.id}`));
  if (changes.some(({ op, value }) => op === "delete-span" && isJoinedSince(value.id))) {
    return "a relation was joined to it since";
  }
  return changes.length ? "" : "a span that it joins was deleted elsewhere";
}
