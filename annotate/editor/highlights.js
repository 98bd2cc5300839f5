/** Ranges painted by the browser (CSS Custom Highlights): no change to the document, no layout. See text.css. */

/**
 * Shows the ranges under a name; none takes it away.
 *
 * @param {"an-match" | "an-current" | "an-preview"} name
 * @param {readonly AbstractRange[]} ranges
 */
export function highlight(name, ranges) {
  if (typeof Highlight === "undefined") return;
  if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
  else CSS.highlights.delete(name);
}

/** Takes every highlight of the editor away. */
export function clearHighlights() {
  for (const name of /** @type {const} */ (["an-match", "an-current", "an-preview"])) highlight(name, []);
}
