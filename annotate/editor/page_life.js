/** The moments in a page's life that matter to saving. */

/**
 * @param {EventTarget} page the window
 * @param {EventTarget & {visibilityState?: string}} document
 * @param {AbortSignal} signal ends it
 * @param {object} on
 * @param {() => void} on.wake the network, or the annotator, is back
 * @param {() => void} on.leave the page goes, perhaps for ever
 * @param {() => boolean} on.isPending whether leaving should be warned of
 */
export function listenToPage(page, document, signal, { wake, leave, isPending }) {
  page.addEventListener("online", wake, { signal });
  page.addEventListener("pageshow", wake, { signal });
  page.addEventListener("pagehide", leave, { signal });
  page.addEventListener("beforeunload", (event) => isPending() && event.preventDefault(), { signal });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake(), { signal });
}
