/** Lets undo reach back to before the page was loaded: steps of the stored history are read when they are needed. */

import { ApiError } from "./api.js";
import { stackFromHistory } from "./undo.js";

/**
 * @import {Model} from "./model.js"
 * @import {StoredHistory} from "./stored_history.js"
 * @import {HistoryEntry} from "./types.js"
 */

export class EarlierSteps {
  #model;
  #stored;
  #titleOf;
  #isReading = false;
  #undoesWhenRead = false;

  /**
   * @param {Model} model
   * @param {StoredHistory} stored
   * @param {(model: Model, entries: HistoryEntry[]) => string} titleOf what a step did, in words
   */
  constructor(model, stored, titleOf) {
    this.#model = model;
    this.#stored = stored;
    this.#titleOf = titleOf;
  }

  /** Whether there is nothing older than what was read. */
  get areRead() {
    return this.#stored.isWhole;
  }

  /**
   * Reads on until there is a step that can be undone, or nothing older.
   *
   * @param {{andUndo: boolean}} wish whether that step is undone then
   */
  async read({ andUndo }) {
    this.#undoesWhenRead ||= andUndo;
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (!this.areRead && !this.#model.undoStack.next) await this.#readPage();
      if (this.#undoesWhenRead) this.#model.undo();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      // Without them there is less to undo; the edits themselves are safe.
      if (this.#undoesWhenRead) this.#model.hint(`Earlier edits cannot be undone now. ${error.message}`);
    } finally {
      this.#isReading = false;
      this.#undoesWhenRead = false;
    }
  }

  async #readPage() {
    const stored = this.#stored;
    const known = stored.entries[0]?.revision;
    await stored.readOn();
    this.#model.seedUndo(stackFromHistory(stored.entries, (entries) => this.#titleOf(this.#model, entries), known));
  }
}
