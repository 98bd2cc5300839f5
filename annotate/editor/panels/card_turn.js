/**
 * The card turns to another span when the frame that shows the span in the text, and one more, have been painted: what the
 * annotator looks at comes first, and is not held up. A key or a press that comes before finds the card turned all the same.
 */

import { afterFrame } from "../after_frame.js";

/** The frame that shows the span, and one in which the edit is sent. */
const FRAMES = 2;

export class CardTurn {
  #turn;
  /** @type {(() => void) | null} */
  #cancel = null;
  #asksToDecide = false;

  /**
   * @param {(asksToDecide: boolean) => void} turn
   * @param {AbortSignal} signal
   */
  constructor(turn, signal) {
    this.#turn = turn;
    const early = { signal, capture: true };
    window.addEventListener("pointerdown", () => this.now(), early);
    window.addEventListener("keydown", (event) => this.#onKey(event), early);
    signal.addEventListener("abort", () => this.#cancel?.());
  }

  /** Turns in a moment. */
  soon() {
    this.#cancel ??= afterFrame(() => this.now(), FRAMES);
  }

  /** Turns in a moment, and then goes to the first attribute that needs a decision. */
  soonAndAsk() {
    this.#asksToDecide = true;
    this.soon();
  }

  /** Turns at once, if that is still to be done. */
  now() {
    if (!this.#cancel) return;
    const asksToDecide = this.#asksToDecide;
    this.#cancel();
    this.#cancel = null;
    this.#asksToDecide = false;
    this.#turn(asksToDecide);
  }

  /**
   * A key is meant for what has the focus when the card has turned. What it writes, the browser writes there by itself;
   * it presses no button, though, that got the focus behind the key.
   *
   * @param {KeyboardEvent} event
   */
  #onKey(event) {
    // From span to span, as fast as the key repeats: no card is turned that nobody sees.
    if (!this.#cancel || (event.key === "Tab" && !this.#asksToDecide)) return;
    this.now();
    const { activeElement } = document;
    if (!activeElement || activeElement === event.target) return;
    event.stopImmediatePropagation();
    const isTaken = !activeElement.dispatchEvent(new KeyboardEvent("keydown", event));
    const presses = !isTaken && event.key === " " && activeElement instanceof HTMLButtonElement;
    if (isTaken || presses) event.preventDefault();
    if (presses) activeElement.click();
  }
}
