/** The machine behind `sync.js`: what to send, when to send it again, and what each answer means. */

import { Conflicts } from "./conflicts.js";
import { underWaiting, unseen } from "./news.js";
import { Outbox, systemClock } from "./outbox.js";
import { listenToPage } from "./page_life.js";
import { Refusals, verdict } from "./refusals.js";
import { retryDelay } from "./retry.js";
import { browserStorage } from "./storage.js";
import { sameTarget, targetOf } from "./targets.js";
import { nextBatch, Transport } from "./transport.js";
import { uuid } from "./uuid.js";

/**
 * @import {OpenConflict} from "./conflicts.js"
 * @import {RemoteChange} from "./news.js"
 * @import {Entry} from "./outbox.js"
 * @import {Answer} from "./transport.js"
 * @import {Change, Edit, Payload, SaveState} from "./types.js"
 */

const MAX_EDITS = 500;
const MAX_SIZE = 400_000; // characters, at most three bytes each: below the server's 2 MB
const MAX_FLUSH = 20_000; // characters: browsers carry 64 kB for a page that is gone
const STALE_MS = 5_000;

export class Engine {
  #options;
  #clock;
  #random;
  #outbox;
  #refusals;
  #transport;
  #token;
  /** The revision whose content the page shows, but for pending edits. @type {number | undefined} */
  #known;
  #isSending = false;
  /** Takes back the attempt that is to come. @type {(() => void) | null} */
  #cancel = null;
  #failures = 0;
  /** @type {"offline" | "store-full" | null} */
  #trouble = null;
  #message = "";
  #signedOut = false;
  #conflicts = new Conflicts();
  #batchLimit = MAX_EDITS;
  #wantsNews = false;
  #lastAnswer;
  #lastState = "";
  #left = false;
  #onStopped;
  #life = new AbortController();

  /** @param {import("./sync.js").Options} options @param {() => void} onStopped */
  constructor(options, onStopped) {
    const clock = options.clock ?? systemClock;
    const page = options.page ?? window;
    const document = options.document ?? globalThis.document;
    const fetch = options.fetch ?? globalThis.fetch.bind(globalThis);
    this.#options = options;
    this.#clock = clock;
    this.#random = options.random ?? Math.random;
    this.#token = options.token;
    this.#known = options.revision;
    this.#onStopped = onStopped;
    this.#lastAnswer = clock.now();
    this.#transport = new Transport({ api: options.api ?? "/api/v1", set: options.set, fetch, clock });
    listenToPage(page, document, this.#life.signal, {
      wake: () => this.nudge(),
      leave: () => this.#flush(),
      isPending: () => this.#outbox.entries.length > 0,
    });
    /** @type {[string, string, string]} */
    const owner = [options.storeId, options.set, options.annotator];
    const storage = options.storage ?? browserStorage();
    this.#outbox = new Outbox({
      owner,
      storage,
      locks: options.locks ?? globalThis.navigator?.locks,
      page,
      clock,
      onAdopted: () => this.#changed(),
    });
    this.#refusals = new Refusals({ owner, storage, outbox: this.#outbox });
    this.ready = this.#outbox.ready.then(() => this.#changed());
  }

  /** @param {readonly Edit[]} edits @param {number} baseRevision */
  push(edits, baseRevision) {
    this.#known ??= baseRevision;
    this.#outbox.add(edits, baseRevision);
    this.#changed();
  }

  /** What the page must show on top of the server's content, in order. @returns {Edit[]} */
  pending() {
    return this.#outbox.entries.filter((entry) => entry.shown).map(({ id, op, value }) => ({ id, op, value }));
  }

  /** @param {string} token */
  setToken(token) {
    if (token === this.#token) return;
    this.#token = token;
    this.#signedOut = false;
    this.nudge();
  }

  /** Tries at once, and asks for what others did where there is nothing to send. */
  nudge() {
    this.#wantsNews ||= this.#clock.now() - this.#lastAnswer > STALE_MS;
    this.#cancelAttempt();
    this.#changed();
  }

  /**
   * @param {string} editId
   * @param {"mine" | "theirs"} choice
   */
  resolve(editId, choice) {
    const conflict = this.#conflicts.take(editId);
    if (!conflict) return;
    if (choice === "mine" && conflict.missing.length === 0) this.#insist(conflict);
    else this.#giveWay(conflict);
    this.#changed();
  }

  /** Edits that the server refused for good, and nobody has looked after yet. */
  refused() {
    return this.#refusals.list();
  }

  /** Sends a refused edit again, as one that is made now. @param {string} editId */
  sendAgain(editId) {
    const known = this.#known ?? 0;
    const again = this.#refusals.sendAgain(editId, known);
    if (!again) return;
    const { op, value } = again;
    this.#tell("onAcknowledged", { revision: known, problems: null, changes: [{ op, value }] });
    this.#changed();
  }

  /** @param {string} editId */
  throwAway(editId) {
    this.#refusals.throwAway(editId);
    this.#changed();
  }

  /** The editor is closed. True: edits are pending, and the engine goes on without it until they are saved. */
  leave() {
    this.#left = true;
    const goesOn = this.#outbox.entries.length > 0 && !this.#isHeld();
    if (!goesOn) this.stop();
    return goesOn;
  }

  /** Stops for good. What is pending stays in the storage. */
  stop() {
    if (this.#life.signal.aborted) return;
    this.#life.abort();
    this.#cancelAttempt();
    this.#outbox.close();
    this.#onStopped();
  }

  #isHeld() {
    return this.#signedOut || this.#conflicts.size > 0;
  }

  /** Says how things stand, and goes on with what is to be done. */
  #changed() {
    if (this.#life.signal.aborted) return;
    this.#report();
    const hasWork = this.#outbox.entries.length > 0 || this.#wantsNews;
    if (hasWork && !this.#isHeld()) this.#schedule(0);
    else if (this.#left && !this.#isSending) this.stop();
  }

  #report() {
    const { entries } = this.#outbox;
    const refused = this.#refusals.size;
    const unstored = this.#outbox.unstored + this.#refusals.unstored;
    const state = { status: this.#status(), pending: entries.length, unstored, refused, message: this.#message };
    const said = JSON.stringify(state);
    if (said === this.#lastState) return;
    this.#lastState = said;
    this.#tell("onState", state);
  }

  /** @returns {SaveState["status"]} */
  #status() {
    if (this.#conflicts.size > 0) return "conflict";
    if (this.#outbox.entries.length === 0) return "saved";
    if (this.#signedOut) return "signed-out";
    return this.#trouble ?? "saving";
  }

  /**
   * Calls back, unless the editor is closed.
   * @template {"onState" | "onAcknowledged" | "onConflict" | "onGivenUp" | "onRefused"} Name
   * @param {Name} name
   * @param {Parameters<NonNullable<import("./sync.js").Options[Name]>>[0]} detail
   */
  #tell(name, detail) {
    if (!this.#left) /** @type {any} */ (this.#options[name])?.(detail);
  }

  /**
   * At once means: when the frame that shows the edit is painted. It is in the storage already.
   *
   * @param {number} delay
   */
  #schedule(delay) {
    if (this.#cancel !== null || this.#isSending) return;
    const attempt = () => {
      this.#cancel = null;
      void this.#send();
    };
    if (delay === 0 && this.#clock.afterFrame) this.#cancel = this.#clock.afterFrame(attempt);
    else {
      const timer = this.#clock.setTimeout(attempt, delay);
      this.#cancel = () => this.#clock.clearTimeout(timer);
    }
  }

  #cancelAttempt() {
    this.#cancel?.();
    this.#cancel = null;
  }

  async #send() {
    const batch = nextBatch(this.#outbox.entries, this.#batchLimit, MAX_SIZE);
    if (this.#isSending || this.#isHeld() || (batch.length === 0 && !this.#wantsNews)) return;
    const token = this.#token;
    this.#isSending = true;
    this.#wantsNews = false;
    const { signal } = this.#life;
    const answer = await this.#transport.send(batch, { ...this.#circumstances(batch), signal });
    const { lost, isTold } = verdict(answer, batch);
    // Where the server does not say what stands in place of what it refuses, it is looked up before that is given up.
    const isUntold = answer.kind === "turned-away" || (lost.length > 0 && !isTold);
    const now = isUntold ? await this.#transport.read({ token, signal }) : null;
    this.#isSending = false;
    if (signal.aborted) return;
    const isKnown = !now || now.kind === "done" || now.kind === "turned-away";
    this.#heard(isKnown ? answer : now, batch, token, now?.body.set);
  }

  /** @param {readonly Entry[]} batch */
  #circumstances([first]) {
    const known = this.#known ?? 0;
    const request = { token: this.#token, client: first?.client ?? "reader", base: first?.base ?? known };
    // Told what the page knows, the server tells all that is new to it, not only what is new since the base.
    return first && !first.adopted && first.base <= known ? request : { ...request, known };
  }

  /**
   * @param {Answer} answer
   * @param {readonly Entry[]} batch
   * @param {string} token that was sent
   * @param {Payload["set"]} [set] what the store holds, where it was looked up
   */
  #heard({ kind, body }, batch, token, set) {
    const { lost } = verdict({ kind, body }, batch);
    this.#message = "";
    if (kind === "done") this.#done(body, batch);
    else if (kind === "conflict" && this.#conflicted(body)) this.#succeed();
    else if (kind === "turned-away") this.#refused(body, this.#outbox.entries, { set, isTurnedAway: true });
    else if (lost.length) this.#refused(body, lost, { set });
    else if ((kind === "refused" || kind === "too-large") && batch.length > 1) this.#sendLess(batch);
    else if (kind === "expired") this.#expired(token);
    else this.#failed(kind === "store-full" ? "store-full" : "offline", body.message);
  }

  #succeed() {
    this.#failures = 0;
    this.#trouble = null;
    this.#lastAnswer = this.#clock.now();
    this.#changed();
  }

  /** @param {{revision: number, problems?: any, changes?: RemoteChange[]}} body @param {readonly Entry[]} batch */
  #done({ revision, problems = null, changes = [] }, batch) {
    const sent = new Set(batch.map((entry) => entry.id));
    this.#outbox.drop((entry) => sent.has(entry.id));
    this.#refusals.storeTheRest();
    this.#batchLimit = MAX_EDITS;
    const news = unseen(changes, { known: this.#known, batch, waiting: this.#outbox.entries });
    this.#known = Math.max(this.#known ?? 0, revision);
    this.#tell("onAcknowledged", { revision: this.#known, problems, changes: news });
    this.#succeed();
  }

  /** False: the conflicts are about nothing that is pending. @param {any} body */
  #conflicted(body) {
    if (!this.#conflicts.add(body, this.#outbox.entries)) return false;
    this.#tell("onConflict", this.#conflicts.list());
    return true;
  }

  /** "Mine": the edit, and those of the same target behind it, are sent again in the knowledge of theirs. @param {OpenConflict} conflict */
  #insist({ kind, id, revision, closed }) {
    this.#outbox.rebase((entry) => sameTarget(targetOf(entry), { kind, id }), revision);
    const first = this.#outbox.entries[0];
    const reopens = first?.op === "set-status" && first.value.status === "in_progress";
    if (closed && !reopens) {
      const reopen = { id: uuid(), op: /** @type {const} */ ("set-status"), value: { status: "in_progress" } };
      this.#outbox.addFirst(reopen, revision);
      this.#show([reopen]);
    }
  }

  /** "Theirs": the edit, and those of the same target behind it, are given up. @param {OpenConflict} conflict */
  #giveWay({ kind, id, standing }) {
    const given = this.#outbox.entries.filter((entry) => sameTarget(targetOf(entry), { kind, id }));
    this.#outbox.drop((entry) => given.includes(entry));
    this.#show(standing);
    this.#tell("onGivenUp", given);
    this.#wantsNews = true;
  }

  /** Lets the page show changes that it did not make. @param {readonly Change[]} changes */
  #show(changes) {
    const news = underWaiting(changes, this.#outbox.entries);
    if (news.length > 0) this.#tell("onAcknowledged", { revision: this.#known ?? 0, problems: null, changes: news });
  }

  /** Which edit it is about becomes clear then. @param {readonly Entry[]} batch */
  #sendLess(batch) {
    this.#batchLimit = Math.max(1, Math.floor(batch.length / 2));
    this.#succeed();
  }

  /**
   * Gives edits up.
   *
   * @param {any} body of the answer
   * @param {readonly Entry[]} given
   * @param {{set?: Payload["set"] | undefined, isTurnedAway?: boolean}} circumstances
   */
  #refused(body, given, circumstances) {
    const { standing, refusal } = this.#refusals.take(body, given, circumstances);
    this.#show(standing);
    this.#tell("onRefused", refusal);
    this.#succeed();
  }

  /** @param {string} token */
  #expired(token) {
    this.#signedOut = token === this.#token;
    if (this.#signedOut && !this.#left) this.#options.onTokenExpired?.();
    this.#changed();
  }

  /** @param {"offline" | "store-full"} trouble @param {string} [message] */
  #failed(trouble, message = "") {
    this.#trouble = trouble;
    this.#message = message;
    this.#failures += 1;
    this.#report();
    this.#schedule(retryDelay(trouble, this.#failures, this.#random()));
  }

  /** The page goes: one last attempt, which nobody hears the answer of. */
  #flush() {
    const batch = nextBatch(this.#outbox.entries, MAX_EDITS, MAX_FLUSH);
    const fits = batch.reduce((size, entry) => size + entry.size, 0) <= MAX_FLUSH;
    if (batch.length > 0 && fits && !this.#isHeld()) this.#transport.flush(batch, this.#circumstances(batch));
  }
}
