/**
 * Texts that an attribute was given before, in the whole project. Asked once for each attribute of a session; “values” is
 * told when an answer is there.
 */

/** @typedef {import("../types.js").Ui} Ui */

/** How many the server tells at once, the most used first. */
const MOST = 200;
/** Where there are more, those that begin as what is typed are asked for by so many letters. */
const LETTERS = 2;

export class ProjectValues {
  #ui;
  /** By the query. @type {Map<string, string[]>} */
  #known = new Map();
  #abort = new AbortController();

  /** @param {Ui} ui */
  constructor(ui) {
    this.#ui = ui;
  }

  /**
   * Values, most used first; empty until the server has told them.
   *
   * @param {"label" | "relation"} kind
   * @param {string} name of the label or relation
   * @param {string} attribute
   * @param {string} [typed]
   * @returns {readonly string[]}
   */
  of(kind, name, attribute, typed = "") {
    const all = this.#told({ [kind]: name, attribute });
    if (all.length < MOST || typed.length < LETTERS) return all;
    return [...all, ...this.#told({ [kind]: name, attribute, prefix: typed.slice(0, LETTERS).toLowerCase() })];
  }

  dispose() {
    this.#abort.abort();
  }

  /** @param {Record<string, string>} asked @returns {readonly string[]} */
  #told(asked) {
    const query = new URLSearchParams(asked).toString();
    const known = this.#known.get(query);
    if (known) return known;
    this.#known.set(query, []);
    void this.#ask(query);
    return [];
  }

  /** Without an answer there is one source of suggestions less: nothing that anyone must be told. @param {string} query */
  async #ask(query) {
    const { api = "/api/v1", set, token } = this.#ui.options;
    try {
      const answer = await fetch(`${api}/annotation-sets/${encodeURIComponent(set)}/values?${query}`, {
        headers: { Authorization: `Bearer ${token}` },
        signal: this.#abort.signal,
      });
      if (!answer.ok) throw new Error(answer.statusText);
      this.#known.set(query, (await answer.json()).values);
    } catch {
      this.#known.delete(query); // asked again when it is needed again
      return;
    }
    this.#ui.tell("values", query);
  }
}
