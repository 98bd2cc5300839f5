/** The panels around the text, joined: header, focused span, lists, guidelines, history, dialogs, messages. */

import { LiveProblems } from "../live_problems.js";
import { CardTurn } from "./card_turn.js";
import { ConflictDialog } from "./conflict_dialog.js";
import { whenAsked } from "./dialog.js";
import { el } from "../dom.js";
import { GuidelinesPage } from "./guidelines.js";
import { Header } from "./header.js";
import { HistoryPage } from "./history_page.js";
import { keysHelp } from "./keys_help.js";
import { Later } from "./later.js";
import { NotesPage } from "./notes.js";
import { ProblemList } from "./problem_list.js";
import { RefusedDialog } from "./refused_dialog.js";
import { RelationList } from "./relation_list.js";
import { SidePages } from "./side_pages.js";
import { SpanCard } from "./span_card.js";
import { SpanList } from "./span_list.js";
import { SkipDialog } from "./skip_dialog.js";
import { Submission } from "./submission.js";
import { Suggester } from "./suggester.js";
import { Toasts } from "./toasts.js";

export { stepTitle } from "./history_words.js";

/**
 * @import {ChangeDetail, Conflict, Refusal, SaveState, Slots, Ui} from "../types.js"
 * @import {Model} from "../model.js"
 * @import {Found} from "../rules.js"
 */

/**
 * @param {Model} model
 * @param {Slots} slots
 * @param {Ui} ui
 * @returns {import("../types.js").Panels}
 */
export function createPanels(model, slots, ui) {
  return new AllPanels(model, slots, ui);
}

class AllPanels {
  #model;
  #ui;
  #abort = new AbortController();
  #later = new Later();
  #suggester;
  #card;
  #cardTurn;
  /** @type {Header | undefined} */
  #header;
  #guidelines;
  #history;
  #notes;
  #spanList;
  #relationList;
  #problemList;
  #pages;
  #side;
  #keys;
  #conflicts;
  #refused;
  #skip;
  #submission;
  #toasts = new Toasts();

  /**
   * @param {Model} model
   * @param {Slots} slots
   * @param {Ui} ui
   */
  constructor(model, slots, ui) {
    this.#model = model;
    this.#ui = ui;
    const { signal } = this.#abort;
    this.problems = new LiveProblems(model, () => ui.sync.pending(), signal);
    this.#suggester = new Suggester(model, ui);
    const openGuideline = (/** @type {string} */ label) => this.#openGuideline(label);
    this.#card = new SpanCard(model, ui, this.problems, this.#suggester, openGuideline);
    this.#cardTurn = new CardTurn((asksToDecide) => {
      this.#card.show();
      if (asksToDecide) this.#card.focusFirstUndecided();
    }, signal);
    this.#guidelines = new GuidelinesPage(model.labelSet);
    this.#history = new HistoryPage(model, ui);
    this.#notes = new NotesPage(model, ui);
    this.#spanList = new SpanList(model, ui, this.problems);
    this.#relationList = new RelationList(model, ui, this.problems, ({ head, tail }) =>
      ui.goToSpan(model.spans.has(head) ? head : tail, "list"),
    );
    this.#problemList = new ProblemList(model, this.problems, (problem, how) => this.#goTo(problem, how !== "move"));
    this.#pages = new SidePages(this.#sidePages(), (page) => this.#header?.showPage(page));
    const { overlay } = slots;
    this.#keys = whenAsked(overlay, () => ({ dialog: keysHelp(ui.keymap) }));
    this.#conflicts = whenAsked(overlay, () => new ConflictDialog(model, ui));
    this.#refused = whenAsked(overlay, () => new RefusedDialog(model, ui));
    this.#skip = whenAsked(overlay, () => new SkipDialog(model, ui));
    this.#submission = new Submission(model, ui, this.problems, this.#toasts, (problem) => {
      this.#pages.show("problems");
      this.#goTo(problem, true);
    });
    this.#header = new Header(
      model,
      ui,
      this.problems,
      {
        toggle: (panel) => this.toggle(panel),
        showConflict: () => this.#conflicts().show(),
        showRefused: () => this.#refused().show(),
        submit: () => void this.submit(),
      },
      signal,
    );
    slots.header.append(this.#header.element);
    this.#side = el("div", { class: "an-side" }, this.#card.element, this.#pages.element);
    slots.side.append(this.#side);
    slots.messages.append(this.#toasts.element);
    this.#listen(signal);
    this.#pages.show(this.#pages.current);
  }

  askToDecide() {
    this.#cardTurn.soonAndAsk();
  }

  /** @param {number} [number] */
  focusForm(number) {
    return this.#card.focusForm(number);
  }

  /** Opens the note of the focused span; without one, the notes on the article. */
  focusNote() {
    if (!this.#card.focusNote()) this.toggle("notes");
  }

  /** @param {string} panel */
  toggle(panel) {
    if (panel === "keys") this.#keys().dialog.toggle();
    else if (this.#pages.current === panel && this.#pages.closeOver()) this.#ui.focusText();
    else this.#open(panel);
  }

  dismiss() {
    return this.#toasts.dismiss() || this.#pages.closeOver();
  }

  submit() {
    this.#takeUp(); // behind the submission nothing is taken any more
    return this.#submission.submit();
  }

  skip() {
    this.#skip().toggle();
  }

  /**
   * Goes to the problem before or after the focused span.
   *
   * @param {"next" | "previous"} direction
   * @returns {boolean} whether there is one
   */
  goToProblem(direction) {
    const problem = this.problems.beside(this.#lastProblem, this.#model.focused, direction);
    if (problem) this.#goTo(problem, true);
    else this.#model.hint("There are no problems.");
    return problem !== null;
  }

  dispose() {
    this.#takeUp();
    this.#abort.abort();
    this.#later.dispose();
    this.#suggester.dispose();
    for (const part of [
      this.#card,
      this.#spanList,
      this.#relationList,
      this.#problemList,
      this.#history,
      this.#toasts,
    ]) {
      part.dispose();
    }
  }

  /** @type {Found | null} */
  #lastProblem = null;
  /** Takes away the offer to undo the last deletion. */
  #closeOffer = () => {};

  /** @returns {import("./side_pages.js").Page[]} */
  #sidePages() {
    const model = this.#model;
    const page = (
      /** @type {string} */ name,
      /** @type {string} */ title,
      /** @type {any} */ part,
      /** @type {any} */ rest,
    ) => ({
      name,
      title,
      element: part.element,
      update: () => part.update(),
      tab: true,
      ...rest,
    });
    return [
      page("spans", "Spans", this.#spanList, { count: () => model.spans.size }),
      page("relations", "Relations", this.#relationList, { count: () => model.relations.size }),
      page("problems", "Problems", this.#problemList, { count: () => this.problems.list().length }),
      page("notes", "Notes", this.#notes, { count: () => this.#notes.count }),
      page("guidelines", "Guidelines", this.#guidelines, { tab: false, update: () => this.#guidelines.show() }),
      page("history", "History", this.#history, { tab: false, update: () => {} }),
    ];
  }

  #followHistory() {
    if (this.#pages.current === "history") void this.#history.readNew();
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const model = this.#model;
    /** @param {EventTarget} target @param {string} type @param {(detail: any) => void} listener */
    const on = (target, type, listener) =>
      target.addEventListener(type, (event) => listener(/** @type {CustomEvent} */ (event).detail), { signal });
    on(model, "change", (/** @type {ChangeDetail} */ detail) => this.#onChange(detail));
    on(model, "focus", () => this.#onFocus());
    for (const leaving of ["beforeunload", "pagehide"]) {
      window.addEventListener(leaving, () => this.#takeUp(), { signal });
    }
    on(this.problems, "change", (/** @type {Set<string>} */ spans) => this.#onProblems(spans));
    on(this.#ui, "conflict", (/** @type {Conflict[]} */ conflicts) => this.#conflicts().take(conflicts));
    on(this.#ui, "save", (/** @type {SaveState} */ { status }) => status === "saved" && this.#followHistory());
    on(this.#ui, "left", (/** @type {string[]} */ sets) => this.#onLeft(sets));
    on(this.#ui, "refused", (/** @type {Refusal} */ refusal) => this.#onRefused(refusal));
  }

  /** @param {ChangeDetail} detail */
  #onChange({ spans, status, source, title }) {
    const { focused } = this.#model;
    this.#submission.takeBack();
    if (status || (focused !== null && spans.has(focused))) this.#updateCard();
    this.#later.schedule("lists", () => this.#updateLists());
    const deleted = [...spans].some((id) => !this.#model.spans.has(id));
    if (source === "remote") this.#followHistory();
    if (source === "remote" || source === "replay") return;
    // It would take back the next step, not the one that it was shown for.
    this.#closeOffer();
    if (deleted && source === "command") {
      this.#closeOffer = this.#toasts.show(title, { label: "Undo", run: () => void this.#model.undo() });
    }
  }

  #onFocus() {
    this.#cardTurn.soon();
    this.#later.schedule("follow", () => this.#spanList.follow());
  }

  /** What has been written and not yet left is an edit too, before the page goes or the article is submitted. */
  #takeUp() {
    const { activeElement } = document;
    if (activeElement instanceof HTMLElement && this.#side.contains(activeElement)) activeElement.blur();
    this.#notes.save();
  }

  /** @param {Set<string>} spans */
  #onProblems(spans) {
    const { focused } = this.#model;
    if (focused !== null && spans.has(focused)) this.#updateCard();
    this.#later.schedule("lists", () => this.#updateLists());
  }

  #updateCard() {
    if (this.#card.isAtFocus) this.#card.update();
    else this.#cardTurn.soon();
  }

  #updateLists() {
    this.#header?.update();
    this.#pages.update();
    this.#spanList.follow();
    if (this.#model.focused === null) this.#card.update();
  }

  /** @param {string[]} sets */
  #onLeft([first = "", ...others]) {
    const what = others.length ? `${others.length + 1} other articles` : "another article";
    const words = `Edits of ${what} wait in this browser, not saved yet. They are saved when it is opened.`;
    const open = { label: "Open it", run: () => this.#ui.openSet(first) };
    this.#toasts.show(words, open, { kind: "error" });
  }

  /** @param {Refusal} refusal */
  #onRefused({ edits, message }) {
    const isKept = edits.some(({ op }) => op !== "set-status");
    const words = `Not saved. ${message || "The server refused an edit."}`;
    const see = { label: "See what was refused", run: () => this.#refused().show() };
    this.#toasts.show(words, isKept ? see : null, { kind: "error" });
  }

  /**
   * Leads to the span of a problem, and to what is wrong with it.
   *
   * @param {Found} problem
   * @param {boolean} enter Whether the keyboard goes there too.
   */
  #goTo(problem, enter) {
    this.#lastProblem = problem;
    this.#problemList.select(problem);
    const span = this.problems.spanOf(problem);
    if (span === null) return;
    this.#ui.goToSpan(span, "problems");
    this.#model.announce(problem.message);
    this.#cardTurn.now();
    if (enter && !this.#card.focusProblem(problem)) this.#ui.focusText();
  }

  /** @param {string} label */
  #openGuideline(label) {
    this.#guidelines.show(label);
    this.#pages.show("guidelines");
  }

  /** @param {string} panel */
  #open(panel) {
    const { focusedSpan } = this.#model;
    if (panel === "guidelines") this.#guidelines.show(focusedSpan?.label ?? this.#model.labelSet.labels[0]?.name);
    this.#pages.show(panel);
    if (panel === "history") void this.#history.load();
    if (panel === "notes") this.#notes.focus();
    if (panel === "guidelines") this.#guidelines.focus();
  }
}
