/** Every relation of the article, in the order of the spans that they leave from. */

import { startOf } from "../annotations.js";
import { el } from "../dom.js";
import { filterBar } from "./filter_bar.js";
import { mark, wordsOf } from "./span_list.js";
import { labelColor, excerptOf } from "./span_words.js";
import { VirtualList } from "./virtual_list.js";

/**
 * @import {Relation, Span, Ui} from "../types.js"
 * @import {LiveProblems} from "../live_problems.js"
 * @import {Model} from "../model.js"
 */

const ROW_HEIGHT = 46;
const MOST_WORDS = 60;

export class RelationList {
  #model;
  #problems;
  #bar;
  #list;

  /**
   * @param {Model} model
   * @param {Ui} ui
   * @param {LiveProblems} problems
   * @param {(relation: Relation) => void} goTo
   */
  constructor(model, ui, problems, goTo) {
    this.#model = model;
    this.#problems = problems;
    this.#bar = filterBar("relations", model.labelSet.relations, { flags: false }, () => {
      this.update();
      this.#list.toTop();
    });
    this.#list = new VirtualList({
      label: "Relations",
      rowHeight: ROW_HEIGHT,
      keyOf: (/** @type {Relation} */ relation) => relation.id,
      stampOf: (relation) => this.#stamp(relation),
      render: (relation) => this.#row(relation),
      onChoose: (relation, how) => {
        goTo(relation);
        if (how !== "move") ui.focusText();
      },
      empty: "",
    });
    this.element = el("div", { class: "an-sheet" }, this.#bar.element, this.#list.element);
  }

  update() {
    const all = [...this.#model.relations.values()];
    const shown = all.filter((relation) => this.#passes(relation)).sort((a, b) => this.#place(a) - this.#place(b));
    this.#list.setItems(shown, all.length ? "No relation fits the filter." : "No relations yet.");
  }

  dispose() {
    this.#list.dispose();
  }

  /** @param {Relation} relation */
  #place({ head }) {
    const span = this.#model.spans.get(head);
    return span ? startOf(span) : -1;
  }

  /** @param {Relation} relation @returns {(Span | undefined)[]} */
  #ends({ head, tail }) {
    return [this.#model.spans.get(head), this.#model.spans.get(tail)];
  }

  /** @param {Relation} relation */
  #passes(relation) {
    const { words, label, problems } = this.#bar.filter;
    if (label && relation.label !== label) return false;
    if (problems && !this.#problems.ofRelation(relation.id).length) return false;
    return (
      !words || this.#ends(relation).some((span) => span && wordsOf(this.#model, span).includes(words.toLowerCase()))
    );
  }

  /** @param {Relation} relation */
  #stamp(relation) {
    const ends = this.#ends(relation).map(
      (span) => `${span?.label} ${span?.fragments[0]?.start} ${span?.fragments[0]?.end}`,
    );
    return `${relation.label} ${ends.join(" ")} ${this.#problems.ofRelation(relation.id).length}`;
  }

  /** @param {Relation} relation */
  #row(relation) {
    const [head, tail] = this.#ends(relation);
    const wrong = this.#problems.ofRelation(relation.id).length > 0;
    return el(
      "div",
      { class: "an-relation-row" },
      this.#end(head),
      el("span", { class: "an-relation-kind" }, "→ ", this.#model.labelSet.titleOf(relation.label)),
      wrong && mark("error", "has a problem", "an-is-error"),
      this.#end(tail),
    );
  }

  /** @param {Span | undefined} span */
  #end(span) {
    return el(
      "bdi",
      { class: "an-relation-end", style: labelColor(span?.label) },
      span ? excerptOf(this.#model, span, MOST_WORDS) : "missing",
    );
  }
}
