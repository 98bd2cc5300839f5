/**
 * The article's text in the page. Only sections near the view are made, and only blocks whose spans changed are drawn
 * again. Offsets are UTF-16 units.
 */

import { detailOf } from "../dom.js";
import { BlockView, runOf, startOfNode } from "./block_view.js";
import { Places, cutBlocks, groupSections } from "./blocks.js";
import { assignLanes } from "./lanes.js";
import { SectionView } from "./section_view.js";
import { SpanIndex } from "./span_index.js";
import { shortTags } from "./tags.js";

/**
 * @import {Model} from "../model.js"
 * @import {ChangeDetail, FocusDetail, Range} from "../types.js"
 * @import {Marks} from "./block_view.js"
 */

export class TextView {
  element = document.createElement("div");
  index;
  /** @type {Marks} */
  #marks = { focused: null, hovered: null, candidates: null, candidate: null };
  /** @type {Map<number, BlockView>} */
  #views = new Map();
  /** @type {Map<number, ReadonlyMap<string, number>>} */
  #lanes = new Map();
  #model;
  #text;
  #tags;
  #blocks;
  #places;
  #sections;
  #sectionPlaces;

  /**
   * @param {Model} model
   * @param {AbortSignal} signal
   */
  constructor(model, signal) {
    this.#model = model;
    this.#text = model.text;
    this.#tags = shortTags(model.labelSet.labels);
    this.#blocks = cutBlocks(model.text);
    this.#places = new Places(this.#blocks);
    this.index = new SpanIndex(model.offsets, this.#places);
    for (const span of model.spansInOrder()) this.index.update(span.id, span);
    this.element.className = "an-text";
    this.element.lang = model.article.language;
    const ranges = groupSections(this.#blocks);
    this.#sectionPlaces = new Places(ranges);
    this.#sections = ranges.map((range) => new SectionView(range, (first, last) => this.#make(first, last)));
    this.element.append(...this.#sections.map(({ element }) => element));
    this.#markHeadline();
    model.addEventListener("change", (event) => this.#onChange(detailOf(event)), { signal });
    model.addEventListener("focus", (event) => this.#onFocus(detailOf(event)), { signal });
  }

  /** Length of the text. */
  get length() {
    return this.#text.length;
  }

  get sections() {
    return this.#sections;
  }

  /** The offset of a place in the page; null where it is not in the text. @param {Node} node @param {number} offset */
  unitAt(node, offset) {
    if (!this.element.contains(node)) return null;
    if (node.nodeType === Node.TEXT_NODE) {
      const start = startOfNode(node);
      return start === undefined ? null : start + offset;
    }
    return this.#unitBefore(node.childNodes[offset] ?? null) ?? this.#unitBehind(node);
  }

  /**
   * A DOM range over a range of the text; what it covers is made where it was not.
   *
   * @param {Range} range
   * @returns {globalThis.Range}
   */
  domRange({ start, end }) {
    const range = document.createRange();
    range.setStart(...this.pointAt(start, "after"));
    range.setEnd(...(end > start ? this.pointAt(end, "before") : this.pointAt(start, "after")));
    return range;
  }

  /**
   * @param {number} unit
   * @param {"before" | "after"} side
   * @returns {[Node, number]}
   */
  pointAt(unit, side) {
    const block = side === "after" ? this.#places.at(unit) : this.#places.before(unit);
    this.#sections[this.#sectionPlaces.at(this.#blocks[block]?.start ?? 0)]?.materialise();
    return this.#views.get(block)?.pointAt(unit, side) ?? [this.element, 0];
  }

  /** Whether the section around an offset is in the page. @param {number} unit */
  isMade(unit) {
    return this.#sections[this.#sectionPlaces.at(unit)]?.made ?? false;
  }

  /** The element that stands in the page for the section around an offset, made or not. @param {number} unit */
  placeholderOf(unit) {
    return this.#sections[this.#sectionPlaces.at(unit)]?.element ?? this.element;
  }

  /** Ids of the spans at a place in the page, the shortest first. @param {EventTarget | null} target @returns {string[]} */
  spansAt(target) {
    const element = target instanceof Element ? target.closest(".an-run") : null;
    const pieces = (element && runOf(element)?.pieces) ?? [];
    return pieces
      .filter((piece) => !piece.gap)
      .map(({ id }) => id)
      .reverse();
  }

  /** @param {string | null} id */
  hover(id) {
    if (id === this.#marks.hovered) return;
    const before = this.#marks.hovered;
    this.#marks.hovered = id;
    this.#light([before, id]);
  }

  /**
   * Lights the spans to choose from; null ends it.
   *
   * @param {ReadonlySet<string> | null} candidates
   * @param {string | null} candidate
   */
  choose(candidates, candidate = null) {
    const changed = new Set([...(this.#marks.candidates ?? []), ...(candidates ?? [])]);
    if (candidates === this.#marks.candidates) {
      changed.clear();
      changed.add(this.#marks.candidate ?? "").add(candidate ?? "");
    }
    this.#marks = { ...this.#marks, candidates, candidate };
    this.element.classList.toggle("an-choosing", candidates !== null);
    this.#light([...changed]);
  }

  /** @param {ChangeDetail} detail */
  #onChange({ spans }) {
    /** @type {Set<number>} */
    const dirty = new Set();
    for (const id of spans) for (const block of this.index.update(id, this.#model.spans.get(id))) dirty.add(block);
    for (const block of dirty) this.#draw(block);
  }

  /** @param {FocusDetail} detail */
  #onFocus({ id }) {
    const before = this.#marks.focused;
    this.#marks.focused = id;
    if (before !== id) this.#light([before, id]);
  }

  /** @param {readonly (string | null)[]} ids */
  #light(ids) {
    const blocks = new Set(ids.flatMap((id) => (id === null ? [] : this.index.blocksOf(id))));
    for (const block of blocks) this.#views.get(block)?.light(this.#marks);
  }

  /**
   * @param {number} first
   * @param {number} last
   */
  #make(first, last) {
    /** @type {HTMLElement[]} */
    const elements = [];
    for (let i = first; i <= last; i += 1) {
      const block = this.#blocks[i];
      if (!block) continue;
      const view = new BlockView(this.#text, block);
      this.#views.set(i, view);
      this.#draw(i);
      elements.push(view.element);
    }
    return elements;
  }

  /** @param {number} index of the block */
  #draw(index) {
    const view = this.#views.get(index);
    if (!view) return;
    const pieces = this.index.piecesIn(index, view.block);
    const lanes = assignLanes(extents(pieces), this.#lanes.get(index));
    this.#lanes.set(index, lanes);
    view.draw(pieces, lanes, this.#tags, this.#marks);
  }

  /** The first line is a headline where it repeats the title. */
  #markHeadline() {
    const first = this.#blocks[0];
    const isTitle = first && this.#text.slice(first.start, first.end).trim() === this.#model.article.title.trim();
    this.element.classList.toggle("an-headlined", Boolean(isTitle));
  }

  /** Where a node of the text begins. @param {Node | null} node @returns {number | null} */
  #unitBefore(node) {
    if (!node) return null;
    const own = startOfNode(node);
    if (own !== undefined) return own;
    const section = this.#sections.find(({ element }) => element === node);
    if (section) return section.range.start;
    for (const child of node.childNodes) {
      const start = startOfNode(child);
      if (start !== undefined) return start;
    }
    return this.#unitBefore(node.nextSibling);
  }

  /** Where a node of the text ends. @param {Node} node @returns {number} */
  #unitBehind(node) {
    for (let last = /** @type {Node | null} */ (node); last; last = last.lastChild) {
      const start = startOfNode(last);
      if (start !== undefined && last.nodeType === Node.TEXT_NODE) return start + (last.textContent?.length ?? 0);
    }
    const section = this.#sections.findLast(({ element }) => node.contains(element));
    return section?.range.end ?? this.#text.length;
  }
}

/**
 * What each span takes up in a block's lanes: from its first piece to its last.
 *
 * @param {readonly {id: string, start: number, end: number}[]} pieces
 */
function extents(pieces) {
  /** @type {Map<string, {id: string, start: number, end: number}>} */
  const found = new Map();
  for (const { id, start, end } of pieces) {
    const known = found.get(id);
    if (!known) found.set(id, { id, start, end });
    else {
      known.start = Math.min(known.start, start);
      known.end = Math.max(known.end, end);
    }
  }
  return [...found.values()];
}
