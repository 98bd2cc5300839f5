/** Whatever the commands are asked for, the fragments that they make are such as the store takes. */

import assert from "node:assert/strict";
import test from "node:test";
import * as commands from "../../annotate/editor/commands.js";
import { Model } from "../../annotate/editor/model.js";
import { withEdgeAt, withEdgeMoved } from "../../annotate/editor/tools/resizing.js";
import { Words } from "../../annotate/editor/words.js";
import { below, payload, randomNumbers } from "./support.js";

/** @import {Command, Span} from "../../annotate/editor/types.js" */

const TEXT =
  " Mara said: “We build, we pay.”\n\n \u00a0\n“Or 👩🏽‍🚀 we do\u0085 not,” \u001cshe 𝔸 added.\r\n\r\n\tقال: «نعم»، ثم لا.\n\nEnd …  ";
const SPACE = /^[\s\u001c-\u001f\u0085]|[\s\u001c-\u001f\u0085]$/u;

/** The rules of the schema and of the validator. @param {Span} span @param {string[]} characters of the text */
function assertFits({ fragments }, characters) {
  assert.ok(fragments.length > 0 && fragments.length <= 100);
  let behind = -1;
  for (const { start, end, text } of fragments) {
    assert.ok(behind < start && start < end && end <= characters.length, `${start}-${end}`);
    assert.equal(text, characters.slice(start, end).join(""));
    assert.doesNotMatch(text, SPACE);
    behind = end;
  }
}

/** @param {number} seed */
function build(seed) {
  const random = randomNumbers(seed);
  const model = new Model(payload(TEXT));
  const characters = [...TEXT];
  const range = () => {
    const [a, b] = [below(random, characters.length + 1), below(random, characters.length + 1)];
    return { start: Math.min(a, b), end: Math.max(a, b) };
  };
  return { random, model, characters, range };
}

test("no command makes a fragment that the store would refuse", () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const { random, model, characters, range } = build(seed);
    for (let step = 0; step < 60; step += 1) {
      const spans = model.spansInOrder();
      const any = spans[below(random, spans.length)];
      /** @type {(() => Command)[]} */
      const choices = [
        () => commands.labelFragments(model, "alpha", [range()]),
        () => commands.labelFragments(model, "beta", [range(), range()]),
        () => commands.labelOccurrences(model, "alpha", [range(), range()], {}),
        ...(any
          ? [
              () => commands.addFragment(model, any.id, range()),
              () => commands.cutRange(model, any.id, range()),
              () => commands.resize(model, any.id, below(random, any.fragments.length), range()),
              () => commands.removeFragment(model, any.id, 0),
            ]
          : []),
      ];
      model.run(/** @type {() => Command} */ (choices[below(random, choices.length)])());
      for (const span of model.spansInOrder()) assertFits(span, characters);
    }
  }
});

test("wherever a handle is dragged and whatever key moves an end, the store takes the fragment", () => {
  const words = new Words(TEXT, "en");
  const { model, characters } = build(1);
  const { offsets } = model;
  for (let seed = 1; seed <= 400; seed += 1) {
    const { random, range } = build(seed);
    const command = commands.labelFragments(model, "alpha", [range()]);
    if (!command.edits.length) continue;
    model.run(command);
    const id = String(command.focus);
    for (let step = 0; step < 8; step += 1) {
      const { fragments = [] } = model.spans.get(id) ?? {};
      const index = below(random, fragments.length);
      const { start = 0, end = 0 } = fragments[index] ?? {};
      const before = { start: offsets.toUtf16(start), end: offsets.toUtf16(end) };
      const edge = random() < 0.5 ? "start" : "end";
      const unit = words.characterAt(below(random, TEXT.length)).start;
      const next =
        random() < 0.5
          ? withEdgeAt(words, before, edge, unit, random() < 0.5)
          : withEdgeMoved(words, before, edge, random() < 0.5 ? "word" : "character", random() < 0.5 ? 1 : -1);
      if (!next) continue;
      assert.equal(next[edge === "start" ? "end" : "start"], before[edge === "start" ? "end" : "start"]);
      const points = { start: offsets.toCodePoints(next.start), end: offsets.toCodePoints(next.end) };
      model.run(commands.resize(model, id, index, points));
      for (const span of model.spansInOrder()) assertFits(span, characters);
    }
    model.run(commands.removeSpan(model, id));
  }
});

test("an end that is dragged past the other leaves one word, or one character", () => {
  const text = "one two three four";
  const words = new Words(text, "en");
  const range = { start: 4, end: 13 };
  const cut = (/** @type {{start: number, end: number}} */ { start, end }) => text.slice(start, end);
  assert.equal(cut(withEdgeAt(words, range, "end", 1, false)), "two");
  assert.equal(cut(withEdgeAt(words, range, "end", 4, false)), "two");
  assert.equal(cut(withEdgeAt(words, range, "start", 17, false)), "three");
  assert.equal(cut(withEdgeAt(words, range, "start", 13, false)), "three");
  assert.equal(cut(withEdgeAt(words, range, "end", 0, true)), "t");
  assert.equal(cut(withEdgeAt(words, range, "start", 18, true)), "e");
  assert.equal(cut(withEdgeAt(words, range, "end", 14, true)), "two three");
});

test("what lies over several paragraphs becomes one fragment for each, trimmed, in one step", () => {
  const text = "He said:\n “We build.\r\n“We pay.” \nEnd";
  const model = new Model(payload(text));
  /** @type {string[]} */
  const said = [];
  model.addEventListener("announce", (event) => said.push(/** @type {CustomEvent} */ (event).detail));
  model.run(commands.labelFragments(model, "alpha", [{ start: 8, end: text.indexOf("End") }]));
  const [span] = model.spansInOrder();
  assert.deepEqual(
    span?.fragments.map((fragment) => fragment.text),
    ["“We build.", "“We pay.”"],
  );
  assert.match(said[0] ?? "", /, in 2 fragments$/);
  model.run(commands.addFragment(model, String(span?.id), { start: 0, end: text.length }));
  assert.equal(model.spansInOrder()[0]?.fragments.length, 4);
  model.undo();
  model.undo();
  assert.equal(model.spans.size, 0);
});

test("where blank lines part the paragraphs, a sweep over a single line break stays one fragment", () => {
  const text = "He said: “We\r\nbuild, and\n we pay.\n \n“We will.”\nEnd\n";
  const model = new Model(payload(text));
  model.run(commands.labelFragments(model, "alpha", [{ start: 9, end: text.indexOf("End") }]));
  const [span] = model.spansInOrder();
  assert.deepEqual(
    span?.fragments.map((fragment) => fragment.text),
    ["“We\r\nbuild, and\n we pay.", "“We will.”"],
  );
  model.run(commands.cutRange(model, String(span?.id), { start: text.indexOf("and"), end: text.indexOf("we pay") }));
  assert.equal(model.spansInOrder()[0]?.fragments[1]?.text, "we pay.");
  model.run(commands.resize(model, String(span?.id), 0, { start: 0, end: text.indexOf(", and") }));
  assert.equal(model.spansInOrder()[0]?.fragments[0]?.text, "He said: “We\r\nbuild");
});

test("a fragment that an import left over two lines stays whole while another part of its span is changed", () => {
  const text = "One two\nthree four five six";
  const fragment = { start: 0, end: 13, text: text.slice(0, 13) };
  const spans = [{ id: "s", label: "alpha", fragments: [fragment], attributes: {} }];
  const model = new Model(payload(text, { spans }));
  model.run(commands.addFragment(model, "s", { start: 19, end: 23 }));
  assert.deepEqual(model.spans.get("s")?.fragments[0], fragment);
});

test("more paragraphs than a span may have fragments are refused, with the reason", () => {
  const model = new Model(payload("word\n".repeat(101)));
  assert.match(commands.labelFragments(model, "alpha", [{ start: 0, end: 505 }]).title, /at most 100 fragments/);
  assert.equal(model.run(commands.labelFragments(model, "alpha", [{ start: 0, end: 505 }])), false);
});

test("a selection without words is not labelled", () => {
  const model = new Model(payload("a \n\u00a0 b"));
  assert.equal(model.run(commands.labelFragments(model, "alpha", [{ start: 1, end: 5 }])), false);
});
