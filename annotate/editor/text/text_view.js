/**
 * The article's text in the page. Only sections near the view are made, and only blocks whose spans changed are drawn
 * again. Offsets are UTF-16 units.
 */

import { detailOf } from "../dom.js";
import { BlockView, runOf } from "./block_view.js";
import { Places, cutBlocks, groupSections } from "./blocks.js";
import { assignLanes } from "./lanes.js";
import { setStart, startOfNode } from "./node_starts.js";
import { SectionView } from "./section_view.js";
import { SpanIndex } from "./span_index.js";
import { shortTags } from "./tags.js";

/**
 * @import {Model} from "../model.js"
 * @import {ChangeDetail, FocusDetail, Range} from "../types.js"
 * @import {Marks} from "./block_view.js"
 * @import {SectionRange} from "./blocks.js"
 * @import {Maker} from "./section_view.js"
 */

/** How many sections are grouped. */
const CHAPTER = 16;

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
    this.index.fill(model.spansInOrder());
    this.element.className = "an-text";
    this.element.lang = model.article.language;
    const ranges = groupSections(this.#blocks);
    /** @type {Maker} */
    const maker = { make: (range) => this.#make(range), forget: (range) => this.#forget(range) };
    this.#sectionPlaces = new Places(ranges);
    this.#sections = ranges.map((range) => new SectionView(range, maker));
    this.element.append(...inChapters(this.#sections));
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

  /** @param {SectionRange} range */
  #make({ first, last }) {
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

  /** @param {SectionRange} range */
  #forget({ first, last }) {
    for (let i = first; i <= last; i += 1) this.#views.delete(i);
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

  /** Where the first node from here on begins, among its siblings. @param {Node | null} node @returns {number | null} */
  #unitBefore(node) {
    for (let next = node; next; next = next.nextSibling) {
      const start = startOfNode(next);
      if (start !== undefined) return start;
    }
    return null;
  }

  /** Where a node ends: where what comes behind it begins. @param {Node} node @returns {number} */
  #unitBehind(node) {
    for (let outer = /** @type {Node | null} */ (node); outer && outer !== this.element; outer = outer.parentNode) {
      const start = this.#unitBefore(outer.nextSibling);
      if (start !== null) return start;
    }
    return this.#text.length;
  }
}

/**
 * Sections in groups: when one changes its height, only its group and the groups are placed anew, not all sections.
 *
 * @param {readonly SectionView[]} sections
 * @returns {HTMLElement[]}
 */
function inChapters(sections) {
  /** @type {HTMLElement[]} */
  const chapters = [];
  for (let i = 0; i < sections.length; i += CHAPTER) {
    const chapter = document.createElement("div");
    chapter.append(...sections.slice(i, i + CHAPTER).map(({ element }) => element));
    setStart(chapter, sections[i]?.range.start ?? 0);
    chapters.push(chapter);
  }
  return chapters;
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
