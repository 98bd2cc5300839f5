/** Which changes the page must take in, so that it shows what the store holds, with the edits that wait on top. */

/** @typedef {import("./outbox.js").Entry} Entry */
/** @typedef {import("./types.js").Change} Change */
/** @typedef {Change & {id: string, revision: number}} RemoteChange an edit as the server tells of it */

/**
 * The news in an answer. Where others changed something, it tells of their edits and of the page's own in the order in
 * which they were stored: an edit of somebody else may lie before one of the page's that came later.
 *
 * @param {readonly RemoteChange[]} changes
 * @param {object} page
 * @param {number | undefined} page.known revision whose content the page shows
 * @param {readonly Entry[]} page.batch edits that are acknowledged by this answer
 * @param {readonly Entry[]} page.waiting edits that are not
 * @returns {Change[]}
 */
export function unseen(changes, { known, batch, waiting }) {
  const shown = new Set(batch.filter((entry) => entry.shown).map((entry) => entry.id));
  const fresh = changes.filter((change) => change.revision > (known ?? -1));
  if (fresh.every((change) => shown.has(change.id))) return [];
  const told = new Set(changes.map((change) => change.id));
  const untold = waiting.filter((entry) => !told.has(entry.id));
  return underWaiting(fresh, untold);
}

/**
 * Changes as the page takes them in: what waits to be saved comes again on top, for it was made after all that the page
 * had seen. If it contradicts the changes, the server will call that a conflict, and the annotator will choose.
 *
 * @param {readonly Change[]} changes
 * @param {readonly Entry[]} waiting
 * @returns {Change[]}
 */
export function underWaiting(changes, waiting) {
  if (changes.length === 0) return [];
  /** @type {Set<string>} */
  const gone = new Set();
  const all = [...changes, ...waiting.filter((entry) => entry.shown)];
  return all.flatMap(({ op, value }) => {
    if (op === "delete-span") gone.add(value.id);
    if (op === "put-span") gone.delete(value.id);
    const hangs = op === "put-relation" && (gone.has(value.head) || gone.has(value.tail));
    return hangs ? [] : [{ op, value }];
  });
}
