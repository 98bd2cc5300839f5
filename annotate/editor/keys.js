/** Hands key presses on to actions, by the keymap. */

import { keyOf } from "./keymap.js";

/** @import {KeyBinding, KeyState} from "./types.js" */

/**
 * @param {HTMLElement} root of the editor
 * @param {readonly KeyBinding[]} keymap
 * @param {object} editor
 * @param {HTMLElement} editor.text what has the focus while one reads
 * @param {(state: KeyState) => boolean} editor.is
 * @param {(binding: KeyBinding) => boolean} editor.act false: the key is the browser's after all
 * @param {AbortSignal} signal
 */
export function listenToKeys(root, keymap, { text, is, act }, signal) {
  /** @type {Map<string, KeyBinding[]>} */
  const byKey = new Map();
  for (const binding of keymap) {
    for (const key of binding.keys) byKey.set(key, [...(byKey.get(key) ?? []), binding]);
  }
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const target = /** @type {Element} */ (event.target);
    const inText = target === document.body || text.contains(target);
    const binding = byKey.get(keyOf(event))?.find(({ where = "editor", when }) => {
      const here = where === "everywhere" || (where === "text" ? inText : inText || !isTyping(target));
      return here && (!when || is(when));
    });
    if (!binding || !act(binding)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  root.addEventListener("keydown", onKey, { signal });
  // A click on an empty spot takes the focus off everything; the keys go on working, and the page around does not get them.
  window.addEventListener("keydown", (event) => event.target === document.body && onKey(event), {
    signal,
    capture: true,
  });
}

/**
 * Whether keys are text in an element.
 *
 * @param {Element} element
 */
export function isTyping(element) {
  if (element instanceof HTMLInputElement) {
    return !["button", "checkbox", "color", "radio", "range", "reset", "submit"].includes(element.type);
  }
  return (
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement ||
    Boolean(element.closest("[contenteditable=true]"))
  );
}
