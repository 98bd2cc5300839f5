/** The annotation set's API, but for saving, which is `sync.js`. */

/** @import {HistoryEntry, Payload} from "./types.js" */

/** An answer that is not the one asked for. */
export class ApiError extends Error {
  /**
   * @param {string} message for people
   * @param {number} status 0: the server was not reached
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export class Api {
  #base;

  /**
   * @param {string} api such as /api/v1
   * @param {string} set
   * @param {string} token
   */
  constructor(api, set, token) {
    this.#base = `${api}/annotation-sets/${encodeURIComponent(set)}`;
    this.token = token;
  }

  /** @returns {Promise<Payload>} */
  payload() {
    return this.#fetch("");
  }

  /**
   * The last so many stored edits of those that made revisions below one, oldest first.
   *
   * @param {{before?: number | undefined, last: number}} page
   * @returns {Promise<HistoryEntry[]>}
   */
  async history({ before, last }) {
    const below = before === undefined ? "" : `&before=${before}`;
    return (await this.#fetch(`/history?last=${last}${below}`)).history;
  }

  /** Adds to the time on task. @param {number} seconds */
  async addActivity(seconds) {
    const body = JSON.stringify({ seconds });
    await this.#fetch("/activity", {
      method: "POST",
      body,
      keepalive: true,
      headers: { "Content-Type": "application/json" },
    });
  }

  /**
   * @param {string} path
   * @param {RequestInit} [init]
   * @returns {Promise<any>}
   */
  async #fetch(path, init = {}) {
    const headers = { ...init.headers, Authorization: `Bearer ${this.token}` };
    const response = await fetch(this.#base + path, { ...init, headers }).catch(() => null);
    if (!response) throw new ApiError("The server cannot be reached. Check the connection, then try again.", 0);
    const body = await response.json().catch(() => null);
    if (response.ok && body) return body;
    throw new ApiError(body?.message ?? `The server answered ${response.status}.`, response.status);
  }
}
