/**
 * Every edit that the editor can make, as pure functions from the model to a `Command`. Nobody else builds edits.
 *
 * Ranges and offsets are code points. Whether a range is fit to be labelled (words, whitespace) is decided before.
 */

export * from "./commands/attributes.js";
export * from "./commands/relations.js";
export * from "./commands/set.js";
export * from "./commands/spans.js";
