/** What is saved and what is not, in words. */

import { el, setText } from "../dom.js";
import { icon } from "./icons.js";

/** @import {SaveState, Ui} from "../types.js" */

/** A save that takes no longer than this shows nothing: words that flicker with every key say nothing. */
const PATIENCE_MS = 400;

/** @type {Record<SaveState["status"], {icon: string, words: string, kind: string, says: string}>} */
const LOOKS = {
  saved: { icon: "check", words: "Saved", kind: "fine", says: "Everything is saved." },
  saving: { icon: "clock", words: "", kind: "busy", says: "Edits are being saved." },
  offline: {
    icon: "cloudOff",
    words: "Offline",
    kind: "warning",
    says: "The server cannot be reached. Edits are kept in this browser and saved as soon as it answers.",
  },
  conflict: {
    icon: "swap",
    words: "Conflict",
    kind: "error",
    says: "Somebody changed the same thing. Click to choose.",
  },
  "signed-out": {
    icon: "lock",
    words: "Signed out",
    kind: "error",
    says: "The page is signed out. Edits are kept in this browser; reload the page to go on.",
  },
  "store-full": {
    icon: "error",
    words: "Not saved: the store is full",
    kind: "error",
    says: "The server cannot store more. Edits are kept in this browser and tried again.",
  },
};

export class SavePill {
  #ui;
  #icon = el("span", { class: "an-save-icon" });
  #words = el("span");
  #timer = 0;
  #shown = "";

  /**
   * @param {Ui} ui
   * @param {() => void} onConflict
   * @param {(message: string) => void} announce
   * @param {AbortSignal} signal
   */
  constructor(ui, onConflict, announce, signal) {
    this.#ui = ui;
    this.element = el(
      "button",
      {
        type: "button",
        class: "an-save",
        onClick: () => (ui.save.status === "conflict" ? onConflict() : ui.sync.retry()),
      },
      this.#icon,
      this.#words,
    );
    /** @type {SaveState["status"]} */
    let before = ui.save.status;
    ui.addEventListener(
      "save",
      () => {
        const { status } = ui.save;
        const calm = (/** @type {SaveState["status"]} */ s) => s === "saved" || s === "saving";
        if (status !== before && !(calm(status) && calm(before))) announce(LOOKS[status].says);
        before = status;
        this.#update();
      },
      { signal },
    );
    signal.addEventListener("abort", () => clearTimeout(this.#timer));
    this.#show();
  }

  #update() {
    if (this.#ui.save.status !== "saving") this.#show();
    else if (!this.#timer) this.#timer = window.setTimeout(() => this.#show(), PATIENCE_MS);
  }

  #show() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const { status, pending, unstored, message } = this.#ui.save;
    const look = LOOKS[status];
    const words = [look.words, pending > 0 && `${pending} pending`].filter(Boolean).join(" · ") || "Saving…";
    const lost =
      unstored > 0 ? `${unstored} of them are lost if this tab closes: the browser has no room for them.` : "";
    const says = [message || look.says, lost].filter(Boolean).join(" ");
    if (this.#shown === `${status} ${words} ${says}`) return;
    this.#shown = `${status} ${words} ${says}`;
    this.element.dataset["status"] = status;
    this.element.dataset["kind"] = look.kind;
    this.element.title = says;
    this.#icon.replaceChildren(icon(look.icon));
    setText(this.#words, words);
  }
}
