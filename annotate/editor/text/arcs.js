/** The focused span's relations as curves to their other ends; its fragments as one. Other spans stay quiet. */

import { el, svg } from "../dom.js";
import { rectsOf } from "../geometry.js";
import { arcPath } from "./arc_path.js";

/**
 * @import {Editor} from "../editor.js"
 * @import {Relation} from "../types.js"
 */

/** @typedef {{path: string, kind: "relation" | "offer" | "fragments", dot?: {x: number, y: number} | undefined}} Curve */
/** @typedef {{x: number, y: number, text: string, id: string, far: boolean}} Pill */

/** An end further away than so many heights of the view is named, not drawn. */
const FAR = 1.2;
const PILL_HEIGHT = 22;
/** A relation's name stands above its other end, between the lines and behind the tag. */
const LABEL_INDENT = 20;
const LABEL_RISE = 3;
const LABEL_HEIGHT = 12;
/** A letter's width, about. */
const LETTER = 5.8;
const MOST = 60;

export class Arcs {
  #svg = svg("svg", { class: "an-arcs", "aria-hidden": "true" });
  #pills = el("div", { class: "an-pills", "aria-hidden": "true" });
  #editor;

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    editor.overlay.element.append(this.#svg, this.#pills);
    editor.overlay.add(() => this.#measure());
    this.#pills.addEventListener("click", (event) => {
      const id = /** @type {Element} */ (event.target).closest("[data-span]")?.getAttribute("data-span");
      if (id) editor.goToSpan(id, "arc");
    });
  }

  #measure() {
    const span = this.#editor.model.focusedSpan;
    /** @type {Curve[]} */
    const curves = [];
    /** @type {Pill[]} */
    const pills = [];
    if (span) {
      this.#fragments(span.id, curves);
      for (const relation of this.#editor.model.relationsOf(span.id).slice(0, MOST)) {
        this.#relation(span.id, relation, curves, pills);
      }
      this.#offer(curves);
    }
    apart(pills);
    return () => this.#write(curves, pills);
  }

  /**
   * @param {string} id
   * @param {Curve[]} curves
   */
  #fragments(id, curves) {
    const ranges = this.#editor.view.index.rangesOf(id);
    for (let i = 0; i + 1 < Math.min(ranges.length, MOST); i += 1) {
      const from = this.#rects(ranges[i]).at(-1);
      const to = this.#rects(ranges[i + 1])[0];
      if (from && to && to.top > from.bottom)
        curves.push({ kind: "fragments", path: arcPath(endOf(from), startOf(to)) });
    }
  }

  /**
   * @param {string} focused
   * @param {Relation} relation
   * @param {Curve[]} curves
   * @param {Pill[]} pills
   */
  #relation(focused, { label, head, tail }, curves, pills) {
    const { model, view } = this.#editor;
    const other = head === focused ? tail : head;
    const from = this.#anchor(head);
    const to = this.#anchor(tail);
    const text = model.labelSet.titleOf(label);
    if (from && to && Math.abs(from.top - to.top) < FAR * this.#editor.scroller.clientHeight) {
      const path = arcPath(from, to);
      curves.push({ kind: "relation", path, dot: tipOf(from, to) });
      const end = head === focused ? to : from;
      pills.push({
        x: end.left + LABEL_INDENT,
        y: end.top - LABEL_RISE,
        text: head === focused ? text : `${text} →`,
        id: other,
        far: false,
      });
      return;
    }
    const here = head === focused ? from : to;
    const span = model.spans.get(other);
    if (!here || !span) return;
    const above = (view.index.rangesOf(other)[0]?.start ?? 0) < (view.index.rangesOf(focused)[0]?.start ?? 0);
    const name = [...model.textOf(span)].slice(0, 30).join("");
    const y = above ? here.top - PILL_HEIGHT : here.bottom + PILL_HEIGHT;
    pills.push({ x: here.left + 12, y, text: `${text} ${above ? "↑" : "↓"} ${name}`, id: other, far: true });
  }

  /** In relation mode: the relation that Enter would make. @param {Curve[]} curves */
  #offer(curves) {
    const { state, candidate } = this.#editor.relation;
    if (!state || candidate === null) return;
    const own = this.#anchor(state.from);
    const other = this.#anchor(candidate);
    if (!own || !other) return;
    const [from, to] = state.end === "tail" ? [own, other] : [other, own];
    curves.push({ kind: "offer", path: arcPath(from, to), dot: tipOf(from, to) });
  }

  /** The first line of a span, in the page. @param {string} id */
  #anchor(id) {
    return this.#rects(this.#editor.view.index.rangesOf(id)[0])[0];
  }

  /** @param {{start: number, end: number} | undefined} range */
  #rects(range) {
    if (!range) return [];
    const { overlay, view } = this.#editor;
    const { origin } = overlay;
    return rectsOf(view, range).map((rect) => overlay.toPage(rect, origin));
  }

  /**
   * @param {Curve[]} curves
   * @param {Pill[]} pills
   */
  #write(curves, pills) {
    this.#svg.replaceChildren(
      ...curves.flatMap(({ path, kind, dot }) => [
        svg("path", { d: path, class: `an-arc an-arc-${kind}` }),
        ...(dot ? [svg("circle", { cx: `${dot.x}`, cy: `${dot.y}`, r: "3", class: `an-tip an-arc-${kind}` })] : []),
      ]),
    );
    this.#pills.replaceChildren(
      ...pills.map(({ x, y, text, id, far }) =>
        el(
          "span",
          { class: far ? "an-pill an-far" : "an-pill", "data-span": id, style: { left: `${x}px`, top: `${y}px` } },
          text,
        ),
      ),
    );
  }
}

/** Moves pills that would cover each other: far ones down, names behind one another. @param {Pill[]} pills */
function apart(pills) {
  pills.sort((a, b) => a.y - b.y || a.x - b.x);
  pills.forEach((pill, i) => {
    for (const other of pills.slice(0, i)) {
      if (other.far !== pill.far || pill.y - other.y >= (pill.far ? PILL_HEIGHT : LABEL_HEIGHT)) continue;
      const behind = other.x + other.text.length * LETTER + LETTER;
      if (pill.far) pill.y = other.y + PILL_HEIGHT;
      else if (pill.x < behind && other.x < pill.x + pill.text.length * LETTER) pill.x = behind;
    }
  });
}

/** @param {DOMRect} rect */
function endOf(rect) {
  return new DOMRect(rect.right - 2, rect.top, 2, rect.height);
}

/** @param {DOMRect} rect */
function startOf(rect) {
  return new DOMRect(rect.left, rect.top, 2, rect.height);
}

/**
 * @param {DOMRect} from
 * @param {DOMRect} to
 */
function tipOf(from, to) {
  return { x: to.left + Math.min(to.width / 2, 24), y: from.top > to.bottom ? to.bottom : to.top };
}
