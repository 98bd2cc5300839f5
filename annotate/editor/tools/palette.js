/** The small palette at the selection: every label with its key, the last one ready on Enter. */

import { addRelation } from "../commands.js";
import { el } from "../dom.js";
import { rectsOf } from "../geometry.js";

/**
 * @import {Editor} from "../editor.js"
 * @import {RelationTypeData} from "../types.js"
 */

const GAP = 10;
/** Between the palette and the edges of the text's column, in px. */
const MARGIN = 8;

export class Palette {
  element = el("div", { class: "an-palette", role: "toolbar", "aria-label": "Label the selection", hidden: true });
  /** What a choice between relations is made from; empty while there is none. @type {(() => void)[]} */
  #choices = [];
  /** Names of the relations to choose from. @type {string[]} */
  #names = [];
  /** Where a choice between relations was asked for, in the window. @type {{x: number, y: number} | null} */
  #at = null;
  #editor;

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
    editor.overlay.element.append(this.element);
    editor.overlay.add(() => this.#measure());
    editor.selection.addEventListener("change", () => this.#onSelection());
    // The selection and the keyboard stay in the text.
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
  }

  get open() {
    return !this.element.hidden;
  }

  close() {
    this.element.hidden = true;
    this.#at = null;
    this.#choices = [];
    this.#names = [];
  }

  /** Whether a relation is to be chosen. */
  get asks() {
    return this.#choices.length > 0;
  }

  /**
   * Takes one of the relations that are offered.
   *
   * @param {string} which its place from 0, or its name
   * @returns {boolean} false: it is not offered
   */
  take(which) {
    const choice = this.#choices[this.#names.includes(which) ? this.#names.indexOf(which) : Number(which)];
    choice?.();
    return choice !== undefined;
  }

  /**
   * Asks which relation is meant.
   *
   * @param {{relation: RelationTypeData, head: string, tail: string}[]} relations
   * @param {number} x in the window
   * @param {number} y
   */
  offerRelations(relations, x, y) {
    const { model } = this.#editor;
    this.#at = { x, y };
    this.element.ariaLabel = "Which relation?";
    this.#names = relations.map(({ relation }) => relation.name);
    this.#choices = relations.map(({ relation, head, tail }) => () => {
      this.close();
      model.run(addRelation(model, relation.name, head, tail));
    });
    this.element.replaceChildren(
      ...relations.map(({ relation }, index) =>
        this.#button(relation.title, relation.hotkey ?? `${index + 1}`, () => this.take(`${index}`)),
      ),
    );
    this.element.firstElementChild?.classList.add("an-ready");
    this.element.firstElementChild?.append(el("kbd", {}, "↵"));
    this.#show();
    const titles = relations.map(({ relation }) => relation.title).join(", ");
    model.announce(`Which relation? ${titles}. Number keys choose, Enter takes the first, Esc cancels.`);
  }

  #onSelection() {
    const { selection, model } = this.#editor;
    if (!selection.range || model.readOnly) return this.close();
    this.#at = null;
    this.#choices = [];
    this.#names = [];
    this.element.ariaLabel = "Label the selection";
    this.element.replaceChildren(...this.#labelButtons(), ...this.#spanButtons());
    this.#show();
  }

  #show() {
    this.element.hidden = false;
    this.#editor.overlay.invalidate();
  }

  #labelButtons() {
    const { model, lastLabel } = this.#editor;
    return model.labelSet.labels.map(({ name, title, hotkey = "" }) => {
      const button = this.#button(title, hotkey, () => this.#editor.act("label", name), name);
      if (name === lastLabel) {
        button.classList.add("an-ready");
        button.append(el("kbd", {}, "↵"));
      }
      return button;
    });
  }

  #spanButtons() {
    const span = this.#editor.model.focusedSpan;
    if (!span) return [];
    const title = this.#editor.model.labelSet.titleOf(span.label);
    return [
      el("span", { class: "an-palette-rule" }),
      this.#button(`Add to ${title}`, "f", () => this.#editor.act("add-fragment")),
    ];
  }

  /**
   * @param {string} title
   * @param {string} key
   * @param {() => void} run
   * @param {string} [label]
   */
  #button(title, key, run, label) {
    const button = el("button", { type: "button", tabindex: "-1", class: "an-palette-button" });
    if (label) button.append(el("span", { class: "an-dot", style: { background: `var(--an-label-${label})` } }));
    button.append(title);
    if (key) button.append(el("kbd", {}, key));
    button.addEventListener("click", run);
    return button;
  }

  #measure() {
    if (!this.open) return () => {};
    const { overlay, view, selection, scroller } = this.#editor;
    const { origin } = overlay;
    const rects = selection.range && !this.#at ? rectsOf(view, selection.range) : [];
    const rect = this.#at ? new DOMRect(this.#at.x, this.#at.y, 0, 0) : rects.at(-1);
    if (!rect) return () => {};
    const box = scroller.getBoundingClientRect();
    this.element.style.maxWidth = `${scroller.clientWidth - 2 * MARGIN}px`;
    const { offsetWidth, offsetHeight } = this.element;
    const below = rect.bottom + GAP + offsetHeight <= box.bottom;
    const beside = below ? rect.bottom + GAP : (rects[0] ?? rect).top - GAP - offsetHeight;
    const top = Math.max(box.top + MARGIN, Math.min(beside, box.bottom - offsetHeight - MARGIN));
    const right = box.left + scroller.clientWidth - MARGIN;
    const left = Math.max(box.left + MARGIN, Math.min(rect.right - offsetWidth / 2, right - offsetWidth));
    return () => {
      this.element.style.transform = `translate(${Math.round(left - origin.left)}px, ${Math.round(top - origin.top)}px)`;
    };
  }
}
