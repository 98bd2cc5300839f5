/** Mouse and touch in the text: sweeping, clicking, hovering. */

import { addFragment, labelFragments } from "../commands.js";
import { unitFromPoint } from "../geometry.js";
import { inQuotes } from "../quoting.js";
import { meantBy } from "./clicked_span.js";

/**
 * @import {Editor} from "../editor.js"
 * @import {Range} from "../types.js"
 */

/** A touch selection counts when its handles have rested so long, in ms. */
const REST = 350;
/** How far within the text's box its lines are looked for, in px. */
const EDGE = 24;

/**
 * @param {Editor} editor
 * @param {AbortSignal} signal
 */
export function listenToPointer(editor, signal) {
  const { view } = editor;
  /** Where the button was pressed; null while it is not. @type {{unit: number | null} | null} */
  let pressed = null;
  let touch = false;
  let timer = 0;
  /** The spans that were clicked last. @type {readonly string[]} */
  let clicked = [];
  const takeTouch = () => {
    const range = nativeRange(editor);
    const taken = editor.selection.range;
    // Taking a selection snaps it, which is a change of the selection again.
    const known = range?.start === taken?.start && range?.end === taken?.end;
    if (touch && range && !known) take(editor, range, {});
  };
  view.element.addEventListener("pointerdown", ({ pointerType }) => (touch = pointerType !== "mouse"), { signal });
  view.element.addEventListener("mousedown", (event) => (pressed = press(editor, event)), { signal });
  document.addEventListener(
    "mouseup",
    (event) => {
      if (pressed && event.button === 0) clicked = release(editor, event, pressed.unit, clicked);
      pressed = null;
    },
    { signal },
  );
  document.addEventListener(
    "selectionchange",
    () => {
      clearTimeout(timer);
      if (touch && !pressed) timer = setTimeout(takeTouch, REST);
    },
    { signal },
  );
  // What is selected is never dragged away: a press in it begins a new sweep.
  view.element.addEventListener("dragstart", (event) => event.preventDefault(), { signal });
  view.element.addEventListener("pointerover", ({ target }) => view.hover(view.spansAt(target)[0] ?? null), { signal });
  view.element.addEventListener("pointerleave", () => view.hover(null), { signal });
  signal.addEventListener("abort", () => clearTimeout(timer));
}

/**
 * @param {Editor} editor
 * @param {MouseEvent} event
 * @returns {{unit: number | null} | null}
 */
function press({ palette, view }, event) {
  if (event.button !== 0) return null;
  palette.close();
  // Else the browser would drag the old selection, or, with Shift, go on from it.
  if (event.detail < 2) getSelection()?.removeAllRanges();
  return { unit: unitFromPoint(view, event.clientX, event.clientY) };
}

/**
 * @param {Editor} editor
 * @param {MouseEvent} event
 * @param {number | null} from where the button was pressed
 * @param {readonly string[]} clicked the spans that were clicked before
 * @returns {readonly string[]} those that are clicked now
 */
function release(editor, event, from, clicked) {
  const swept = () => nativeRange(editor) ?? rangeToPoint(editor, event, from);
  const range = event.detail > 1 ? clickedRange(editor, event) : swept();
  if (!range || editor.words.trim(range).start === editor.words.trim(range).end) return click(editor, event, clicked);
  take(editor, range, event);
  return clicked;
}

/**
 * The word of a double click, the sentence of a triple click, the paragraph of a fourth.
 *
 * @param {Editor} editor
 * @param {MouseEvent} event
 * @returns {Range | null}
 */
function clickedRange({ view, words }, { detail, clientX, clientY }) {
  const native = getSelection();
  const anchor = native?.anchorNode && detail === 2 ? view.unitAt(native.anchorNode, native.anchorOffset) : null;
  const unit = anchor ?? unitFromPoint(view, clientX, clientY);
  if (unit === null) return null;
  if (detail === 2) return words.wordAt(unit) ?? words.wordAt(unit - 1);
  return detail === 3 ? words.sentenceAt(unit) : words.paragraphAt(unit);
}

/**
 * What the browser has selected, where it lies within the text.
 *
 * @param {Editor} editor
 * @returns {Range | null}
 */
function nativeRange({ view }) {
  const native = getSelection();
  if (!native?.rangeCount || native.isCollapsed) return null;
  const { startContainer, startOffset, endContainer, endOffset } = native.getRangeAt(0);
  const start = view.unitAt(startContainer, startOffset);
  const end = view.unitAt(endContainer, endOffset);
  return start === null || end === null || start >= end ? null : { start, end };
}

/**
 * A sweep that left the text: up to the place in it that is nearest to the pointer.
 *
 * @param {Editor} editor
 * @param {MouseEvent} event
 * @param {number | null} from
 * @returns {Range | null}
 */
function rangeToPoint({ view, scroller }, { clientX, clientY }, from) {
  if (from === null || getSelection()?.isCollapsed !== false) return null;
  const text = view.element.getBoundingClientRect();
  const box = scroller.getBoundingClientRect();
  const x = Math.min(Math.max(clientX, text.left + EDGE), text.right - EDGE);
  const y = Math.min(Math.max(clientY, text.top + 1, box.top + 1), text.bottom - 1, box.bottom - 1);
  const to = unitFromPoint(view, x, y);
  return to === null ? null : { start: Math.min(from, to), end: Math.max(from, to) };
}

/**
 * What a sweep does: labels with the armed label, adds to the focused span, or selects.
 *
 * @param {Editor} editor
 * @param {Range} range
 * @param {{altKey?: boolean, shiftKey?: boolean}} keys
 */
function take(editor, range, { altKey = false, shiftKey = false }) {
  const { words, model, selection } = editor;
  const snapped = altKey ? words.snapToCharacters(range) : words.snapToWords(range);
  editor.relation.end();
  if (shiftKey && model.focused !== null) {
    selection.clear();
    if (model.run(addFragment(model, model.focused, editor.toPoints(snapped)))) editor.askToDecide();
  } else if (editor.armed !== null && !model.readOnly) {
    selection.clear();
    editor.label(labelFragments(model, editor.armed, [editor.toPoints(snapped)]), editor.armed);
  } else {
    selection.set(snapped);
    const quoted = inQuotes(model.slice(editor.toPoints(snapped)).slice(0, 80));
    model.announce(`Selected ${quoted}. A label’s key labels it.`);
  }
}

/**
 * A click focuses the innermost span; again, the one around it. Beside every span it takes the focus away.
 *
 * @param {Editor} editor
 * @param {MouseEvent} event
 * @param {readonly string[]} clicked the spans that were clicked before
 * @returns {readonly string[]} those that are clicked now
 */
function click(editor, event, clicked) {
  const { model, view, selection, relation, caret } = editor;
  const unit = unitFromPoint(view, event.clientX, event.clientY);
  if (unit !== null) caret.place(unit);
  selection.clear();
  const ids = view.spansAt(event.target);
  if (relation.state) {
    const candidate = ids.find((id) => relation.state?.ids.includes(id));
    if (candidate === undefined) relation.end();
    else relation.choose(candidate, event.shiftKey || event.ctrlKey || event.metaKey);
    return [];
  }
  model.focus(meantBy(ids, model.focused, clicked), { source: "text" });
  return ids;
}
