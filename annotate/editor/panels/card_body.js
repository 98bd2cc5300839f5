/** What is told of the focused span, and can be changed: its words, its attributes, its relations, what is noted of it. */

import * as commands from "../commands.js";
import { attributeSchema, undecided } from "../attribute_schema.js";
import { AttributeForm } from "./attribute_form.js";
import { Callout } from "./callout.js";
import { el } from "../dom.js";
import { PatternsRow } from "./patterns_row.js";
import { RelationsSection } from "./relations.js";
import { CardHead } from "./card_head.js";

/**
 * @import {Attribute} from "../attribute_schema.js"
 * @import {Attributes, Problem, Span, Ui} from "../types.js"
 * @import {LiveProblems} from "../live_problems.js"
 * @import {Model} from "../model.js"
 * @import {Suggester} from "./suggester.js"
 */

export class CardBody {
  #model;
  #ui;
  #problems;
  #suggester;
  #head;
  #relations;
  #patterns;
  #callout;
  #formSlot = el("div", { class: "an-form-slot" });
  /** @type {Map<string, AttributeForm>} By label; made when first needed. */
  #forms = new Map();
  /** Span and label that are shown. */
  #shown = "";
  /** The span that the form speaks of, also where the focus is on another one already. */
  #shownId = "";

  /**
   * @param {Model} model
   * @param {Ui} ui
   * @param {LiveProblems} problems
   * @param {Suggester} suggester
   * @param {(label: string) => void} openGuideline
   */
  constructor(model, ui, problems, suggester, openGuideline) {
    this.#model = model;
    this.#ui = ui;
    this.#problems = problems;
    this.#suggester = suggester;
    this.#head = new CardHead(model, ui, openGuideline);
    this.#callout = new Callout(model, problems);
    this.#relations = new RelationsSection(model, ui, problems, suggester);
    this.#patterns = new PatternsRow(model, (attributes, title) => this.#takeOver(attributes, title));
    const scroll = el(
      "div",
      { class: "an-card-scroll" },
      this.#callout.element,
      this.#patterns.element,
      this.#formSlot,
      this.#relations.element,
    );
    this.element = el("div", { class: "an-card-body", hidden: true }, this.#head.element, scroll);
  }

  /** Makes one of the forms before it is needed. False: they are all there. */
  makeForm() {
    const next = this.#model.labelSet.labels.find(({ name }) => !this.#forms.has(name));
    if (next) this.#formFor(next.name);
    return next !== undefined;
  }

  /** Asks again for what the project's values are offered for. */
  suggestAgain() {
    for (const part of [...this.#forms.values(), this.#relations]) part.suggestAgain();
  }

  /** Whether a span is shown by its label; null: none is. @param {Span | null} span */
  shows(span) {
    return this.#shown === nameOf(span);
  }

  hide() {
    this.element.hidden = true;
    this.#shown = "";
    this.#relations.show(null);
  }

  /** Shows a span as it is now. @param {Span} span */
  show(span) {
    this.element.hidden = false;
    if (!this.shows(span)) this.#turnTo(span);
    this.#head.show(span);
    this.#formOf(span).update();
    this.#patterns.narrow(span.attributes);
    this.#relations.update();
    this.#callout.show(span);
    for (const part of [this.#callout, this.#patterns]) part.element.inert = this.#model.readOnly;
    this.#formSlot.inert = this.#model.readOnly;
  }

  /** Another span, or another label: another form. @param {Span} span */
  #turnTo(span) {
    this.#shown = nameOf(span);
    this.#shownId = span.id;
    const form = this.#formOf(span);
    form.reset();
    if (this.#formSlot.firstElementChild !== form.element) this.#formSlot.replaceChildren(form.element);
    this.element.style.setProperty("--an-c", `var(--an-label-${span.label})`);
    this.#offerPatterns(span);
    const label = this.#model.labelSet.label(span.label);
    if (label) this.#suggester.warm("label", label);
    this.#relations.show(span);
  }

  /** Puts the focus on the first attribute that needs a decision. False: there is none. @param {Span} span */
  focusFirstUndecided(span) {
    return this.#formOf(span).focusFirstUndecided() || this.#relations.focusFirstUndecided();
  }

  /** Puts the focus on an attribute, by its number. @param {Span} span @param {number} number */
  focusForm(span, number) {
    const schema = attributeSchema(this.#model.labelSet.label(span.label)?.attributes);
    const attribute = schema.attributes[number];
    return attribute !== undefined && this.#formOf(span).focusAttribute(attribute.name);
  }

  /**
   * Puts the focus where a problem can be mended.
   *
   * @param {Span} span
   * @param {Problem & {attribute?: string | null, relation_type?: string}} problem
   */
  focusProblem(span, { attribute, relation_id: relation, relation_type: type }) {
    if (relation && this.#relations.focusRelation(relation, attribute ?? undefined)) return true;
    if (attribute && !relation) return this.#formOf(span).focusAttribute(attribute);
    return type !== undefined && this.#relations.focusType(type);
  }

  /** Opens the note. */
  focusNote() {
    return this.#head.focusNote();
  }

  dispose() {
    for (const form of this.#forms.values()) form.dispose();
    this.#relations.dispose();
  }

  /** @param {Span} span */
  #formOf(span) {
    return this.#formFor(span.label);
  }

  /** @param {string} name of the label */
  #formFor(name) {
    let form = this.#forms.get(name);
    if (!form) {
      const label = this.#model.labelSet.label(name);
      form = new AttributeForm(label?.attributes, this.#formHost(), `${label?.title ?? name}: attributes`);
      this.#forms.set(name, form);
    }
    return form;
  }

  /** Keys mean other things in the text than in a form. */
  #done() {
    this.#ui.returnToText();
    this.#model.hint("Back in the text. Enter leads to the attributes again.");
  }

  #formHost() {
    const model = this.#model;
    const shown = () => model.spans.get(this.#shownId) ?? null;
    return {
      values: () => shown()?.attributes ?? {},
      problems: () => this.#problems.ofSpan(this.#shownId),
      set: (/** @type {string} */ name, /** @type {any} */ value) => {
        if (shown()) model.run(commands.setAttribute(model, this.#shownId, name, value));
      },
      candidates: (/** @type {Attribute} */ attribute, /** @type {string} */ typed) => {
        const span = shown();
        return span ? this.#suggester.ofSpan(span, attribute, typed) : [];
      },
      leave: () => this.#ui.focusText(),
      done: () => this.#done(),
      extraDigit: (/** @type {number} */ digit) => this.#patterns.digit(digit),
      onField: (/** @type {number} */ digits) => this.#patterns.numberAfter(digits),
    };
  }

  /**
   * Only a span of which nothing has been decided yet is offered what others have.
   *
   * @param {Span} span
   */
  #offerPatterns(span) {
    const schema = attributeSchema(this.#model.labelSet.label(span.label)?.attributes);
    const fresh = schema.attributes.every(
      ({ name, hasDefault }) => hasDefault || !Object.hasOwn(span.attributes, name),
    );
    if (fresh && undecided(schema, span.attributes).length) this.#patterns.offer(span);
    else this.#patterns.hide();
  }

  /**
   * @param {Attributes} attributes
   * @param {string} title
   */
  #takeOver(attributes, title) {
    const span = this.#model.focusedSpan;
    if (!span) return;
    this.#model.run(commands.setAttributes(this.#model, span.id, attributes, title));
    this.#done();
  }
}

/** @param {Span | null} span */
function nameOf(span) {
  return span ? `${span.label} ${span.id}` : "";
}
