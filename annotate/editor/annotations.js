/**
 * Spans, relations and notes of one annotation set, in memory: applies changes and keeps what is looked up often.
 *
 * Applying costs the same however many spans there are, but for one splice in a sorted array.
 */

/** @import {Change, Relation, Span, State, Status} from "./types.js" */

/**
 * What a change touched: the value of each record before and after, by key (“span s1”, “relation r1”, “notes”,
 * “status”, “skip”). Undefined: there was (or is) none.
 *
 * @typedef {Map<string, {before: any, after: any}>} Touched
 */

export class Annotations {
  /** @type {Map<string, Span>} */
  spans = new Map();
  /** @type {Map<string, Relation>} */
  relations = new Map();
  /** @type {string[]} */
  notes = [];
  /** @type {Status} */
  status = "in_progress";
  /** Why the article was skipped; null where it was not. @type {string | null} */
  skippedReason = null;
  /** @type {Span[]} */
  #order = [];
  /** @type {Map<string, Set<string>>} Ids of the relations at each span. */
  #ends = new Map();

  /** @param {State & {status: Status, skipped_reason?: string | null}} state */
  constructor({ spans, relations, notes, status, skipped_reason = null }) {
    this.skippedReason = skipped_reason;
    this.notes = notes;
    this.status = status;
    for (const span of spans) this.spans.set(span.id, span);
    this.#order = inOrder([...this.spans.values()]);
    for (const relation of relations) this.#putRelation(relation);
  }

  /** Spans by their place in the text. Not to be changed. @returns {readonly Span[]} */
  get order() {
    return this.#order;
  }

  /**
   * Relations that leave from or point to a span.
   *
   * @param {string} spanId
   * @returns {Relation[]}
   */
  relationsOf(spanId) {
    const ids = this.#ends.get(spanId) ?? [];
    return [...ids].map((id) => /** @type {Relation} */ (this.relations.get(id)));
  }

  /**
   * The spans that begin and end where one does, or did, by their ids.
   *
   * @param {Span} span
   * @returns {Iterable<Span>}
   */
  *alongside(span) {
    const [start, end] = [startOf(span), endOf(span)];
    for (let place = this.#placeOf({ ...span, id: "" }); place < this.#order.length; place += 1) {
      const other = /** @type {Span} */ (this.#order[place]);
      if (startOf(other) !== start || endOf(other) !== end) return;
      yield other;
    }
  }

  /**
   * The relations that lead from one span to another.
   *
   * @param {string} head
   * @param {string} tail
   * @returns {Iterable<Relation>}
   */
  *between(head, tail) {
    const [few, many] = [this.#ends.get(head), this.#ends.get(tail)];
    for (const id of (few?.size ?? 0) < (many?.size ?? 0) ? few ?? [] : many ?? []) {
      const relation = this.relations.get(id);
      if (relation?.head === head && relation.tail === tail) yield relation;
    }
  }

  /**
   * Applies one change.
   *
   * @param {Change} change
   * @param {Touched} touched gets what changed
   */
  apply({ op, value }, touched) {
    switch (op) {
      case "put-span":
        touched.set(`span ${value.id}`, { before: this.spans.get(value.id), after: value });
        this.#putSpan(value);
        break;
      case "delete-span":
        for (const relation of this.relationsOf(value.id)) this.#deleteRelation(relation, touched);
        this.#deleteSpan(value.id, touched);
        break;
      case "put-relation":
        touched.set(`relation ${value.id}`, { before: this.relations.get(value.id), after: value });
        this.#putRelation(value);
        break;
      case "delete-relation": {
        const relation = this.relations.get(value.id);
        if (relation) this.#deleteRelation(relation, touched);
        break;
      }
      case "set-notes":
        touched.set("notes", { before: this.notes, after: value.notes });
        this.notes = value.notes;
        break;
      case "set-status":
        touched.set("status", { before: this.status, after: value.status });
        this.status = value.status;
        break;
      case "set-skip":
        touched.set("skip", { before: this.skippedReason, after: value.reason });
        this.skippedReason = value.reason;
        break;
    }
  }

  /**
   * The value under a key of `Touched`.
   *
   * @param {string} key
   * @returns {any}
   */
  current(key) {
    if (key === "notes") return this.notes;
    if (key === "status") return this.status;
    if (key === "skip") return this.skippedReason;
    const { kind, id } = splitKey(key);
    return kind === "span" ? this.spans.get(id) : this.relations.get(id);
  }

  /** @param {Span} span */
  #putSpan(span) {
    const old = this.spans.get(span.id);
    if (old) this.#order.splice(this.#placeOf(old), 1);
    this.spans.set(span.id, span);
    this.#order.splice(this.#placeOf(span), 0, span);
  }

  /**
   * @param {string} id
   * @param {Touched} touched
   */
  #deleteSpan(id, touched) {
    const span = this.spans.get(id);
    if (!span) return;
    touched.set(`span ${id}`, { before: span, after: undefined });
    this.#order.splice(this.#placeOf(span), 1);
    this.spans.delete(id);
  }

  /** @param {Relation} relation */
  #putRelation(relation) {
    this.#unlink(relation.id);
    this.relations.set(relation.id, relation);
    for (const end of [relation.head, relation.tail]) {
      const ids = this.#ends.get(end) ?? new Set();
      this.#ends.set(end, ids.add(relation.id));
    }
  }

  /**
   * @param {Relation} relation
   * @param {Touched} touched
   */
  #deleteRelation(relation, touched) {
    touched.set(`relation ${relation.id}`, { before: relation, after: undefined });
    this.#unlink(relation.id);
    this.relations.delete(relation.id);
  }

  /** @param {string} relationId */
  #unlink(relationId) {
    const relation = this.relations.get(relationId);
    if (!relation) return;
    for (const end of [relation.head, relation.tail]) this.#ends.get(end)?.delete(relationId);
  }

  /** Where a span stands in the order, or would. @param {Span} span */
  #placeOf(span) {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (byPlace(/** @type {Span} */ (this.#order[middle]), span) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * Spans by their place. The server sends them so, and looking takes less than sorting.
 *
 * @param {Span[]} spans
 */
function inOrder(spans) {
  let [before] = spans;
  let reached = -1;
  for (const span of spans) {
    const start = startOf(span);
    if (before && start <= reached && byPlace(before, span) > 0) return spans.sort(byPlace);
    reached = start;
    before = span;
  }
  return spans;
}

/**
 * @param {Span} a
 * @param {Span} b
 */
export function byPlace(a, b) {
  return startOf(a) - startOf(b) || endOf(a) - endOf(b) || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/** First code point of a span. @param {Span} span */
export function startOf(span) {
  return /** @type {import("./types.js").Fragment} */ (span.fragments[0]).start;
}

/** Behind the last code point of a span. @param {Span} span */
export function endOf(span) {
  return /** @type {import("./types.js").Fragment} */ (span.fragments.at(-1)).end;
}

/**
 * @param {string} key
 * @returns {{kind: string, id: string}}
 */
export function splitKey(key) {
  const [kind = "", id = ""] = key.split(" ");
  return { kind, id };
}

/**
 * Equality of JSON values, whatever the order of their keys.
 *
 * @param {any} left
 * @param {any} right
 * @returns {boolean}
 */
export function equal(left, right) {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  const names = Object.keys(left);
  return (
    Array.isArray(left) === Array.isArray(right) &&
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && equal(left[name], right[name]))
  );
}
