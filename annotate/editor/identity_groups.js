/** Which records have the same identity, kept as they change: spans over the same words, relations between the same. */

export class Groups {
  /** Ids by key. @type {Map<string, string[]>} */
  #groups = new Map();
  /** @type {Map<string, string>} */
  #keys = new Map();
  #keyOf;

  /**
   * @param {ReadonlyMap<string, any>} records
   * @param {(record: any) => string} keyOf
   */
  constructor(records, keyOf) {
    this.#keyOf = keyOf;
    for (const [id, record] of records) this.#add(id, keyOf(record));
  }

  /**
   * Moves a record to the group where it now belongs.
   *
   * @param {string} id
   * @param {any} record undefined where it was deleted
   * @returns {string[]} the others of the group that it left and of the one that it joined
   */
  move(id, record) {
    const old = this.#keys.get(id);
    const key = record && this.#keyOf(record);
    if (old !== undefined && old !== key) this.#groups.set(old, this.#idsOf(old).filter((other) => other !== id));
    if (key === undefined) this.#keys.delete(id);
    else if (old !== key) this.#add(id, key);
    return [old, key].flatMap((group) => this.#idsOf(group)).filter((other) => other !== id);
  }

  /** Whether another record of the group comes first, by its id. @param {string} id */
  hasEarlier(id) {
    return this.#idsOf(this.#keys.get(id)).some((other) => other < id);
  }

  /**
   * @param {string} id
   * @param {string} key
   */
  #add(id, key) {
    const group = this.#groups.get(key);
    if (group) group.push(id);
    else this.#groups.set(key, [id]);
    this.#keys.set(id, key);
  }

  /** @param {string | undefined} key */
  #idsOf(key) {
    return this.#groups.get(key ?? "") ?? [];
  }
}
