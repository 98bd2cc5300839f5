/** The text side of the editor: its parts, the state that they share, and the actions that keys and buttons name. */

import { ACTIONS } from "./actions.js";
import { afterFrame, whenIdle } from "./after_frame.js";
import { clearHighlights } from "./highlights.js";
import { detailOf, el } from "./dom.js";
import { Overlay } from "./overlay.js";
import { TextSelection } from "./selection.js";
import { reveal } from "./scrolling.js";
import { Arcs } from "./text/arcs.js";
import { Handles } from "./text/handles.js";
import { makeFirst, makeWhenIdle, makeWhenNear } from "./text/nearness.js";
import { TextView } from "./text/text_view.js";
import { articleHead } from "./text/article_head.js";
import { Caret } from "./tools/caret.js";
import { Dock } from "./tools/dock.js";
import { LinkDrag } from "./tools/link_drag.js";
import { Palette } from "./tools/palette.js";
import { listenToPointer } from "./tools/pointer.js";
import { RelationMode } from "./tools/relation_mode.js";
import { Words } from "./words.js";

/**
 * @import {Model} from "./model.js"
 * @import {Command, KeyState, Mode, Panels, Problem, Range, Ui} from "./types.js"
 */

/** So long, in ms, an Esc may have been on its way when the keyboard came back to the text by itself. */
const ON_ITS_WAY = 1_000;

export class Editor {
  /** The label that every sweep gives. @type {string | null} */
  armed = null;
  /** The label that was given last. @type {string | null} */
  lastLabel = null;
  /** @type {Panels | null} */
  panels = null;
  /** @type {Ui | null} */
  ui = null;
  #signal;
  /** Whether something was labelled before the panels were there. */
  #owesDecision = false;
  /** Whether what comes near the view is made. */
  #makesNear = false;
  /** When the keyboard came back to the text by itself; long ago where something was done since. */
  #returned = -Infinity;

  /**
   * @param {Model} model
   * @param {AbortSignal} signal
   */
  constructor(model, signal) {
    this.model = model;
    this.#signal = signal;
    this.lastLabel = model.labelSet.labels[0]?.name ?? null;
    this.scroller = el("div", { class: "an-scroller" });
    this.page = el("div", { class: "an-page" });
    this.view = new TextView(model, signal);
    const attributes = {
      role: "document",
      tabindex: "0",
      "aria-label": `Text of the article ${model.article.title}`,
      "aria-description": "Tab goes from span to span, c begins the caret mode, the question mark shows all keys.",
    };
    for (const [name, value] of Object.entries(attributes)) this.view.element.setAttribute(name, value);
    this.page.append(...articleHead(model), this.view.element);
    this.scroller.append(this.page);
    this.words = new Words(model.text, model.article.language, model.paragraphs);
    this.overlay = new Overlay(this.page, signal);
    this.selection = new TextSelection(this.view);
    this.caret = new Caret(this);
    this.relation = new RelationMode(this);
    this.palette = new Palette(this);
    this.dock = new Dock(this);
    this.arcs = new Arcs(this);
    this.handles = new Handles(this);
    this.linkDrag = new LinkDrag(this);
    this.element = el("main", { class: "an-column" }, this.scroller, this.dock.element);
    this.#listen();
  }

  /** Makes the text that is in view; to be called once the element is in the page. */
  start() {
    makeFirst(this.view.sections);
    this.scroller.addEventListener("scroll", () => this.#makeNear(), { once: true, signal: this.#signal });
  }

  /**
   * Runs an action of the keymap.
   *
   * @param {string} action
   * @param {string} [argument]
   * @returns {boolean} false: the key means nothing here and is the browser's
   */
  act(action, argument = "") {
    const run = ACTIONS[action];
    if (!run) throw new Error(`the keymap names an action that is not there: ${action}`);
    return run(this, argument) !== false;
  }

  /** Whether a key that depends on a state acts. @param {KeyState} state */
  is(state) {
    const { model, selection, relation, caret } = this;
    switch (state) {
      case "selection":
        return selection.range !== null;
      case "focus":
        return model.focused !== null && !caret.active;
      case "spans":
        return model.spans.size > 0;
      case "relation":
        return relation.state !== null;
      case "caret":
        return caret.active;
      case "caret-on-span":
        return caret.active && !selection.range && this.spanAt(caret.head) !== null;
      case "choice":
        return this.palette.asks;
    }
  }

  /** @returns {Mode} */
  get mode() {
    if (this.relation.state) return { name: "relation", label: this.relation.state.relation };
    if (this.dock.open) return { name: this.dock.open };
    if (this.armed !== null) return { name: "armed", label: this.armed };
    return { name: this.caret.active ? "caret" : "read" };
  }

  modeChanged() {
    const { mode } = this;
    this.dock.showMode(mode);
    this.element.dataset["mode"] = mode.name;
    this.ui?.dispatchEvent(new CustomEvent("mode", { detail: mode }));
  }

  /**
   * Runs a command that labels, and goes to the first attribute that needs a decision.
   *
   * @param {Command} command
   * @param {string} label
   */
  label(command, label) {
    if (!this.model.run(command)) return;
    this.lastLabel = label;
    this.askToDecide();
  }

  /** Goes to the first attribute of the focused span that needs a decision; as soon as the panels are there. */
  askToDecide() {
    if (this.panels) this.panels.askToDecide();
    else this.#owesDecision = true;
  }

  /** Takes the panels, which may come behind the text. @param {Panels} panels */
  takePanels(panels) {
    this.panels = panels;
    // What is out of view waits until all in view has been painted.
    const cancel = afterFrame(() => {
      this.#makeNear();
      makeWhenIdle(this.view.sections, this.#signal);
      this.#signal.addEventListener("abort", whenIdle(() => this.view.index.takeAll()));
    }, 2);
    this.#signal.addEventListener("abort", cancel);
    if (this.#owesDecision) panels.askToDecide();
  }

  #makeNear() {
    if (this.#makesNear) return;
    this.#makesNear = true;
    makeWhenNear(this.view.sections, this.scroller, this.#signal);
  }

  /** @param {string | null} label */
  arm(label) {
    this.armed = label;
    if (label !== null)
      this.model.announce(`${this.model.labelSet.titleOf(label)} is ready: every sweep gives this label, until Esc.`);
    this.modeChanged();
  }

  focusText() {
    this.view.element.focus({ preventScroll: true });
  }

  /** Back to the text without Esc, which may be on its way. */
  returnToText() {
    this.focusText();
    this.#returned = performance.now();
  }

  /** Whether the last thing that happened was the return to the text, just now; once. */
  takeReturn() {
    const isFresh = performance.now() - this.#returned < ON_ITS_WAY;
    this.#returned = -Infinity;
    return isFresh;
  }

  /**
   * Focuses a span and brings it into view.
   *
   * @param {string} id
   * @param {string} source
   */
  goToSpan(id, source) {
    this.model.focus(id, { scroll: true, source });
  }

  /** The innermost span at an offset. @param {number} unit @returns {string | null} */
  spanAt(unit) {
    const [node] = this.view.pointAt(unit, "after");
    return this.view.spansAt(node.parentElement)[0] ?? null;
  }

  /** What is wrong now: what the panels know of it, else what the server said last. @returns {readonly Problem[]} */
  problems() {
    return this.panels?.problems.list() ?? this.model.problems;
  }

  /** UTF-16 units to code points. @param {Range} range @returns {Range} */
  toPoints({ start, end }) {
    const { offsets } = this.model;
    return { start: offsets.toCodePoints(start), end: offsets.toCodePoints(end) };
  }

  dispose() {
    this.dock.dispose();
    clearHighlights();
  }

  #listen() {
    const signal = this.#signal;
    const { model } = this;
    const repaint = () => this.overlay.invalidate();
    const onChange = (/** @type {Event} */ event) => {
      const { source } = detailOf(event);
      if (source !== "remote") this.dock.closeStale();
      if (source === "command") this.dock.quiet();
      this.selection.refresh();
      this.relation.refresh();
      repaint();
    };
    model.addEventListener("change", onChange, { signal });
    model.addEventListener("announce", (event) => this.dock.say(detailOf(event)), { signal });
    model.addEventListener("hint", (event) => this.dock.hint(detailOf(event)), { signal });
    model.addEventListener(
      "focus",
      (event) => {
        const { id, scroll, source } = detailOf(event);
        if (this.relation.state && this.relation.state.from !== id) this.relation.end();
        this.dock.closeStale();
        const range = id === null ? undefined : this.view.index.rangesOf(id)[0];
        if (scroll && range) reveal(this.view, this.scroller, range);
        if (id !== null && source !== "command") this.#describe(id);
        repaint();
      },
      { signal },
    );
    const forgetReturn = (/** @type {Event} */ event) => {
      if (!(event instanceof KeyboardEvent && event.key === "Escape")) this.#returned = -Infinity;
    };
    for (const type of ["keydown", "pointerdown"]) addEventListener(type, forgetReturn, { signal, capture: true });
    const text = this.view.element;
    const { classList } = this.element;
    text.addEventListener("focus", () => classList.toggle("an-at-keys", text.matches(":focus-visible")), { signal });
    text.addEventListener("blur", () => classList.remove("an-at-keys"), { signal });
    listenToPointer(this, signal);
  }

  /** Says what was focused. @param {string} id */
  #describe(id) {
    const { model } = this;
    const span = model.spans.get(id);
    if (!span) return;
    const relations = model.relationsOf(id).length;
    const problems = this.problems().filter(({ span_id }) => span_id === id).length;
    const parts = [
      `${model.labelSet.titleOf(span.label)}: ${[...model.textOf(span)].slice(0, 80).join("")}`,
      ...(relations ? [`${relations} relation${relations === 1 ? "" : "s"}`] : []),
      ...(problems ? [`${problems} problem${problems === 1 ? "" : "s"}`] : []),
    ];
    model.announce(parts.join(" · "));
  }
}
