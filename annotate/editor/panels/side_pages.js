/** The lower part of the side: lists in tabs, and pages that open over them (guidelines, history). */

import { el, setText } from "../dom.js";
import { icon } from "./icons.js";
import { inThousands } from "./numbers.js";

/**
 * @typedef {object} Page
 * @property {string} name
 * @property {string} title
 * @property {HTMLElement} element
 * @property {() => void} update
 * @property {(() => number)} [count] Shown in the tab.
 * @property {boolean} tab Whether it has a tab; others open over the lists and close again.
 */

export class SidePages {
  #pages;
  /** @type {Map<string, {button: HTMLButtonElement, count: HTMLElement}>} */
  #tabs = new Map();
  #tablist;
  #head;
  #headTitle = el("h2");
  #current;
  /** The tab to come back to. */
  #tab;

  #onShow;

  /**
   * @param {Page[]} pages the first is the one to be shown
   * @param {(name: string) => void} onShow tells which page is in view
   */
  constructor(pages, onShow) {
    this.#onShow = onShow;
    this.#pages = new Map(pages.map((page) => [page.name, page]));
    const [first] = pages;
    if (!first) throw new Error("there is no page");
    this.#current = first.name;
    this.#tab = first.name;
    this.#tablist = el(
      "div",
      {
        class: "an-tabs",
        role: "tablist",
        "aria-label": "Lists",
        onKeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
      },
      pages.filter(({ tab }) => tab).map((page) => this.#tabButton(page)),
    );
    const close = el(
      "button",
      {
        type: "button",
        class: "an-tool",
        "aria-label": "Close",
        title: "Close (Esc)",
        onClick: () => this.closeOver(),
      },
      icon("close"),
    );
    this.#head = el("div", { class: "an-sheet-head" }, this.#headTitle, close);
    const panels = pages.map(({ name, title, element, tab }) => {
      const named = tab
        ? { role: "tabpanel", "aria-labelledby": `an-tab-${name}` }
        : { role: "region", "aria-label": title };
      return el("div", { class: "an-panel", id: `an-panel-${name}`, ...named }, element);
    });
    this.element = el("div", { class: "an-pages" }, this.#tablist, this.#head, panels);
  }

  get current() {
    return this.#current;
  }

  /** @param {string} name */
  show(name) {
    const page = this.#pages.get(name);
    if (!page) return;
    this.#current = name;
    if (page.tab) this.#tab = name;
    this.#tablist.hidden = !page.tab;
    this.#head.hidden = page.tab;
    setText(this.#headTitle, page.title);
    this.element.toggleAttribute("data-over", !page.tab);
    for (const child of this.#pages.keys()) {
      const panel = /** @type {HTMLElement} */ (this.element.querySelector(`#an-panel-${child}`));
      panel.hidden = child !== name;
    }
    for (const [tab, { button }] of this.#tabs) {
      button.setAttribute("aria-selected", String(tab === name));
      button.tabIndex = tab === name ? 0 : -1;
    }
    this.update();
    this.#onShow(name);
  }

  /** Back to the lists. True: a page was closed. */
  closeOver() {
    if (this.#pages.get(this.#current)?.tab) return false;
    this.show(this.#tab);
    return true;
  }

  /** Draws the page in view, and every tab's count. */
  update() {
    for (const [name, { count }] of this.#tabs) {
      const number = this.#pages.get(name)?.count?.();
      setText(count, number === undefined ? "" : inThousands(number));
    }
    this.#pages.get(this.#current)?.update();
  }

  /** @param {Page} page */
  #tabButton({ name, title }) {
    const count = el("span", { class: "an-count" });
    const button = el(
      "button",
      {
        type: "button",
        class: "an-tab",
        role: "tab",
        id: `an-tab-${name}`,
        "aria-controls": `an-panel-${name}`,
        onClick: () => this.show(name),
      },
      title,
      count,
    );
    this.#tabs.set(name, { button, count });
    return button;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const names = [...this.#tabs.keys()];
    const next = names[(names.indexOf(this.#current) + step + names.length) % names.length] ?? "";
    this.show(next);
    this.#tabs.get(next)?.button.focus();
    event.preventDefault();
    event.stopPropagation();
  }
}
