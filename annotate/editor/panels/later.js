/** Puts work off until the annotator has seen what the key did, and keys that follow at once have been heard. */

import { afterFrame } from "../after_frame.js";

/** The frame that shows the edit, one more in which the next key may come, and the one in which the card turns. */
const FRAMES = 3;

export class Later {
  /** @type {Map<string, () => void>} */
  #jobs = new Map();
  /** @type {(() => void) | null} */
  #cancel = null;

  /**
   * Runs a job in a moment; asked again before, it still runs once.
   *
   * @param {string} name
   * @param {() => void} job
   */
  schedule(name, job) {
    this.#jobs.set(name, job);
    this.#cancel ??= afterFrame(() => this.#run(), FRAMES);
  }

  dispose() {
    this.#cancel?.();
    this.#jobs.clear();
  }

  #run() {
    this.#cancel = null;
    const jobs = [...this.#jobs.values()];
    this.#jobs.clear();
    for (const job of jobs) job();
  }
}
