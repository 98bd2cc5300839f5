/** Every key with what it does, made from the keymap. */

import { Dialog } from "./dialog.js";
import { el, keycap } from "./dom.js";

/** @import {KeyBinding} from "../types.js" */

/** Keys of the panels themselves, which the keymap does not hold. @type {{group: string, title: string, keys: string[]}[]} */
const FORM_KEYS = [
  { group: "Attributes", title: "Take a value; go on to the next open attribute", keys: ["1", "…", "9"] },
  { group: "Attributes", title: "None", keys: ["0"] },
  { group: "Attributes", title: "Same as an earlier span: the numbers after the first attribute's", keys: ["4", "…"] },
  { group: "Attributes", title: "Next and previous attribute", keys: ["arrowdown", "arrowup"] },
  { group: "Attributes", title: "Among values", keys: ["arrowleft", "arrowright"] },
  { group: "Attributes", title: "Leave it open and go on", keys: ["enter"] },
  { group: "Attributes", title: "Complete the words being typed", keys: ["tab"] },
  { group: "Attributes", title: "Take a value away", keys: ["backspace"] },
  { group: "Attributes", title: "Back to the text", keys: ["escape"] },
];

/**
 * @param {readonly KeyBinding[]} keymap
 * @returns {Dialog}
 */
export function keysHelp(keymap) {
  /** @type {Map<string, HTMLElement[]>} */
  const groups = new Map();
  for (const { group, title, keys } of [...keymap, ...FORM_KEYS]) {
    const rows = groups.get(group) ?? [];
    groups.set(group, rows);
    rows.push(el("dt", null, keys.map((key) => (key === "…" ? "…" : keycap(key)))), el("dd", null, title));
  }
  const content = [...groups].map(([group, rows]) =>
    el("section", { class: "an-keys-group" }, el("h4", null, group), el("dl", { class: "an-keys" }, rows)),
  );
  return new Dialog("Keys", el("div", { class: "an-keys-columns" }, content), "an-keys-dialog");
}
