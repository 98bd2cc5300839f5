/** Above the text: which article, how far it is, whether it is saved, what is wrong, and where to go. */

import * as commands from "../commands.js";
import { el, setText } from "../dom.js";
import { keyName, keycap } from "./keycaps.js";
import { icon } from "./icons.js";
import { plural } from "./numbers.js";
import { SavePill } from "./save_pill.js";

/**
 * @import {Article, Ui} from "../types.js"
 * @import {LiveProblems} from "../live_problems.js"
 * @import {Model} from "../model.js"
 */

/**
 * @typedef {object} HeaderActions
 * @property {(panel: string) => void} toggle
 * @property {() => void} showConflict
 * @property {() => void} showRefused
 * @property {() => void} submit
 */

export class Header {
  #model;
  #ui;
  #problems;
  #counts = el("span", { class: "an-counts" });
  #problemCount = el("span");
  #problemButton;
  #problemGroup;
  #submit;
  #closed = el("span", { class: "an-status", hidden: true });
  #skip;
  /** What opens a page, by the page's name. @type {Map<string, HTMLElement>} */
  #openers = new Map();

  /**
   * @param {Model} model
   * @param {Ui} ui
   * @param {LiveProblems} problems
   * @param {HeaderActions} actions
   * @param {AbortSignal} signal
   */
  constructor(model, ui, problems, actions, signal) {
    this.#model = model;
    this.#ui = ui;
    this.#problems = problems;
    const save = new SavePill(ui, actions, (message) => model.announce(message), signal);
    this.#problemButton = el(
      "button",
      { type: "button", class: "an-problem-count", onClick: () => actions.toggle("problems") },
      el("span", { class: "an-problem-icon" }),
      this.#problemCount,
    );
    this.#problemGroup = el(
      "div",
      { class: "an-group", role: "group", "aria-label": "Problems" },
      this.#problemButton,
      this.#act("Previous problem", "up", "problem", "previous"),
      this.#act("Next problem", "down", "problem", "next"),
    );
    this.#submit = el("button", { type: "button", class: "an-action an-main", onClick: () => this.#onSubmit(actions) });
    this.#skip = this.#act("Skip this article", "skip", "skip");
    this.element = el(
      "div",
      { class: "an-header" },
      el("div", { class: "an-head-title" }, titleView(model.article), metaView(this.#counts, this.#progress())),
      el(
        "div",
        { class: "an-head-tools" },
        save.element,
        this.#problemGroup,
        el(
          "div",
          { class: "an-group", role: "group", "aria-label": "Panels" },
          this.#panel("Guidelines", "book", "guidelines", actions),
          this.#panel("Notes on the article", "note", "notes", actions),
          this.#panel("History", "history", "history", actions),
          this.#panel("Keys", "help", "keys", actions),
        ),
        el(
          "div",
          { class: "an-group", role: "group", "aria-label": "Articles" },
          this.#navigate("Previous article", "left", "previous"),
          this.#navigate("Next article", "right", "next"),
          this.#skip,
        ),
        this.#closed,
        this.#submit,
      ),
    );
    this.update();
  }

  update() {
    this.#showCounts();
    this.#showProblems();
    this.#showStatus();
  }

  /** Shows which of the panels is open. @param {string} page */
  showPage(page) {
    for (const [name, opener] of this.#openers) opener.setAttribute("aria-pressed", String(name === page));
  }

  #showCounts() {
    const { spans, relations } = this.#model;
    setText(this.#counts, `${plural(spans.size, "span")}, ${plural(relations.size, "relation")}`);
  }

  #showProblems() {
    const all = this.#problems.list().length;
    const errors = this.#problems.errors.length;
    const kind = errors ? "error" : all ? "warning" : "fine";
    if (this.#problemGroup.dataset["kind"] !== kind) {
      this.#problemGroup.dataset["kind"] = kind;
      this.#problemButton.firstElementChild?.replaceChildren(icon(kind === "fine" ? "check" : kind));
    }
    setText(this.#problemCount, all ? plural(all, "problem") : "No problems");
  }

  #showStatus() {
    const { status, skippedReason, locked, lockedBecause } = this.#model;
    const open = status === "in_progress";
    const skipped = skippedReason !== null;
    const why = skippedReason ? `Skipped: ${skippedReason}` : "Skipped";
    const stands = open ? (skipped ? why : "") : status === "submitted" ? "Submitted" : "Adjudicated";
    const words = [stands, locked ? "Read only" : ""].filter(Boolean).join(" · ");
    setText(this.#closed, words);
    this.#closed.hidden = !words;
    this.#closed.title = lockedBecause || (skippedReason ?? "");
    this.#skip.hidden = !open || locked;
    this.#skip.setAttribute("aria-pressed", String(skipped));
    this.#submit.hidden = status === "adjudicated" || locked;
    if (this.#submit.dataset["status"] === status) return;
    this.#submit.dataset["status"] = status;
    this.#submit.title = open ? this.#keyOf("submit") : "Take it back, to go on with it";
    this.#submit.replaceChildren(open ? "Submit" : "Reopen");
    if (open) this.#submit.append(keycap("ctrl+enter"));
  }

  /** @param {HeaderActions} actions */
  #onSubmit(actions) {
    if (this.#model.status === "in_progress") actions.submit();
    else this.#model.run(commands.setStatus(this.#model, "in_progress"));
  }

  /** How many articles are done, where the app tells it. */
  #progress() {
    const { progress } = this.#ui.options;
    if (!progress) return null;
    const { done, total } = progress;
    const bar = el("progress", { class: "an-progress", max: total, value: done, "aria-label": "Articles submitted" });
    return el("span", { class: "an-progress-box" }, bar, `${done} of ${total}`);
  }

  /**
   * @param {string} title
   * @param {string} image
   * @param {string} action
   * @param {string} [argument]
   */
  #act(title, image, action, argument) {
    return iconButton(title, image, this.#keyOf(action, argument), () => this.#ui.act(action, argument));
  }

  /**
   * @param {string} title
   * @param {string} image
   * @param {"next" | "previous"} direction
   */
  #navigate(title, image, direction) {
    return iconButton(title, image, this.#keyOf("navigate", direction), () => this.#ui.navigate(direction));
  }

  /**
   * @param {string} title
   * @param {string} image
   * @param {string} panel
   * @param {HeaderActions} actions
   */
  #panel(title, image, panel, actions) {
    const opener = iconButton(title, image, this.#keyOf(panel), () => actions.toggle(panel));
    if (panel !== "keys") this.#openers.set(panel, opener);
    return opener;
  }

  /**
   * @param {string} action
   * @param {string} [argument]
   */
  #keyOf(action, argument) {
    const binding = this.#ui.keymap.find((row) => row.action === action && row.argument === argument);
    return binding?.keys[0] ? keyName(binding.keys[0]) : "";
  }
}

/**
 * @param {string} title
 * @param {string} image
 * @param {string} key
 * @param {() => void} onClick
 */
function iconButton(title, image, key, onClick) {
  const properties = { "aria-label": title, title: key ? `${title} (${key})` : title, onClick };
  return el("button", { type: "button", class: "an-tool", ...properties }, icon(image));
}

/** @param {Article} article */
function titleView({ title, language }) {
  return el("h2", { class: "an-head-name", title, lang: language, dir: "auto" }, title);
}

/**
 * Where the article comes from stands above its text.
 *
 * @param {HTMLElement} counts
 * @param {HTMLElement | null} progress
 */
function metaView(counts, progress) {
  return el("p", { class: "an-meta" }, progress, counts);
}
