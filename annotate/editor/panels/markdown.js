/**
 * The part of Markdown that guidelines use, as a tree: headings, paragraphs, lists, quotations, code, emphasis, links.
 * Whatever else stands there stays text, so nothing in a label set can reach the page as markup.
 */

/**
 * @typedef {{type: "text" | "code", text: string}} Leaf
 * @typedef {Leaf | {type: "strong" | "em", children: Inline[]} | {type: "link", href: string, children: Inline[]}} Inline
 * @typedef {{type: "heading", level: number, children: Inline[]} | {type: "paragraph", children: Inline[]}} Line
 * @typedef {{type: "list", ordered: boolean, items: Block[][]} | {type: "blockquote", children: Block[]}} Nest
 * @typedef {Line | Nest | {type: "pre", text: string}} Block
 */

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const BULLET = /^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;
const INDENTED = /^>\s?(.*)$/;
const FENCE = /^(?:```|~~~)/;

/** Quotations and lists deeper than this stay text. */
const MAX_DEPTH = 6;

/**
 * @param {string} source
 * @param {number} [depth]
 * @returns {Block[]}
 */
export function parseMarkdown(source, depth = 0) {
  const lines = source.split(/\r?\n/);
  /** @type {Block[]} */
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    if (!line.trim()) at += 1;
    else if (FENCE.test(line)) at = readCode(lines, at, blocks);
    else if (HEADING.test(line)) at = readHeading(lines, at, blocks);
    else if (depth < MAX_DEPTH && INDENTED.test(line)) at = readBlockquote(lines, at, blocks, depth);
    else if (depth < MAX_DEPTH && BULLET.test(line)) at = readList(lines, at, blocks, depth);
    else at = readParagraph(lines, at, blocks);
  }
  return blocks;
}

/** Longer paragraphs stay plain: no source is worth a browser that stands still. */
const MAX_INLINE = 5_000;

const INLINE = new RegExp(
  [
    String.raw`\x60([^\x60]+)\x60`,
    String.raw`\*\*(?=\S)(.+?\S|\S)\*\*`,
    String.raw`(?<![\p{L}\p{N}_])__(?=\S)(.+?\S|\S)__(?![\p{L}\p{N}_])`,
    String.raw`\*(?=\S)(.+?\S|\S)\*`,
    String.raw`(?<![\p{L}\p{N}_])_(?=\S)(.+?\S|\S)_(?![\p{L}\p{N}_])`,
    String.raw`\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)`,
  ].join("|"),
  "u",
);

/**
 * @param {string} text
 * @returns {Inline[]}
 */
export function parseInline(text) {
  /** @type {Inline[]} */
  const parts = [];
  let rest = text;
  if (text.length > MAX_INLINE) return [{ type: "text", text }];
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    if (match.index) parts.push({ type: "text", text: rest.slice(0, match.index) });
    parts.push(inline(match));
    rest = rest.slice(match.index + match[0].length);
  }
  if (rest) parts.push({ type: "text", text: rest });
  return parts;
}

/**
 * @param {RegExpExecArray} match
 * @returns {Inline}
 */
function inline([, code, strong, strong2, em, em2, label, href]) {
  if (code !== undefined) return { type: "code", text: code };
  const bold = strong ?? strong2;
  if (bold !== undefined) return { type: "strong", children: parseInline(bold) };
  if (href !== undefined) return { type: "link", href, children: [{ type: "text", text: label ?? href }] };
  return { type: "em", children: parseInline(em ?? em2 ?? "") };
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @param {Block[]} blocks
 * @returns {number} the line after what was read
 */
function readCode(lines, at, blocks) {
  const close = lines.findIndex((line, index) => index > at && FENCE.test(line));
  const end = close < 0 ? lines.length : close;
  blocks.push({ type: "pre", text: lines.slice(at + 1, end).join("\n") });
  return end + 1;
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @param {Block[]} blocks
 * @returns {number}
 */
function readHeading(lines, at, blocks) {
  const [, marks = "", text = ""] = HEADING.exec(lines[at] ?? "") ?? [];
  blocks.push({ type: "heading", level: marks.length, children: parseInline(text) });
  return at + 1;
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @param {Block[]} blocks
 * @param {number} depth
 * @returns {number}
 */
function readBlockquote(lines, at, blocks, depth) {
  let end = at;
  while (INDENTED.test(lines[end] ?? "")) end += 1;
  const inside = lines.slice(at, end).map((line) => INDENTED.exec(line)?.[1] ?? "");
  blocks.push({ type: "blockquote", children: parseMarkdown(inside.join("\n"), depth + 1) });
  return end;
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @param {Block[]} blocks
 * @param {number} depth
 * @returns {number}
 */
function readList(lines, at, blocks, depth) {
  const [, indent = "", number] = BULLET.exec(lines[at] ?? "") ?? [];
  /** @type {string[][]} */
  const items = [];
  let end = at;
  for (; end < lines.length; end += 1) {
    const line = lines[end] ?? "";
    const bullet = BULLET.exec(line);
    const sameList = bullet && (bullet[1] ?? "").length <= indent.length;
    if (sameList && (bullet[2] === undefined) !== (number === undefined)) break;
    if (sameList) items.push([bullet[3] ?? ""]);
    else if (line.trim() && (bullet || /^\s/.test(line) || (lines[end - 1] ?? "").trim())) {
      items.at(-1)?.push(line.replace(/^\s{1,4}/, ""));
    } else if (!line.trim() && /^\s+\S|^\s*(?:[-*+]|\d+[.)])\s/.test(lines[end + 1] ?? "")) items.at(-1)?.push("");
    else break;
  }
  const parsed = items.map((item) => parseMarkdown(item.join("\n").trimEnd(), depth + 1));
  blocks.push({ type: "list", ordered: number !== undefined, items: parsed });
  return end;
}

/**
 * @param {string[]} lines
 * @param {number} at
 * @param {Block[]} blocks
 * @returns {number}
 */
function readParagraph(lines, at, blocks) {
  let end = at + 1;
  while (end < lines.length && (lines[end] ?? "").trim() && !startsBlock(lines[end] ?? "")) end += 1;
  const text = lines
    .slice(at, end)
    .map((line) => line.trim())
    .join(" ");
  blocks.push({ type: "paragraph", children: parseInline(text) });
  return end;
}

/** @param {string} line */
function startsBlock(line) {
  return HEADING.test(line) || BULLET.test(line) || INDENTED.test(line) || FENCE.test(line);
}
