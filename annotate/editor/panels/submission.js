/** Submits the article and goes on, unless something is left to do; asks once where nothing is labelled. */

/**
 * @import {Ui} from "../types.js"
 * @import {LiveProblems} from "../live_problems.js"
 * @import {Model} from "../model.js"
 * @import {Found} from "../rules.js"
 * @import {Toasts} from "./toasts.js"
 */

export class Submission {
  #model;
  #ui;
  #problems;
  #toasts;
  #showProblem;
  /** Takes back the question whether to submit an article without a label. @type {(() => void) | null} */
  #question = null;
  /** Takes down the message why nothing was submitted. @type {(() => void) | null} */
  #refusal = null;

  /**
   * @param {Model} model
   * @param {Ui} ui
   * @param {LiveProblems} problems
   * @param {Toasts} toasts
   * @param {(problem: Found) => void} showProblem
   */
  constructor(model, ui, problems, toasts, showProblem) {
    this.#model = model;
    this.#ui = ui;
    this.#problems = problems;
    this.#toasts = toasts;
    this.#showProblem = showProblem;
  }

  /** Submits; while there are errors, shows the first instead. Resolves to whether it was submitted. */
  async submit() {
    const model = this.#model;
    if (model.readOnly) {
      model.hint(
        model.locked
          ? "There is nothing to submit: these annotations are to be read only."
          : "This article is submitted already. Alt PageDown goes to the next.",
      );
      return false;
    }
    const { errors } = this.#problems;
    const [first] = errors;
    if (!first) return this.#isMeant() && this.#ui.submit();
    const what = errors.length === 1 ? "1 problem has" : `${errors.length} problems have`;
    this.#refusal?.();
    this.#refusal = this.#toasts.show(`Not submitted: ${what} to be solved first.`, null, { kind: "error" });
    this.#showProblem(first);
    return false;
  }

  /** Asks no more, and counts no problems that may be solved: the article has changed. */
  takeBack() {
    this.#question?.();
    this.#refusal?.();
  }

  /** Asks once whether an article is to be submitted without a label. */
  #isMeant() {
    if (this.#model.spans.size || this.#question) return true;
    const submit = () => void this.#ui.submit();
    this.#question = this.#toasts.show(
      "Nothing is labelled. Submit anyway?",
      { label: "Submit (Ctrl Enter)", run: submit },
      { kind: "question", onClose: () => (this.#question = null) },
    );
    this.#model.announce("Nothing is labelled. Ctrl Enter again submits the article anyway.");
    return false;
  }
}
