/** A group of blocks that the browser lays out on its own, and not at all while it is far from the view. */

import { setStart } from "./node_starts.js";

/** @import {SectionRange} from "./blocks.js" */

/** Guess of a line's length and height, for the room that a section takes until it was laid out. */
const UNITS_PER_LINE = 70;
const LINE_HEIGHT = 34;

/**
 * Makes and forgets the elements of a section's blocks.
 *
 * @typedef {{make(range: SectionRange): HTMLElement[], forget(range: SectionRange): void}} Maker
 */

export class SectionView {
  element = document.createElement("div");
  made = false;
  /** In px: a guess, or as it was when it was last in the page. */
  height;
  #maker;

  /**
   * @param {SectionRange} range
   * @param {Maker} maker
   */
  constructor(range, maker) {
    this.range = range;
    this.#maker = maker;
    const lines = (range.end - range.start) / UNITS_PER_LINE + (range.last - range.first + 1) / 2;
    this.height = Math.round(lines * LINE_HEIGHT);
    this.element.className = "an-section";
    setStart(this.element, range.start);
    this.#reserve();
  }

  materialise() {
    if (this.made) return;
    this.made = true;
    this.element.append(...this.#maker.make(this.range));
    this.element.classList.add("an-made");
  }

  /** Gives the elements up, unless the browser's selection begins or ends there. */
  release() {
    const selection = getSelection();
    const held = [selection?.anchorNode, selection?.focusNode].some((node) => node && this.element.contains(node));
    if (!this.made || held) return;
    this.height = this.element.offsetHeight;
    this.#reserve();
    this.made = false;
    this.element.classList.remove("an-made");
    this.element.replaceChildren();
    this.#maker.forget(this.range);
  }

  #reserve() {
    this.element.style.setProperty("--an-section-height", `${this.height}px`);
  }
}
