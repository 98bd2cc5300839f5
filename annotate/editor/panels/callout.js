/** What is wrong with a span as a whole: the same words twice, attributes that do not go together, values left over. */

import * as commands from "../commands.js";
import { attributeSchema } from "../attribute_schema.js";
import { matches } from "../schema_check.js";
import { el } from "../dom.js";

/**
 * @import {LiveProblems} from "../live_problems.js"
 * @import {Model} from "../model.js"
 * @import {Span} from "../types.js"
 */

export class Callout {
  #model;
  #problems;
  element = el("div", { class: "an-callout", hidden: true });
  #drawn = "";

  /**
   * @param {Model} model
   * @param {LiveProblems} problems
   */
  constructor(model, problems) {
    this.#model = model;
    this.#problems = problems;
  }

  /** @param {Span} span */
  show(span) {
    const { byName } = attributeSchema(this.#model.labelSet.label(span.label)?.attributes);
    const stale = this.#stale(span);
    const messages = this.#problems
      .ofSpan(span.id)
      // The others are told at their attribute or at their kind of relation.
      .filter(({ attribute, relation_type: type }) => (attribute ? !byName.has(attribute) : !type))
      .map(({ message }) => message);
    const drawn = JSON.stringify([span.id, messages, stale]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.element.hidden = !messages.length && !stale.length;
    this.element.replaceChildren(...messages.map((message) => el("p", null, message)), ...this.#remedy(span, stale));
  }

  /**
   * Values that no edit may keep. The label set has changed since they were given, or they were imported.
   *
   * @param {Span} span
   * @returns {string[]}
   */
  #stale(span) {
    const label = this.#model.labelSet.label(span.label);
    const { byName } = attributeSchema(label?.attributes);
    if (!label) return [];
    return Object.entries(span.attributes)
      .filter(([name, value]) => !matches(byName.get(name)?.schema ?? false, value))
      .map(([name]) => name);
  }

  /**
   * All of them go with one edit: one after the other, each would be refused for the sake of the next.
   *
   * @param {Span} span
   * @param {string[]} stale
   */
  #remedy(span, stale) {
    if (!stale.length) return [];
    const kept = Object.fromEntries(Object.entries(span.attributes).filter(([name]) => !stale.includes(name)));
    const title = `Removed what is not allowed: ${stale.join(", ")}`;
    const remove = () => this.#model.run(commands.setAttributes(this.#model, span.id, kept, title));
    const words = `Remove what is not allowed: ${stale.join(", ")}`;
    return [el("button", { type: "button", class: "an-action", onClick: remove }, words)];
  }
}
