/** Every key with what it does, made from the keymap. */

import { Dialog } from "./dialog.js";
import { el } from "../dom.js";
import { keycap } from "./keycaps.js";

/** @import {KeyBinding} from "../types.js" */

/** @typedef {{group: string, title: string, keys: string[]}} Row */

/** Keys of the panels themselves, which the keymap does not hold. @type {Row[]} */
const PANEL_KEYS = [
  { group: "Attributes", title: "Take a value; go on to the next open attribute", keys: ["1", "…", "9"] },
  { group: "Attributes", title: "None", keys: ["0"] },
  { group: "Attributes", title: "Same as an earlier span: the numbers after the last value", keys: ["4", "…"] },
  { group: "Attributes", title: "Next and previous attribute", keys: ["tab", "shift+tab"] },
  { group: "Attributes", title: "Among values", keys: ["arrowleft", "arrowright"] },
  { group: "Attributes", title: "Leave it open and go on", keys: ["enter"] },
  { group: "Attributes", title: "Complete the words that are being typed", keys: ["tab"] },
  { group: "Attributes", title: "Take a value away", keys: ["backspace"] },
  { group: "Attributes", title: "Back to the text", keys: ["escape"] },
  { group: "Every occurrence", title: "From box to box", keys: ["arrowup", "arrowdown"] },
  { group: "Every occurrence", title: "Tick or untick it", keys: ["space"] },
  { group: "Every occurrence", title: "The text of another fragment", keys: ["arrowleft", "arrowright"] },
  { group: "Every occurrence", title: "Label what is ticked", keys: ["enter"] },
  { group: "Find in the text", title: "Next and previous match", keys: ["enter", "shift+enter"] },
  { group: "Find in the text", title: "Close, and leave the match selected", keys: ["escape"] },
];

/** Groups that one looks for first; the others follow as they come. */
const FIRST = ["Label", "Focused span", "Attributes", "Relations", "Move", "Article"];

/**
 * @param {readonly KeyBinding[]} keymap
 * @returns {Dialog}
 */
export function keysHelp(keymap) {
  const groups = [...grouped([...keymap, ...PANEL_KEYS])].sort(([a], [b]) => rank(a) - rank(b));
  const content = groups.map(([group, rows]) =>
    el(
      "section",
      { class: "an-keys-group" },
      el("h3", null, group),
      el(
        "dl",
        { class: "an-keys" },
        [...rows].flatMap(([title, keys]) => [el("dt", null, shortened(keys).map(keyView)), el("dd", null, title)]),
      ),
    ),
  );
  return new Dialog("Keys", el("div", { class: "an-keys-columns" }, content), "an-keys-dialog");
}

/**
 * Keys by what they do, by group.
 *
 * @param {Row[]} bindings
 */
function grouped(bindings) {
  /** @type {Map<string, Map<string, string[]>>} */
  const groups = new Map();
  for (const { group, title, keys } of bindings) {
    const rows = groups.get(group) ?? new Map();
    groups.set(group, rows);
    rows.set(title, [...new Set([...(rows.get(title) ?? []), ...keys])]);
  }
  return groups;
}

/**
 * Number keys in a row are told by the first and the last.
 *
 * @param {string[]} keys
 */
function shortened(keys) {
  const inRow = keys.length > 3 && keys.every((key, at) => key === String(Number(keys[0]) + at));
  return inRow ? [keys[0] ?? "", "…", keys.at(-1) ?? ""] : keys;
}

/** @param {string} group */
function rank(group) {
  const place = FIRST.indexOf(group);
  return place < 0 ? FIRST.length : place;
}

/** @param {string} key */
function keyView(key) {
  return key === "…" ? "…" : keycap(key);
}
