import assert from "node:assert/strict";
import { test } from "node:test";

import { parseInline, parseMarkdown } from "../../annotate/editor/panels/markdown.js";

/** @param {any} node @returns {string} The tree in a line. */
function told(node) {
  if (Array.isArray(node)) return node.map(told).join(" ");
  const inside = node.children ?? node.items;
  return inside ? `${node.type}(${told(inside)})` : node.type === "text" ? node.text : `${node.type}(${node.text})`;
}

test("emphasis, code and links are read, underscores within words are not", () => {
  assert.equal(
    told(parseInline("Mark **all of it**, *not* `half`, see [here](https://example.org/a_b), no_speaker_name")),
    "Mark  strong(all of it) ,  em(not)   code(half) , see  link(here) , no_speaker_name",
  );
});

test("markup and links that run something stay text", () => {
  const source = "<img src=x onerror=alert(1)> [go](javascript:alert(1)) <b>b</b>";
  assert.deepEqual(parseInline(source), [{ type: "text", text: source }]);
});

test("lists nest and keep what follows them apart", () => {
  assert.equal(
    told(parseMarkdown("- one\n- two\n  more of two\n  - inner\n\nAfter")),
    "list(paragraph(one) paragraph(two more of two) list(paragraph(inner))) paragraph(After)",
  );
});

test("numbered lists, headings, quotations and code blocks are read", () => {
  assert.equal(
    told(parseMarkdown("# Title\n1. a\n2. b\n\n> said\n> so\n\n```\nx * y\n```")),
    "heading(Title) list(paragraph(a) paragraph(b)) blockquote(paragraph(said so)) pre(x * y)",
  );
});

test("a paragraph of several lines is one", () => {
  assert.equal(told(parseMarkdown("one\ntwo\n\nthree")), "paragraph(one two) paragraph(three)");
});

test("no source takes long", { timeout: 2_000 }, () => {
  for (const piece of ["*", "**a", "_a_", "[", "[a](", "> ", "- ", "`", "1. "]) {
    parseMarkdown(piece.repeat(20_000 / piece.length));
  }
});
