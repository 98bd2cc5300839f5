/** Puts work off until the frame that the annotator waits for has been painted. */

export class Later {
  /** @type {Map<string, () => void>} */
  #jobs = new Map();
  #frame = 0;
  #timer = 0;

  /**
   * Runs a job after the next frame; asked again before, it still runs once.
   *
   * @param {string} name
   * @param {() => void} job
   */
  schedule(name, job) {
    this.#jobs.set(name, job);
    if (this.#frame || this.#timer) return;
    // A hidden page paints no frames.
    if (document.hidden) this.#timer = window.setTimeout(() => this.#run());
    else {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#timer = window.setTimeout(() => this.#run());
      });
    }
  }

  dispose() {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#jobs.clear();
  }

  #run() {
    this.#timer = 0;
    const jobs = [...this.#jobs.values()];
    this.#jobs.clear();
    for (const job of jobs) job();
  }
}
