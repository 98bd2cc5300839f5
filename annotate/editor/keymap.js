/** Every key in one table: the dispatcher obeys it, and the help is made from it. */

/**
 * @import {KeyBinding} from "./types.js"
 * @import {LabelSet} from "./label_set.js"
 */

/**
 * The keys of a label set. Where several rows name one key, the first whose `when` and `where` hold is obeyed.
 *
 * @param {LabelSet} labelSet
 * @returns {KeyBinding[]}
 */
export function keymapOf(labelSet) {
  return [
    ...choiceKeys(labelSet),
    ...RELATION_KEYS,
    ...CARET_KEYS,
    ...labelKeys(labelSet),
    ...SPAN_KEYS,
    ...relationKeys(labelSet),
    ...MOVE_KEYS,
    ...ARTICLE_KEYS,
  ];
}

/**
 * A key event in the words of the table: "ctrl+shift+z", "shift+tab", "?", "s".
 *
 * @param {{key: string, code: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean, shiftKey: boolean}} event
 */
export function keyOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }) {
  let name = key === " " ? "space" : key.toLowerCase();
  // On a layout without Latin letters, and with Alt on a Mac, the key's place tells which letter is meant.
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  if (place && name.length === 1 && !/[a-z]/.test(name)) name = place.toLowerCase();
  const isSign = name.length === 1 && !/[a-z]/.test(name);
  const parts = [ctrlKey || metaKey ? "ctrl" : "", altKey && !isSign ? "alt" : "", shiftKey && !isSign ? "shift" : ""];
  return [...parts, name].filter(Boolean).join("+");
}

const LABEL = "Label";
const SPAN = "Focused span";
const RELATION = "Relations";
const MOVE = "Move";
const CARET = "Caret mode";
const ARTICLE = "Article";

/** @param {LabelSet} labelSet @returns {KeyBinding[]} */
function labelKeys({ labels }) {
  const keyed = labels.filter(({ hotkey }) => hotkey);
  return [
    ...keyed.map(({ name, title, hotkey = "" }) => ({
      action: "label",
      argument: name,
      keys: [hotkey],
      title: `${title}: label the selection, relabel the focused span, or make the label ready for sweeps`,
      group: LABEL,
    })),
    ...keyed.map(({ name, title, hotkey = "" }) => ({
      action: "arm",
      argument: name,
      keys: [`shift+${hotkey}`],
      title: `${title}: every sweep gives this label, until Esc`,
      group: LABEL,
    })),
    {
      action: "last-label",
      keys: ["enter"],
      when: "selection",
      where: "text",
      title: "Label the selection as before",
      group: LABEL,
    },
  ];
}

/** @param {LabelSet} labelSet @returns {KeyBinding[]} */
function relationKeys({ relations }) {
  return relations
    .filter(({ hotkey }) => hotkey)
    .map(({ name, title, hotkey = "" }) => ({
      action: "relation",
      argument: name,
      keys: [hotkey],
      title: `${title}: choose the other end`,
      group: RELATION,
    }));
}

const RESIZES = /** @type {const} */ ([
  ["shift+arrowright", "end word 1", "End a word later"],
  ["shift+arrowleft", "end word -1", "End a word earlier"],
  ["ctrl+shift+arrowleft", "start word -1", "Begin a word earlier"],
  ["ctrl+shift+arrowright", "start word 1", "Begin a word later"],
  ["alt+shift+arrowright", "end character 1", "End a character later"],
  ["alt+shift+arrowleft", "end character -1", "End a character earlier"],
  ["ctrl+alt+shift+arrowleft", "start character -1", "Begin a character earlier"],
  ["ctrl+alt+shift+arrowright", "start character 1", "Begin a character later"],
]);

/** @type {KeyBinding[]} */
const SPAN_KEYS = [
  { action: "add-fragment", keys: ["f"], title: "Add the selection to the span (or sweep with Shift)", group: SPAN },
  { action: "cut", keys: ["shift+f"], title: "Cut the selection out of the span", group: SPAN },
  { action: "form", keys: ["enter"], when: "focus", where: "text", title: "To its attributes", group: SPAN },
  ...Array.from({ length: 9 }, (_, index) => ({
    action: "form",
    argument: String(index),
    keys: [String(index + 1)],
    when: /** @type {const} */ ("focus"),
    where: /** @type {const} */ ("text"),
    title: "To an attribute by its place",
    group: SPAN,
  })),
  { action: "remove", keys: ["x"], title: "Remove it", group: SPAN },
  // Not Backspace: who goes on typing when a form is done must not lose the span.
  { action: "remove", keys: ["delete"], where: "text", title: "Remove it", group: SPAN },
  { action: "copy-attributes", keys: ["y"], title: "Copy the attributes of the last span with its label", group: SPAN },
  { action: "unsure", keys: ["u"], title: "Unsure: ask for a second look", group: SPAN },
  { action: "note", keys: ["n"], title: "Write a note", group: SPAN },
  { action: "occurrences", keys: ["e"], title: "Label every occurrence of its text", group: SPAN },
  ...RESIZES.map(([key, argument, title]) => ({
    action: "resize",
    argument,
    keys: [key],
    when: /** @type {const} */ ("focus"),
    where: /** @type {const} */ ("text"),
    title,
    group: SPAN,
  })),
];

/** While it is asked which relation was meant. @param {LabelSet} labelSet @returns {KeyBinding[]} */
function choiceKeys(labelSet) {
  const choice = (/** @type {string} */ argument, /** @type {string} */ key, title = "Choose by number") =>
    /** @type {KeyBinding} */ ({
      action: "take-relation",
      argument,
      keys: [key],
      when: "choice",
      title,
      group: RELATION,
    });
  return [
    ...Array.from({ length: 9 }, (_, index) => choice(`${index}`, `${index + 1}`)),
    choice("0", "enter", "Take the first"),
    ...relationKeys(labelSet).map(({ argument = "", keys: [key = ""], title }) => choice(argument, key, title)),
  ];
}

/** @type {KeyBinding[]} */
const RELATION_KEYS = [
  {
    action: "candidate",
    argument: "next",
    keys: ["tab", "arrowright", "arrowdown"],
    when: "relation",
    title: "Next end",
    group: RELATION,
  },
  {
    action: "candidate",
    argument: "previous",
    keys: ["shift+tab", "arrowleft", "arrowup"],
    when: "relation",
    title: "Previous end",
    group: RELATION,
  },
  { action: "choose", keys: ["enter"], when: "relation", title: "Take the lit end", group: RELATION },
  {
    action: "choose-more",
    keys: ["space"],
    when: "relation",
    title: "Take it and choose another (or click with Shift)",
    group: RELATION,
  },
];

/** @type {KeyBinding[]} */
const MOVE_KEYS = [
  { action: "span", argument: "next", keys: ["tab"], when: "spans", where: "text", title: "Next span", group: MOVE },
  {
    action: "span",
    argument: "previous",
    keys: ["shift+tab"],
    when: "spans",
    where: "text",
    title: "Previous span",
    group: MOVE,
  },
  { action: "problem", argument: "next", keys: ["."], title: "Next problem", group: MOVE },
  { action: "problem", argument: "previous", keys: [","], title: "Previous problem", group: MOVE },
  { action: "find", keys: ["/"], title: "Find in the text", group: MOVE },
  { action: "select-all", keys: ["ctrl+a"], title: "Select all of the article’s text", group: MOVE },
  { action: "caret", keys: ["c"], title: "Caret mode on and off", group: MOVE },
  {
    action: "escape",
    keys: ["escape"],
    where: "everywhere",
    title: "Back: to the text, out of a mode, off the span",
    group: MOVE,
  },
];

const STEPS = /** @type {const} */ ([
  ["arrowright", "character 1", "character"],
  ["arrowleft", "character -1", "character back"],
  ["ctrl+arrowright", "word 1", "word"],
  ["ctrl+arrowleft", "word -1", "word back"],
  ["alt+arrowright", "sentence 1", "sentence"],
  ["alt+arrowleft", "sentence -1", "sentence back"],
  ["ctrl+arrowdown", "paragraph 1", "paragraph"],
  ["ctrl+arrowup", "paragraph -1", "paragraph back"],
  ["arrowdown", "line 1", "line"],
  ["arrowup", "line -1", "line back"],
  ["home", "edge -1", "to the start of the line"],
  ["end", "edge 1", "to the end of the line"],
]);

/** @type {KeyBinding[]} */
const CARET_KEYS = STEPS.flatMap(([key, argument, title]) => [
  { action: "move-caret", argument, keys: [key], when: "caret", where: "text", title: `Caret: ${title}`, group: CARET },
  {
    action: "extend",
    argument,
    keys: [withShift(key)],
    when: "caret",
    where: "text",
    title: `Select: ${title}`,
    group: CARET,
  },
]);
CARET_KEYS.push({
  action: "take-span",
  keys: ["enter"],
  when: "caret-on-span",
  where: "text",
  title: "Focus the span at the caret",
  group: CARET,
});

/** @type {KeyBinding[]} */
const ARTICLE_KEYS = [
  { action: "undo", keys: ["ctrl+z"], title: "Undo", group: ARTICLE },
  { action: "redo", keys: ["ctrl+shift+z", "ctrl+y"], title: "Redo", group: ARTICLE },
  {
    action: "submit",
    keys: ["ctrl+enter"],
    where: "everywhere",
    title: "Submit and go to the next article",
    group: ARTICLE,
  },
  {
    action: "navigate",
    argument: "next",
    keys: ["alt+pagedown"],
    where: "everywhere",
    title: "Next article",
    group: ARTICLE,
  },
  {
    action: "navigate",
    argument: "previous",
    keys: ["alt+pageup"],
    where: "everywhere",
    title: "Previous article",
    group: ARTICLE,
  },
  {
    action: "skip",
    keys: ["alt+end"],
    where: "everywhere",
    title: "Skip the article, with a reason; or take that back",
    group: ARTICLE,
  },
  { action: "guidelines", keys: ["f1"], where: "everywhere", title: "Guidelines", group: ARTICLE },
  { action: "keys", keys: ["?"], title: "These keys", group: ARTICLE },
];

/** @param {string} key */
function withShift(key) {
  const parts = key.split("+");
  return [...parts.slice(0, -1), "shift", parts.at(-1)].join("+");
}
