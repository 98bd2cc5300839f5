/** The grips of the focused span: at both ends of each fragment to resize it, and a knob to drag a relation from. */

import { resize } from "../commands.js";
import { el } from "../dom.js";
import { edgeOf, unitFromPoint } from "../geometry.js";
import { highlight } from "../highlights.js";
import { withEdgeAt } from "../tools/resizing.js";

/** @import {Editor} from "../editor.js" */

/** @typedef {{index: number, edge: "start" | "end"}} Grip */

const MOST = 20;
/** Width of a grip in px, where it is widest: on touch (over_text.css). */
const WIDTH = 36;
/** The grips hang below their line: what is meant is the text so much above the pointer, in px. */
const LIFT = 10;

export class Handles {
  #layer = el("div", { class: "an-handles", "aria-hidden": "true" });
  #editor;
  /** @type {(Grip & {range: {start: number, end: number}}) | null} */
  #drag = null;

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    editor.overlay.element.append(this.#layer);
    editor.overlay.add(() => this.#measure());
    this.#layer.addEventListener("pointerdown", (event) => this.#begin(event));
  }

  #measure() {
    const { model, view, overlay } = this.#editor;
    const ranges = model.focused === null || model.readOnly ? [] : view.index.rangesOf(model.focused);
    const { left, top } = overlay.origin;
    const grips = ranges.slice(0, MOST).flatMap((range, index) => [
      ...this.#grip(range.start, index, "start"),
      ...this.#grip(range.end - 1, index, "end"),
    ]);
    partGrips(grips);
    return () => {
      if (this.#drag) return;
      const color = model.focusedSpan ? `var(--an-label-${model.focusedSpan.label})` : "";
      grips.forEach(({ index, edge, at }, place) => {
        const handle = this.#handle(place);
        handle.className = `an-handle an-handle-${edge} an-handle-${at.side}`;
        Object.assign(handle.dataset, { index, edge });
        handle.style.setProperty("--an-focus", color);
        handle.style.setProperty("--an-reach", `${at.bottom - at.top}px`);
        handle.style.left = `${at.x - left}px`;
        handle.style.top = `${at.bottom - top}px`;
      });
      while (this.#layer.childElementCount > grips.length) this.#layer.lastElementChild?.remove();
    };
  }

  /**
   * A grip at the first or last character of a fragment; none where it is not in the page.
   *
   * @param {number} unit
   * @param {number} index
   * @param {"start" | "end"} edge
   */
  #grip(unit, index, edge) {
    const { view, words } = this.#editor;
    const at = view.isMade(unit) ? edgeOf(view, words.characterAt(unit), edge) : null;
    return at ? [{ index, edge, at }] : [];
  }

  /** A handle that is there already is moved: a new one would have to be laid out from the ground. @param {number} place */
  #handle(place) {
    const there = this.#layer.children[place];
    return /** @type {HTMLElement} */ (there ?? this.#layer.appendChild(el("span")));
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    const element = /** @type {HTMLElement} */ (event.target);
    const { index, edge } = element.dataset;
    const range = this.#editor.view.index.rangesOf(this.#editor.model.focused ?? "")[Number(index)];
    if (!range || (edge !== "start" && edge !== "end") || event.button !== 0) return;
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    this.#drag = { index: Number(index), edge, range: { ...range } };
    const end = new AbortController();
    const { signal } = end;
    element.addEventListener("pointermove", (move) => this.#move(move, range), { signal });
    element.addEventListener("pointerup", () => (end.abort(), this.#end(true)), { signal });
    element.addEventListener("pointercancel", () => (end.abort(), this.#end(false)), { signal });
  }

  /**
   * @param {PointerEvent} event
   * @param {{start: number, end: number}} range before the drag
   */
  #move(event, range) {
    const { view, words } = this.#editor;
    const unit = unitFromPoint(view, event.clientX, event.clientY - LIFT);
    if (unit === null || !this.#drag) return;
    this.#drag.range = withEdgeAt(words, range, this.#drag.edge, unit, event.altKey);
    highlight("an-preview", [view.domRange(this.#drag.range)]);
  }

  /** @param {boolean} keep */
  #end(keep) {
    const drag = this.#drag;
    this.#drag = null;
    highlight("an-preview", []);
    const { model, overlay } = this.#editor;
    if (drag && keep && model.focused !== null) {
      model.run(resize(model, model.focused, drag.index, this.#editor.toPoints(drag.range)));
    }
    overlay.invalidate();
  }
}

/**
 * Where a fragment ends close before the next begins, each of the two grips hangs within its own fragment: else one would
 * lie over the other.
 *
 * @param {readonly {edge: string, at: {x: number, top: number, side: "left" | "right"}}[]} grips in the order of the text
 */
function partGrips(grips) {
  grips.forEach(({ edge, at }, i) => {
    const next = grips[i + 1];
    if (edge !== "end" || !next || Math.abs(next.at.top - at.top) > 1 || Math.abs(next.at.x - at.x) > WIDTH) return;
    [at.side, next.at.side] = [next.at.side, at.side];
  });
}
