/** The focused span; while there is none, what can be labelled. */

import { whenIdle } from "../after_frame.js";
import { el } from "../dom.js";
import { CardBody } from "./card_body.js";
import { LabelLegend } from "./label_legend.js";

/**
 * @import {Problem, Ui} from "../types.js"
 * @import {LiveProblems} from "../live_problems.js"
 * @import {Model} from "../model.js"
 * @import {Suggester} from "./suggester.js"
 */

export class SpanCard {
  #model;
  #legend;
  #makeBody;
  /** Made when it is first needed, or when there is time. @type {CardBody | null} */
  #made = null;
  /** Takes back what is to be made next. @type {() => void} */
  #cancelMaking;

  /**
   * @param {Model} model
   * @param {Ui} ui
   * @param {LiveProblems} problems
   * @param {Suggester} suggester
   * @param {(label: string) => void} openGuideline
   */
  constructor(model, ui, problems, suggester, openGuideline) {
    this.#model = model;
    this.#makeBody = () => new CardBody(model, ui, problems, suggester, openGuideline);
    this.#legend = new LabelLegend(model, ui, openGuideline);
    this.element = el("section", { class: "an-card", "aria-label": "Focused span" }, this.#legend.element);
    ui.addEventListener("values", () => this.#made?.suggestAgain());
    this.show();
    this.#cancelMaking = whenIdle(() => this.#makeMore());
  }

  /** Makes the body and its forms one in each pause, so that the first span of a label costs no more. */
  #makeMore() {
    const isMade = this.#made !== null;
    const body = this.#body();
    if (isMade && !body.makeForm()) return;
    this.#cancelMaking = whenIdle(() => this.#makeMore());
  }

  /** The body, made where it is not there yet. */
  #body() {
    if (!this.#made) {
      this.#made = this.#makeBody();
      this.element.append(this.#made.element);
    }
    return this.#made;
  }

  /** Whether the card shows the focused span by its label. */
  get isAtFocus() {
    const span = this.#model.focusedSpan;
    return this.#made ? this.#made.shows(span) : span === null;
  }

  /** Shows the span that has the focus now. */
  show() {
    const span = this.#model.focusedSpan;
    this.#legend.element.hidden = span !== null;
    if (!span) this.#made?.hide();
    this.update();
  }

  /** Shows the focused span as it is now. */
  update() {
    const span = this.#model.focusedSpan;
    if (span) this.#body().show(span);
    else this.#legend.update();
  }

  /** Puts the focus on the first attribute that needs a decision. False: there is none. */
  focusFirstUndecided() {
    const span = this.#model.focusedSpan;
    return span !== null && this.#body().focusFirstUndecided(span);
  }

  /** Puts the focus on an attribute of the focused span, by its number. */
  focusForm(number = 0) {
    const span = this.#model.focusedSpan;
    return span !== null && this.#body().focusForm(span, number);
  }

  /**
   * Puts the focus where a problem of the focused span can be mended.
   *
   * @param {Problem & {attribute?: string | null, relation_type?: string}} problem
   */
  focusProblem(problem) {
    const span = this.#model.focusedSpan;
    return span !== null && this.#body().focusProblem(span, problem);
  }

  /** Opens the note of the focused span. */
  focusNote() {
    return this.#model.focusedSpan !== null && this.#body().focusNote();
  }

  dispose() {
    this.#cancelMaking();
    this.#made?.dispose();
  }
}
