/** One block of the text in the page: its runs, and the way between offsets (UTF-16 units) and nodes. */

import { setStart } from "./node_starts.js";
import { innermost, lookOf, looksSame, paintRun, partTags } from "./paint.js";
import { cutSegments } from "./segments.js";

/**
 * @import {Block} from "./blocks.js"
 * @import {Look, Run} from "./paint.js"
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
   * Draws what changed: the runs before and behind it stay in the page as they are.
   *
   * @param {readonly Piece[]} pieces
   * @param {ReadonlyMap<string, number>} lanes
   * @param {ReadonlyMap<string, string>} tags
   * @param {Marks} marks
   */
  draw(pieces, lanes, tags, marks) {
    const { start, end } = this.block;
    const looks = cutSegments(start, end, pieces).map((segment) => lookOf(segment, lanes, tags));
    partTags(this.text, looks);
    const old = this.runs;
    const least = Math.min(looks.length, old.length);
    let before = 0;
    while (before < least && stays(old[before], looks[before])) before += 1;
    let behind = 0;
    while (behind < least - before && stays(old.at(-1 - behind), looks.at(-1 - behind))) behind += 1;
    const fresh = looks.slice(before, looks.length - behind).map((look) => this.#paint(look));
    const anchor = nodeOf(old[old.length - behind]);
    for (const run of old.slice(before, old.length - behind)) nodeOf(run)?.remove();
    for (const run of fresh) this.element.insertBefore(/** @type {Node} */ (nodeOf(run)), anchor);
    this.runs = [...old.slice(0, before), ...fresh, ...old.slice(old.length - behind)];
    if (marks.focused !== null || marks.hovered !== null || marks.candidates) this.light(marks);
  }

  /** Shows what is focused, hovered or to choose from. @param {Marks} marks */
  light(marks) {
    for (const { element, pieces } of this.runs) if (element) lightRun(element, pieces, marks);
  }

  /** @param {Look} look */
  #paint(look) {
    const run = paintRun(this.text, look);
    setStart(run.node, run.start);
    if (run.element) {
      setStart(run.element, run.start);
      runs.set(run.element, run);
    }
    return run;
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

/**
 * Whether a run can stay; it then takes in the new pieces, which may be of other spans that look the same.
 *
 * @param {Run | undefined} run
 * @param {Look | undefined} look
 */
function stays(run, look) {
  if (!run || !look || !looksSame(run, look)) return false;
  run.pieces = look.pieces;
  return true;
}

/** @param {Run | undefined} run */
function nodeOf(run) {
  return run?.element ?? run?.node ?? null;
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
