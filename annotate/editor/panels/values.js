/** Values that a text attribute was given before, in the whole project. Asked once for each attribute of a session. */

/** @typedef {import("../types.js").Ui} Ui */

export class ProjectValues {
  #ui;
  /** @type {Map<string, string[]>} */
  #known = new Map();
  #abort = new AbortController();

  /** @param {Ui} ui */
  constructor(ui) {
    this.#ui = ui;
  }

  /**
   * Values, most used first; empty until the server has told them.
   *
   * @param {string} label
   * @param {string} attribute
   * @returns {readonly string[]}
   */
  of(label, attribute) {
    const key = `${label} ${attribute}`;
    const known = this.#known.get(key);
    if (known) return known;
    this.#known.set(key, []);
    void this.#ask(label, attribute).then((values) => this.#known.set(key, values));
    return [];
  }

  dispose() {
    this.#abort.abort();
  }

  /**
   * Without an answer there is one source of suggestions less: nothing that anyone must be told.
   *
   * @param {string} label
   * @param {string} attribute
   * @returns {Promise<string[]>}
   */
  async #ask(label, attribute) {
    const { api = "/api/v1", set, token } = this.#ui.options;
    const query = new URLSearchParams({ label, attribute });
    try {
      const answer = await fetch(`${api}/annotation-sets/${encodeURIComponent(set)}/values?${query}`, {
        headers: { Authorization: `Bearer ${token}` },
        signal: this.#abort.signal,
      });
      const body = answer.ok ? await answer.json() : {};
      return (body.values ?? []).filter((/** @type {unknown} */ value) => typeof value === "string");
    } catch {
      return [];
    }
  }
}
