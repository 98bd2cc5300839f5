/** The edits that the server refuses for good: which they are, where they go, and what stands in their place. */

import { KeptAside } from "./kept_aside.js";
import { standingFor } from "./standing.js";
import { uuid } from "./uuid.js";

/**
 * @import {Entry, Outbox} from "./outbox.js"
 * @import {Answer} from "./transport.js"
 * @import {Change, Edit, Payload, Refusal} from "./types.js"
 */

export class Refusals {
  #aside;
  #outbox;

  /** @param {{owner: [store: string, set: string, annotator: string], storage: Storage, outbox: Outbox}} parts */
  constructor({ owner, storage, outbox }) {
    this.#aside = new KeptAside({ owner, storage });
    this.#outbox = outbox;
  }

  /** How many edits nobody has looked after yet. */
  get size() {
    return this.#aside.size;
  }

  /** How many of them are lost when the tab closes. */
  get unstored() {
    return this.#aside.unstored;
  }

  list() {
    return this.#aside.list();
  }

  /** Stores those that the storage had no room for. To be called when edits have left the outbox. */
  storeTheRest() {
    this.#aside.storeTheRest();
  }

  /**
   * Takes edits out of the outbox, and keeps them aside.
   *
   * @param {Answer["body"]} body of the answer that refused them
   * @param {readonly Entry[]} given
   * @param {{set?: Payload["set"] | undefined, isTurnedAway?: boolean}} circumstances `set`: what the store holds, where
   *   it was looked up
   * @returns {{standing: Change[], refusal: Refusal}} what the page must show in their place, and what it is told
   */
  take({ refused = [], problems = [], message = "" }, given, { set, isTurnedAway = false }) {
    /** @type {Map<string, Change[]>} */
    const told = new Map(refused.map((/** @type {any} */ item) => [item.edit, item.standing ?? []]));
    const words = problems[0]?.message ?? message;
    this.#keep(given, words);
    this.#outbox.drop((entry) => given.includes(entry));
    this.storeTheRest();
    const edits = given.map(({ id, op, value }) => ({ id, op, value }));
    return {
      standing: set ? standingFor(given, set) : given.flatMap((entry) => told.get(entry.id) ?? []),
      refusal: { edits, problems, message: words, isTurnedAway, isShown: Boolean(set) || told.size > 0 },
    };
  }

  /**
   * Puts an edit into the outbox again, as one that is made now.
   *
   * @param {string} editId
   * @param {number} base
   * @returns {Edit | null} null where there is none
   */
  sendAgain(editId, base) {
    const edit = this.#aside.list().find(({ id }) => id === editId);
    if (!edit) return null;
    const again = { id: uuid(), op: edit.op, value: edit.value };
    this.#aside.drop(editId);
    this.#outbox.add([again], base);
    return again;
  }

  /** @param {string} editId */
  throwAway(editId) {
    this.#aside.drop(editId);
  }

  /** A status that was refused says nothing that could be lost. @param {readonly Entry[]} given @param {string} message */
  #keep(given, message) {
    given.forEach(({ id, op, value, at }, place) => {
      if (op !== "set-status") this.#aside.add({ id, op, value, message, at, place });
    });
  }
}

/**
 * The edits that an answer refuses for good, and whether it names them and says what stands in their place.
 *
 * @param {Answer} answer
 * @param {readonly Entry[]} batch
 * @returns {{lost: readonly Entry[], isTold: boolean}}
 */
export function verdict({ kind, body }, batch) {
  const ids = kind === "refused" ? (body.refused ?? []).map((/** @type {{edit: string}} */ { edit }) => edit) : [];
  const named = batch.filter(({ id }) => ids.includes(id));
  if (named.length) return { lost: named, isTold: true };
  const isFinal = kind === "refused" || (kind === "too-large" && Boolean(body.message));
  return { lost: isFinal && batch.length === 1 ? batch : [], isTold: false };
}
