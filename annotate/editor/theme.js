/**
 * Colours: those of the label set for the theme that the page has, as custom properties on the editor's root.
 * `--an-label-<name>` is legible on the background; mixed by `--an-tint-strength` it lies behind text.
 */

/** @import {LabelSet} from "./label_set.js" */

/**
 * @param {HTMLElement} root
 * @param {LabelSet} labelSet
 * @param {AbortSignal} signal
 */
export function followTheme(root, labelSet, signal) {
  const apply = () => {
    const dark = isDark(getComputedStyle(root).backgroundColor);
    if (root.dataset["theme"] === (dark ? "dark" : "light")) return;
    root.dataset["theme"] = dark ? "dark" : "light";
    root.style.setProperty("--an-tint-strength", dark ? "19%" : "12%");
    for (const { name, color } of labelSet.labels)
      root.style.setProperty(`--an-label-${name}`, dark ? color.dark : color.light);
  };
  apply();
  // The root's background has a transition of a millisecond, so that a change of theme is told, wherever it comes from.
  root.addEventListener("transitionend", (event) => event.target === root && apply(), { signal });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => requestAnimationFrame(apply), { signal });
}

/** Whether light text is read on a colour, as computed styles tell it. @param {string} color */
export function isDark(color) {
  const [red = 255, green = 255, blue = 255] = (color.match(/[\d.]+/g) ?? []).map(Number);
  const unit = color.startsWith("color(") ? 1 : 255;
  return (0.299 * red + 0.587 * green + 0.114 * blue) / unit < 0.5;
}
