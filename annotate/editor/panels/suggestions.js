/** What the annotator is likely to mean next, from what was said before: never chosen without a key. Pure functions. */

import { attributeSchema, defaults, nextUndecided, valueTitle } from "../attribute_schema.js";
import { equal, startOf } from "../annotations.js";

/**
 * @import {Model} from "../model.js"
 * @import {Attributes, Span} from "../types.js"
 * @import {Attribute, AttributeSchema} from "../attribute_schema.js"
 */

/**
 * @typedef {{value: any, title: string, hint: string}} Candidate A value that may be meant; `hint`: where it comes from.
 * @typedef {{attributes: Attributes, title: string, like: string}} Pattern Attributes of an earlier span, to be taken over.
 */

/** How many spans of the label before the focused one are looked at: enough to find what recurs, at no cost. */
const LOOK_BACK = 80;
const MOST_PATTERNS = 20;
const LONGEST_NAME = 120;
/** One or two letters stand within nearly every text: they are looked for at the start of words only. */
const SHORTEST_WITHIN = 3;
const MOST_CANDIDATES = 9;
const MOST_ARTICLE_NAMES = 5;

/**
 * Complete attributes of other spans of the label: first of those with the same text, then of those with a text of the
 * same shape, then of the others; each group by nearness.
 *
 * @param {Model} model
 * @param {Span} span
 * @returns {Pattern[]}
 */
export function patterns(model, span) {
  const schema = attributeSchema(model.labelSet.label(span.label)?.attributes);
  if (schema.attributes.length < 2) return [];
  const others = byLikeness(model, span, nearby(model, span));
  /** @type {Pattern[]} */
  const found = [];
  for (const other of others) {
    if (found.length === MOST_PATTERNS) break;
    const { attributes } = other;
    if (nextUndecided(schema, attributes) && !saysEnough(schema, attributes)) continue;
    if (found.some((pattern) => equal(pattern.attributes, attributes))) continue;
    found.push({ attributes, title: patternTitle(schema, attributes), like: model.textOf(other) });
  }
  return found;
}

/**
 * Values for a text: those of spans with the same words, the words themselves, those used nearby, names that the article
 * has, those of the project.
 *
 * @param {Model} model
 * @param {Span | null} span
 * @param {string} name of the attribute
 * @param {readonly string[]} projectValues most used first
 * @param {readonly string[]} [articleNames] most frequent first
 * @returns {Candidate[]}
 */
export function textCandidates(model, span, name, projectValues, articleNames = []) {
  const others = span ? likelySources(model, span) : [];
  const words = span ? fold(model.textOf(span)) : "";
  const sameWords = others.filter((other) => fold(model.textOf(other)) === words);
  const own = span ? ownNames(model.textOf(span)) : [];
  const nearby = others.map((other) => other.attributes[name]);
  return distinct([
    ...candidates(sameWords.map((other) => other.attributes[name]), "same words"),
    // A place for the words themselves, and the rest for what is used nearby: their numbers stay few and steady.
    ...candidates(own.slice(0, 3), "from the text"),
    ...candidates(nearby, "used nearby"),
    ...candidates(likelyNames(words, articleNames), "in the article"),
    ...candidates(projectValues, "used before"),
  ]);
}

/**
 * Names of the article that may be meant: those that share a word with the span, then the most frequent; a few, so that
 * the project's own have room. Those come late, and must not change what a number means by then.
 *
 * @param {string} words of the span
 * @param {readonly string[]} articleNames
 */
function likelyNames(words, articleNames) {
  const own = new Set(words.split(" "));
  const shares = (/** @type {string} */ name) => fold(name).split(" ").some((word) => own.has(word));
  return [...articleNames].sort((a, b) => Number(shares(b)) - Number(shares(a))).slice(0, MOST_ARTICLE_NAMES);
}

/**
 * Values of this article, then those of the project.
 *
 * @param {readonly unknown[]} nearby
 * @param {readonly string[]} projectValues most used first
 * @returns {Candidate[]}
 */
export function usedBefore(nearby, projectValues) {
  return distinct([...candidates(nearby, "used nearby"), ...candidates(projectValues, "used before")]);
}

/** @param {readonly unknown[]} values @param {string} hint @returns {Candidate[]} */
function candidates(values, hint) {
  const texts = values.filter((value) => typeof value === "string" && value !== "");
  return texts.map((value) => ({ value, title: String(value), hint }));
}

/** The first of those with the same value. @param {Candidate[]} all */
function distinct(all) {
  /** @type {Map<unknown, Candidate>} */
  const found = new Map();
  for (const candidate of all) if (!found.has(candidate.value)) found.set(candidate.value, candidate);
  return [...found.values()];
}

/**
 * Options of a long list, those used nearby first.
 *
 * @param {Model} model
 * @param {Span | null} span
 * @param {Attribute} attribute
 * @returns {Candidate[]}
 */
export function optionCandidates(model, span, attribute) {
  const all = [...attribute.options.map(({ value }) => value), ...(attribute.nullable ? [null] : [])];
  const recent = span ? likelySources(model, span).map((other) => other.attributes[attribute.name]) : [];
  const used = [...new Set(recent)].filter((value) => value !== null && all.includes(value));
  const hint = (/** @type {any} */ value) =>
    attribute.options.find((option) => option.value === value)?.description ?? "";
  return [
    ...used.map((value) => ({ value, title: valueTitle(attribute, value), hint: "used nearby" })),
    ...all
      .filter((value) => !used.includes(value))
      .map((value) => ({ value, title: valueTitle(attribute, value), hint: hint(value) })),
  ];
}

/**
 * The candidates that a typed text may mean: beginning with it, then with a word that begins with it, then holding it.
 *
 * @param {Candidate[]} candidates
 * @param {string} typed
 * @param {number} [most]
 * @returns {Candidate[]}
 */
export function matching(candidates, typed, most = MOST_CANDIDATES) {
  const wanted = fold(typed);
  if (!wanted) return candidates.slice(0, most);
  /** @type {Candidate[][]} */
  const ranks = [[], [], []];
  for (const candidate of candidates) {
    const title = fold(candidate.title);
    if (title === wanted) continue;
    if (title.startsWith(wanted)) ranks[0]?.push(candidate);
    else if (title.split(/[\s\-–—/(“"']+/u).some((word) => word.startsWith(wanted))) ranks[1]?.push(candidate);
    else if (wanted.length >= SHORTEST_WITHIN && title.includes(wanted)) ranks[2]?.push(candidate);
  }
  return ranks.flat().slice(0, most);
}

/**
 * Names that a text holds: itself, itself without the small words before a name, and its runs of capitalised words.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function ownNames(text) {
  const plain = text.replace(/\s+/gu, " ").replace(/^[\p{P}\s]+|[\p{P}\s]+$/gu, "");
  const afterSmallWords = plain.replace(/^(?:\p{Ll}[^\s]*\s+)+(?=\p{Lu})/u, "");
  // Of a description one wants the name in it; a short text is the name itself.
  const isShort = plain.split(" ").length <= 5;
  const runs = capitalisedRuns(plain);
  const names = isShort ? [plain, afterSmallWords, ...runs] : [...runs, afterSmallWords, plain];
  return [...new Set(names.filter((name) => name && name.length <= LONGEST_NAME))];
}

const NAME = String.raw`(?:(?:\p{Lu}\.)+|\p{Lu}[\p{L}\p{M}\p{N}]*(?:[’'-][\p{L}\p{M}\p{N}]+)*)`;
const RUN = new RegExp(String.raw`${NAME}(?:[ \u00a0](?:\p{Ll}{1,2} )?${NAME})+`, "gu");

/**
 * Runs of two or more capitalised words, with at most one joining word of one or two letters between them; longer ones
 * without their first word too.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function capitalisedRuns(text) {
  const runs = [...text.matchAll(RUN)].map(([name]) => name.replace(/[’']s$/u, ""));
  // “The Harbour Board”: at the start of a sentence the first word may be none of the name.
  return runs.flatMap((run) => (run.split(" ").length > 2 ? [run, run.slice(run.indexOf(" ") + 1)] : [run]));
}

/**
 * Other spans of the label: with the same words first, then those just before, nearest first, then those just after.
 *
 * @param {Model} model
 * @param {Span} span
 * @returns {Span[]}
 */
function likelySources(model, span) {
  const near = nearby(model, span);
  const { words } = wordingOf(model, span);
  const same = near.filter((other) => wordingOf(model, other).words === words);
  return [...same, ...near.filter((other) => !same.includes(other))];
}

/**
 * Other spans of the label: those just before, nearest first, then those just after.
 *
 * @param {Model} model
 * @param {Span} span
 */
function nearby(model, span) {
  const order = model.spansInOrder();
  const behind = order.findIndex((other) => startOf(other) > startOf(span));
  const split = behind < 0 ? order.length : behind;
  /** @type {Span[]} */
  const near = [];
  const gather = (/** @type {number} */ from, /** @type {1 | -1} */ step) => {
    const most = near.length + LOOK_BACK;
    for (let at = from; near.length < most; at += step) {
      const other = order[at];
      if (!other) break;
      if (other.label === span.label && other.id !== span.id) near.push(other);
    }
  };
  gather(split - 1, -1);
  gather(split, 1);
  return near;
}

/**
 * Spans in their order, but those with the same text first, then those with a text of the same shape.
 *
 * @param {Model} model
 * @param {Span} span
 * @param {Span[]} others
 */
function byLikeness(model, span, others) {
  const own = wordingOf(model, span);
  /** @type {[Span[], Span[], Span[]]} */
  const [same, alike, rest] = [[], [], []];
  for (const other of others) {
    const { words, shape } = wordingOf(model, other);
    (words === own.words ? same : shape === own.shape ? alike : rest).push(other);
  }
  return [...same, ...alike, ...rest];
}

/** What was worked out for a span; a span that changes is another object. @type {WeakMap<Span, {words: string, shape: string}>} */
const wordings = new WeakMap();

/**
 * @param {Model} model
 * @param {Span} span
 */
function wordingOf(model, span) {
  const known = wordings.get(span);
  if (known) return known;
  const text = model.textOf(span);
  const wording = { words: fold(text), shape: shapeOf(text) };
  wordings.set(span, wording);
  return wording;
}

/**
 * One word or several, with a name in it or not: what tells “she” from “the minister” from “Mara Lindqvist”.
 *
 * @param {string} text
 */
function shapeOf(text) {
  const words = text.trim().split(/\s+/u);
  return `${words.length > 1} ${words.some((word) => /^\p{P}*\p{Lu}/u.test(word))}`;
}

/**
 * Whether attributes that leave something open are worth taking over: all that is required is there.
 *
 * @param {AttributeSchema} schema
 * @param {Attributes} attributes
 */
function saysEnough(schema, attributes) {
  const required = schema.attributes.filter((attribute) => attribute.required);
  return !equal(attributes, defaults(schema)) && required.every(({ name }) => Object.hasOwn(attributes, name));
}

/**
 * What tells the pattern from others: free texts first, then every value that is not the default.
 *
 * @param {AttributeSchema} schema
 * @param {Attributes} attributes
 */
function patternTitle(schema, attributes) {
  const told = schema.attributes.filter(({ name, hasDefault, default: value, nullable }) => {
    if (!Object.hasOwn(attributes, name)) return false;
    return !(hasDefault && equal(value, attributes[name])) && !(nullable && attributes[name] === null);
  });
  const texts = told.filter((attribute) => attribute.kind === "text");
  const rest = told.filter((attribute) => attribute.kind !== "text");
  const word = (/** @type {Attribute} */ attribute) => {
    const value = attributes[attribute.name];
    if (typeof value === "boolean") return value ? attribute.title : `not ${attribute.title}`;
    if (["integer", "number"].includes(attribute.kind)) return `${attribute.title} ${value}`;
    return valueTitle(attribute, value);
  };
  return [...texts, ...rest].map(word).join(" · ");
}

/** @param {string} text */
function fold(text) {
  return text.toLowerCase().replace(/\s+/gu, " ").trim();
}
