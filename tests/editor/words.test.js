import assert from "node:assert/strict";
import test from "node:test";
import { nextEdge, stepFrom } from "../../annotate/editor/steps.js";
import { Words } from "../../annotate/editor/words.js";

/** The words of a text, as double clicks from left to right would take them. @param {string} text @param {string} [language] */
function wordsOf(text, language = "en") {
  const words = new Words(text, language);
  const found = [];
  for (let unit = 0; unit < text.length;) {
    const word = words.wordAt(unit);
    if (word) found.push(text.slice(word.start, word.end));
    unit = word ? word.end : unit + 1;
  }
  return found;
}

/** @param {string} text marked with | where the sweep begins and ends @param {"snapToWords" | "snapToCharacters"} how */
function snapped(text, how = "snapToWords") {
  const [before = "", swept = "", behind = ""] = text.split("|");
  const plain = before + swept + behind;
  const { start, end } = new Words(plain, "en")[how]({ start: before.length, end: before.length + swept.length });
  return plain.slice(start, end);
}

test("words keep their hyphens, apostrophes, initials, currencies and percent signs", () => {
  assert.deepEqual(wordsOf("anti-immigrant O’Brien AT&T U.S. $5.2 30% doesn't @desk"), [
    "anti-immigrant",
    "O’Brien",
    "AT&T",
    "U.S.",
    "$5.2",
    "30%",
    "doesn't",
    "@desk",
  ]);
});

test("a possessive and punctuation stand apart", () => {
  assert.deepEqual(wordsOf("Mara’s “plan”, he said."), ["Mara", "’s", "“", "plan", "”", ",", "he", "said", "."]);
});

test("words of scripts without spaces are told apart", () => {
  assert.ok(wordsOf("政府は新しい計画を発表した。", "ja").length > 4);
  assert.deepEqual(wordsOf("قال الوزير", "ar"), ["قال", "الوزير"]);
});

test("a language that the browser does not know does no harm", () => {
  assert.deepEqual(wordsOf("one two", "zz-not-a-language"), ["one", "two"]);
});

test("a sweep snaps to the words that it touches and drops whitespace at its edges", () => {
  assert.equal(snapped("She s|aid n|o."), "said no");
  assert.equal(snapped("She| said |no."), "said");
  assert.equal(snapped("She |  | said"), "");
  assert.equal(snapped("“|No|,” she said"), "No");
  assert.equal(snapped("|“N|o,” she said"), "“No");
});

test("of two quotation marks a sweep leaves none behind that stands beside it, in every style", () => {
  for (const quoted of ["“toxic”", "‘toxic’", "„toxic“", "„toxic”", "‚toxic‘", "«toxic»", "»toxic«", "‹toxic›", "”toxic”"]) {
    const [open, close] = [quoted.at(0), quoted.at(-1)];
    assert.equal(snapped(`the |dust is ${open}tox|ic${close}.`), `dust is ${quoted}`);
    assert.equal(snapped(`the ${open}to|xic${close} du|st.`), `${quoted} dust`);
    assert.equal(snapped(`${open}No${close} |dust is ${open}tox|ic${close}.`), `dust is ${quoted}`);
  }
  assert.equal(snapped(`the |dust is "tox|ic".`), `dust is "toxic"`);
  assert.equal(snapped(`the |dust is 'tox|ic'.`), `dust is 'toxic'`);
  assert.equal(snapped("la |poussière est «\u00a0tox|ique\u00a0»."), "poussière est «\u00a0toxique\u00a0»");
  assert.equal(snapped("it |is “so ‘tox|ic’”."), "is “so ‘toxic’”");
});

test("a quotation mark whose other one is not in the sweep stays out", () => {
  assert.equal(snapped("“the |dust is tox|ic”."), "dust is toxic");
  assert.equal(snapped("|“the” dust is tox|ic”."), "“the” dust is toxic");
  assert.equal(snapped("“|the dust| is” it"), "the dust");
});

test("an apostrophe in a word, before a figure or behind a genitive is no quotation mark", () => {
  assert.equal(snapped("‘it |isn’t th|e ’90s’"), "isn’t the");
  assert.equal(snapped("she ‘|did that, the workers|’ union."), "did that, the workers");
  assert.equal(snapped("the |’90s and the workers|’ union."), "’90s and the workers");
});

test("any number of marks within one another costs one look", () => {
  const deep = 100_000;
  const [opened, closed] = ["“".repeat(deep), "”".repeat(deep)];
  const begun = performance.now();
  for (const swept of [`|${opened}ab${closed}|`, `|${opened}a|b${closed}`])
    assert.equal(snapped(swept).length, 2 * deep + 2);
  assert.ok(performance.now() - begun < 5_000);
});

test("a sweep by characters splits no grapheme", () => {
  const family = "👨‍👩‍👧";
  assert.equal(snapped(`a${family.slice(0, 2)}|${family.slice(2, 5)}|${family.slice(5)}b`, "snapToCharacters"), family);
  assert.equal(snapped("cafe|\u0301| now", "snapToCharacters"), "e\u0301");
  assert.equal(snapped("🇳🇴"[0] + "|" + "🇳🇴".slice(1, 3) + "|" + "🇳🇴".slice(3), "snapToCharacters"), "🇳🇴");
  assert.equal(snapped("a|𝔸|b", "snapToCharacters"), "𝔸");
});

test("whatever is snapped, whole characters come out", () => {
  const text = "x 👩🏽‍🚀, e\u0301 \r\n\u200bقال 𝔸!\u00a0 ok\ufeff ";
  const words = new Words(text, "und");
  const edges = new Set([0, text.length]);
  for (const { index, segment } of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)) {
    edges.add(index).add(index + segment.length);
  }
  for (let start = 0; start < text.length; start += 1) {
    for (let end = start + 1; end <= text.length; end += 1) {
      for (const how of /** @type {const} */ (["snapToWords", "snapToCharacters"])) {
        const range = words[how]({ start, end });
        if (range.start === range.end) continue;
        assert.ok(edges.has(range.start) && edges.has(range.end), `${how} ${start}-${end}`);
        assert.doesNotMatch(text.slice(range.start, range.end), /^\s|\s$/u);
      }
    }
  }
});

test("a triple click takes the sentence, without the space behind it", () => {
  const text = "He came. She said “no.” They left.\nNext";
  const { start, end } = new Words(text, "en").sentenceAt(12);
  assert.equal(text.slice(start, end), "She said “no.”");
});

test("the caret walks over whole characters, words, sentences and paragraphs, both ways", () => {
  const text = "One 👨‍👩‍👧 two. Three four.\n\nFive";
  const words = new Words(text, "en");
  assert.equal(stepFrom(words, 4, "character", 1), 12);
  assert.equal(stepFrom(words, 12, "character", -1), 4);
  assert.equal(stepFrom(words, 0, "word", 1), 3);
  assert.equal(stepFrom(words, 3, "word", -1), 0);
  assert.equal(text.slice(stepFrom(words, 0, "sentence", 1)).slice(0, 5), "Three");
  assert.equal(text.slice(stepFrom(words, 0, "paragraph", 1)), "Five");
  assert.equal(stepFrom(words, text.length, "paragraph", -1), text.indexOf("Five"));
  assert.equal(stepFrom(words, text.indexOf("Five"), "paragraph", -1), 0);
});

test("in a text with blank lines, sentences and paragraphs go on past a single line break", () => {
  const text = "The mayor of the\r\ntown came. She said\n“no.” They\nleft.\n\nNext.\nOne\n\n";
  const words = new Words(text, "en");
  const cut = (/** @type {{start: number, end: number}} */ { start, end }) => text.slice(start, end);
  assert.equal(cut(words.sentenceAt(2)), "The mayor of the\r\ntown came.");
  assert.equal(cut(words.sentenceAt(text.indexOf("“no"))), "She said\n“no.”");
  assert.equal(cut(words.paragraphAt(20)), text.slice(0, text.indexOf("\n\n")));
  assert.equal(cut(words.sentenceAt(text.indexOf("One"))), "One");
  assert.equal(stepFrom(words, 0, "sentence", 1), text.indexOf("She"));
  assert.equal(stepFrom(words, text.indexOf("They"), "sentence", -1), text.indexOf("She"));
  assert.equal(stepFrom(words, 3, "paragraph", 1), text.indexOf("Next"));
  assert.equal(stepFrom(words, text.indexOf("One") + 1, "paragraph", -1), text.indexOf("Next"));
  assert.equal(nextEdge(words, text.indexOf("the\r") + 3, "end", 1), text.indexOf("town") + 4);
});

/**
 * Where an end of a span goes by words: the last (or first) paragraph up to (or from) each stop.
 *
 * @param {string} text
 * @param {number} from
 * @param {"start" | "end"} edge
 * @param {1 | -1} direction
 */
function walked(text, from, edge, direction) {
  const words = new Words(text, "en");
  const stops = [];
  for (let at = nextEdge(words, from, edge, direction); at !== null; at = nextEdge(words, at, edge, direction)) {
    stops.push(edge === "end" ? text.slice(0, at) : text.slice(at));
  }
  return stops.map((part) => (edge === "end" ? part.split("\n").at(-1) : part.split("\n")[0]));
}

test("a step of an end by words stops where quotation marks and brackets close, and before they open", () => {
  const text = "He: “Let us sleep 🙂,” she said (today).";
  assert.deepEqual(walked(text, text.indexOf("sleep"), "end", 1), [
    "He: “Let us sleep",
    "He: “Let us sleep 🙂,”",
    "He: “Let us sleep 🙂,” she",
    "He: “Let us sleep 🙂,” she said",
    "He: “Let us sleep 🙂,” she said (today",
    "He: “Let us sleep 🙂,” she said (today)",
    text,
  ]);
  assert.deepEqual(walked(text, text.indexOf("she"), "end", -1).slice(0, 2), ["He: “Let us sleep 🙂,”", "He: “Let us sleep"]);
  assert.deepEqual(walked(text, text.indexOf("us"), "start", -1).slice(0, 2), [
    "Let us sleep 🙂,” she said (today).",
    "“Let us sleep 🙂,” she said (today).",
  ]);
});

test("a step of an end by words reaches the next word: punctuation alone is none, but the end of the paragraph is", () => {
  const text = "“We act, now.”\n\n“Or (later) …”";
  const walk = (/** @type {number} */ from, /** @type {"start" | "end"} */ edge, /** @type {1 | -1} */ direction) =>
    walked(text, from, edge, direction);
  assert.deepEqual(walk(3, "end", 1), [
    "“We act",
    "“We act, now",
    "“We act, now.”",
    "“Or",
    "“Or (later",
    "“Or (later)",
    "“Or (later) …”",
  ]);
  assert.deepEqual(walk(text.length, "start", -1), [
    "later) …”",
    "(later) …”",
    "Or (later) …”",
    "“Or (later) …”",
    "now.”",
    "act, now.”",
    "We act, now.”",
    "“We act, now.”",
  ]);
  assert.deepEqual(walk(12, "end", -1), ["“We act", "“We", ""]);
});

test("the caret reaches the ends of the text and stays there", () => {
  const text = "\n one 👨‍👩‍👧\r\n\r\ntwo \n";
  const words = new Words(text, "en");
  for (const by of /** @type {const} */ (["character", "word", "sentence", "paragraph"])) {
    let unit = 0;
    for (let i = 0; i < 50; i += 1) unit = stepFrom(words, unit, by, 1);
    assert.equal(unit, text.length, by);
    for (let i = 0; i < 50; i += 1) unit = stepFrom(words, unit, by, -1);
    assert.equal(unit, 0, by);
  }
});

test("the cost of a word does not depend on the length of the line", () => {
  const words = new Words("word ".repeat(200_000), "en");
  const before = performance.now();
  for (let unit = 0; unit < 1_000_000; unit += 10_000) words.snapToWords({ start: unit, end: unit + 7 });
  assert.ok(performance.now() - before < 1000);
});
