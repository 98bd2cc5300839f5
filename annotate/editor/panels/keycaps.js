/** Keys as they are shown to people. */

import { el } from "../dom.js";

/**
 * A keyboard key as a keycap; hidden from screen readers, which hear `aria-keyshortcuts` of the control.
 *
 * @param {string} key
 */
export function keycap(key) {
  return el("kbd", { class: "an-key", "aria-hidden": "true" }, keyName(key));
}

const KEY_NAMES = /** @type {Record<string, string>} */ ({
  arrowleft: "←",
  arrowright: "→",
  arrowup: "↑",
  arrowdown: "↓",
  escape: "Esc",
  enter: "Enter",
  backspace: "⌫",
  delete: "Del",
  " ": "Space",
  space: "Space",
  pageup: "PgUp",
  pagedown: "PgDn",
});

/**
 * A key of the keymap in words: "ctrl+arrowleft" is "Ctrl ←".
 *
 * @param {string} key
 */
export function keyName(key) {
  const parts = key === "+" ? ["+"] : key.split("+").map((part) => part || "+");
  const inChord = parts.length > 1;
  return parts
    .map((part) => KEY_NAMES[part.toLowerCase()] ?? (part.length > 1 || inChord ? capital(part) : part))
    .join(" ");
}

/** @param {string} word */
function capital(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
