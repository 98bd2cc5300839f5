/**
 * The problems of the annotation set as it stands now: the server's, but for what was touched since it looked; there
 * the browser's own rules speak until the server has seen it too. So no problem shows twice and none lingers.
 *
 * Events: `change` (detail: Set of the ids of spans whose problems may have changed).
 */

import { startOf } from "./annotations.js";
import { sameRanges } from "./fragments.js";
import { Rules } from "./rules.js";

/**
 * @import {ChangeDetail, Edit, Problem, Relation, Span} from "./types.js"
 * @import {Model} from "./model.js"
 * @import {Found} from "./rules.js"
 */

/** What a problem is about: “span s1”, “relation r1”, or “” for the set. @typedef {string} Subject */

export class LiveProblems extends EventTarget {
  #model;
  #rules;
  #pending;
  /** @type {Map<Subject, Found[]>} */
  #server = new Map();
  /** @type {Map<Subject, Found[]>} What the browser found, for the subjects where it knows better than the server. */
  #own = new Map();
  /**
   * Spans as they were before edits that the server has not seen: who stood beside them may stand alone now.
   *
   * @type {Span[]}
   */
  #former = [];
  /** @type {Found[] | null} */
  #list = null;

  /**
   * @param {Model} model
   * @param {() => Edit[]} pending edits that the server has not acknowledged
   * @param {AbortSignal} signal
   */
  constructor(model, pending, signal) {
    super();
    this.#model = model;
    this.#rules = new Rules(model.labelSet.data);
    this.#pending = pending;
    this.#takeServer(model.problems);
    const take = (/** @type {Event} */ event) => this.#takeServer(/** @type {CustomEvent} */ (event).detail);
    model.addEventListener("problems", take, { signal });
    const touch = (/** @type {Event} */ event) => this.#touch(/** @type {CustomEvent<ChangeDetail>} */ (event).detail);
    model.addEventListener("change", touch, { signal });
  }

  /** All problems by their place in the text; those of the whole set come first. @returns {readonly Found[]} */
  list() {
    this.#list ??= this.#sorted();
    return this.#list;
  }

  get errors() {
    return this.list().filter((problem) => problem.severity === "error");
  }

  /** Problems of a span itself, not of its relations. @param {string} id @returns {readonly Found[]} */
  ofSpan(id) {
    return this.#of(`span ${id}`);
  }

  /** @param {string} id @returns {readonly Found[]} */
  ofRelation(id) {
    return this.#of(`relation ${id}`);
  }

  /**
   * The worst problem of a span and of the relations that leave from it.
   *
   * @param {string} id
   * @returns {"error" | "warning" | null}
   */
  worst(id) {
    const leaving = this.#model.relationsOf(id).filter((relation) => relation.head === id);
    const all = [...this.ofSpan(id), ...leaving.flatMap((relation) => this.ofRelation(relation.id))];
    if (all.some((problem) => problem.severity === "error")) return "error";
    return all.length ? "warning" : null;
  }

  /**
   * The problem after (or before) the one that was shown last, else after the focused span; around the end.
   *
   * @param {Found | null} last
   * @param {string | null} focused
   * @param {"next" | "previous"} direction
   * @returns {Found | null}
   */
  beside(last, focused, direction) {
    const all = this.list();
    const step = direction === "next" ? 1 : -1;
    const at = last && this.spanOf(last) === focused ? all.findIndex((problem) => isSame(problem, last)) : -1;
    if (at >= 0) return all[(at + step + all.length) % all.length] ?? null;
    const span = this.#model.spans.get(focused ?? "");
    const here = span ? startOf(span) : -1;
    const place = (/** @type {Found} */ problem) => {
      const other = this.#model.spans.get(this.spanOf(problem) ?? "");
      return other ? startOf(other) : -1;
    };
    const beside = step > 0 ? all.find((p) => place(p) >= here) : all.findLast((p) => place(p) < here);
    return beside ?? all.at(step > 0 ? 0 : -1) ?? null;
  }

  /** The span that a problem leads to. @param {Problem} problem @returns {string | null} */
  spanOf(problem) {
    const relation = problem.relation_id ? this.#model.relations.get(problem.relation_id) : undefined;
    const candidates = [relation?.head, problem.span_id, relation?.tail];
    return candidates.find((id) => id !== undefined && this.#model.spans.has(id)) ?? null;
  }

  /** @param {Subject} subject @returns {Found[]} */
  #of(subject) {
    return this.#own.get(subject) ?? this.#server.get(subject) ?? [];
  }

  /** @param {Problem[]} problems */
  #takeServer(problems) {
    const before = this.#spansWithProblems();
    this.#server.clear();
    for (const problem of problems) {
      const subject = subjectOf(problem);
      const group = this.#server.get(subject) ?? [];
      this.#server.set(subject, group);
      group.push({ severity: "error", attribute: attributeIn(problem.pointer), ...problem });
    }
    for (const [subject, group] of this.#server) this.#server.set(subject, this.#inOwnWords(subject, group));
    this.#own.clear();
    const pending = this.#pending();
    if (pending.length) this.#check(this.#affected(touchedBy(pending, this.#model)));
    else this.#former = [];
    this.#emit(new Set([...before, ...this.#spansWithProblems()]));
  }

  /** @param {ChangeDetail} detail */
  #touch({ spans, relations, before }) {
    this.#former.push(...before);
    const affected = this.#affected({ spans, relations });
    this.#check(affected);
    this.#emit(new Set(affected.spans));
    if (!this.#pending().length) this.#former = [];
  }

  /**
   * Everything whose problems may change with these spans and relations. Both ends of a relation are among the spans.
   *
   * @param {Touched} touched
   * @returns {Touched}
   */
  #affected({ spans, relations }) {
    const model = this.#model;
    const now = [...spans].flatMap((id) => model.spans.get(id) ?? []);
    const twins = [...this.#former, ...now].flatMap((span) => [...this.#twinsOf(span)].map(({ id }) => id));
    const joined = [...spans].flatMap((id) => model.relationsOf(id).map((relation) => relation.id));
    return { spans: new Set([...spans, ...twins]), relations: new Set([...relations, ...joined]) };
  }

  /** The spans that say the same of the same words as one does, or did, by their ids. @param {Span} span */
  *#twinsOf(span) {
    for (const other of this.#model.alongside(span)) if (isTwin(other, span)) yield other;
  }

  /** @param {Touched} touched */
  #check({ spans, relations }) {
    for (const id of spans) this.#own.set(`span ${id}`, this.#checkSpan(id));
    for (const id of relations) this.#own.set(`relation ${id}`, this.#checkRelation(id));
  }

  /** @param {string} id @returns {Found[]} */
  #checkSpan(id) {
    const model = this.#model;
    const span = model.spans.get(id);
    const outgoing = model.relationsOf(id).filter((relation) => relation.head === id);
    if (!span) return [];
    const [first = span] = this.#twinsOf(span);
    return this.#rules.ofSpan(span, outgoing, first.id < id);
  }

  /** @param {string} id @returns {Found[]} */
  #checkRelation(id) {
    const model = this.#model;
    const relation = model.relations.get(id);
    if (!relation) return [];
    const [head, tail] = [model.spans.get(relation.head), model.spans.get(relation.tail)];
    return this.#rules.ofRelation(relation, head, tail, this.#hasEarlierDouble(relation));
  }

  /** Whether a relation of the kind between the same spans comes first, by its id. @param {Relation} relation */
  #hasEarlierDouble({ id, label, head, tail }) {
    for (const other of this.#model.between(head, tail)) if (other.label === label && other.id < id) return true;
    return false;
  }

  /**
   * What both sides found is said in the words of the page, whose buttons they name, and with what the page knows of
   * the place: so nothing changes before the eyes when the server's answer comes.
   *
   * @param {Subject} subject
   * @param {Found[]} found by the server
   * @returns {Found[]}
   */
  #inOwnWords(subject, found) {
    const [kind = "", id = ""] = subject.split(" ");
    const own = kind === "span" ? this.#checkSpan(id) : kind === "relation" ? this.#checkRelation(id) : [];
    return found.map((problem) => {
      const at = own.findIndex(
        ({ code, attribute = null }) => code === problem.code && attribute === (problem.attribute ?? null),
      );
      const [twin] = at < 0 ? [] : own.splice(at, 1);
      return { ...problem, ...twin, severity: problem.severity };
    });
  }

  #sorted() {
    /** @type {{place: number, problem: Found}[]} */
    const placed = [];
    for (const subject of new Set([...this.#server.keys(), ...this.#own.keys()])) {
      for (const problem of this.#of(subject)) {
        const span = this.#model.spans.get(this.spanOf(problem) ?? "");
        placed.push({ place: span ? startOf(span) : -1, problem });
      }
    }
    return placed.sort((a, b) => a.place - b.place).map(({ problem }) => problem);
  }

  #spansWithProblems() {
    return new Set([...this.#server.values()].flat().flatMap((problem) => this.spanOf(problem) ?? []));
  }

  /** @param {Set<string>} spans */
  #emit(spans) {
    this.#list = null;
    this.dispatchEvent(new CustomEvent("change", { detail: spans }));
  }
}

/** @typedef {{spans: Set<string>, relations: Set<string>}} Touched */

/**
 * @param {Edit[]} edits
 * @param {Model} model
 * @returns {Touched}
 */
function touchedBy(edits, model) {
  const touched = { spans: new Set(), relations: new Set() };
  for (const { op, value } of edits) {
    if (op.endsWith("-span")) touched.spans.add(value.id);
    if (!op.endsWith("-relation")) continue;
    touched.relations.add(value.id);
    const relation = model.relations.get(value.id) ?? value;
    for (const end of [relation.head, relation.tail]) if (end !== undefined) touched.spans.add(end);
  }
  return touched;
}

/** Whether two spans have the same identity, as `spanIdentity` tells it. @param {Span} a @param {Span} b */
function isTwin(a, b) {
  return a.label === b.label && sameRanges(a.fragments, b.fragments);
}

/** @param {Found} left @param {Found} right */
function isSame(left, right) {
  return subjectOf(left) === subjectOf(right) && left.code === right.code && left.message === right.message;
}

/** @param {Problem} problem @returns {Subject} */
function subjectOf({ span_id: span, relation_id: relation }) {
  if (relation) return `relation ${relation}`;
  return span ? `span ${span}` : "";
}

/** The attribute that a JSON Pointer leads to. @param {string | undefined} pointer */
function attributeIn(pointer) {
  return /\/attributes\/([^/]+)$/.exec(pointer ?? "")?.[1] ?? null;
}
