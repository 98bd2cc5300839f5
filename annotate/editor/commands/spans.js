/** Commands that make, change and remove spans. Ranges and offsets are code points. */

import { attributeSchema } from "../attribute_schema.js";
import { joinRanges, withoutRange } from "../fragments.js";
import { matches } from "../schema_check.js";
import {
  allowed,
  changeOf,
  count,
  defaultsOf,
  fragmentsOf,
  get,
  inFragments,
  newSpan,
  nothing,
  paragraphsOf,
  put,
  quoted,
  quotedText,
  remove,
  tooMany,
} from "./parts.js";

/**
 * @import {Attributes, Command, Range, Span} from "../types.js"
 * @import {Model} from "../model.js"
 */

/** What is said where a selection holds nothing to label. */
const NO_WORDS = "There are no words in the selection.";

/**
 * A new span over the ranges, with one fragment a paragraph; attributes begin with the schema's defaults.
 *
 * @param {Model} model
 * @param {string} label
 * @param {Range[]} ranges
 * @returns {Command}
 */
export function labelFragments(model, label, ranges) {
  const span = newSpan(model, label, ranges, defaultsOf(model.labelSet.label(label)?.attributes));
  if (!span.fragments.length) return nothing(NO_WORDS);
  const title = `Labelled ${quoted(model, span)} as ${model.labelSet.titleOf(label)}${inFragments(span.fragments)}`;
  const edits = [put(span)];
  return tooMany(span.fragments) ?? { title, edits, focus: span.id };
}

/**
 * A new span for each range, all in one step: every occurrence of a text.
 *
 * @param {Model} model
 * @param {string} label
 * @param {Range[]} ranges
 * @param {Attributes} attributes
 * @returns {Command}
 */
export function labelOccurrences(model, label, ranges, attributes) {
  const spans = ranges.map((range) => newSpan(model, label, [range], { ...attributes }));
  const edits = spans.filter(({ fragments }) => fragments.length && !tooMany(fragments)).map(put);
  const title = `Labelled ${count(edits.length, "occurrence")} as ${model.labelSet.titleOf(label)}`;
  // Most of them are out of view.
  return { title, remark: `${title}. Ctrl+Z takes this back.`, edits };
}

/**
 * Gives a span another label. Attributes that the new label has too, with a value that it allows, stay; relations that
 * it does not allow go.
 *
 * @param {Model} model
 * @param {string} spanId
 * @param {string} label
 * @returns {Command}
 */
export function relabel(model, spanId, label) {
  const span = get(model, spanId);
  if (span.label === label) return nothing("");
  const { byName, schema } = attributeSchema(model.labelSet.label(label)?.attributes);
  const kept = Object.entries(span.attributes).filter(
    ([name, value]) => byName.has(name) && matches(schema.properties?.[name] ?? true, value),
  );
  const attributes = { ...defaultsOf(schema), ...Object.fromEntries(kept) };
  const lost = model.relationsOf(spanId).filter((relation) => !allowed(model, relation, spanId, label));
  const title = model.labelSet.titleOf(label);
  const gone = lost.length ? count(lost.length, "relation") : "";
  return {
    title: `Relabelled ${quoted(model, span)} as ${title}${gone && ` and removed ${gone}`}`,
    remark: gone && `Removed ${gone} that ${title} cannot have. Ctrl+Z takes it back.`,
    edits: [...lost.map(({ id }) => remove("relation", id)), put({ ...span, label, attributes })],
    focus: spanId,
  };
}

/**
 * @param {Model} model
 * @param {string} spanId
 * @returns {Command}
 */
export function removeSpan(model, spanId) {
  const span = get(model, spanId);
  return {
    title: `Removed ${model.labelSet.titleOf(span.label)} ${quoted(model, span)}`,
    edits: [remove("span", spanId)],
    focus: null,
  };
}

/**
 * Adds a piece of text to a span, one fragment a paragraph; what touches or overlaps becomes one fragment.
 *
 * @param {Model} model
 * @param {string} spanId
 * @param {Range} range
 * @returns {Command}
 */
export function addFragment(model, spanId, range) {
  const span = get(model, spanId);
  const parts = paragraphsOf(model, range);
  if (!parts.length) return nothing(NO_WORDS);
  const title = `Added ${quotedText(model.slice(range))} to ${model.labelSet.titleOf(span.label)}`;
  return covering(model, span, [...span.fragments, ...parts], title);
}

/**
 * Takes a fragment out of a span that has several.
 *
 * @param {Model} model
 * @param {string} spanId
 * @param {number} index
 * @returns {Command}
 */
export function removeFragment(model, spanId, index) {
  const span = get(model, spanId);
  const gone = span.fragments[index];
  if (!gone || span.fragments.length < 2) return nothing("A span keeps at least one fragment.");
  return {
    title: `Took ${quotedText(gone.text)} out of ${model.labelSet.titleOf(span.label)}`,
    edits: [put({ ...span, fragments: span.fragments.filter((_, i) => i !== index) })],
    focus: spanId,
  };
}

/**
 * Lets a fragment cover other words: one fragment a paragraph. Over another fragment of the span, it takes that over.
 *
 * @param {Model} model
 * @param {string} spanId
 * @param {number} index which fragment
 * @param {Range} range what the fragment is to cover
 * @returns {Command}
 */
export function resize(model, spanId, index, range) {
  const span = get(model, spanId);
  const parts = paragraphsOf(model, range);
  if (!parts.length) return nothing("A span keeps at least one character.");
  const title = `Resized ${model.labelSet.titleOf(span.label)} to ${quotedText(model.slice(range))}`;
  return covering(model, span, [...span.fragments.filter((_, i) => i !== index), ...parts], title);
}

/**
 * Cuts a range out of a span's fragments, such as the “she said” in the middle of a quotation.
 *
 * @param {Model} model
 * @param {string} spanId
 * @param {Range} range
 * @returns {Command}
 */
export function cutRange(model, spanId, range) {
  const span = get(model, spanId);
  const left = withoutRange(span.fragments, range).flatMap((part) => paragraphsOf(model, part));
  if (!left.length) return nothing("Nothing of the span would be left.");
  return covering(
    model,
    span,
    left,
    `Cut ${quotedText(model.slice(range))} out of ${model.labelSet.titleOf(span.label)}`,
  );
}

/**
 * The span over other ranges; what touches or overlaps becomes one fragment.
 *
 * @param {Model} model
 * @param {Span} span
 * @param {Range[]} ranges
 * @param {string} title
 * @returns {Command}
 */
function covering(model, span, ranges, title) {
  const fragments = fragmentsOf(model, joinRanges(ranges));
  const edits = changeOf(span, { ...span, fragments });
  return tooMany(fragments) ?? { title: title + inFragments(fragments), edits, focus: span.id };
}
