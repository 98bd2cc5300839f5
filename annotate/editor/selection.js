/** What is selected to be labelled next, in UTF-16 units. The browser's own selection shows it. */

/**
 * @import {Range} from "./types.js"
 * @import {TextView} from "./text/text_view.js"
 */

/** Events: `change`. */
export class TextSelection extends EventTarget {
  /** @type {Range | null} */
  range = null;
  #view;

  /** @param {TextView} view */
  constructor(view) {
    super();
    this.#view = view;
  }

  /** @param {Range | null} range */
  set(range) {
    const next = range && range.start < range.end ? range : null;
    if (!next && !this.range) return;
    this.range = next;
    this.#show(next && this.#view.domRange(next));
    this.dispatchEvent(new Event("change"));
  }

  clear() {
    this.set(null);
  }

  /** Shows the selection again where its text was drawn anew. */
  refresh() {
    if (this.range) this.#show(this.#view.domRange(this.range));
  }

  /** @param {globalThis.Range | null} dom */
  #show(dom) {
    const native = getSelection();
    if (!native) return;
    if (dom) native.setBaseAndExtent(dom.startContainer, dom.startOffset, dom.endContainer, dom.endOffset);
    else if (native.anchorNode && this.#view.element.contains(native.anchorNode)) native.removeAllRanges();
  }
}
