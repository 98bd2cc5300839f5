/** A long list of rows of one height, of which only those in view are in the page. Works with arrows and a click. */

import { el } from "../dom.js";
import { scrollToRow, visibleRows } from "./virtual_window.js";

/**
 * @template T
 * @typedef {object} Options
 * @property {string} label Name for screen readers.
 * @property {number} rowHeight In CSS pixels.
 * @property {(item: T) => string} keyOf
 * @property {(item: T) => string} stampOf Changes whenever the item's row would look different.
 * @property {(item: T) => HTMLElement} render For each row that comes into view.
 * @property {(item: T, how: "click" | "Enter" | "move") => void} onChoose
 * @property {string} empty What the list says when it has no rows.
 */

/** @typedef {{element: HTMLElement, index: number, stamp: string}} Drawn */

/** @template T */
export class VirtualList {
  /** @type {T[]} */
  #items = [];
  /** @type {Map<string, Drawn>} */
  #drawn = new Map();
  #options;
  #track;
  #empty;
  #current = -1;
  #selectedKey = "";
  #frame = 0;
  #observer;
  /** Measured when they change: asking the page each time would make it lay everything out again. */
  #scrollTop = 0;
  #viewHeight = 0;

  /** @param {Options<T>} options */
  constructor(options) {
    this.#options = options;
    this.#track = el("div", { class: "an-vlist-track", role: "presentation" });
    this.#empty = el("p", { class: "an-empty", hidden: true }, options.empty);
    const role = { role: "listbox", tabindex: 0, "aria-label": options.label };
    this.list = el("div", { class: "an-vlist", ...role }, this.#track);
    this.element = el("div", { class: "an-vlist-frame" }, this.list, this.#empty);
    this.list.addEventListener("scroll", () => this.#later(), { passive: true });
    this.list.addEventListener("keydown", (event) => this.#onKey(event));
    this.list.addEventListener("click", (event) => this.#onClick(event));
    this.#observer = new ResizeObserver(([entry]) => {
      this.#viewHeight = entry?.contentRect.height ?? 0;
      this.#draw();
    });
    this.#observer.observe(this.list);
  }

  /**
   * @param {T[]} items
   * @param {string} [empty] What the list says when it has no rows.
   */
  setItems(items, empty) {
    this.#items = items;
    if (empty !== undefined) this.#empty.textContent = empty;
    this.#empty.hidden = items.length > 0;
    this.list.hidden = items.length === 0;
    this.#scrollTop = Math.max(0, Math.min(this.#scrollTop, items.length * this.#options.rowHeight - this.#viewHeight));
    this.#track.style.height = `${items.length * this.#options.rowHeight}px`;
    this.#keepDrawn();
    this.#current = this.#indexOf(this.#selectedKey);
    this.#draw();
  }

  /**
   * Marks the row of an item, and brings it into view.
   *
   * @param {string} key
   */
  select(key) {
    this.#selectedKey = key;
    this.#current = this.#indexOf(key);
    if (this.#current >= 0) this.#reveal(this.#current);
    this.#mark();
  }

  /** @param {string} key */
  #indexOf(key) {
    return key ? this.#items.findIndex((item) => this.#options.keyOf(item) === key) : -1;
  }

  /** Shows the first rows: others than before are listed. */
  toTop() {
    this.#scrollTop = 0;
    this.list.scrollTop = 0;
    this.#draw();
  }

  dispose() {
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
  }

  /** Rows that look the same stay in the page, moved where they now belong. */
  #keepDrawn() {
    const { keyOf, stampOf, rowHeight } = this.#options;
    const old = this.#drawn;
    this.#drawn = new Map();
    for (const [index, item] of this.#items.entries()) {
      if (!old.size) break;
      const drawn = old.get(keyOf(item));
      if (!drawn || drawn.stamp !== stampOf(item)) continue;
      old.delete(keyOf(item));
      this.#drawn.set(keyOf(item), drawn);
      if (drawn.index !== index) drawn.element.style.transform = `translateY(${index * rowHeight}px)`;
      drawn.index = index;
      drawn.element.dataset.index = String(index);
      drawn.element.setAttribute("aria-posinset", String(index + 1));
      drawn.element.setAttribute("aria-setsize", String(this.#items.length));
    }
    for (const { element } of old.values()) element.remove();
  }

  #later() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#scrollTop = this.list.scrollTop;
      this.#draw();
    });
  }

  #draw() {
    const { keyOf, stampOf, render, rowHeight } = this.#options;
    const { first, last } = visibleRows(this.#items.length, rowHeight, this.#scrollTop, this.#viewHeight);
    for (const [key, { element, index }] of this.#drawn) {
      if (index >= first && index < last) continue;
      element.remove();
      this.#drawn.delete(key);
    }
    for (const [offset, item] of this.#items.slice(first, last).entries()) {
      const key = keyOf(item);
      if (this.#drawn.has(key)) continue;
      const index = first + offset;
      const element = el(
        "div",
        {
          class: "an-row",
          role: "option",
          id: `an-row-${nextId++}`,
          "aria-setsize": this.#items.length,
          "aria-posinset": index + 1,
          data: { index: String(index) },
          style: { transform: `translateY(${index * rowHeight}px)`, height: `${rowHeight}px` },
        },
        render(item),
      );
      this.#track.append(element);
      this.#drawn.set(key, { element, index, stamp: stampOf(item) });
    }
    this.#mark();
  }

  #mark() {
    let active = "";
    for (const { element, index } of this.#drawn.values()) {
      const selected = index === this.#current;
      if (selected) active = element.id;
      element.setAttribute("aria-selected", String(selected));
    }
    if (active) this.list.setAttribute("aria-activedescendant", active);
    else this.list.removeAttribute("aria-activedescendant");
  }

  /** @param {number} index */
  #reveal(index) {
    const { rowHeight } = this.#options;
    const top = scrollToRow(index, rowHeight, this.#scrollTop, this.#viewHeight);
    if (top === this.#scrollTop || !this.#viewHeight) return;
    this.#scrollTop = top;
    this.list.scrollTop = top;
    this.#draw();
  }

  /**
   * @param {number} index
   * @param {"click" | "Enter" | "move"} how
   */
  #choose(index, how) {
    const item = this.#items[index];
    if (item === undefined) return;
    this.#current = index;
    this.#selectedKey = this.#options.keyOf(item);
    this.#reveal(index);
    this.#mark();
    this.#options.onChoose(item, how);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(this.#viewHeight / this.#options.rowHeight) - 1);
    const last = this.#items.length - 1;
    /** @type {Record<string, number>} */
    const moves = {
      ArrowDown: this.#current + 1,
      ArrowUp: this.#current - 1,
      PageDown: this.#current + page,
      PageUp: this.#current - page,
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (to !== undefined) this.#choose(Math.min(Math.max(to, 0), last), "move");
    else if (event.key === "Enter" || event.key === " ") this.#choose(Math.max(this.#current, 0), "Enter");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    const row = /** @type {HTMLElement} */ (event.target).closest(".an-row");
    if (row instanceof HTMLElement) this.#choose(Number(row.dataset.index), "click");
  }
}

let nextId = 1;
