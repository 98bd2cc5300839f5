/**
 * What is drawn over the text: handles, arcs, the caret, the palette. It lies in the page that scrolls, so that
 * scrolling costs nothing; places are measured once a frame, after the text has been laid out.
 */

export class Overlay {
  element = document.createElement("div");
  /** @type {Set<() => () => void>} */
  #painters = new Set();
  #asked = 0;
  #page;

  /**
   * @param {HTMLElement} page what scrolls, and holds the text and this overlay
   * @param {AbortSignal} signal
   */
  constructor(page, signal) {
    this.#page = page;
    this.element.className = "an-overlay";
    page.append(this.element);
    const resized = new ResizeObserver(() => this.invalidate());
    resized.observe(page);
    signal.addEventListener("abort", () => {
      resized.disconnect();
      cancelAnimationFrame(this.#asked);
    });
  }

  /**
   * Adds a painter: it measures, and returns what writes. All measure before any writes.
   *
   * @param {() => () => void} painter
   */
  add(painter) {
    this.#painters.add(painter);
  }

  /** Paints again before the next frame. */
  invalidate() {
    if (this.#asked) return;
    this.#asked = requestAnimationFrame(() => {
      this.#asked = 0;
      const writes = [...this.#painters].map((measure) => measure());
      for (const write of writes) write();
    });
  }

  /** Where the page begins in the window. */
  get origin() {
    const { left, top } = this.#page.getBoundingClientRect();
    return { left, top };
  }

  /** @param {{left: number, top: number, right: number, bottom: number}} rect in the window @returns {Rect} in the page */
  toPage({ left, top, right, bottom }, origin = this.origin) {
    return new DOMRect(left - origin.left, top - origin.top, right - left, bottom - top);
  }
}

/** @typedef {DOMRect} Rect */
