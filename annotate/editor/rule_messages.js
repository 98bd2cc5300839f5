/** What problems found in the browser say: what is wrong, and what to do about it. */

import { attributeSchema, valueTitle } from "./attribute_schema.js";

/** @typedef {import("./attribute_schema.js").Attribute} Attribute */
/** @typedef {import("./schema_check.js").Schema} Schema */
/** @typedef {import("./types.d.ts").Attributes} Attributes */
/** @typedef {import("./types.d.ts").LabelData} LabelData */
/** @typedef {import("./types.d.ts").RelationTypeData} RelationTypeData */
/** @typedef {import("./types.d.ts").CountRuleData} CountRuleData */

/** How many options a message names before it only says how many there are. */
const NAMED_OPTIONS = 6;

/**
 * @param {string} keyword The JSON Schema keyword that is broken.
 * @param {Schema | boolean} schema The schema that holds it.
 * @param {Attribute | undefined} attribute
 * @param {string | null} name
 * @param {Attributes} values
 * @param {string} owner Title of the label or relation.
 * @returns {string}
 */
export function attributeMessage(keyword, schema, attribute, name, values, owner) {
  if (name === null) return `The attributes of ${owner} do not go together. Change one of them.`;
  if (!attribute) return `${owner} has no attribute “${name}”. Remove it.`;
  const { title } = attribute;
  const value = JSON.stringify(values[name]);
  const limits = typeof schema === "object" ? schema : {};
  /** @type {Record<string, () => string>} */
  const messages = {
    required: () => `${title} is missing. ${howToDecide(attribute)}`,
    pattern: () => `${title} ${value} does not have the right form. ${attribute.description}`.trim(),
    minLength: () => `${title} is shorter than ${count(limits.minLength, "character")}. Write more.`,
    maxLength: () => `${title} is longer than ${count(limits.maxLength, "character")}. Shorten it.`,
    minimum: () => `${title} is ${value}. It must be at least ${limits.minimum}.`,
    exclusiveMinimum: () => `${title} is ${value}. It must be more than ${limits.exclusiveMinimum}.`,
    maximum: () => `${title} is ${value}. It must be at most ${limits.maximum}.`,
    exclusiveMaximum: () => `${title} is ${value}. It must be less than ${limits.exclusiveMaximum}.`,
    false: () => `${title} does not go with the other attributes. Remove it, or change them.`,
  };
  return messages[keyword]?.() ?? `${title} cannot be ${value}. ${howToDecide(attribute)}`;
}

/**
 * @param {string} code
 * @param {RelationTypeData} type
 * @param {CountRuleData} rule
 * @param {number} number How many there are.
 * @param {LabelData | undefined} head
 * @param {string} tails What the relation may point to, in words.
 * @returns {string}
 */
export function countMessage(code, type, rule, number, head, tails) {
  const condition = whenInWords(rule.when ?? {}, head);
  if (code === "R008") {
    const wanted = rule.min === 1 && number === 0 ? "is missing" : `needs ${rule.min} and has ${number}`;
    return `“${type.title}” ${wanted}${condition}. Add a relation to ${tails}.`;
  }
  if (rule.max === 0) return `“${type.title}” may not stand${condition}. Remove it.`;
  const most = rule.max ?? 0;
  return `“${type.title}” may stand at most ${count(most, "time")}${condition}. Remove ${number - most} of ${number}.`;
}

/**
 * @param {string} code
 * @param {{label: string, head: string, tail: string}} relation
 * @param {RelationTypeData | undefined} type
 * @param {(names: string[]) => string} labelTitles
 * @returns {string}
 */
export function relationMessage(code, relation, type, labelTitles) {
  const title = `“${type?.title ?? relation.label}”`;
  /** @type {Record<string, () => string>} */
  const messages = {
    R001: () => `The label set has no relation ${title}. Remove it.`,
    R002: () => `${title} leaves from a span that is not there. Remove the relation.`,
    R003: () => `${title} points to a span that is not there. Remove the relation.`,
    R004: () => `${title} must leave from ${labelTitles(type?.head ?? [])}. Relabel the span, or remove the relation.`,
    R005: () => `${title} must point to ${labelTitles(type?.tail ?? [])}. Relabel the span, or remove the relation.`,
    R006: () => `${title} joins a span to itself. Choose another end.`,
    R007: () => `${title} stands twice between the same two spans. Remove one.`,
  };
  return messages[code]?.() ?? title;
}

/**
 * “a”, “a or b”, “a, b or c”.
 *
 * @param {string[]} words
 */
export function either(words) {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} or ${last}`;
}

/** @param {Attribute} attribute */
function howToDecide({ kind, options, nullable, nullTitle, schema }) {
  const orNull = nullable ? `, or ${nullTitle}` : "";
  if (options.length > NAMED_OPTIONS) return `Choose one of the ${options.length} values${orNull}.`;
  if (options.length) return `Choose ${either(options.map((option) => option.title))}${orNull}.`;
  if (kind === "boolean") return `Choose Yes or No${orNull}.`;
  if (kind === "text") return `Write it${orNull}.`;
  const from = schema.minimum ?? schema.exclusiveMinimum;
  const to = schema.maximum ?? schema.exclusiveMaximum;
  const range = from !== undefined && to !== undefined ? ` from ${from} to ${to}` : "";
  return `Give a ${kind === "integer" ? "whole number" : "number"}${range}${orNull}.`;
}

/**
 * @param {Attributes} when
 * @param {LabelData | undefined} label
 */
function whenInWords(when, label) {
  const parts = Object.entries(when).map(([name, value]) => {
    const attribute = attributeSchema(label?.attributes).byName.get(name);
    return `${attribute?.title ?? name} is ${valueTitle(attribute, value)}`;
  });
  return parts.length ? ` where ${parts.join(" and ")}` : "";
}

/**
 * @param {number} number
 * @param {string} noun
 */
function count(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
