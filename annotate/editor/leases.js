/**
 * Locks between tabs for browsers that offer none: `navigator.locks` exists only on https and on localhost.
 *
 * A lease is a key in the shared storage that its holder renews. One that was not renewed for a while belongs to a
 * closed tab. Timers of hidden tabs may run only once a minute, so the while is long. Two tabs that claim at the same
 * instant both write and wait: the one that still reads its own name has the lease. Should both ever have it, the
 * server ignores what it is sent twice.
 */

import { uuid } from "./uuid.js";

/** @typedef {import("./outbox.js").Clock} Clock */

const RENEW_MS = 20_000;
const STALE_MS = 180_000;
const CONFIRM_MS = 50;
const RETRY_MS = 1_000;

/** The part of a LockManager that the outbox needs. */
export class Leases {
  #storage;
  #clock;

  /** @param {{storage: Storage, clock: Clock}} parts */
  constructor({ storage, clock }) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /**
   * Waits for the lease, then holds it until the callback's promise settles. Rejects when the signal aborts the wait.
   *
   * @param {string} name
   * @param {{signal: AbortSignal}} options
   * @param {() => Promise<void>} callback
   */
  async request(name, { signal }, callback) {
    const key = `annotate/lease/${name}`;
    const holder = uuid();
    await this.#claim(key, holder, signal);
    const stopRenewing = this.#keepRenewing(key, holder);
    try {
      await callback();
    } finally {
      stopRenewing();
      if (this.#holder(key) === holder) this.#storage.removeItem(key);
    }
  }

  /** @param {string} key @param {string} holder @param {AbortSignal} signal */
  async #claim(key, holder, signal) {
    for (;;) {
      if (this.#isFree(key) && this.#write(key, holder)) {
        await this.#sleep(CONFIRM_MS, signal);
        if (this.#holder(key) === holder) return;
      }
      await this.#sleep(RETRY_MS, signal);
    }
  }

  /** Who wrote the lease last. @param {string} key */
  #holder(key) {
    return (this.#storage.getItem(key) ?? "").split(" ")[0];
  }

  /** @param {string} key */
  #isFree(key) {
    const renewed = Number(this.#storage.getItem(key)?.split(" ")[1] ?? Number.NEGATIVE_INFINITY);
    return !(Math.abs(this.#clock.now() - renewed) < STALE_MS);
  }

  /** False where the storage is full. @param {string} key @param {string} holder */
  #write(key, holder) {
    try {
      this.#storage.setItem(key, `${holder} ${this.#clock.now()}`);
      return true;
    } catch {
      return false;
    }
  }

  /** @param {string} key @param {string} holder @returns {() => void} */
  #keepRenewing(key, holder) {
    /** @type {unknown} */
    let timer;
    const renew = () => {
      if (this.#holder(key) === holder) this.#write(key, holder);
      timer = this.#clock.setTimeout(renew, RENEW_MS);
    };
    timer = this.#clock.setTimeout(renew, RENEW_MS);
    return () => this.#clock.clearTimeout(timer);
  }

  /** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
  #sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const stop = () => {
        this.#clock.clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = this.#clock.setTimeout(() => {
        signal.removeEventListener("abort", stop);
        resolve();
      }, ms);
      signal.addEventListener("abort", stop, { once: true });
      return undefined;
    });
  }
}
