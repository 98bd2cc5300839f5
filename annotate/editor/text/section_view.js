/** A group of blocks that the browser lays out on its own, and not at all while it is far from the view. */

/** @import {SectionRange} from "./blocks.js" */

/** Guess of a line's length and height, for the room that a section takes until it was laid out. */
const UNITS_PER_LINE = 70;
const LINE_HEIGHT = 34;

export class SectionView {
  element = document.createElement("div");
  made = false;
  #make;

  /**
   * @param {SectionRange} range
   * @param {(first: number, last: number) => HTMLElement[]} make makes the elements of the blocks
   */
  constructor(range, make) {
    this.range = range;
    this.#make = make;
    const lines = (range.end - range.start) / UNITS_PER_LINE + (range.last - range.first + 1) / 2;
    this.element.className = "an-section";
    this.element.style.setProperty("--an-section-height", `${Math.round(lines * LINE_HEIGHT)}px`);
  }

  materialise() {
    if (this.made) return;
    this.made = true;
    this.element.append(...this.#make(this.range.first, this.range.last));
    this.element.classList.add("an-made");
  }
}
