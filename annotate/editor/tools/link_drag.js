/** Dragging a relation from the focused span's knob to another span. */

import { addRelation } from "../commands.js";
import { el, svg } from "../dom.js";
import { edgeOf } from "../geometry.js";
import { relationsBetween } from "./candidates.js";

/** @import {Editor} from "../editor.js" */

export class LinkDrag {
  #knob = el("span", {
    class: "an-knob",
    "aria-hidden": "true",
    title: "Drag to another span to relate them",
    hidden: true,
  });
  #line = svg("svg", { class: "an-arcs", "aria-hidden": "true" });
  #editor;

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    editor.overlay.element.append(this.#line, this.#knob);
    editor.overlay.add(() => this.#measure());
    this.#knob.addEventListener("pointerdown", (event) => this.#begin(event));
  }

  #measure() {
    const { model, view, words, overlay } = this.#editor;
    const span = model.readOnly ? null : model.focusedSpan;
    const relates =
      span && model.labelSet.relations.some(({ head, tail }) => head.includes(span.label) || tail.includes(span.label));
    const range = relates ? view.index.rangesOf(span.id).at(-1) : undefined;
    const at = range && view.isMade(range.end - 1) ? edgeOf(view, words.characterAt(range.end - 1), "end") : null;
    const { left, top } = overlay.origin;
    return () => {
      this.#knob.hidden = !at;
      if (!at || !span) return;
      const color = `--an-focus:var(--an-label-${span.label})`;
      this.#knob.className = `an-knob an-knob-${at.side}`;
      this.#knob.style.cssText = `left:${at.x - left}px;top:${at.top - top}px;${color}`;
    };
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    const { model, view } = this.#editor;
    const from = model.focusedSpan;
    if (!from || event.button !== 0) return;
    event.preventDefault();
    this.#editor.relation.end();
    this.#knob.setPointerCapture(event.pointerId);
    const fitting = model.spansInOrder().filter((to) => to.id !== from.id && relationsBetween(model, from, to).length);
    const lit = new Set(fitting.map(({ id }) => id));
    view.choose(lit);
    const end = new AbortController();
    const { signal } = end;
    let over = /** @type {string | null} */ (null);
    this.#knob.addEventListener(
      "pointermove",
      (move) => {
        over = this.#spanUnder(move, lit);
        view.choose(lit, over);
        this.#draw(event, move);
      },
      { signal },
    );
    const finish = (/** @type {PointerEvent} */ up) => {
      end.abort();
      this.#line.replaceChildren();
      view.choose(null);
      if (up.type === "pointerup" && over !== null) this.#join(from.id, over, up);
    };
    this.#knob.addEventListener("pointerup", finish, { signal });
    this.#knob.addEventListener("pointercancel", finish, { signal });
  }

  /**
   * @param {PointerEvent} event
   * @param {ReadonlySet<string>} lit
   */
  #spanUnder({ clientX, clientY }, lit) {
    for (const element of document.elementsFromPoint(clientX, clientY)) {
      const id = this.#editor.view.spansAt(element).find((id) => lit.has(id));
      if (id !== undefined) return id;
    }
    return null;
  }

  /**
   * @param {PointerEvent} from
   * @param {PointerEvent} to
   */
  #draw(from, to) {
    const { left, top } = this.#editor.overlay.origin;
    const points = `M${from.clientX - left},${from.clientY - top} L${to.clientX - left},${to.clientY - top}`;
    this.#line.replaceChildren(svg("path", { d: points, class: "an-arc an-arc-offer" }));
  }

  /**
   * @param {string} fromId
   * @param {string} toId
   * @param {PointerEvent} event
   */
  #join(fromId, toId, event) {
    const { model, palette } = this.#editor;
    const [from, to] = [model.spans.get(fromId), model.spans.get(toId)];
    if (!from || !to) return;
    const fitting = relationsBetween(model, from, to);
    const [only, ...others] = fitting;
    if (only && !others.length) model.run(addRelation(model, only.relation.name, only.head, only.tail));
    else {
      this.#editor.focusText();
      palette.offerRelations(fitting, event.clientX, event.clientY);
    }
  }
}
