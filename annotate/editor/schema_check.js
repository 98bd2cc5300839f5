/**
 * Checks attribute values against their JSON Schema (draft 2020-12, the dialect of attribute schemas).
 *
 * The server's word is final; this tells the annotator the same before the server answers.
 */

/** @typedef {Record<string, any>} Schema */
/** @typedef {Record<string, any>} Values */

/**
 * One thing that is wrong: `attribute` is null where it concerns them all.
 *
 * @typedef {{attribute: string | null, keyword: string, schema: Schema}} Finding
 */

/**
 * What the schema says against the values; nothing where they conform.
 *
 * @param {Schema} schema
 * @param {Values} values
 * @returns {Finding[]}
 */
export function check(schema, values) {
  /** @type {Finding[]} */
  const findings = [];
  for (const active of activeSchemas(schema, values)) checkOne(active, values, findings);
  return findings;
}

/**
 * The schema and every part of it that applies to these values: `allOf`, `then` or `else`, `dependentSchemas`.
 *
 * @param {Schema} schema
 * @param {Values} values
 * @returns {Generator<Schema>}
 */
export function* activeSchemas(schema, values) {
  yield schema;
  for (const part of schema.allOf ?? []) yield* activeSchemas(part, values);
  for (const [name, part] of Object.entries(schema.dependentSchemas ?? {})) {
    if (Object.hasOwn(values, name)) yield* activeSchemas(part, values);
  }
  if (schema.if === undefined) return;
  const branch = matches(schema.if, values) ? schema.then : schema.else;
  if (branch !== undefined && branch !== true) yield* activeSchemas(branch === false ? { not: {} } : branch, values);
}

/**
 * Whether a value conforms to a schema.
 *
 * @param {Schema | boolean} schema
 * @param {any} value
 * @returns {boolean}
 */
export function matches(schema, value) {
  return brokenKeywords(schema, value).next().done === true;
}

/**
 * @param {Schema} schema
 * @param {Values} values
 * @param {Finding[]} findings
 */
function checkOne(schema, values, findings) {
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(values, name)) findings.push({ attribute: name, keyword: "required", schema });
  }
  for (const [trigger, names] of Object.entries(schema.dependentRequired ?? {})) {
    if (!Object.hasOwn(values, trigger)) continue;
    for (const name of names) {
      if (!Object.hasOwn(values, name)) findings.push({ attribute: name, keyword: "required", schema });
    }
  }
  const properties = schema.properties ?? {};
  for (const [name, value] of Object.entries(values)) {
    const known = Object.hasOwn(properties, name);
    const property = known ? properties[name] : (schema.additionalProperties ?? true);
    for (const keyword of brokenKeywords(property, value)) {
      findings.push({ attribute: name, keyword: known ? keyword : "additionalProperties", schema: property });
    }
  }
  for (const keyword of ["anyOf", "oneOf", "not"]) {
    const holds = keyword in schema ? KEYWORDS[keyword] : undefined;
    if (holds && !holds(schema[keyword], values, schema)) findings.push({ attribute: null, keyword, schema });
  }
}

/**
 * The keywords that the value breaks.
 *
 * @param {Schema | boolean} schema
 * @param {any} value
 * @returns {Generator<string>}
 */
function* brokenKeywords(schema, value) {
  if (schema === true) return;
  if (schema === false) {
    yield "false";
    return;
  }
  for (const [keyword, argument] of Object.entries(schema)) {
    const holds = KEYWORDS[keyword];
    if (holds && !holds(argument, value, schema)) yield keyword;
  }
}

/** @typedef {(argument: any, value: any, schema: Schema) => boolean} Holds */

/** @type {Record<string, Holds>} */
const KEYWORDS = {
  type: (types, value) => (Array.isArray(types) ? types : [types]).some((type) => hasType(type, value)),
  const: (expected, value) => same(expected, value),
  enum: (options, value) => options.some((/** @type {any} */ option) => same(option, value)),
  minLength: (min, value) => typeof value !== "string" || codePoints(value) >= min,
  maxLength: (max, value) => typeof value !== "string" || value.length <= max || codePoints(value) <= max,
  // What is too long is told as such; matching it could take long.
  pattern: (pattern, value, { maxLength = Infinity }) =>
    typeof value !== "string" ||
    value.length > 2 * maxLength ||
    codePoints(value) > maxLength ||
    regExp(pattern).test(value),
  minimum: (min, value) => typeof value !== "number" || value >= min,
  maximum: (max, value) => typeof value !== "number" || value <= max,
  exclusiveMinimum: (min, value) => typeof value !== "number" || value > min,
  exclusiveMaximum: (max, value) => typeof value !== "number" || value < max,
  required: (names, value) => !isObject(value) || hasAll(value, names),
  properties: (properties, value) =>
    !isObject(value) ||
    Object.entries(properties).every(([name, part]) => !Object.hasOwn(value, name) || matches(part, value[name])),
  additionalProperties: (rest, value, schema) =>
    !isObject(value) ||
    Object.keys(value).every((name) => Object.hasOwn(schema.properties ?? {}, name) || matches(rest, value[name])),
  dependentRequired: (dependents, value) =>
    !isObject(value) ||
    Object.entries(dependents).every(([trigger, names]) => !Object.hasOwn(value, trigger) || hasAll(value, names)),
  dependentSchemas: (dependents, value) =>
    !isObject(value) ||
    Object.entries(dependents).every(([name, part]) => !Object.hasOwn(value, name) || matches(part, value)),
  allOf: (parts, value) => parts.every((/** @type {Schema} */ part) => matches(part, value)),
  anyOf: (parts, value) => parts.some((/** @type {Schema} */ part) => matches(part, value)),
  oneOf: (parts, value) => parts.filter((/** @type {Schema} */ part) => matches(part, value)).length === 1,
  not: (part, value) => !matches(part, value),
  if: (condition, value, schema) => matches((matches(condition, value) ? schema.then : schema.else) ?? true, value),
};

/**
 * @param {string} type
 * @param {any} value
 */
function hasType(type, value) {
  if (type === "null") return value === null;
  if (type === "object") return isObject(value);
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

/**
 * Equality of the values that attributes take: JSON tells true from 1.
 *
 * @param {any} left
 * @param {any} right
 */
export function same(left, right) {
  return left === right || (isObject(left) && isObject(right) && JSON.stringify(left) === JSON.stringify(right));
}

/** @param {any} value */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {object} value
 * @param {string[]} names
 */
function hasAll(value, names) {
  return names.every((name) => Object.hasOwn(value, name));
}

/** @param {string} text */
function codePoints(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** @type {Map<string, RegExp>} */
const compiled = new Map();

/** @param {string} pattern */
function regExp(pattern) {
  let expression = compiled.get(pattern);
  if (!expression) {
    expression = new RegExp(pattern, "u");
    compiled.set(pattern, expression);
  }
  return expression;
}
