/**
 * The edits that the server has not acknowledged yet, kept in the browser's storage until it has.
 *
 * One key per edit, named by store, annotation set, annotator, client and place in the client's order. A client is one
 * life of the editor in one tab; it holds a lock for as long as it lives. Whoever gets the lock of a client that is
 * gone adopts its edits: after a reload the same tab, after a closed tab exactly one of the others. An edit keeps the
 * client that made it, because the server tells by it whose edits conflict.
 */

import { afterFrame } from "./after_frame.js";
import { uuid } from "./uuid.js";
import { Leases } from "./leases.js";

/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").Edit} Edit */

/**
 * @typedef {object} Clock
 * @property {(callback: () => void, ms: number) => unknown} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} now milliseconds, the same in every tab
 * @property {(callback: () => void) => () => void} [afterFrame] once the next frame is painted; gives what cancels it
 */

/**
 * The part of `navigator.locks` that is needed.
 * @typedef {{request: (name: string, options: {signal: AbortSignal}, callback: () => Promise<void>) => Promise<unknown>}} Locks
 */

/**
 * An edit in the outbox. It is replaced, never changed.
 * @typedef {object} Entry
 * @property {string} id
 * @property {import("./types.js").Op} op
 * @property {any} value
 * @property {number} base revision that the annotator had seen when making the edit
 * @property {string} client
 * @property {number} order within the client
 * @property {number} at when it was made
 * @property {number} size characters of its JSON
 * @property {boolean} shown whether this tab's page shows it: not so for edits adopted in mid-life
 * @property {boolean} adopted whether it was found in the storage
 * @property {boolean} stored false where the storage had no room
 */

/** How long the start waits for the locks of clients that seem to be gone. */
const START_MS = 200;

/** @type {Clock} */
export const systemClock = {
  setTimeout: (callback, ms) => globalThis.setTimeout(callback, ms),
  clearTimeout: (timer) => globalThis.clearTimeout(timer),
  now: () => Date.now(),
  afterFrame,
};

export class Outbox {
  #storage;
  #locks;
  #clock;
  #prefix;
  #onAdopted;
  #client = uuid();
  #nextOrder = 1;
  #started = false;
  /** @type {Entry[]} in the order of sending */
  #entries = [];
  /** Clients whose lock is held or asked for, each with what gives it back. @type {Map<string, AbortController>} */
  #claims = new Map();
  #life = new AbortController();

  /**
   * @param {object} parts
   * @param {[store: string, set: string, annotator: string]} parts.owner
   * @param {Storage} parts.storage
   * @param {EventTarget} parts.page the window: tells of other tabs' edits and of the page's end
   * @param {Locks | undefined} parts.locks
   * @param {Clock} parts.clock
   * @param {() => void} parts.onAdopted edits of a closed tab have come in
   */
  constructor({ owner, storage, page, locks, clock, onAdopted }) {
    this.#storage = storage;
    this.#locks = locks ?? new Leases({ storage, clock });
    this.#clock = clock;
    this.#prefix = ["annotate/edit", ...owner.map(encodeURIComponent), ""].join("/");
    this.#onAdopted = onAdopted;
    const { signal } = this.#life;
    page.addEventListener("storage", (event) => this.#noticed(/** @type {StorageEvent} */ (event)), { signal });
    page.addEventListener("pagehide", () => this.#releaseAll(), { signal });
    page.addEventListener("pageshow", () => this.#claim(this.#client), { signal });
    /** Resolves when the edits left by earlier lives are known. */
    this.ready = this.#start();
  }

  /** All pending edits in the order of sending. @returns {readonly Entry[]} */
  get entries() {
    return this.#entries;
  }

  /** How many pending edits the storage had no room for. */
  get unstored() {
    return this.#entries.filter((entry) => !entry.stored).length;
  }

  /** Stores edits, in order, behind all others. @param {readonly Edit[]} edits @param {number} base */
  add(edits, base) {
    for (const edit of edits) {
      const order = this.#nextOrder++;
      this.#entries.push(this.#stored(this.#entry(edit, base, this.#client, order, this.#clock.now())));
    }
  }

  /** Puts one edit before all others. @param {Edit} edit @param {number} base */
  addFirst(edit, base) {
    const first = this.#entries[0];
    if (!first) return this.add([edit], base);
    this.#entries.unshift(this.#stored(this.#entry(edit, base, first.client, first.order - 0.5, first.at)));
    return undefined;
  }

  /** Forgets edits: they are acknowledged, or given up. @param {(entry: Entry) => boolean} which */
  drop(which) {
    for (const entry of this.#entries.filter(which)) {
      if (entry.stored) this.#storage.removeItem(this.#key(entry));
    }
    this.#entries = this.#entries.filter((entry) => !which(entry));
    this.#storeTheRest();
  }

  /** Lets edits count as made at a later revision. @param {(entry: Entry) => boolean} which @param {number} base */
  rebase(which, base) {
    this.#entries = this.#entries.map((entry) =>
      which(entry) && entry.base < base ? this.#stored({ ...entry, base }) : entry,
    );
  }

  /** Stops. Pending edits stay in the storage for whoever opens the set next. */
  close() {
    this.#life.abort();
    this.#releaseAll();
  }

  async #start() {
    const left = new Set(this.#scan().map((entry) => entry.client));
    this.#claim(this.#client);
    const claims = [...left].map((client) => this.#claim(client));
    if (claims.length > 0) await Promise.race([Promise.all(claims), this.#sleep(START_MS)]);
    this.#entries = inOrderOfMaking(this.#entries);
    const last = this.#entries.findLast((entry) => entry.client !== this.#client);
    // Going on as the same client, new edits never conflict with those that are shown but not yet sent.
    if (last) {
      this.#client = last.client;
      this.#nextOrder = Math.floor(last.order) + 1;
    }
    this.#started = true;
  }

  /** Asks for a client's lock. Resolves when it is held, and the client's edits are taken in. @param {string} client */
  #claim(client) {
    if (this.#claims.has(client) || this.#life.signal.aborted) return Promise.resolve();
    const claim = new AbortController();
    this.#claims.set(client, claim);
    return /** @type {Promise<void>} */ (
      new Promise((granted) => {
        const held = () => {
          const keep = this.#adopt(client) || client === this.#client;
          granted();
          if (keep) return whenAborted(claim.signal);
          this.#claims.delete(client);
          return Promise.resolve();
        };
        this.#locks.request(`${this.#prefix}${client}`, { signal: claim.signal }, held).catch(() => granted());
      })
    );
  }

  #releaseAll() {
    for (const claim of this.#claims.values()) claim.abort();
    this.#claims.clear();
  }

  /** Takes in what a client left. False: nothing. @param {string} client */
  #adopt(client) {
    const known = new Set(this.#entries.map((entry) => entry.id));
    const left = this.#scan().filter((entry) => entry.client === client && !known.has(entry.id));
    for (const entry of left) this.#entries.push({ ...entry, adopted: true, shown: !this.#started });
    if (this.#started && left.length > 0) this.#onAdopted();
    return left.length > 0;
  }

  /** Another tab has stored something: ask for its lock, to be there when it is gone. @param {StorageEvent} event */
  #noticed({ key, newValue }) {
    const client = key?.startsWith(this.#prefix) && newValue !== null && this.#parseKey(key)?.client;
    if (client) this.#claim(client);
  }

  #storeTheRest() {
    this.#entries = this.#entries.map((entry) => (entry.stored ? entry : this.#stored(entry)));
  }

  /** @param {Entry} entry @returns {Entry} */
  #stored(entry) {
    const { id, op, value, base, at } = entry;
    try {
      this.#storage.setItem(this.#key(entry), JSON.stringify({ id, op, value, base, at }));
      return { ...entry, stored: true };
    } catch {
      return { ...entry, stored: false };
    }
  }

  /** @returns {Entry[]} every edit in the storage, each client's in order */
  #scan() {
    const keys = Array.from({ length: this.#storage.length }, (_, i) => this.#storage.key(i));
    const entries = keys.flatMap((key) => (key?.startsWith(this.#prefix) ? (this.#read(key) ?? []) : []));
    return entries.sort((left, right) => left.order - right.order);
  }

  /** @param {string} key @returns {Entry | null} null for what this module did not write */
  #read(key) {
    const place = this.#parseKey(key);
    try {
      const { id, op, value, base, at } = JSON.parse(this.#storage.getItem(key) ?? "");
      return place && { ...this.#entry({ id, op, value }, base, place.client, place.order, at), stored: true };
    } catch {
      return null;
    }
  }

  /** @param {Edit} edit @param {number} base @param {string} client @param {number} order @param {number} at @returns {Entry} */
  #entry({ id, op, value }, base, client, order, at) {
    const size = JSON.stringify({ id, op, value }).length;
    return { id, op, value, base, client, order, at, size, shown: true, adopted: false, stored: false };
  }

  /** @param {Entry} entry */
  #key({ client, order, id }) {
    return `${this.#prefix}${client}/${order}/${encodeURIComponent(id)}`;
  }

  /** @param {string} key */
  #parseKey(key) {
    const [client, order, id] = key.slice(this.#prefix.length).split("/");
    return client && id && Number.isFinite(Number(order)) ? { client, order: Number(order) } : null;
  }

  /** @param {number} ms @returns {Promise<void>} */
  #sleep(ms) {
    return new Promise((resolve) => {
      this.#clock.setTimeout(resolve, ms);
    });
  }
}

/** Clients one after the other, the one that began first in front. @param {readonly Entry[]} entries */
function inOrderOfMaking(entries) {
  const begun = new Map(entries.toReversed().map((entry) => [entry.client, entry.at]));
  const byClient = (/** @type {Entry} */ entry) => begun.get(entry.client) ?? 0;
  return entries.toSorted(
    (left, right) => byClient(left) - byClient(right) || compare(left.client, right.client) || left.order - right.order,
  );
}

/** @param {string} left @param {string} right */
function compare(left, right) {
  return left < right ? -1 : Number(left > right);
}

/** @param {AbortSignal} signal @returns {Promise<void>} */
function whenAborted(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
