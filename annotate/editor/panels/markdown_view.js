/** Shows guideline Markdown: elements are made one by one, text as text nodes. */

import { el } from "../dom.js";
import { parseMarkdown } from "./markdown.js";

/** @typedef {import("./markdown.js").Block} Block */
/** @typedef {import("./markdown.js").Inline} Inline */

/**
 * @param {string} source
 * @returns {HTMLElement}
 */
export function markdownView(source) {
  return el("div", { class: "an-md" }, parseMarkdown(source).map(block));
}

/** @param {Block} node @returns {HTMLElement} */
function block(node) {
  switch (node.type) {
    case "heading":
      // The panel's own headings are of level 3: those of the text go below.
      return el(node.level <= 2 ? "h4" : "h5", null, node.children.map(inline));
    case "list":
      return el(
        node.ordered ? "ol" : "ul",
        null,
        node.items.map((item) => el("li", null, listItem(item))),
      );
    case "blockquote":
      return el("blockquote", null, node.children.map(block));
    case "pre":
      return el("pre", null, el("code", null, node.text));
    default:
      return el("p", null, node.children.map(inline));
  }
}

/**
 * A lone paragraph in an item needs no space around it.
 *
 * @param {Block[]} blocks
 * @returns {Node[]}
 */
function listItem(blocks) {
  const [only, ...others] = blocks;
  if (only?.type === "paragraph" && !others.length) return only.children.map(inline);
  return blocks.map(block);
}

/** @param {Inline} node @returns {Node} */
function inline(node) {
  switch (node.type) {
    case "code":
      return el("code", null, node.text);
    case "strong":
      return el("strong", null, node.children.map(inline));
    case "em":
      return el("em", null, node.children.map(inline));
    case "link":
      return el("a", { href: node.href, target: "_blank", rel: "noopener noreferrer" }, node.children.map(inline));
    default:
      return document.createTextNode(node.text);
  }
}
