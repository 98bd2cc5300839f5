/** What is saved and what is not, in words. */

import { el, setText } from "../dom.js";
import { icon } from "./icons.js";

/** @import {SaveState, Ui} from "../types.js" */

/** A save that takes no longer than this shows nothing: words that flicker with every key say nothing. */
const PATIENCE_MS = 400;
/** As a rule the app has got a new sign-in by then, and nobody need know of it. */
const SIGN_IN_MS = 3_000;
/** @type {ReadonlySet<SaveState["status"]>} */
const CALM = new Set(["saved", "saving"]);

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

const REFUSED = {
  icon: "error",
  words: "",
  kind: "error",
  says: "The server refused edits for good. They are kept in this browser. Click to see them.",
};

export class SavePill {
  #ui;
  #icon = el("span", { class: "an-save-icon" });
  #words = el("span");
  #timer = 0;
  /** Runs while a new sign-in may still come. */
  #signInTimer = 0;
  #isSignedOut = false;
  #shown = "";
  #announce;
  /** @type {SaveState["status"]} */
  #announced = "saved";

  /**
   * @param {Ui} ui
   * @param {{showConflict: () => void, showRefused: () => void}} actions
   * @param {(message: string) => void} announce
   * @param {AbortSignal} signal
   */
  constructor(ui, actions, announce, signal) {
    this.#ui = ui;
    this.element = el(
      "button",
      {
        type: "button",
        class: "an-save",
        onClick: () => this.#onClick(actions),
      },
      this.#icon,
      this.#words,
    );
    this.#announce = announce;
    ui.addEventListener("save", () => this.#update(), { signal });
    signal.addEventListener("abort", () => [this.#timer, this.#signInTimer].forEach(clearTimeout));
    this.#update();
    this.#show();
  }

  /** @param {{showConflict: () => void, showRefused: () => void}} actions */
  #onClick({ showConflict, showRefused }) {
    const { status, refused } = this.#ui.save;
    if (status === "conflict") showConflict();
    else if (refused) showRefused();
    else this.#ui.sync.retry();
  }

  #update() {
    if (this.#ui.save.status !== "signed-out") {
      clearTimeout(this.#signInTimer);
      this.#signInTimer = 0;
      this.#isSignedOut = false;
    } else if (!this.#signInTimer) {
      this.#signInTimer = window.setTimeout(() => {
        this.#isSignedOut = true;
        this.#show();
      }, SIGN_IN_MS);
    }
    if (this.#status !== "saving") this.#show();
    else if (!this.#timer) this.#timer = window.setTimeout(() => this.#show(), PATIENCE_MS);
  }

  /** @returns {SaveState["status"]} */
  get #status() {
    const { status } = this.#ui.save;
    return status === "signed-out" && !this.#isSignedOut ? "saving" : status;
  }

  #show() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const { pending, unstored, refused, message } = this.#ui.save;
    const status = this.#status;
    const isCalm = CALM.has(status);
    if (status !== this.#announced && !(isCalm && CALM.has(this.#announced))) this.#announce(LOOKS[status].says);
    this.#announced = status;
    const look = refused && isCalm ? REFUSED : LOOKS[status];
    const counts = [pending > 0 && `${pending} pending`, refused > 0 && `${refused} refused`];
    const words = [look.words, ...counts].filter(Boolean).join(" · ") || "Saving…";
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
