/** Choosing the other end of a relation: only the spans that may be it are lit; one of them is the one Enter takes. */

import { addRelation } from "../commands.js";
import { reveal } from "../scrolling.js";
import { candidatesFor } from "./candidates.js";

/**
 * @import {Editor} from "../editor.js"
 * @import {Candidates} from "./candidates.js"
 */

export class RelationMode {
  /** @type {(Candidates & {relation: string, from: string, at: number, lit: Set<string>}) | null} */
  state = null;
  #editor;

  /** @param {Editor} editor */
  constructor(editor) {
    this.#editor = editor;
  }

  /** The span that Enter takes. */
  get candidate() {
    return this.state?.ids[this.state.at] ?? null;
  }

  /**
   * Begins with the focused span.
   *
   * @param {string} name of the relation
   */
  begin(name) {
    const { model } = this.#editor;
    const relation = model.labelSet.relationType(name);
    const span = model.focusedSpan;
    if (!relation || !span) return model.hint("Focus a span first: a relation begins there.");
    const candidates = candidatesFor(model, span, relation);
    const label = model.labelSet.titleOf(span.label);
    if (!candidates) return model.hint(`${relation.title} does not fit ${label}.`);
    if (!candidates.ids.length) return model.hint(`There is no span yet that ${relation.title} could lead to.`);
    this.state = { ...candidates, relation: name, from: span.id, at: 0, lit: new Set(candidates.ids) };
    this.#show();
  }

  /** @param {1 | -1} step */
  next(step) {
    if (!this.state) return;
    const { length } = this.state.ids;
    this.state.at = (this.state.at + step + length) % length;
    this.#show();
  }

  /**
   * Takes a span as the other end.
   *
   * @param {string | null} id
   * @param {boolean} more whether to go on choosing
   * @returns {boolean} false: it is not one of those to choose from
   */
  choose(id, more) {
    const { state } = this;
    if (!state || id === null || !state.ids.includes(id)) return false;
    const { model } = this.#editor;
    const [head, tail] = state.end === "tail" ? [state.from, id] : [id, state.from];
    model.run(addRelation(model, state.relation, head, tail));
    state.ids = state.ids.filter((other) => other !== id);
    state.lit = new Set(state.ids);
    state.at = 0;
    if (more && state.ids.length) this.#show();
    else this.end();
    return true;
  }

  /** Takes note that spans may be gone, here or elsewhere. */
  refresh() {
    const { state } = this;
    const { spans } = this.#editor.model;
    if (!state || (spans.has(state.from) && state.ids.every((id) => spans.has(id)))) return;
    this.end();
  }

  end() {
    if (!this.state) return;
    this.state = null;
    this.#editor.view.choose(null);
    this.#editor.modeChanged();
    this.#editor.overlay.invalidate();
  }

  #show() {
    const { state, candidate } = this;
    if (!state || candidate === null) return;
    const { model, view, scroller, overlay } = this.#editor;
    view.choose(state.lit, candidate);
    const span = model.spans.get(candidate);
    const range = view.index.rangesOf(candidate)[0];
    if (range) reveal(view, scroller, range);
    if (span) {
      const place = state.ids.length > 1 ? ` (${state.at + 1} of ${state.ids.length})` : "";
      model.announce(`${model.labelSet.titleOf(state.relation)}: ${model.textOf(span)}${place}`);
    }
    this.#editor.modeChanged();
    overlay.invalidate();
  }
}
