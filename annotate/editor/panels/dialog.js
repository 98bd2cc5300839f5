/** A window over the editor. Esc and a click beside it close it; its keys do not reach the editor. */

import { el } from "../dom.js";
import { icon } from "./icons.js";

let nextId = 1;

export class Dialog {
  #opener = /** @type {Element | null} */ (null);

  /**
   * @param {string} title
   * @param {Node} content
   * @param {string} kind A class of its own.
   */
  constructor(title, content, kind) {
    const id = `an-dialog-${nextId++}`;
    const close = el(
      "button",
      { type: "button", class: "an-tool", "aria-label": "Close", title: "Close (Esc)", onClick: () => this.close() },
      icon("close"),
    );
    this.element = el(
      "dialog",
      { class: `an-dialog ${kind}`, "aria-labelledby": id },
      el("header", { class: "an-dialog-head" }, el("h2", { id }, title), close),
      el("div", { class: "an-dialog-body", tabindex: 0, role: "region", "aria-label": title }, content),
    );
    this.element.addEventListener("keydown", (event) => event.stopPropagation());
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) this.close();
    });
    this.element.addEventListener("close", () => {
      if (this.#opener instanceof HTMLElement) this.#opener.focus({ preventScroll: true });
    });
  }

  get open() {
    return this.element.open;
  }

  show() {
    if (this.open) return;
    this.#opener = document.activeElement;
    this.element.showModal();
  }

  close() {
    if (this.open) this.element.close();
  }

  toggle() {
    if (this.open) this.close();
    else this.show();
  }
}

/**
 * What has a dialog, made and laid over the editor when it is first asked for.
 *
 * @template {{dialog: Dialog}} T
 * @param {HTMLElement} overlay
 * @param {() => T} make
 * @returns {() => T}
 */
export function whenAsked(overlay, make) {
  /** @type {T | null} */
  let made = null;
  return () => {
    if (!made) {
      made = make();
      overlay.append(made.dialog.element);
    }
    return made;
  };
}
