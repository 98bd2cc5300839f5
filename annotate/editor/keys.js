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

/** Keys that scroll, as long as no caret is in the text. */
const SCROLLS = /^(?:shift\+)?(?:arrow(?:up|down|left|right)|page(?:up|down)|home|end|space)$/;

/**
 * Keeps the keys that mean something to the editor until all of it is there; behind the first of them, all that is typed:
 * it may be meant for a field that opens then.
 *
 * @param {HTMLElement} root of the editor
 * @param {readonly KeyBinding[]} keymap
 * @param {AbortSignal} signal
 * @returns {() => void} ends it: the keys are pressed once more, in their order, where the focus is then
 */
export function holdKeys(root, keymap, signal) {
  const known = new Set(keymap.flatMap(({ keys }) => keys));
  /** @type {KeyboardEvent[]} */
  const held = [];
  const hold = (/** @type {KeyboardEvent} */ event) => {
    const key = keyOf(event);
    const isOurs = event.target === document.body || root.contains(/** @type {Node} */ (event.target));
    // Number keys are the forms' own.
    const isMeant = known.has(key) || /^\d$/.test(key) || (held.length > 0 && isWriting(event));
    if (!isOurs || event.isComposing || !isMeant) return;
    if (!held.length && SCROLLS.test(key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held.push(event);
  };
  window.addEventListener("keydown", hold, { signal, capture: true });
  return () => {
    window.removeEventListener("keydown", hold, { capture: true });
    for (const event of held) pressAgain(document.activeElement ?? root, event);
  };
}

/**
 * Presses a held key once more. The browser types nothing for an event that is not the user's own, so that is done here,
 * where the focus is behind the key, as the browser does.
 *
 * @param {Element} target
 * @param {KeyboardEvent} held
 */
function pressAgain(target, held) {
  const isLeft = target.dispatchEvent(new KeyboardEvent("keydown", held));
  if (!isLeft || !isWriting(held)) return;
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  const { selectionStart: start, selectionEnd: end } = field;
  if (start === null || end === null) return; // no field for text
  const isBack = held.key === "Backspace";
  field.setRangeText(isBack ? "" : held.key, isBack && start === end ? Math.max(0, start - 1) : start, end, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** Whether a key writes in a field. @param {KeyboardEvent} event */
function isWriting({ key, ctrlKey, altKey, metaKey }) {
  return key === "Backspace" || ([...key].length === 1 && !ctrlKey && !altKey && !metaKey);
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
