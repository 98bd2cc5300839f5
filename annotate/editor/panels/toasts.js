/** Short messages at the foot of the text, such as one that offers to take a deletion back. The live region says the same. */

import { el } from "../dom.js";
import { icon } from "./icons.js";

const SHORT_MS = 6_000;
/** What must be read, or answered; Esc closes it before. */
const LONG_MS = 20_000;
const MOST = 3;

/** @typedef {{close: () => void, needsReading: boolean}} Toast */

export class Toasts {
  element = el("div", { class: "an-toasts" });
  /** @type {Toast[]} the oldest first */
  #open = [];

  /**
   * @param {string} message
   * @param {{label: string, run: () => void} | null} [action]
   * @param {{kind?: "info" | "error" | "question", onClose?: () => void}} [look] all but an info stay longer
   * @returns {() => void} what closes it
   */
  show(message, action = null, { kind = "info", onClose } = {}) {
    const needsReading = kind !== "info";
    const timer = window.setTimeout(() => close(), needsReading ? LONG_MS : SHORT_MS);
    const close = () => {
      clearTimeout(timer);
      toast.remove();
      if (!this.#open.includes(entry)) return;
      this.#open = this.#open.filter((other) => other !== entry);
      onClose?.();
    };
    const act = () => {
      close();
      action?.run();
    };
    const entry = { close, needsReading };
    const toast = el(
      "div",
      { class: "an-toast", data: { kind }, role: kind === "error" ? "alert" : null },
      icon(kind === "error" ? "error" : "info"),
      el("span", { class: "an-toast-text" }, message),
      action && el("button", { type: "button", class: "an-toast-action", onClick: act }, action.label),
      el(
        "button",
        { type: "button", class: "an-tool", "aria-label": "Close", title: "Close (Esc)", onClick: close },
        icon("close"),
      ),
    );
    this.#open.push(entry);
    this.element.append(toast);
    if (this.#open.length > MOST) this.#open[0]?.close();
    return close;
  }

  /** Closes the last that stays until it has been read. False: there is none. */
  dismiss() {
    const last = this.#open.findLast(({ needsReading }) => needsReading);
    last?.close();
    return last !== undefined;
  }

  dispose() {
    for (const { close } of this.#open) close();
    this.element.remove();
  }
}
