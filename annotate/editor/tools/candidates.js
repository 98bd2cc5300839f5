/** Which spans a relation may join to a span, the likeliest first. */

import { endOf, startOf } from "../annotations.js";

/**
 * @import {Model} from "../model.js"
 * @import {RelationTypeData, Span} from "../types.js"
 */

/** Further away than any place in a text: what overlaps, and what is joined already. */
const OVERLAPS = 1e9;
const JOINED = 1e10;

/**
 * So many code points further away counts what stands on the other side of the paragraph: a tail is mostly named before
 * what leads to it, and the next paragraph begins with another.
 */
const ASIDE = 500;

/** @typedef {{end: "head" | "tail", ids: string[]}} Candidates `end`: which end of the relation is chosen */

/**
 * The spans that may be the other end. Nearest first, but tails in later paragraphs, and heads in earlier ones, behind
 * the others around; of two as near, the one that stands before; those that overlap with the span come late, because what
 * is said within it is rarely what it is joined to, and those that another relation joins to it come last. Ends that it
 * has already are left out.
 *
 * @param {Model} model
 * @param {Span} span
 * @param {RelationTypeData} relation
 * @returns {Candidates | null} null: the relation does not fit the span's label at either end
 */
export function candidatesFor(model, span, relation) {
  const end = relation.head.includes(span.label) ? "tail" : relation.tail.includes(span.label) ? "head" : null;
  if (!end) return null;
  const own = end === "tail" ? "head" : "tail";
  const relations = model.relationsOf(span.id);
  const same = relations.filter((r) => r.label === relation.name && r[own] === span.id);
  const taken = new Set(same.map((r) => r[end]).concat(span.id));
  const joined = new Set(relations.flatMap((r) => [r.head, r.tail]));
  const isAside = asideOf(model, span, end);
  const rankOf = (/** @type {Span} */ other) =>
    distance(span, other) + (isAside(other) ? ASIDE : 0) + (joined.has(other.id) ? JOINED : 0);
  const ids = model
    .spansInOrder()
    .filter((other) => relation[end].includes(other.label) && !taken.has(other.id))
    .map((other) => ({ id: other.id, rank: rankOf(other) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ id }) => id);
  return { end, ids };
}

/**
 * Whether a span stands on the side of another's paragraph on which the end of its relations rarely is.
 *
 * @param {Model} model
 * @param {Span} span
 * @param {"head" | "tail"} end
 * @returns {(other: Span) => boolean}
 */
function asideOf({ offsets, paragraphs }, span, end) {
  const last = paragraphs.at(offsets.toUtf16(endOf(span) - 1));
  const first = paragraphs.at(offsets.toUtf16(startOf(span)));
  if (end === "tail") return (other) => offsets.toUtf16(startOf(other)) >= last.end;
  return (other) => offsets.toUtf16(endOf(other)) <= first.start;
}

/**
 * The relations that can join two spans, in the direction in which they can.
 *
 * @param {Model} model
 * @param {Span} from
 * @param {Span} to
 * @returns {{relation: RelationTypeData, head: string, tail: string}[]}
 */
export function relationsBetween(model, from, to) {
  const fits = (/** @type {RelationTypeData} */ relation, /** @type {Span} */ head, /** @type {Span} */ tail) =>
    relation.head.includes(head.label) && relation.tail.includes(tail.label);
  const forth = model.labelSet.relations.filter((relation) => fits(relation, from, to));
  const back = model.labelSet.relations.filter((relation) => fits(relation, to, from) && !forth.includes(relation));
  return [
    ...forth.map((relation) => ({ relation, head: from.id, tail: to.id })),
    ...back.map((relation) => ({ relation, head: to.id, tail: from.id })),
  ];
}

/**
 * Code points between the nearest fragments; those behind count half a point more.
 *
 * @param {Span} from
 * @param {Span} to
 */
function distance(from, to) {
  let nearest = Infinity;
  let overlaps = false;
  for (const a of from.fragments) {
    for (const b of to.fragments) {
      if (b.end <= a.start) nearest = Math.min(nearest, a.start - b.end);
      else if (a.end <= b.start) nearest = Math.min(nearest, b.start - a.end + 0.5);
      else overlaps = true;
    }
  }
  return overlaps ? OVERLAPS + Math.abs((to.fragments[0]?.start ?? 0) - (from.fragments[0]?.start ?? 0)) : nearest;
}
