/** Suggestions for attribute fields: values of the article and the project, and completion from the article. */

import { whenIdle } from "../after_frame.js";
import { attributeSchema } from "../attribute_schema.js";
import { check } from "../schema_check.js";
import { matching, optionCandidates, textCandidates, usedBefore } from "./suggestions.js";
import { ProjectValues } from "./values.js";
import { SHORTEST_WORD, Vocabulary } from "./vocabulary.js";

/**
 * @import {LabelData, RelationTypeData, Span, Ui} from "../types.js"
 * @import {Attribute} from "../attribute_schema.js"
 * @import {Model} from "../model.js"
 * @import {Candidate} from "./suggestions.js"
 */

const MOST_COMPLETIONS = 6;
/** Longer texts are sentences: names do not complete them. */
const LONGEST_NAME = 120;

export class Suggester {
  #model;
  #project;
  #vocabulary;
  #cancelReading;

  /**
   * @param {Model} model
   * @param {Ui} ui
   */
  constructor(model, ui) {
    this.#model = model;
    this.#project = new ProjectValues(ui);
    this.#vocabulary = new Vocabulary(model.text);
    this.#cancelReading = whenIdle(() => void this.#vocabulary.names());
  }

  /**
   * Asks for the project's values before they are needed.
   *
   * @param {"label" | "relation"} kind
   * @param {LabelData | RelationTypeData} type
   */
  warm(kind, type) {
    for (const attribute of attributeSchema(type.attributes).attributes) {
      if (attribute.kind === "text") this.#project.of(kind, type.name, attribute.name);
    }
  }

  /**
   * @param {Span} span
   * @param {Attribute} attribute
   * @param {string} typed
   * @returns {Candidate[]}
   */
  ofSpan(span, attribute, typed) {
    if (attribute.options.length) return matching(optionCandidates(this.#model, span, attribute), typed, Infinity);
    const project = this.#project.of("label", span.label, attribute.name, typed);
    const own = this.#model
      .textOf(span)
      .split(/[^\p{L}\p{M}\p{N}’'-]+/u)
      .filter((word) => word.length >= SHORTEST_WORD);
    const names = typed ? [] : this.#vocabulary.names(); // what is typed is completed with them behind whole values
    const all = textCandidates(this.#model, span, attribute.name, project, names);
    // Of a code with a form of its own, such as Q42, names are none.
    const fitting = attribute.schema.pattern ? all.filter(({ value }) => fits(attribute, value)) : all;
    return this.#texts(fitting, typed, own);
  }

  /**
   * @param {RelationTypeData} type
   * @param {Attribute} attribute
   * @param {string} typed
   * @returns {Candidate[]}
   */
  ofRelation(type, attribute, typed) {
    if (attribute.options.length) return matching(optionCandidates(this.#model, null, attribute), typed, Infinity);
    const alike = [...this.#model.relations.values()].filter(({ label }) => label === type.name);
    const nearby = alike.map((relation) => relation.attributes?.[attribute.name]);
    const project = this.#project.of("relation", type.name, attribute.name, typed);
    return this.#texts(usedBefore(nearby, project), typed);
  }

  /**
   * Whole values first, then ways to complete the words being typed.
   *
   * @param {Candidate[]} candidates
   * @param {string} typed
   * @param {readonly string[]} [own] words of the span itself, the likeliest to be repeated
   * @returns {Candidate[]}
   */
  #texts(candidates, typed, own = []) {
    const whole = matching(candidates, typed);
    if (!typed.trim() || typed.length > LONGEST_NAME) return whole;
    const known = new Set(whole.map(({ title }) => title));
    const room = Math.max(0, MOST_COMPLETIONS - whole.length);
    const values = [...candidates.map(({ title }) => title), ...own];
    const completed = this.#vocabulary.complete(typed, values, MOST_COMPLETIONS).filter((text) => !known.has(text));
    return [...whole, ...completed.slice(0, room).map((text) => ({ value: text, title: text, hint: "" }))];
  }

  dispose() {
    this.#cancelReading();
    this.#project.dispose();
  }
}

/** @param {Attribute} attribute @param {unknown} value */
function fits({ name, schema }, value) {
  return check({ properties: { [name]: schema } }, { [name]: value }).length === 0;
}
