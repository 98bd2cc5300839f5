/** The relations of the focused span: those that leave from it, by kind, with what each asks for; and what comes in. */

import * as commands from "../commands.js";
import { activeCounts } from "../rules.js";
import { attributeSchema } from "../attribute_schema.js";
import { AttributeForm } from "./attribute_form.js";
import { el } from "../dom.js";
import { keycap } from "./keycaps.js";
import { icon } from "./icons.js";
import { relationRow, wantedView } from "./relation_row.js";

/**
 * @import {Relation, RelationTypeData, Span, Ui} from "../types.js"
 * @import {LiveProblems} from "../live_problems.js"
 * @import {Model} from "../model.js"
 * @import {Suggester} from "./suggester.js"
 */

/** Incoming relations shown before one asks for all. */
const MOST_INCOMING = 8;

export class RelationsSection {
  #model;
  #ui;
  #problems;
  #suggester;
  /** @type {Span | null} */
  #span = null;
  #drawn = "";
  #allIncoming = false;
  /**
   * What is drawn for spans without relations, by its signature: most spans begin so.
   *
   * @type {Map<string, HTMLElement[]>}
   */
  #bare = new Map();
  /** @type {Map<string, AttributeForm>} By the relation's id. */
  #forms = new Map();

  /**
   * @param {Model} model
   * @param {Ui} ui
   * @param {LiveProblems} problems
   * @param {Suggester} suggester
   */
  constructor(model, ui, problems, suggester) {
    this.#model = model;
    this.#ui = ui;
    this.#problems = problems;
    this.#suggester = suggester;
    this.element = el("section", { class: "an-relations", "aria-label": "Relations" });
  }

  /** @param {Span | null} span */
  show(span) {
    if (span?.id !== this.#span?.id) {
      this.#allIncoming = false;
      this.#clearForms();
    }
    this.#span = span;
    this.update();
  }

  update() {
    const span = this.#span && (this.#model.spans.get(this.#span.id) ?? null);
    this.#span = span;
    const drawn = span ? this.#signature(span) : "";
    if (drawn !== this.#drawn) this.#draw(span, drawn);
    this.#drawn = drawn;
    for (const form of this.#forms.values()) form.update();
  }

  /** Puts the focus on the first attribute of a relation that needs a decision. False: there is none. */
  focusFirstUndecided() {
    return [...this.#forms.values()].some((form) => form.focusFirstUndecided());
  }

  /** @param {string} relationId @param {string} [attribute] */
  focusRelation(relationId, attribute) {
    if (this.#forms.get(relationId)?.focusAttribute(attribute)) return true;
    return this.#focusWithin(`[data-relation="${CSS.escape(relationId)}"] button`);
  }

  /** @param {string} type */
  focusType(type) {
    return this.#focusWithin(`[data-type="${CSS.escape(type)}"] .an-add`);
  }

  suggestAgain() {
    for (const form of this.#forms.values()) form.suggestAgain();
  }

  dispose() {
    this.#clearForms();
  }

  /** @param {string} selector */
  #focusWithin(selector) {
    const target = this.element.querySelector(selector);
    if (!(target instanceof HTMLElement)) return false;
    target.focus();
    return true;
  }

  #clearForms() {
    for (const form of this.#forms.values()) form.dispose();
    this.#forms.clear();
  }

  /** What is drawn, in a string: the same string is not drawn again. @param {Span} span */
  #signature(span) {
    const ends = this.#model.relationsOf(span.id).map((relation) => {
      const other = this.#model.spans.get(relation.head === span.id ? relation.tail : relation.head);
      return [relation.id, relation.head, relation.label, other?.label, other?.fragments[0]?.text];
    });
    const wanted = this.#types(span).map((type) => activeCounts(type, span.attributes));
    const wrong = ends.map(([id]) => this.#problems.ofRelation(String(id)).map(({ message }) => message));
    // Of spans without relations all of a label look the same.
    const whose = ends.length > 0 && span.id;
    const { readOnly } = this.#model;
    return JSON.stringify([whose, span.label, ends, wanted, wrong, readOnly, this.#allIncoming]);
  }

  /** Kinds of relation that may leave from the span. @param {Span} span */
  #types(span) {
    return this.#model.labelSet.relations.filter((type) => type.head.includes(span.label));
  }

  /**
   * @param {Span | null} span
   * @param {string} signature
   */
  #draw(span, signature) {
    const hadFocus = this.element.contains(document.activeElement);
    const focused = hadFocus && document.activeElement?.closest("[data-type]")?.getAttribute("data-type");
    if (!span) {
      this.element.replaceChildren();
      return;
    }
    const relations = this.#model.relationsOf(span.id);
    this.#keepForms(relations.filter(({ head }) => head === span.id));
    const parts = this.#bare.get(signature) ?? this.#parts(span, relations);
    if (!relations.length) this.#bare.set(signature, parts);
    this.element.replaceChildren(...parts);
    if (hadFocus && !(focused && this.focusType(focused))) this.#ui.focusText();
  }

  /**
   * @param {Span} span
   * @param {Relation[]} relations
   * @returns {HTMLElement[]}
   */
  #parts(span, relations) {
    const outgoing = this.#types(span).map((type) => this.#group(span, type, relations));
    const strays = relations.filter(
      ({ head, label }) => head === span.id && !this.#types(span).some((t) => t.name === label),
    );
    const incoming = relations.filter(({ tail, head }) => tail === span.id && head !== span.id);
    const heading = el("p", { class: "an-rel-heading" }, "Relations");
    return [
      ...(outgoing.length || relations.length ? [heading] : []),
      ...outgoing,
      ...strays.map((relation) => this.#row(relation, "tail")),
      ...this.#incoming(incoming),
    ];
  }

  /** @param {Relation[]} outgoing */
  #keepForms(outgoing) {
    const ids = new Set(outgoing.map(({ id }) => id));
    for (const [id, form] of this.#forms) {
      if (ids.has(id)) continue;
      form.dispose();
      this.#forms.delete(id);
    }
    for (const { id, label } of outgoing) {
      const type = this.#model.labelSet.relationType(label);
      if (this.#forms.has(id) || !type || !attributeSchema(type.attributes).attributes.length) continue;
      this.#forms.set(id, this.#form(id, type));
    }
  }

  /**
   * @param {string} id
   * @param {RelationTypeData} type
   */
  #form(id, type) {
    const model = this.#model;
    this.#suggester.warm("relation", type);
    const host = {
      values: () => model.relations.get(id)?.attributes ?? {},
      problems: () => this.#problems.ofRelation(id),
      set: (/** @type {string} */ name, /** @type {any} */ value) =>
        void model.run(commands.setRelationAttribute(model, id, name, value)),
      candidates: (/** @type {any} */ attribute, /** @type {string} */ typed) =>
        this.#suggester.ofRelation(type, attribute, typed),
      leave: () => this.#ui.focusText(),
      done: () => {
        this.#ui.returnToText();
        model.hint("Back in the text.");
      },
    };
    return new AttributeForm(type.attributes, host, type.title);
  }

  /**
   * @param {Span} span
   * @param {RelationTypeData} type
   * @param {Relation[]} relations
   */
  #group(span, type, relations) {
    const own = relations.filter(({ head, label }) => head === span.id && label === type.name);
    const add = el(
      "button",
      {
        type: "button",
        class: "an-add",
        disabled: this.#model.readOnly,
        "aria-label": `Add ${type.title}`,
        "aria-keyshortcuts": type.hotkey,
        title: type.description,
        onClick: () => this.#ui.beginRelation(type.name),
      },
      icon("plus"),
      type.hotkey && keycap(type.hotkey),
    );
    const head = el(
      "div",
      { class: "an-rel-head", title: type.description },
      icon("arrowOut"),
      el("span", { class: "an-rel-title" }, type.title),
      wantedView(type, span, own.length),
      add,
    );
    return el(
      "div",
      { class: "an-rel-group", data: { type: type.name } },
      head,
      own.map((relation) => this.#row(relation, "tail")),
    );
  }

  /** @param {Relation[]} incoming */
  #incoming(incoming) {
    if (!incoming.length) return [];
    const shown = this.#allIncoming ? incoming : incoming.slice(0, MOST_INCOMING);
    const more = incoming.length - shown.length;
    const all = () => {
      this.#allIncoming = true;
      this.update();
    };
    const head = el("div", { class: "an-rel-head" }, icon("arrowIn"), el("span", { class: "an-rel-title" }, "From"));
    return [
      el(
        "div",
        { class: "an-rel-group an-rel-incoming" },
        head,
        shown.map((relation) => this.#row(relation, "head")),
        more > 0 && el("button", { type: "button", class: "an-more", onClick: all }, `${more} more`),
      ),
    ];
  }

  /**
   * @param {Relation} relation
   * @param {"head" | "tail"} end the other end, to which the row leads
   */
  #row(relation, end) {
    return relationRow(this.#model, relation, {
      end,
      problem: this.#problems.ofRelation(relation.id).find(({ attribute }) => !attribute),
      form: end === "tail" ? this.#forms.get(relation.id)?.element : undefined,
      onGo: (span) => this.#ui.goToSpan(span, "relations"),
    });
  }
}
