/** The guidelines of one label beside the text: what it marks, how to decide, examples, attributes, relations. */

import { attributeSchema } from "../attribute_schema.js";
import { el } from "../dom.js";
import { keycap } from "./keycaps.js";
import { markdownView } from "./markdown_view.js";
import { labelColor } from "./span_words.js";

/**
 * @import {LabelData, RelationTypeData} from "../types.js"
 * @import {LabelSet} from "../label_set.js"
 * @import {Attribute} from "../attribute_schema.js"
 */

export class GuidelinesPage {
  #labelSet;
  #select;
  #content = el("div", { class: "an-guideline", tabindex: 0, role: "region" });

  /** @param {LabelSet} labelSet */
  constructor(labelSet) {
    this.#labelSet = labelSet;
    this.#select = el(
      "select",
      { class: "an-entry", "aria-label": "Guidelines of", onChange: () => this.show(this.#select.value) },
      labelSet.labels.map(({ name, title }) => el("option", { value: name }, title)),
    );
    this.element = el("div", { class: "an-sheet" }, el("div", { class: "an-filter" }, this.#select), this.#content);
  }

  /** @param {string} [name] of a label; the first, or the one shown before, without */
  show(name = this.#select.value) {
    const label = this.#labelSet.label(name);
    if (!label) return;
    this.#select.value = name;
    if (this.#content.dataset["label"] === name) return;
    this.#content.dataset["label"] = name;
    this.#content.setAttribute("aria-label", `Guidelines of ${label.title}`);
    this.#content.scrollTop = 0;
    this.#content.replaceChildren(...guideline(label, this.#labelSet));
  }

  focus() {
    this.#content.focus();
  }
}

/**
 * @param {LabelData} label
 * @param {LabelSet} labelSet
 * @returns {Node[]}
 */
function guideline(label, labelSet) {
  const { attributes } = attributeSchema(label.attributes);
  const relations = labelSet.relations.filter(
    ({ head, tail }) => head.includes(label.name) || tail.includes(label.name),
  );
  return [
    el(
      "h3",
      { class: "an-guideline-title", style: labelColor(label.name) },
      el("span", { class: "an-swatch" }),
      label.title,
      label.hotkey && keycap(label.hotkey),
    ),
    el("p", { class: "an-lead" }, label.description),
    ...(label.guideline ? [markdownView(label.guideline)] : []),
    ...section(
      "Examples",
      label.examples?.map((example) => exampleView(example, label.name)),
    ),
    ...section("Attributes", attributes.map(attributeView)),
    ...section(
      "Relations",
      relations.map((relation) => relationView(relation, labelSet)),
    ),
  ];
}

/**
 * @param {string} title
 * @param {Node[] | undefined} content
 */
function section(title, content) {
  return content?.length ? [el("h4", { class: "an-guideline-head" }, title), ...content] : [];
}

/**
 * @param {{parts: (string | {mark: string})[], note?: string}} example
 * @param {string} label
 */
function exampleView({ parts, note }, label) {
  return el(
    "figure",
    { class: "an-example", style: labelColor(label) },
    el(
      "p",
      { dir: "auto" },
      parts.map((part) => (typeof part === "string" ? part : el("mark", null, part.mark))),
    ),
    note && el("figcaption", null, note),
  );
}

/** @param {Attribute} attribute */
function attributeView({ title, description, options, required, nullable, nullTitle }) {
  return el(
    "div",
    { class: "an-attribute" },
    el(
      "p",
      null,
      el("strong", null, title),
      required ? " · required" : nullable ? ` · or ${nullTitle}` : " · optional",
    ),
    el("p", null, description),
    options.length > 0 &&
      el(
        "dl",
        null,
        options.map((option) => [el("dt", null, option.title), el("dd", null, option.description)]).flat(),
      ),
  );
}

/**
 * @param {RelationTypeData} relation
 * @param {LabelSet} labelSet
 */
function relationView({ title, description, head, tail, hotkey }, labelSet) {
  const names = (/** @type {string[]} */ labels) => labels.map((name) => labelSet.titleOf(name)).join(", ");
  return el(
    "div",
    { class: "an-attribute" },
    el("p", null, el("strong", null, title), ` · ${names(head)} → ${names(tail)} `, hotkey && keycap(hotkey)),
    el("p", null, description),
  );
}
