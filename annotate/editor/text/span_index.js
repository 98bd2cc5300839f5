/** Which spans have something to draw in which block. Offsets are UTF-16 units. */

import { startOf } from "../annotations.js";
import { sameRanges } from "../fragments.js";

/**
 * @import {Span} from "../types.js"
 * @import {Utf16Index} from "../offsets.js"
 * @import {Places} from "./blocks.js"
 * @import {Piece} from "./segments.js"
 */

/** A connection between fragments is drawn through the text only where they are near; marks tell the rest. */
const LONGEST_GAP = 400;

/** @typedef {{span: Span, ranges: {start: number, end: number}[], blocks: number[]}} Entry */

export class SpanIndex {
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  /** @type {Map<number, Set<string>>} */
  #byBlock = new Map();
  #offsets;
  #places;
  /** Spans in the order of the text, of which those from `#next` on are not in yet. @type {readonly Span[]} */
  #coming = [];
  #next = 0;
  /** Ids of those among them that were asked for, or changed, before their turn. @type {Set<string>} */
  #known = new Set();

  /**
   * @param {Utf16Index} offsets
   * @param {Places} places of the blocks
   */
  constructor(offsets, places) {
    this.#offsets = offsets;
    this.#places = places;
  }

  /**
   * Tells of the spans that there are at the beginning; to be called once. Each is taken in when it is asked for, or its
   * block is.
   *
   * @param {Iterable<Span>} spans in the order of the text, as their fragments are
   */
  fill(spans) {
    this.#coming = [...spans];
  }

  /** Takes in all spans that are not in yet. */
  takeAll() {
    this.#takeUntil(Infinity);
  }

  /**
   * Takes in a span's new state.
   *
   * @param {string} id
   * @param {Span | undefined} span undefined: it is gone
   * @returns {number[]} the blocks that must be drawn again; none where the span looks as it did
   */
  update(id, span) {
    const old = this.#entryOf(id);
    if (old && span && looksAlike(old.span, span)) {
      old.span = span;
      return [];
    }
    for (const block of old?.blocks ?? []) this.#byBlock.get(block)?.delete(id);
    this.#entries.delete(id);
    const entry = span && this.#entry(span);
    if (entry) this.#put(entry);
    return [...new Set([...(old?.blocks ?? []), ...(entry?.blocks ?? [])])];
  }

  /** Blocks in which a span is drawn. @param {string} id @returns {readonly number[]} */
  blocksOf(id) {
    return this.#entryOf(id)?.blocks ?? [];
  }

  /** A span's fragments in units. @param {string} id @returns {readonly {start: number, end: number}[]} */
  rangesOf(id) {
    return this.#entryOf(id)?.ranges ?? [];
  }

  /**
   * @param {number} index of the block
   * @param {{start: number, end: number}} block
   * @returns {Piece[]}
   */
  piecesIn(index, block) {
    this.#takeUntil(block.end);
    /** @type {Piece[]} */
    const pieces = [];
    for (const id of this.#byBlock.get(index) ?? []) {
      const entry = this.#entries.get(id);
      if (entry) pushPieces(entry, block, pieces);
    }
    return pieces;
  }

  /** @param {number} unit of which it is enough that no span that begins before it is missing */
  #takeUntil(unit) {
    const coming = this.#coming;
    // Code points are never more than units.
    for (let span = coming[this.#next]; span && startOf(span) < unit; span = coming[this.#next]) {
      this.#next += 1;
      if (!this.#known.has(span.id)) this.#put(this.#entry(span));
    }
    if (this.#next < coming.length) return;
    this.#coming = [];
    this.#next = 0;
    this.#known.clear();
  }

  /** @param {string} id */
  #entryOf(id) {
    const entry = this.#entries.get(id);
    if (entry || this.#known.has(id) || !this.#coming.length) return entry;
    this.#known.add(id);
    const span = this.#coming.slice(this.#next).find((other) => other.id === id);
    if (span) this.#put(this.#entry(span));
    return this.#entries.get(id);
  }

  /** @param {Entry} entry */
  #put(entry) {
    this.#entries.set(entry.span.id, entry);
    for (const block of entry.blocks) {
      const ids = this.#byBlock.get(block);
      if (ids) ids.add(entry.span.id);
      else this.#byBlock.set(block, new Set([entry.span.id]));
    }
  }

  /**
   * @param {Span} span
   * @returns {Entry}
   */
  #entry(span) {
    const ranges = span.fragments.map(({ start, end }) => ({
      start: this.#offsets.toUtf16(start),
      end: this.#offsets.toUtf16(end),
    }));
    /** @type {number[]} */
    const blocks = [];
    for (const { start, end } of ranges) {
      const last = this.#places.before(end);
      // Fragments are sorted: a block that is there already is the last one.
      for (let block = this.#places.at(start); block <= last; block += 1) if (blocks.at(-1) !== block) blocks.push(block);
    }
    return { span, ranges, blocks };
  }
}

/**
 * @param {Entry} entry
 * @param {{start: number, end: number}} block
 * @param {Piece[]} pieces
 */
function pushPieces({ span, ranges }, block, pieces) {
  ranges.forEach(({ start, end }, i) => {
    const piece = {
      id: span.id,
      label: span.label,
      start: Math.max(start, block.start),
      end: Math.min(end, block.end),
      gap: false,
      opens: start >= block.start,
      closes: end <= block.end,
      first: i === 0,
      last: i === ranges.length - 1,
      unsure: span.unsure === true,
    };
    if (piece.start < piece.end) pieces.push(piece);
    const next = ranges[i + 1];
    const inside = next && end >= block.start && next.start < block.end;
    if (inside && next.start - end <= LONGEST_GAP) {
      pieces.push({ ...piece, start: end, end: next.start, gap: true, opens: false, closes: false });
    }
  });
}

/**
 * Whether two states of a span are drawn the same.
 *
 * @param {Span} a
 * @param {Span} b
 */
function looksAlike(a, b) {
  return (
    a.label === b.label &&
    Boolean(a.unsure) === Boolean(b.unsure) &&
    sameRanges(a.fragments, b.fragments)
  );
}
