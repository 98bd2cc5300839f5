/**
 * Edits that the server refused for good: kept in the browser's storage until the annotator has sent them again, or
 * thrown them away.
 */

/** @typedef {import("./types.js").RefusedEdit} RefusedEdit */

export class KeptAside {
  #storage;
  #prefix;
  /** Those that the storage has no room for, by id. @type {Map<string, RefusedEdit>} */
  #unstored = new Map();
  /** How many there are. */
  size;

  /** @param {{owner: [store: string, set: string, annotator: string], storage: Storage}} parts */
  constructor({ owner, storage }) {
    this.#storage = storage;
    this.#prefix = ["annotate/refused", ...owner.map(encodeURIComponent), ""].join("/");
    this.size = this.list().length;
  }

  /** All of them, in the order of being made. @returns {RefusedEdit[]} */
  list() {
    const keys = Array.from({ length: this.#storage.length }, (_, i) => this.#storage.key(i) ?? "");
    const stored = keys.filter((key) => key.startsWith(this.#prefix)).flatMap((key) => this.#read(key) ?? []);
    return [...stored, ...this.#unstored.values()].sort((left, right) => left.at - right.at || left.place - right.place);
  }

  /** How many are lost when the tab closes. */
  get unstored() {
    return this.#unstored.size;
  }

  /** @param {RefusedEdit} edit */
  add(edit) {
    this.#store(edit);
    this.size = this.list().length;
  }

  /** To be called when the storage has got room. */
  storeTheRest() {
    for (const edit of this.#unstored.values()) this.#store(edit);
  }

  /** Forgets one. @param {string} id */
  drop(id) {
    this.#unstored.delete(id);
    this.#storage.removeItem(this.#key(id));
    this.storeTheRest();
    this.size = this.list().length;
  }

  /** @param {RefusedEdit} edit */
  #store(edit) {
    try {
      this.#storage.setItem(this.#key(edit.id), JSON.stringify(edit));
      this.#unstored.delete(edit.id);
    } catch {
      this.#unstored.set(edit.id, edit);
    }
  }

  /** @param {string} key @returns {RefusedEdit | null} null for what this module did not write */
  #read(key) {
    try {
      return JSON.parse(this.#storage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  }

  /** @param {string} id */
  #key(id) {
    return this.#prefix + encodeURIComponent(id);
  }
}
