/** Every span of the article, in the order of the text. */

import { el } from "../dom.js";
import { filterBar } from "./filter_bar.js";
import { icon } from "./icons.js";
import { plural } from "./numbers.js";
import { labelColor, excerptOf } from "./span_words.js";
import { VirtualList } from "./virtual_list.js";

/**
 * @import {Span, Ui} from "../types.js"
 * @import {LiveProblems} from "../live_problems.js"
 * @import {Model} from "../model.js"
 */

const ROW_HEIGHT = 30;
const MOST_WORDS = 70;

export class SpanList {
  #model;
  #problems;
  #bar;
  #list;

  /**
   * @param {Model} model
   * @param {Ui} ui
   * @param {LiveProblems} problems
   */
  constructor(model, ui, problems) {
    this.#model = model;
    this.#problems = problems;
    this.#bar = filterBar("spans", model.labelSet.labels, { flags: true }, () => {
      this.update();
      this.#list.toTop();
      this.follow();
    });
    this.#list = new VirtualList({
      label: "Spans",
      rowHeight: ROW_HEIGHT,
      keyOf: (/** @type {Span} */ span) => span.id,
      stampOf: (span) => this.#stamp(span),
      render: (span) => this.#row(span),
      onChoose: (span, how) => {
        ui.goToSpan(span.id, "list");
        if (how !== "move") ui.focusText();
      },
      empty: "",
    });
    this.element = el("div", { class: "an-sheet" }, this.#bar.element, this.#list.element);
  }

  update() {
    const spans = this.#model.spansInOrder();
    const shown = Object.values(this.#bar.filter).some(Boolean) ? spans.filter((span) => this.#passes(span)) : [...spans];
    this.#list.setItems(shown, spans.length ? "No span fits the filter." : "No spans yet.");
  }

  /** Marks the focused span. */
  follow() {
    this.#list.select(this.#model.focused ?? "");
  }

  dispose() {
    this.#list.dispose();
  }

  /** @param {Span} span */
  #passes(span) {
    const { words, label, problems, flagged } = this.#bar.filter;
    if (label && span.label !== label) return false;
    if (flagged && !span.unsure && !span.note) return false;
    if (problems && !this.#problems.worst(span.id)) return false;
    return !words || wordsOf(this.#model, span).includes(words.toLowerCase());
  }

  /** Spans are replaced when they change: what they hold needs no comparing. @param {Span} span */
  #stamp(span) {
    const { id, label, unsure, note } = span;
    const text = span.fragments.map((fragment) => fragment.start).join();
    const relations = this.#model.relationsOf(id).length;
    const place = `${text} ${span.fragments.at(-1)?.end}`;
    return [label, place, unsure, Boolean(note), relations, this.#problems.worst(id)].join(" ");
  }

  /** @param {Span} span */
  #row(span) {
    const worst = this.#problems.worst(span.id);
    const relations = this.#model.relationsOf(span.id).length;
    return el(
      "div",
      { class: "an-span-row", style: labelColor(span.label) },
      el("span", { class: "an-kind" }, this.#model.labelSet.titleOf(span.label)),
      el("bdi", { class: "an-row-text" }, excerptOf(this.#model, span, MOST_WORDS)),
      span.note && mark("note", "has a note", ""),
      span.unsure && mark("flag", "unsure", ""),
      worst && mark(worst, worst === "error" ? "has an error" : "has a warning", `an-is-${worst}`),
      relations > 0 &&
        el("span", { class: "an-count", "aria-label": plural(relations, "relation"), role: "img" }, relations),
    );
  }
}

/**
 * An icon that a screen reader says in words.
 *
 * @param {string} name
 * @param {string} words
 * @param {string} kind
 */
export function mark(name, words, kind) {
  return el("span", { class: `an-mark ${kind}`, role: "img", "aria-label": words, title: words }, icon(name));
}

/**
 * What the filter looks through.
 *
 * @param {Model} model
 * @param {Span} span
 */
export function wordsOf(model, span) {
  const values = Object.values(span.attributes).filter((value) => typeof value === "string");
  return [model.textOf(span), ...values, span.note ?? ""].join("\n").toLowerCase();
}
