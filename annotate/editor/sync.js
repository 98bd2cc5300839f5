/**
 * Saves edits: each is stored in the browser first, then sent, and forgotten only when the server has acknowledged it.
 *
 * One request is under way at a time, with consecutive edits of one client and one base revision. An edit may be sent
 * more than once (the answer was lost, the page was reloaded): the server knows it by its id and applies it once.
 */

import { Engine } from "./sync_engine.js";

/** @typedef {import("./types.js").Change} Change */
/** @typedef {import("./types.js").Conflict} Conflict */
/** @typedef {import("./types.js").Edit} Edit */
/** @typedef {import("./types.js").Problem} Problem */
/** @typedef {import("./types.js").SaveState} SaveState */

/**
 * @typedef {object} Options
 * @property {string} set
 * @property {string} storeId
 * @property {string} annotator
 * @property {string} token
 * @property {number} [revision] of the payload that the page shows
 * @property {string} [api]
 * @property {(state: SaveState) => void} [onState]
 * @property {(news: {revision: number, problems: Problem[] | null, changes: Change[]}) => void} [onAcknowledged]
 *   `changes`: what the page does not show yet, in order. `problems` is null where the server was not asked.
 * @property {(conflicts: Conflict[]) => void} [onConflict]
 * @property {(edits: readonly Edit[]) => void} [onGivenUp] those that gave way to somebody else's
 * @property {(refusal: import("./types.js").Refusal) => void} [onRefused]
 *   the edits are kept aside; what the store holds in their place came by `onAcknowledged` before, where it is known
 * @property {() => void} [onTokenExpired]
 * @property {Storage} [storage]
 * @property {typeof globalThis.fetch} [fetch]
 * @property {import("./outbox.js").Clock} [clock]
 * @property {() => number} [random]
 * @property {EventTarget} [page] the window
 * @property {EventTarget & {visibilityState?: string}} [document]
 * @property {import("./outbox.js").Locks} [locks]
 */

/** Syncs of editors that were closed with edits pending: they go on until all is saved. @type {Map<string, Engine>} */
const leftBehind = new Map();

/**
 * @param {Options} options
 * @returns {import("./types.js").Sync}
 */
export function createSync(options) {
  const name = JSON.stringify([options.storeId, options.set, options.annotator]);
  leftBehind.get(name)?.stop();
  const engine = new Engine(options, () => leftBehind.delete(name));
  return {
    ready: engine.ready,
    push: (edits, baseRevision) => engine.push(edits, baseRevision),
    pending: () => engine.pending(),
    setToken: (token) => engine.setToken(token),
    retry: () => engine.nudge(),
    resolve: (editId, choice) => engine.resolve(editId, choice),
    refused: () => engine.refused(),
    sendAgain: (editId) => engine.sendAgain(editId),
    throwAway: (editId) => engine.throwAway(editId),
    dispose: () => {
      if (engine.leave()) leftBehind.set(name, engine);
    },
  };
}
