/** One relation in the focused span's card: to the other end, away with it, and what is wrong with it. */

import * as commands from "../commands.js";
import { activeCounts } from "../rules.js";
import { el } from "../dom.js";
import { icon } from "./icons.js";
import { labelColor, excerptOf } from "./span_words.js";

/**
 * @import {Relation, RelationTypeData, Span} from "../types.js"
 * @import {Model} from "../model.js"
 * @import {Found} from "../rules.js"
 */

const MOST_WORDS = 80;

/**
 * @param {Model} model
 * @param {Relation} relation
 * @param {object} row
 * @param {"head" | "tail"} row.end the other end, to which the row leads
 * @param {Found | undefined} row.problem
 * @param {HTMLElement | undefined} row.form the relation's attributes
 * @param {(spanId: string) => void} row.onGo
 */
export function relationRow(model, relation, { end, problem, form, onGo }) {
  const other = model.spans.get(relation[end]);
  const title = model.labelSet.titleOf(relation.label);
  const words = other ? excerptOf(model, other, MOST_WORDS) : "a span that is not there";
  const name = endName(title, words, other && model.labelSet.titleOf(other.label), end);
  const go = { disabled: !other, onClick: () => onGo(relation[end]) };
  const remove = { disabled: model.readOnly, onClick: () => model.run(commands.removeRelation(model, relation.id)) };
  const removeName = { "aria-label": `Remove ${title} ${words}`, title: "Remove this relation" };
  return el(
    "div",
    { class: "an-rel-item", data: { relation: relation.id } },
    el(
      "div",
      { class: "an-rel-row" },
      el(
        "button",
        { type: "button", class: "an-end", style: labelColor(other?.label), title: words, "aria-label": name, ...go },
        el("span", { class: "an-swatch" }),
        end === "head" && el("span", { class: "an-rel-kind" }, title),
        el("bdi", { class: "an-end-text" }, words),
      ),
      el("button", { type: "button", class: "an-tool", ...removeName, ...remove }, icon("close")),
    ),
    problem && el("p", { class: "an-line-problem" }, problem.message),
    form,
  );
}

/**
 * The row's name for who does not see its colour; what is seen stands in it as it is.
 *
 * @param {string} relation
 * @param {string} words
 * @param {string | undefined} label
 * @param {"head" | "tail"} end
 */
function endName(relation, words, label, end) {
  if (end === "tail") return [relation, "to", label, words].filter(Boolean).join(" ");
  return `${relation} ${words}, from ${label ?? "nowhere"}`;
}

/**
 * What the label set asks of a kind of relation, and whether it is there.
 *
 * @param {RelationTypeData} type
 * @param {Span} span
 * @param {number} count
 */
export function wantedView(type, span, count) {
  const rules = activeCounts(type, span.attributes);
  const broken = rules.find(({ min = 0, max = Infinity }) => count < min || count > max);
  const min = Math.max(0, ...rules.map((rule) => rule.min ?? 0));
  const max = Math.min(...rules.map((rule) => rule.max ?? Infinity));
  if (broken) {
    const words =
      count < min ? (count ? `${min - count} more needed` : `${min} needed`) : max ? `at most ${max}` : "none here";
    const name = broken.severity === "warning" ? "warning" : "error";
    return el("span", { class: `an-wanted an-is-${name}` }, name === "warning" ? icon("warning") : "• ", words);
  }
  if (min) return el("span", { class: "an-wanted an-is-fine" }, icon("check"));
  return el("span", { class: "an-wanted" }, max === 0 ? "none here" : "optional");
}
