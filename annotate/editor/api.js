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
  #ahead;

  /**
   * @param {string} api such as /api/v1
   * @param {string} set
   * @param {string} token
   * @param {Promise<Response | null>} [ahead] the answer to the first question, asked before this module was there;
   *   null: the server was not reached
   */
  constructor(api, set, token, ahead) {
    this.#ahead = ahead;
    this.#base = `${api}/annotation-sets/${encodeURIComponent(set)}`;
    this.token = token;
  }

  /** @returns {Promise<Payload>} */
  payload() {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead ? read(ahead) : this.#fetch("");
  }

  /**
   * The stored edits that made revisions above one and below another, oldest first; the last so many of them.
   *
   * @param {{after?: number, before?: number | undefined, last?: number}} page
   * @returns {Promise<HistoryEntry[]>}
   */
  async history(page) {
    const given = Object.entries(page).flatMap(([name, value]) => (value === undefined ? [] : `${name}=${value}`));
    return (await this.#fetch(`/history?${given.join("&")}`)).history;
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
  #fetch(path, init = {}) {
    const headers = { ...init.headers, Authorization: `Bearer ${this.token}` };
    return read(fetch(this.#base + path, { ...init, headers }).catch(() => null));
  }
}

/**
 * @param {Promise<Response | null>} answer
 * @returns {Promise<any>}
 */
async function read(answer) {
  const response = await answer;
  if (!response) throw new ApiError("The server cannot be reached. Check the connection, then try again.", 0);
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  throw new ApiError(body?.message ?? `The server answered ${response.status}.`, response.status);
}
