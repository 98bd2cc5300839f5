/** Narrows a list: by words, by label, to what has a problem, to what is flagged. */

import { el } from "../dom.js";
import { icon } from "./icons.js";

/** @typedef {{words: string, label: string, problems: boolean, flagged: boolean}} Filter */

/**
 * @param {string} what Plural of what the list holds.
 * @param {{name: string, title: string}[]} kinds
 * @param {{flags: boolean}} options Whether rows can be unsure or have notes.
 * @param {() => void} onChange
 * @returns {{element: HTMLElement, filter: Filter}} `filter` is kept up to date.
 */
export function filterBar(what, kinds, { flags }, onChange) {
  /** @type {Filter} */
  const filter = { words: "", label: "", problems: false, flagged: false };
  const words = el("input", {
    class: "an-entry an-filter-words",
    type: "search",
    placeholder: "Filter",
    autocomplete: "off",
    "aria-label": `Filter ${what} by words`,
    onInput: () => {
      filter.words = words.value;
      onChange();
    },
  });
  const kind = el(
    "select",
    {
      class: "an-entry an-filter-kind",
      "aria-label": `Filter ${what} by kind`,
      onChange: () => {
        filter.label = kind.value;
        onChange();
      },
    },
    el("option", { value: "" }, "All kinds"),
    kinds.map(({ name, title }) => el("option", { value: name }, title)),
  );
  const toggle = (
    /** @type {"problems" | "flagged"} */ name,
    /** @type {string} */ image,
    /** @type {string} */ title,
  ) => {
    const button = el(
      "button",
      {
        type: "button",
        class: "an-tool",
        "aria-pressed": "false",
        "aria-label": title,
        title,
        onClick: () => {
          filter[name] = !filter[name];
          button.setAttribute("aria-pressed", String(filter[name]));
          onChange();
        },
      },
      icon(image),
    );
    return button;
  };
  const element = el(
    "div",
    { class: "an-filter", role: "search" },
    words,
    kind,
    toggle("problems", "error", "Only with problems"),
    flags && toggle("flagged", "flag", "Only unsure or with a note"),
  );
  return { element, filter };
}
