/** Where in the text (in UTF-16 units) the nodes of the page begin: text nodes, runs, blocks, sections and chapters. */

/** @type {WeakMap<Node, number>} */
const starts = new WeakMap();

/**
 * @param {Node} node
 * @param {number} unit
 */
export function setStart(node, unit) {
  starts.set(node, unit);
}

/**
 * @param {Node} node
 * @returns {number | undefined} undefined for what is no part of the text, such as a tag
 */
export function startOfNode(node) {
  return starts.get(node);
}
