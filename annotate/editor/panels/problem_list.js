/** What is wrong now, in the order of the text. A click leads to where it can be mended. */

import { el } from "../dom.js";
import { icon } from "./icons.js";
import { labelColor, excerptOf } from "./span_words.js";
import { VirtualList } from "./virtual_list.js";

/**
 * @import {LiveProblems} from "../live_problems.js"
 * @import {Model} from "../model.js"
 * @import {Found} from "../rules.js"
 */

const ROW_HEIGHT = 60;
const MOST_WORDS = 50;

export class ProblemList {
  #model;
  #problems;
  #list;

  /**
   * @param {Model} model
   * @param {LiveProblems} problems
   * @param {(problem: Found, how: "click" | "Enter" | "move") => void} goTo
   */
  constructor(model, problems, goTo) {
    this.#model = model;
    this.#problems = problems;
    this.#list = new VirtualList({
      label: "Problems",
      rowHeight: ROW_HEIGHT,
      keyOf: problemKey,
      stampOf: (/** @type {Found} */ problem) => `${problem.message} ${this.#wordsOf(problem)}`,
      render: (problem) => this.#row(problem),
      onChoose: goTo,
      empty: "",
    });
    this.element = el("div", { class: "an-sheet" }, this.#list.element);
  }

  update() {
    this.#list.setItems(unique([...this.#problems.list()]), "No problems. Well done.");
  }

  /** @param {Found} problem */
  select(problem) {
    this.#list.select(problemKey(problem));
  }

  dispose() {
    this.#list.dispose();
  }

  /** @param {Found} problem */
  #wordsOf(problem) {
    const span = this.#model.spans.get(this.#problems.spanOf(problem) ?? "");
    return span ? excerptOf(this.#model, span, MOST_WORDS) : "The whole article";
  }

  /** @param {Found} problem */
  #row(problem) {
    const span = this.#model.spans.get(this.#problems.spanOf(problem) ?? "");
    return el(
      "div",
      { class: "an-problem-row", style: labelColor(span?.label), title: `${problem.message} (${problem.code})` },
      el("span", { class: `an-mark an-is-${problem.severity}` }, icon(problem.severity)),
      el(
        "div",
        { class: "an-problem-text" },
        el("span", { class: "an-problem-message" }, problem.message),
        el(
          "span",
          { class: "an-problem-where" },
          span && el("span", { class: "an-kind" }, this.#model.labelSet.titleOf(span.label)),
          el("bdi", null, this.#wordsOf(problem)),
        ),
      ),
    );
  }
}

/** @param {Found} problem */
function problemKey({ code, span_id, relation_id, attribute, relation_type, pointer, message }) {
  return [code, span_id, relation_id, attribute, relation_type, span_id || relation_id ? "" : pointer + message].join(
    " ",
  );
}

/**
 * Keys name rows: a second problem of the same kind at the same place would be a second row of one name.
 *
 * @param {Found[]} problems
 */
function unique(problems) {
  return [...new Map(problems.map((problem) => [problemKey(problem), problem])).values()];
}
