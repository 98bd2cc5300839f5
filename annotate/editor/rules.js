/**
 * The rules that the browser can check at once, so that a problem shows with the key that makes it.
 *
 * The server checks the same and more, and its word is final for the revision that it saw. Codes are those of
 * `annotate/rules.py`; `tests/vectors/rules.json` holds both sides to the same findings.
 */

import { attributeSchema } from "./attribute_schema.js";
import { attributeMessage, countMessage, either, relationMessage } from "./rule_messages.js";
import { check, same } from "./schema_check.js";

/** @typedef {import("./types.d.ts").Span} Span */
/** @typedef {import("./types.d.ts").Relation} Relation */
/** @typedef {import("./types.d.ts").LabelData} LabelData */
/** @typedef {import("./types.d.ts").LabelSetData} LabelSetData */
/** @typedef {import("./types.d.ts").RelationTypeData} RelationTypeData */
/** @typedef {import("./types.d.ts").Attributes} Attributes */

/**
 * A problem with where to go for it: the attribute, or the relation type that is wanted.
 *
 * @typedef {import("./types.d.ts").Problem & Place & {severity: "error" | "warning"}} Found
 * @typedef {{attribute?: string | null, relation_type?: string}} Place
 */

/** @type {Record<string, string>} The code for each JSON Schema keyword that a value can break. */
const CODE_OF_KEYWORD = {
  required: "A001",
  additionalProperties: "A002",
  const: "A003",
  enum: "A003",
  oneOf: "A003",
  type: "A004",
  minimum: "A005",
  maximum: "A005",
  exclusiveMinimum: "A005",
  exclusiveMaximum: "A005",
  minLength: "A006",
  maxLength: "A006",
  pattern: "A007",
};
const TOGETHER = "A008";

/** The rules of one label set. */
export class Rules {
  /** @type {Map<string, LabelData>} */
  labels;
  /** @type {Map<string, RelationTypeData>} */
  relationTypes;
  /** @type {Map<string, RelationTypeData[]>} Relation types with count rules, by the label they leave from. */
  #counted = new Map();

  /** @param {LabelSetData} labelSet */
  constructor(labelSet) {
    this.labels = new Map(labelSet.labels.map((label) => [label.name, label]));
    this.relationTypes = new Map((labelSet.relations ?? []).map((type) => [type.name, type]));
    for (const label of labelSet.labels) {
      const counted = [...this.relationTypes.values()].filter((type) => type.counts && type.head.includes(label.name));
      this.#counted.set(label.name, counted);
    }
  }

  /**
   * Problems of one span, given the relations that leave from it.
   *
   * @param {Span} span
   * @param {Relation[]} outgoing
   * @param {boolean} [hasTwin] whether an earlier span has the same label and fragments
   * @returns {Found[]}
   */
  ofSpan(span, outgoing, hasTwin = false) {
    const label = this.labels.get(span.label);
    const where = { span_id: span.id };
    const problems = label
      ? this.#ofAttributes(label, span.attributes, where)
      : [found("S012", `The label set has no label “${span.label}”. Choose another label.`, where)];
    if (hasTwin) problems.push(found("T008", "The same words have this label twice. Delete one of the two.", where));
    for (const type of this.#counted.get(span.label) ?? []) problems.push(...this.#ofCounts(type, span, outgoing));
    return problems;
  }

  /**
   * Problems of one relation, given its ends.
   *
   * @param {Relation} relation
   * @param {Span | undefined} head
   * @param {Span | undefined} tail
   * @param {boolean} [hasTwin] whether an earlier relation of the same kind joins them
   * @returns {Found[]}
   */
  ofRelation(relation, head, tail, hasTwin = false) {
    const type = this.relationTypes.get(relation.label);
    const where = { relation_id: relation.id };
    /** @param {string} code */
    const problem = (code) => found(code, relationMessage(code, relation, type, this.#labelTitles), where);
    const problems = type ? this.#ofAttributes(type, relation.attributes ?? {}, where) : [problem("R001")];
    if (relation.head === relation.tail) problems.push(problem("R006"));
    else problems.push(...this.#wrongEnds(type, head, tail).map(problem));
    if (hasTwin) problems.push(problem("R007"));
    return problems;
  }

  /**
   * @param {LabelData | RelationTypeData} owner
   * @param {Attributes} values
   * @param {{span_id?: string, relation_id?: string}} where
   * @returns {Found[]}
   */
  #ofAttributes(owner, values, where) {
    const schema = attributeSchema(owner.attributes);
    const told = new Set();
    /** @type {Found[]} */
    const problems = [];
    for (const { attribute, keyword, schema: broken } of check(schema.schema, values)) {
      const code = codeOf(keyword, attribute, broken);
      if (told.has(`${code} ${attribute}`)) continue;
      told.add(`${code} ${attribute}`);
      const known = attribute === null ? undefined : schema.byName.get(attribute);
      const message = attributeMessage(keyword, broken, known, attribute, values, owner.title);
      problems.push({ ...found(code, message, where), attribute });
    }
    return problems;
  }

  /**
   * @param {RelationTypeData} type
   * @param {Span} span
   * @param {Relation[]} outgoing
   * @returns {Found[]}
   */
  #ofCounts(type, span, outgoing) {
    const count = outgoing.filter((relation) => relation.label === type.name).length;
    return activeCounts(type, span.attributes).flatMap((rule) => {
      const code = count < (rule.min ?? 0) ? "R008" : count > (rule.max ?? Infinity) ? "R009" : null;
      if (!code) return [];
      const tails = this.#labelTitles(type.tail);
      const message = countMessage(code, type, rule, count, this.labels.get(span.label), tails);
      const problem = found(code, message, { span_id: span.id });
      return [{ ...problem, severity: rule.severity ?? "error", relation_type: type.name }];
    });
  }

  /**
   * Codes of what is wrong with the ends of a relation.
   *
   * @param {RelationTypeData | undefined} type
   * @param {Span | undefined} head
   * @param {Span | undefined} tail
   */
  #wrongEnds(type, head, tail) {
    const codes = [];
    if (!head) codes.push("R002");
    else if (type && !this.#fits(head, type.head)) codes.push("R004");
    if (!tail) codes.push("R003");
    else if (type && !this.#fits(tail, type.tail)) codes.push("R005");
    return codes;
  }

  /**
   * A span with an unknown label is a problem of its own.
   *
   * @param {Span} span
   * @param {string[]} labels
   */
  #fits({ label }, labels) {
    return labels.includes(label) || !this.labels.has(label);
  }

  /** @param {string[]} names */
  #labelTitles = (names) => either(names.map((name) => this.labels.get(name)?.title ?? name));
}

/**
 * All problems of a record, spans first, in the order of the record.
 *
 * @param {LabelSetData} labelSet
 * @param {{spans: Span[], relations: Relation[]}} record
 * @returns {Found[]}
 */
export function problemsOf(labelSet, record) {
  const rules = new Rules(labelSet);
  const spans = new Map(record.spans.map((span) => [span.id, span]));
  /** @type {Map<string, Relation[]>} */
  const outgoing = new Map(record.spans.map((span) => [span.id, []]));
  for (const relation of record.relations) outgoing.get(relation.head)?.push(relation);
  const spanRepeats = repeats(record.spans, spanIdentity);
  const relationRepeats = repeats(record.relations, relationIdentity);
  return [
    ...record.spans.flatMap((span) => rules.ofSpan(span, outgoing.get(span.id) ?? [], spanRepeats.has(span))),
    ...record.relations.flatMap((relation) =>
      rules.ofRelation(relation, spans.get(relation.head), spans.get(relation.tail), relationRepeats.has(relation)),
    ),
  ];
}

/**
 * Spans with the same identity may not stand side by side.
 *
 * @param {Span} span
 */
export function spanIdentity(span) {
  let key = span.label;
  for (const { start, end } of span.fragments) key += ` ${start}-${end}`;
  return key;
}

/** @param {Relation} relation */
export function relationIdentity(relation) {
  return `${relation.label} ${relation.head} ${relation.tail}`;
}

/**
 * The items whose key an earlier one has.
 *
 * @template T
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @returns {Set<T>}
 */
function repeats(items, keyOf) {
  /** @type {Set<string>} */
  const seen = new Set();
  return new Set(items.filter((item) => seen.size === seen.add(keyOf(item)).size));
}

/**
 * @param {string} keyword
 * @param {string | null} attribute null: the rule joins several
 * @param {Record<string, any> | boolean} schema
 */
function codeOf(keyword, attribute, schema) {
  if (attribute !== null) return CODE_OF_KEYWORD[keyword] ?? TOGETHER;
  const branches = typeof schema === "object" && keyword === "anyOf" ? schema["anyOf"] : [];
  const onlyAsks =
    branches.length && branches.every((/** @type {object} */ part) => Object.keys(part).join() === "required");
  return onlyAsks ? "A001" : TOGETHER;
}

/**
 * The count rules of a relation type that hold for a head span with these attributes.
 *
 * @param {RelationTypeData} type
 * @param {Attributes} values
 */
export function activeCounts(type, values) {
  return (type.counts ?? []).filter((rule) =>
    Object.entries(rule.when ?? {}).every(([name, value]) => Object.hasOwn(values, name) && same(values[name], value)),
  );
}

/**
 * @param {string} code
 * @param {string} message
 * @param {{span_id?: string, relation_id?: string}} where
 * @returns {Found}
 */
function found(code, message, where) {
  return { code, message, severity: "error", ...where };
}
