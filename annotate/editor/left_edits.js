/** Edits of other articles that wait in this browser: their page was closed before the server had them. */

/**
 * The annotation sets that they are of. What an open page is about to send is not left.
 *
 * @param {{storage: Storage, locks: Pick<LockManager, "query"> | undefined}} browser
 * @param {{storeId: string, setId: string, annotator: string}} here
 * @returns {Promise<string[]>}
 */
export async function setsWithEditsLeft({ storage, locks }, { storeId, setId, annotator }) {
  const held = new Set((await locks?.query())?.held?.map(({ name }) => name));
  const sets = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? "").flatMap((key) => {
    const [app, kind, ...parts] = key.split("/");
    const [store, set, owner] = parts.slice(0, 3).map(decodeURIComponent);
    const isOurs = app === "annotate" && kind === "edit" && store === storeId && owner === annotator;
    const isOpen = held.has(key.split("/").slice(0, 6).join("/"));
    return isOurs && set && set !== setId && !isOpen ? [set] : [];
  });
  return [...new Set(sets)];
}
