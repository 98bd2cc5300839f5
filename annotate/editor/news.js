/** Which changes, told by the server, the page must still take in. */

import { touches } from "./targets.js";

/** @typedef {import("./outbox.js").Entry} Entry */
/** @typedef {import("./types.js").Change} Change */
/** @typedef {Change & {id: string, revision: number}} RemoteChange an edit as the server tells of it */

/**
 * Left out: what the page shows already, and what an edit that still waits decides over. Such an edit was made without
 * knowing of the change, so the server will call it a conflict, and the annotator will choose.
 *
 * @param {readonly RemoteChange[]} changes
 * @param {object} page
 * @param {number | undefined} page.known revision whose content the page shows
 * @param {readonly Entry[]} page.batch edits that are acknowledged by this answer
 * @param {readonly Entry[]} page.waiting edits that are not
 * @returns {Change[]} in the order in which they were applied
 */
export function unseen(changes, { known, batch, waiting }) {
  const shown = new Set([...batch, ...waiting].filter((entry) => entry.shown).map((entry) => entry.id));
  const told = new Set(changes.map((change) => change.id));
  const news = changes.filter((change) => change.revision > (known ?? -1) && !shown.has(change.id));
  const adopted = batch.filter((entry) => !entry.shown && !told.has(entry.id));
  return [...news, ...adopted]
    .filter((change) => !waiting.some((entry) => entry.shown && touches(entry, change)))
    .map(({ op, value }) => ({ op, value }));
}
