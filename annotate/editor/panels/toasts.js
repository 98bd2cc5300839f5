/** Short messages at the edge, such as one that offers to take a deletion back. The live region says the same. */

import { el } from "./dom.js";
import { icon } from "./icons.js";

const STAYS_MS = 6_000;
const MOST = 3;

export class Toasts {
  element = el("div", { class: "an-toasts" });
  /** @type {Set<number>} */
  #timers = new Set();

  /**
   * @param {string} message
   * @param {{label: string, run: () => void} | null} [action]
   * @param {{kind?: "info" | "error", stays?: boolean}} [look] `stays`: until it is closed
   */
  show(message, action = null, { kind = "info", stays = false } = {}) {
    const close = () => toast.remove();
    const act = () => {
      close();
      action?.run();
    };
    const toast = el(
      "div",
      { class: "an-toast", data: { kind }, role: kind === "error" ? "alert" : null },
      icon(kind === "error" ? "error" : "info"),
      el("span", { class: "an-toast-text" }, message),
      action && el("button", { type: "button", class: "an-toast-action", onClick: act }, action.label),
      el("button", { type: "button", class: "an-tool", "aria-label": "Close", onClick: close }, icon("close")),
    );
    this.element.append(toast);
    while (this.element.children.length > MOST) this.element.firstElementChild?.remove();
    if (stays) return;
    const timer = window.setTimeout(() => {
      this.#timers.delete(timer);
      close();
    }, STAYS_MS);
    this.#timers.add(timer);
  }

  dispose() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.element.remove();
  }
}
