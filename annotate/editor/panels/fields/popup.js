/** The list of candidates under a field. Lies above everything, so nothing moves when it opens. */

import { el } from "../../dom.js";
import { keycap } from "../keycaps.js";

/** @typedef {import("../suggestions.js").Candidate} Candidate */

const GAP = 2;

let nextId = 1;

export class Popup {
  /** @type {Candidate[]} */
  candidates = [];
  #anchor;
  #onPick;
  #active = -1;
  /** @type {AbortController | null} */
  #shown = null;

  /**
   * @param {HTMLInputElement} anchor
   * @param {string} label
   * @param {(candidate: Candidate) => void} onPick
   */
  constructor(anchor, label, onPick) {
    this.#anchor = anchor;
    this.#onPick = onPick;
    this.id = `an-popup-${nextId++}`;
    this.element = el("div", {
      class: "an-popup",
      id: this.id,
      popover: "manual",
      role: "listbox",
      "aria-label": label,
    });
    // A press of the pointer must not take the focus out of the field.
    this.element.addEventListener("pointerdown", (event) => event.preventDefault());
    this.element.addEventListener("click", (event) => this.#onClick(event));
  }

  get open() {
    return this.element.matches(":popover-open");
  }

  get active() {
    return this.candidates[this.#active] ?? null;
  }

  /**
   * @param {Candidate[]} candidates
   * @param {{numbered: boolean, active: number, tab: boolean}} how `tab`: the first is what Tab takes
   */
  show(candidates, { numbered, active, tab }) {
    this.candidates = candidates;
    this.element.replaceChildren(...candidates.map((candidate, index) => this.#row(candidate, index, numbered, tab)));
    this.setActive(active);
    if (!candidates.length) return this.hide();
    if (!this.open) this.#open();
    this.#place();
  }

  hide() {
    this.#shown?.abort();
    if (this.open) this.element.hidePopover();
    this.#anchor.setAttribute("aria-expanded", "false");
    this.#anchor.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index -1 for none */
  setActive(index) {
    this.#active = index;
    for (const [at, row] of [...this.element.children].entries())
      row.setAttribute("aria-selected", String(at === index));
    const row = this.element.children[index];
    if (row) {
      this.#anchor.setAttribute("aria-activedescendant", row.id);
      row.scrollIntoView({ block: "nearest" });
    } else this.#anchor.removeAttribute("aria-activedescendant");
  }

  /** @param {1 | -1} step */
  move(step) {
    const count = this.candidates.length;
    if (count) this.setActive((this.#active + step + count + (this.#active < 0 && step < 0 ? 1 : 0)) % count);
  }

  /** Follows the field when what holds it is scrolled. */
  #open() {
    this.element.showPopover();
    this.#anchor.setAttribute("aria-expanded", "true");
    this.#shown = new AbortController();
    const { signal } = this.#shown;
    document.addEventListener(
      "scroll",
      ({ target }) => {
        if (target instanceof Node && target.contains(this.#anchor)) this.#place();
      },
      { signal, capture: true, passive: true },
    );
  }

  /**
   * @param {Candidate} candidate
   * @param {number} index
   * @param {boolean} numbered
   * @param {boolean} tab
   */
  #row({ title, hint }, index, numbered, tab) {
    const key = numbered && index < 9 ? keycap(String(index + 1)) : tab && index === 0 ? keycap("tab") : null;
    return el(
      "div",
      {
        class: "an-option",
        role: "option",
        id: `${this.id}-${index}`,
        "aria-selected": "false",
        data: { index: String(index) },
      },
      el("span", { class: "an-option-key" }, key),
      el("span", { class: "an-option-title", dir: "auto" }, title),
      hint && el("span", { class: "an-option-hint" }, hint),
    );
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const row = /** @type {HTMLElement} */ (event.target).closest("[data-index]");
    const candidate = row instanceof HTMLElement ? this.candidates[Number(row.dataset.index)] : undefined;
    if (candidate) this.#onPick(candidate);
  }

  /** Under the field, or above it where there is more room. */
  #place() {
    const field = this.#anchor.getBoundingClientRect();
    const below = window.innerHeight - field.bottom;
    const above = below < 180 && field.top > below;
    const { style } = this.element;
    style.left = `${field.left}px`;
    style.width = `${field.width}px`;
    style.maxHeight = `${Math.min((above ? field.top : below) - 8, 300)}px`;
    style.top = above ? "auto" : `${field.bottom + GAP}px`;
    style.bottom = above ? `${window.innerHeight - field.top + GAP}px` : "auto";
  }
}
