/** One block of the text in the page: its runs, and the way between offsets (UTF-16 units) and nodes. */

import { setStart } from "./node_starts.js";
import { innermost, paintRun } from "./paint.js";
import { cutSegments } from "./segments.js";

/**
 * @import {Block} from "./blocks.js"
 * @import {Run} from "./paint.js"
 * @import {Piece} from "./segments.js"
 */

/**
 * What is lit in the text, by ids of spans.
 *
 * @typedef {object} Marks
 * @property {string | null} focused
 * @property {string | null} hovered
 * @property {ReadonlySet<string> | null} candidates ends that a relation may have; the others step back
 * @property {string | null} candidate the one that Enter takes
 */

export class BlockView {
  /** @type {Run[]} */
  runs = [];
  element = document.createElement("div");

  /**
   * @param {string} text of the article
   * @param {Block} block
   */
  constructor(text, block) {
    this.text = text;
    this.block = block;
    this.element.className = block.blank ? "an-block an-blank" : "an-block";
    if (block.continued) this.element.classList.add("an-continued");
    this.element.dir = "auto";
    setStart(this.element, block.start);
  }

  /**
   * @param {readonly Piece[]} pieces
   * @param {ReadonlyMap<string, number>} lanes
   * @param {ReadonlyMap<string, string>} tags
   * @param {Marks} marks
   */
  draw(pieces, lanes, tags, marks) {
    const { start, end } = this.block;
    this.runs = cutSegments(start, end, pieces).map((segment) => paintRun(this.text, segment, lanes, tags));
    for (const run of this.runs) {
      setStart(run.node, run.start);
      if (!run.element) continue;
      setStart(run.element, run.start);
      runs.set(run.element, run);
    }
    this.element.replaceChildren(...this.runs.map((run) => run.element ?? run.node));
    this.light(marks);
  }

  /** Shows what is focused, hovered or to choose from. @param {Marks} marks */
  light(marks) {
    for (const { element, pieces } of this.runs) if (element) lightRun(element, pieces, marks);
  }

  /**
   * The node and offset of a place in the text. At the border of two runs, `side` tells to which it belongs.
   *
   * @param {number} unit
   * @param {"before" | "after"} side the character before or after the place
   * @returns {[Node, number]}
   */
  pointAt(unit, side) {
    const run = this.runs.find(({ end }) => (side === "after" ? unit < end : unit <= end)) ?? this.runs.at(-1);
    if (!run) return [this.element, 0];
    return [run.node, Math.min(Math.max(unit - run.start, 0), run.end - run.start)];
  }
}

/** The run that an element of the text belongs to. @type {WeakMap<Element, Run>} */
const runs = new WeakMap();

/** @param {Element} element @returns {Run | undefined} */
export function runOf(element) {
  return runs.get(element);
}

/**
 * @param {HTMLElement} element
 * @param {readonly Piece[]} pieces
 * @param {Marks} marks
 */
function lightRun(element, pieces, { focused, hovered, candidates, candidate }) {
  const has = (/** @type {string | null} */ id) => id !== null && pieces.some((piece) => piece.id === id && !piece.gap);
  const { classList, style } = element;
  const lit = has(focused);
  classList.toggle("an-focused", lit);
  const label = pieces.find(({ id }) => id === focused)?.label;
  if (lit) style.setProperty("--an-focus", `var(--an-label-${label})`);
  classList.toggle("an-hovered", hovered !== null && innermost(pieces)?.id === hovered);
  classList.toggle("an-candidate", candidates !== null && pieces.some(({ id, gap }) => !gap && candidates.has(id)));
  classList.toggle("an-chosen", has(candidate));
}
