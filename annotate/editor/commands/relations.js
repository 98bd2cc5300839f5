/** Commands that make, change and remove relations. */

import { equal } from "../annotations.js";
import { randomId } from "../random_id.js";
import { storable } from "../storable.js";
import { attributeTitle, defaultsOf, get, nothing, quoted, remove, withValue } from "./parts.js";

/**
 * @import {Command, Relation} from "../types.js"
 * @import {Model} from "../model.js"
 */

/**
 * @param {Model} model
 * @param {string} relationName
 * @param {string} head
 * @param {string} tail
 * @returns {Command}
 */
export function addRelation(model, relationName, head, tail) {
  const type = model.labelSet.relationType(relationName);
  const exists = model.relationsOf(head).some((r) => r.label === relationName && r.head === head && r.tail === tail);
  if (exists) return nothing("This relation is there already.");
  /** @type {Relation} */
  const relation = { id: randomId("r", 8), label: relationName, head, tail };
  const attributes = defaultsOf(type?.attributes);
  if (Object.keys(attributes).length) relation.attributes = attributes;
  return {
    title: `${quoted(model, get(model, head))} ${model.labelSet.titleOf(relationName)} ${quoted(model, get(model, tail))}`,
    edits: [{ op: "put-relation", value: relation }],
  };
}

/**
 * @param {Model} model
 * @param {string} relationId
 * @returns {Command}
 */
export function removeRelation(model, relationId) {
  const relation = model.relations.get(relationId);
  if (!relation) return nothing("");
  return { title: `Removed ${model.labelSet.titleOf(relation.label)}`, edits: [remove("relation", relationId)] };
}

/**
 * @param {Model} model
 * @param {string} relationId
 * @param {string} name
 * @param {any} value undefined takes the attribute away
 * @returns {Command}
 */
export function setRelationAttribute(model, relationId, name, value) {
  const relation = model.relations.get(relationId);
  if (!relation) return nothing("");
  const { attributes: old = {}, ...rest } = relation;
  const { value: kept, remark } = storable(value);
  const attributes = withValue(old, name, kept);
  const next = Object.keys(attributes).length ? { ...rest, attributes } : rest;
  return {
    title: attributeTitle(model.labelSet.relationType(relation.label)?.attributes, name, kept),
    edits: equal(relation, next) ? [] : [{ op: "put-relation", value: next }],
    remark,
  };
}
