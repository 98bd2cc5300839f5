/** Sends edits to the server and puts its answers into a few kinds that `sync.js` can act on. */

/** @typedef {import("./outbox.js").Clock} Clock */
/** @typedef {import("./outbox.js").Entry} Entry */

/**
 * `done` applied · `conflict` nothing applied, another client changed the same · `expired` the token is no longer good ·
 * `refused` never to be applied · `turned-away` nothing is ever taken for this set · `too-large` send less at once ·
 * `store-full` the store cannot write now · `unreachable` no server, or none that can answer
 * @typedef {object} Answer
 * @property {"done" | "conflict" | "expired" | "refused" | "turned-away" | "too-large" | "store-full" | "unreachable"} kind
 * @property {any} body a JSON object; empty where there is none
 */

/** @type {Record<number, Answer["kind"]>} */
const KINDS = {
  200: "done",
  400: "refused",
  401: "expired",
  403: "turned-away",
  404: "turned-away",
  409: "conflict",
  412: "turned-away",
  413: "too-large",
  422: "refused",
  503: "store-full",
  507: "store-full",
};

/** Nobody's disk takes that long; a dead connection does. */
const TIMEOUT_MS = 15_000;

/**
 * The first edits, as many as go in one request: with one client and one base revision.
 *
 * @param {readonly Entry[]} entries
 * @param {number} maxEdits
 * @param {number} maxSize in characters; one edit goes however large it is
 * @returns {readonly Entry[]}
 */
export function nextBatch(entries, maxEdits, maxSize) {
  const [first, ...rest] = entries.slice(0, maxEdits);
  if (!first) return [];
  let size = first.size;
  const end = rest.findIndex(
    (entry) => entry.client !== first.client || entry.base !== first.base || (size += entry.size) > maxSize,
  );
  return [first, ...(end < 0 ? rest : rest.slice(0, end))];
}

export class Transport {
  #set;
  #fetch;
  #clock;

  /** @param {{api: string, set: string, fetch: typeof globalThis.fetch, clock: Clock}} parts */
  constructor({ api, set, fetch, clock }) {
    this.#set = `${api}/annotation-sets/${encodeURIComponent(set)}`;
    this.#fetch = fetch;
    this.#clock = clock;
  }

  /**
   * @param {readonly Entry[]} batch with one client and one base revision
   * @param {{token: string, client: string, base: number, known?: number, signal: AbortSignal}} request
   * @returns {Promise<Answer>}
   */
  async send(batch, { signal, token, ...rest }) {
    return this.#ask(`${this.#set}/edits`, request(token, body(batch, rest)), signal);
  }

  /**
   * Reads the whole set: the body of `done` is a Payload.
   *
   * @param {{token: string, signal: AbortSignal}} request
   * @returns {Promise<Answer>}
   */
  async read({ token, signal }) {
    return this.#ask(this.#set, { headers: { Authorization: `Bearer ${token}` }, credentials: "same-origin" }, signal);
  }

  /** @param {string} url @param {RequestInit} init @param {AbortSignal} signal @returns {Promise<Answer>} */
  async #ask(url, init, signal) {
    const giveUp = new AbortController();
    const stop = () => giveUp.abort();
    const timer = this.#clock.setTimeout(stop, TIMEOUT_MS);
    signal.addEventListener("abort", stop);
    try {
      return await read(await this.#fetch(url, { ...init, signal: giveUp.signal }));
    } catch {
      return { kind: "unreachable", body: {} };
    } finally {
      this.#clock.clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    }
  }

  /**
   * Sends as the page goes, without an answer: what arrives is acknowledged when it is sent again.
   *
   * @param {readonly Entry[]} batch
   * @param {{token: string, client: string, base: number, known?: number}} request
   */
  flush(batch, { token, ...rest }) {
    this.#fetch(`${this.#set}/edits`, { ...request(token, body(batch, rest)), keepalive: true }).catch(() => {});
  }
}

/** @param {readonly Entry[]} batch @param {{client: string, base: number, known?: number}} rest */
function body(batch, { client, base, known }) {
  const edits = batch.map(({ id, op, value }) => ({ id, op, value }));
  return JSON.stringify({ base_revision: base, known_revision: known, client, edits });
}

/** @param {string} token @param {string} json */
function request(token, json) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  return { method: "POST", headers, body: json, credentials: /** @type {const} */ ("same-origin") };
}

/**
 * Only what our own server says counts: a proxy in between may answer for it, with any status and a page of its own.
 *
 * @param {Response} response
 * @returns {Promise<Answer>}
 */
async function read(response) {
  const json = await response.json().catch(() => null);
  const kind = KINDS[response.status] ?? "unreachable";
  const isOurs = Number.isInteger(json?.revision) || (kind !== "done" && typeof json?.message === "string");
  if (isOurs) return { kind, body: json };
  return { kind: kind === "too-large" ? kind : "unreachable", body: {} };
}
