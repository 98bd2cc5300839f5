/** Which labels and relations there are: everything in the editor that depends on them asks here. */

/** @import {LabelData, LabelSetData, RelationTypeData} from "./types.js" */

/** The label set's data with look-up by name. */
export class LabelSet {
  /** @param {LabelSetData} data */
  constructor(data) {
    this.data = data;
    this.labels = data.labels;
    this.relations = data.relations ?? [];
    this.#labels = new Map(this.labels.map((label) => [label.name, label]));
    this.#relations = new Map(this.relations.map((relation) => [relation.name, relation]));
  }

  /** @type {Map<string, LabelData>} */
  #labels;
  /** @type {Map<string, RelationTypeData>} */
  #relations;

  /** @param {string} name @returns {LabelData | undefined} */
  label(name) {
    return this.#labels.get(name);
  }

  /** @param {string} name @returns {RelationTypeData | undefined} */
  relationType(name) {
    return this.#relations.get(name);
  }

  /** What people call a label; its name where the label set does not know it. @param {string} name */
  titleOf(name) {
    return this.#labels.get(name)?.title ?? this.#relations.get(name)?.title ?? name;
  }
}
