/**
 * Reads the JSON Schema of a label's (or relation's) attributes: what the form shows, and what is still to be decided.
 *
 * The dialect is the one that `annotate/validation` admits; the same reading in Python is `annotate/label_set.py`.
 */

import { activeSchemas } from "./schema_check.js";

/** @typedef {import("./schema_check.js").Schema} Schema */
/** @typedef {"choice" | "code" | "boolean" | "text" | "integer" | "number"} Kind */
/** @typedef {{value: string | number, title: string, description: string}} Option */
/** @typedef {Record<string, any>} Values */

/**
 * @typedef {object} Attribute
 * @property {string} name
 * @property {string} title
 * @property {string} description
 * @property {Kind} kind
 * @property {Option[]} options Values of a closed vocabulary; empty for the other kinds.
 * @property {boolean} nullable
 * @property {string} nullTitle What the form calls null.
 * @property {boolean} required Always, whatever the other values are.
 * @property {any} default
 * @property {boolean} hasDefault
 * @property {boolean} asked Whether the form stops at it on its way through the undecided attributes.
 * @property {Schema} schema
 */

/**
 * @typedef {object} AttributeSchema
 * @property {Schema} schema
 * @property {Attribute[]} attributes In the order of the schema.
 * @property {Map<string, Attribute>} byName
 */

/** @type {Schema} */
const NO_ATTRIBUTES = { type: "object", properties: {}, additionalProperties: false };

/** @type {WeakMap<object, AttributeSchema>} */
const read = new WeakMap();

/**
 * The attributes of a label or relation; those of one that names none are an empty list. Reading is done once.
 *
 * @param {Schema | undefined} schema
 * @returns {AttributeSchema}
 */
export function attributeSchema(schema) {
  const source = schema ?? NO_ATTRIBUTES;
  let result = read.get(source);
  if (!result) {
    const required = new Set(source.required ?? []);
    const attributes = Object.entries(source.properties ?? {}).map(([name, property]) =>
      attribute(name, property, required.has(name)),
    );
    result = { schema: source, attributes, byName: new Map(attributes.map((a) => [a.name, a])) };
    read.set(source, result);
  }
  return result;
}

/**
 * Attribute values with which a new span or relation begins.
 *
 * @param {AttributeSchema} schema
 * @returns {Values}
 */
export function defaults(schema) {
  return Object.fromEntries(schema.attributes.filter((a) => a.hasDefault).map((a) => [a.name, a.default]));
}

/**
 * Names of the attributes that must have a value, given the values that the others have.
 *
 * @param {AttributeSchema} schema
 * @param {Values} values
 * @returns {Set<string>}
 */
export function requiredNames(schema, values) {
  const names = new Set();
  for (const active of activeSchemas(schema.schema, values)) {
    for (const name of active.required ?? []) names.add(name);
  }
  return names;
}

/**
 * Attributes without a value at which the form stops: required ones, and optional ones that a reader can tell.
 *
 * @param {AttributeSchema} schema
 * @param {Values} values
 * @returns {Attribute[]}
 */
export function undecided(schema, values) {
  const required = requiredNames(schema, values);
  return schema.attributes.filter((a) => !Object.hasOwn(values, a.name) && (required.has(a.name) || a.asked));
}

/**
 * Where the form goes next: the first undecided attribute below the one just left; else a required one above it.
 *
 * @param {AttributeSchema} schema
 * @param {Values} values
 * @param {string | null} [after]
 * @returns {Attribute | null}
 */
export function nextUndecided(schema, values, after = null) {
  const required = requiredNames(schema, values);
  const open = undecided(schema, values).filter(({ name }) => name !== after);
  const from = schema.attributes.findIndex(({ name }) => name === after);
  const below = open.find((candidate) => schema.attributes.indexOf(candidate) > from);
  return below ?? open.find(({ name }) => required.has(name)) ?? null;
}

/**
 * A value in words for people: the option's title, yes or no, or the value itself.
 *
 * @param {Attribute | undefined} attr
 * @param {any} value
 * @returns {string}
 */
export function valueTitle(attr, value) {
  if (value === null) return attr?.nullTitle ?? "None";
  const option = attr?.options.find((o) => o.value === value);
  if (option) return option.title;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * @param {string} name
 * @param {Schema} schema
 * @param {boolean} required
 * @returns {Attribute}
 */
function attribute(name, schema, required) {
  const { options, nullBranch } = closedVocabulary(schema);
  const types = typesOf(schema);
  return {
    name,
    title: schema.title ?? name,
    description: schema.description ?? "",
    kind: kindOf(types, options),
    options,
    nullable: types.has("null") || nullBranch !== null,
    nullTitle: nullBranch?.title ?? "None",
    required,
    default: schema.default,
    hasDefault: "default" in schema,
    // A text with a pattern is an identifier: it is looked up elsewhere, not told by the text.
    asked: required || !(types.has("string") && schema.pattern !== undefined),
    schema,
  };
}

/**
 * @param {Schema} schema
 * @returns {{options: Option[], nullBranch: Schema | null}}
 */
function closedVocabulary(schema) {
  /** @type {Schema[]} */
  const branches =
    schema.oneOf?.filter((/** @type {Schema} */ b) => "const" in b) ??
    (schema.enum ?? []).map((/** @type {any} */ value) => ({ const: value }));
  return {
    options: branches
      .filter((b) => b.const !== null)
      .map((b) => ({ value: b.const, title: b.title ?? String(b.const), description: b.description ?? "" })),
    nullBranch: branches.find((b) => b.const === null) ?? null,
  };
}

/**
 * @param {Schema} schema
 * @returns {Set<string>}
 */
function typesOf(schema) {
  return new Set(Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type]);
}

/**
 * @param {Set<string>} types
 * @param {Option[]} options
 * @returns {Kind}
 */
function kindOf(types, options) {
  if (options.length) return options.every((o) => typeof o.value === "string") ? "choice" : "code";
  if (types.has("boolean")) return "boolean";
  if (types.has("number")) return "number";
  if (types.has("integer")) return "integer";
  return "text";
}
