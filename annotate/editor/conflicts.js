/** The conflicts that the annotator has not decided yet. */

import { sameTarget } from "./targets.js";

/** @typedef {import("./outbox.js").Entry} Entry */
/** @typedef {import("./types.js").Conflict} Conflict */
/** @typedef {import("./types.js").Change} Change */

/**
 * `revision`: of what stands in the store · `closed`: the set was submitted elsewhere · `standing`: changes that make the
 * page show what stands
 * @typedef {Conflict & {revision: number, closed: boolean, standing: Change[]}} OpenConflict
 */

export class Conflicts {
  /** @type {Map<string, OpenConflict>} by edit */
  #open = new Map();

  get size() {
    return this.#open.size;
  }

  list() {
    return [...this.#open.values()];
  }

  /**
   * Takes in the body of a 409 answer. False: it is about nothing that is pending.
   *
   * @param {{revision: number, closed?: string, conflicts?: (Omit<Conflict, "mine"> & {standing?: Change[]})[]}} body
   * @param {readonly Entry[]} entries that are pending
   */
  add({ revision, closed, conflicts = [] }, entries) {
    for (const { edit, kind, id, current, missing = [], standing = [] } of conflicts) {
      const entry = entries.find((waiting) => waiting.id === edit);
      if (!entry) continue;
      const mine = { op: entry.op, value: entry.value };
      this.#open.set(edit, { edit, kind, id, current, missing, mine, revision, closed: Boolean(closed), standing });
    }
    return this.#open.size > 0;
  }

  /** A conflict that is being decided, and with it all others of the same target. @param {string} edit */
  take(edit) {
    const conflict = this.#open.get(edit);
    if (!conflict) return undefined;
    for (const [id, other] of this.#open) if (sameTarget(other, conflict)) this.#open.delete(id);
    return conflict;
  }
}
