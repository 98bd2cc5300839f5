/** What the keymap's actions do. An action that answers false leaves the key to the browser. */

import {
  addFragment,
  copyAttributes,
  cutRange,
  labelFragments,
  relabel,
  removeFragment,
  removeSpan,
  resize,
  setUnsure,
} from "./commands.js";
import { withEdgeMoved } from "./tools/resizing.js";

/**
 * @import {Editor} from "./editor.js"
 * @import {Command} from "./types.js"
 * @import {Step} from "./tools/caret.js"
 */

/** @type {Record<string, (editor: Editor, argument: string) => unknown>} */
export const ACTIONS = {
  label: giveLabel,
  arm: (editor, label) => editor.arm(editor.armed === label ? null : label),
  "last-label": (editor) => editor.lastLabel !== null && giveLabel(editor, editor.lastLabel),
  relation: (editor, name) => {
    editor.selection.clear();
    editor.relation.begin(name);
    if (editor.relation.state) editor.focusText();
  },
  "take-relation": ({ palette }, which) => palette.take(which),
  candidate: ({ relation }, way) => relation.next(way === "next" ? 1 : -1),
  choose: ({ relation }) => relation.choose(relation.candidate, false),
  "choose-more": ({ relation }) => relation.choose(relation.candidate, true),
  "add-fragment": (editor) => withSelection(editor, addFragment),
  cut: (editor) => withSelection(editor, cutRange),
  form: ({ panels }, number) => panels?.focusForm(Number(number)) ?? false,
  remove: (editor) => {
    onFocused(editor, removeSpan);
    editor.focusText();
  },
  "copy-attributes": (editor) => onFocused(editor, copyAttributes),
  unsure: (editor) => onFocused(editor, (model, id) => setUnsure(model, id, !model.spans.get(id)?.unsure)),
  note: ({ panels }) => panels?.focusNote(),
  occurrences: ({ dock }) => dock.show("occurrences"),
  resize: resizeByKey,
  span: goAlongSpans,
  problem: ({ panels }, way) => panels?.goToProblem(way === "next" ? "next" : "previous"),
  find: ({ dock }) => dock.show("find"),
  "select-all": selectAll,
  caret: (editor) => {
    editor.caret.set(!editor.caret.active);
    editor.focusText();
    editor.modeChanged();
  },
  "move-caret": (editor, argument) => moveCaret(editor, argument, false),
  extend: (editor, argument) => moveCaret(editor, argument, true),
  "take-span": (editor) => editor.model.focus(editor.spanAt(editor.caret.head), { source: "text" }),
  escape,
  undo: ({ model }) => model.undo(),
  redo: ({ model }) => model.redo(),
  submit: ({ panels }) => void panels?.submit(),
  navigate: ({ ui }, way) => ui?.navigate(way === "next" ? "next" : "previous"),
  skip: ({ panels }) => panels?.skip(),
  guidelines: ({ panels }) => panels?.toggle("guidelines"),
  keys: ({ panels }) => panels?.toggle("keys"),
};

/**
 * Labels the selection; else relabels the focused span; else arms the label.
 *
 * @param {Editor} editor
 * @param {string} label
 */
function giveLabel(editor, label) {
  const { model, selection } = editor;
  if (selection.range) {
    const range = editor.toPoints(selection.range);
    selection.clear();
    return editor.label(labelFragments(model, label, [range]), label);
  }
  const span = model.focusedSpan;
  if (span && span.label !== label && editor.armed === null) return editor.label(relabel(model, span.id, label), label);
  return editor.arm(editor.armed === label ? null : label);
}

/**
 * @param {Editor} editor
 * @param {(model: Editor["model"], id: string) => Command} command
 */
function onFocused({ model }, command) {
  if (model.focused !== null) model.run(command(model, model.focused));
  else model.hint("Focus a span first.");
}

/**
 * @param {Editor} editor
 * @param {(model: Editor["model"], id: string, range: {start: number, end: number}) => Command} command
 */
function withSelection(editor, command) {
  const { model, selection } = editor;
  if (!selection.range || model.focused === null) {
    return model.hint("Focus a span, then select the text, then press the key.");
  }
  const range = editor.toPoints(selection.range);
  selection.clear();
  return model.run(command(model, model.focused, range));
}

/**
 * The article's text alone, not the whole page.
 *
 * @param {Editor} editor
 */
function selectAll(editor) {
  const { model, words, selection } = editor;
  editor.focusText();
  selection.set(words.trim({ start: 0, end: model.text.length }));
  model.announce("Selected all of the article’s text.");
}

/**
 * @param {Editor} editor
 * @param {string} argument such as "end word -1"
 */
function resizeByKey(editor, argument) {
  const { model, view, words } = editor;
  const [edge, by, way] = /** @type {["start" | "end", "word" | "character", string]} */ (argument.split(" "));
  const ranges = view.index.rangesOf(model.focused ?? "");
  const index = edge === "start" ? 0 : ranges.length - 1;
  const range = ranges[index];
  if (!range || model.focused === null) return false;
  const direction = way === "1" ? 1 : -1;
  const outward = (edge === "end") === direction > 0;
  const next = withEdgeMoved(words, range, edge, by, direction);
  if (next) return model.run(resize(model, model.focused, index, editor.toPoints(next)));
  if (outward) return model.hint("The text goes no further.");
  // Nothing is left of an outer fragment: it goes, and the one beside it is the outer one.
  if (ranges.length > 1) return model.run(removeFragment(model, model.focused, index));
  return model.hint(by === "word" ? "A span keeps at least one word." : "A span keeps at least one character.");
}

/**
 * @param {Editor} editor
 * @param {string} way
 */
function goAlongSpans(editor, way) {
  const spans = editor.model.spansInOrder();
  const at = spans.findIndex(({ id }) => id === editor.model.focused);
  const step = way === "next" ? 1 : -1;
  // Past the last span, Tab leaves the text as it leaves any other part of a page.
  const next = spans[at < 0 ? nearestInView(editor, step) : at + step];
  if (!next) return false;
  return editor.goToSpan(next.id, "keys");
}

/**
 * With nothing focused: the first span that is in view.
 *
 * @param {Editor} editor
 * @param {1 | -1} step
 */
function nearestInView({ model, view, scroller }, step) {
  const { top, bottom } = scroller.getBoundingClientRect();
  const spans = model.spansInOrder();
  const inView = (/** @type {string} */ id) => {
    const range = view.index.rangesOf(id)[0];
    const rect = range && view.isMade(range.start) ? view.domRange(range).getBoundingClientRect() : null;
    return rect !== null && rect.bottom > top && rect.top < bottom;
  };
  const at = step > 0 ? spans.findIndex(({ id }) => inView(id)) : spans.findLastIndex(({ id }) => inView(id));
  return at >= 0 ? at : 0;
}

/**
 * @param {Editor} editor
 * @param {string} argument such as "word -1"
 * @param {boolean} extend
 */
function moveCaret({ caret }, argument, extend) {
  const [by, way] = argument.split(" ");
  caret.move(/** @type {Step} */ (by), way === "1" ? 1 : -1, extend);
}

/**
 * Leaves one thing at a time, from the innermost out.
 *
 * @param {Editor} editor
 */
function escape(editor) {
  const { model, selection, relation, dock, panels, palette, view, caret } = editor;
  const hasReturned = editor.takeReturn();
  if (dock.open) dock.close();
  else if (relation.state) relation.end();
  else if (panels?.dismiss()) return;
  else if (!view.element.contains(document.activeElement) && document.activeElement !== document.body)
    editor.focusText();
  else if (selection.range || palette.open) {
    selection.clear();
    palette.close();
  } else if (editor.armed !== null) editor.arm(null);
  else if (model.focused !== null && hasReturned) model.hint("In the text already. Esc again leaves the span.");
  else if (model.focused !== null) model.focus(null, { source: "keys" });
  else if (caret.active) editor.act("caret");
}
