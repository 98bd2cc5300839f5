/** While no span has the focus: the labels with their keys, which label the selection or arm the next sweep. */

import { detailOf, el, setText } from "../dom.js";
import { keycap } from "./keycaps.js";
import { icon } from "./icons.js";
import { labelColor } from "./span_words.js";

/**
 * @import {LabelData, Mode, Ui} from "../types.js"
 * @import {Model} from "../model.js"
 */

export class LabelLegend {
  #model;
  #ui;
  #howTo = el("p", { class: "an-remark" }, "Select words, then press a key. Or press a key first, and sweep.");
  /** @type {Map<string, HTMLElement>} */
  #counts = new Map();
  /** @type {Map<string, HTMLElement>} */
  #buttons = new Map();

  /**
   * @param {Model} model
   * @param {Ui} ui
   * @param {(label: string) => void} openGuideline
   */
  constructor(model, ui, openGuideline) {
    this.#model = model;
    this.#ui = ui;
    this.element = el(
      "div",
      { class: "an-legend" },
      el("h2", { class: "an-card-title" }, "Labels"),
      this.#howTo,
      el(
        "ul",
        { class: "an-legend-list" },
        model.labelSet.labels.map((label) => this.#row(label, openGuideline)),
      ),
    );
    ui.addEventListener("mode", (event) => this.#showArmed(detailOf(event)));
  }

  update() {
    this.#howTo.hidden = this.#model.readOnly;
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const { label } of this.#model.spans.values()) counts.set(label, (counts.get(label) ?? 0) + 1);
    for (const [name, element] of this.#counts) setText(element, counts.get(name) ?? 0);
  }

  /** Marks the label that every sweep gives. @param {Mode} mode */
  #showArmed({ name, label }) {
    for (const [of, button] of this.#buttons) {
      button.setAttribute("aria-pressed", String(name === "armed" && label === of));
    }
  }

  /**
   * @param {LabelData} label
   * @param {(label: string) => void} openGuideline
   */
  #row({ name, title, description, hotkey }, openGuideline) {
    const count = el("span", { class: "an-count" });
    this.#counts.set(name, count);
    const button = el(
      "button",
      {
        type: "button",
        class: "an-legend-label",
        title: description,
        "aria-keyshortcuts": hotkey,
        "aria-pressed": "false",
        // The selection in the text must outlive the press.
        onPointerdown: (/** @type {Event} */ event) => event.preventDefault(),
        onClick: () => this.#ui.act("label", name),
      },
      hotkey ? keycap(hotkey) : el("span", { class: "an-key-gap" }),
      el("span", { class: "an-swatch" }),
      el("span", { class: "an-legend-title" }, title),
      count,
    );
    this.#buttons.set(name, button);
    return el(
      "li",
      { class: "an-legend-row", style: labelColor(name) },
      button,
      el(
        "button",
        {
          type: "button",
          class: "an-tool",
          "aria-label": `Guidelines of ${title}`,
          title: `Guidelines of ${title}`,
          onClick: () => openGuideline(name),
        },
        icon("book"),
      ),
    );
  }
}
