/**
 * Words, sentences and characters of a text: where a selection may begin and end. Offsets are UTF-16 units.
 *
 * Only the surroundings of an offset are looked at, so that the cost does not depend on the length of the text.
 */

import { Paragraphs } from "./paragraphs.js";
import { isSpace, trimRange } from "./whitespace.js";

/** @typedef {{start: number, end: number}} Range */
/** @typedef {{start: number, end: number, word: boolean, text: string}} Token */
/** @typedef {{words: Intl.Segmenter, sentences: Intl.Segmenter, characters: Intl.Segmenter}} Segmenters */

/** Joins two parts of one word: anti-immigrant, O’Brien, AT&T. */
const JOINT = /^(?:[-‐‑'’&]|\u00ad)$/u;
/** Stands before a number or a name and is part of it. */
const PREFIX = /^[\p{Sc}@#]$/u;
const POSSESSIVE = /^(.+)(['’]s)$/iu;
const INITIALS = /^\p{Lu}(?:\.\p{Lu})+$/u;
const NEAR = 400;
const NEAR_SENTENCE = 4000;

export class Words {
  #text;
  #paragraphs;
  #language;
  /** @type {Segmenters | null} */
  #made = null;
  /** @type {{start: number, end: number, tokens: Token[]} | null} */
  #last = null;

  /**
   * @param {string} text
   * @param {string} [language] BCP 47 tag
   * @param {Paragraphs} [paragraphs] of the text
   */
  constructor(text, language, paragraphs = new Paragraphs(text)) {
    this.#text = text;
    this.#paragraphs = paragraphs;
    this.#language = language;
  }

  /** Has the browser read its tables of the language before they are needed: that takes it some 10 ms. */
  warm() {
    this.wordAt(0);
  }

  get #segmenters() {
    this.#made ??= segmentersOf(this.#language);
    return this.#made;
  }

  /** @param {number} unit */
  isSpaceAt(unit) {
    return isSpace(this.#text[unit]);
  }

  /** The range without whitespace at its edges; empty where there is nothing else. @param {Range} range @returns {Range} */
  trim(range) {
    return trimRange(this.#text, range);
  }

  /** Whole words (punctuation counts by the character), without whitespace at the edges. @param {Range} range @returns {Range} */
  snapToWords(range) {
    const { start, end } = this.trim(range);
    if (start === end) return { start, end };
    return this.trim({ start: this.#tokenAt(start)?.start ?? start, end: this.#tokenAt(end - 1)?.end ?? end });
  }

  /** Whole characters as a reader sees them, without whitespace at the edges. @param {Range} range @returns {Range} */
  snapToCharacters(range) {
    const { start, end } = this.trim(range);
    if (start === end) return { start, end };
    return this.trim({ start: this.characterAt(start).start, end: this.characterAt(end - 1).end });
  }

  /** The character (grapheme cluster) at an offset. @param {number} unit @returns {Range} */
  characterAt(unit) {
    const window = this.#window(unit, NEAR);
    const found = this.#segmenters.characters.segment(this.#text.slice(window.start, window.end)).containing(unit - window.start);
    if (!found) return { start: unit, end: unit };
    const start = window.start + found.index;
    return { start, end: start + found.segment.length };
  }

  /** The word or punctuation mark at an offset; null at whitespace and at the end. @param {number} unit @returns {Range | null} */
  wordAt(unit) {
    const token = this.#tokenAt(unit);
    return token && { start: token.start, end: token.end };
  }

  /**
   * The next place where a word ends (or begins), from an offset on. Punctuation alone is no word, but it is taken before
   * the step leaves its paragraph.
   *
   * @param {number} unit
   * @param {"start" | "end"} edge
   * @param {1 | -1} direction
   * @returns {number | null} null: there is none
   */
  nextEdge(unit, edge, direction) {
    const ahead = (/** @type {number} */ place) => place !== unit && place > unit === direction > 0;
    const paragraph = this.paragraphAt(direction > 0 ? unit : Math.max(0, unit - 1));
    const border = direction > 0 ? paragraph.end : paragraph.start;
    for (let at = unit; direction > 0 ? at < this.#text.length : at > 0;) {
      const token = this.#tokenAt(direction > 0 ? at : at - 1);
      const leaves = direction > 0 ? (token?.start ?? at) >= border : (token?.end ?? at) <= border;
      if (leaves && ahead(border)) return border;
      if (token?.word && ahead(token[edge])) return token[edge];
      at = token ? (direction > 0 ? token.end : token.start) : at + direction;
    }
    return ahead(border) ? border : null;
  }

  /** The sentence at an offset, without whitespace at its edges. @param {number} unit @returns {Range} */
  sentenceAt(unit) {
    return this.trim(this.#rawSentenceAt(unit));
  }

  /** The paragraph at an offset, without whitespace at its edges. @param {number} unit @returns {Range} */
  paragraphAt(unit) {
    return this.trim(this.#paragraphs.at(unit));
  }

  /**
   * Where the caret goes from an offset.
   *
   * @param {number} unit
   * @param {"character" | "word" | "sentence" | "paragraph"} by
   * @param {1 | -1} direction
   * @returns {number}
   */
  move(unit, by, direction) {
    const step = {
      character: this.#byCharacter,
      word: this.#byWord,
      sentence: this.#bySentence,
      paragraph: this.#byParagraph,
    };
    const target = step[by].call(this, unit, direction);
    return Math.min(Math.max(target, 0), this.#text.length);
  }

  /**
   * @param {number} unit
   * @param {1 | -1} direction
   */
  #byCharacter(unit, direction) {
    if (direction > 0) return unit < this.#text.length ? this.characterAt(unit).end : unit;
    return unit > 0 ? this.characterAt(unit - 1).start : 0;
  }

  /**
   * To the end of this or the next word; backwards, to its start.
   *
   * @param {number} unit
   * @param {1 | -1} direction
   */
  #byWord(unit, direction) {
    let at = unit;
    if (direction > 0) {
      while (at < this.#text.length && this.isSpaceAt(at)) at += 1;
      return this.#tokenAt(at)?.end ?? at;
    }
    while (at > 0 && this.isSpaceAt(at - 1)) at -= 1;
    return at > 0 ? (this.#tokenAt(at - 1)?.start ?? at - 1) : 0;
  }

  /**
   * @param {number} unit
   * @param {1 | -1} direction
   */
  #bySentence(unit, direction) {
    if (direction > 0) {
      let at = this.#rawSentenceAt(unit).end;
      while (at < this.#text.length && this.isSpaceAt(at)) at += 1;
      return at;
    }
    let at = unit;
    while (at > 0 && this.isSpaceAt(at - 1)) at -= 1;
    return at > 0 ? this.sentenceAt(at - 1).start : 0;
  }

  /**
   * @param {number} unit
   * @param {1 | -1} direction
   */
  #byParagraph(unit, direction) {
    if (direction > 0) {
      let at = this.#paragraphs.at(unit).end;
      while (at < this.#text.length && this.isSpaceAt(at)) at += 1;
      return at;
    }
    let at = unit;
    while (at > 0 && this.isSpaceAt(at - 1)) at -= 1;
    return at > 0 ? this.paragraphAt(at - 1).start : 0;
  }

  /** @param {number} unit @returns {Range} */
  #rawSentenceAt(unit) {
    const window = this.#window(unit, NEAR_SENTENCE, this.#paragraphs.at(unit));
    // A line break within a paragraph ends no sentence.
    const text = this.#text.slice(window.start, window.end).replace(/[\r\n]/g, " ");
    const found = this.#segmenters.sentences.segment(text).containing(unit - window.start);
    if (!found) return { start: unit, end: unit };
    return { start: window.start + found.index, end: window.start + found.index + found.segment.length };
  }

  /** The line with its line end. @param {number} unit @returns {Range} */
  #line(unit) {
    const start = this.#text.lastIndexOf("\n", unit - 1) + 1;
    const newline = this.#text.indexOf("\n", unit);
    return { start: unit === 0 ? 0 : start, end: newline < 0 ? this.#text.length : newline + 1 };
  }

  /**
   * The line (or other range) around an offset, but no more of it than is near; cut at whitespace where there is any.
   *
   * @param {number} unit
   * @param {number} near
   * @param {Range} [around]
   * @returns {Range}
   */
  #window(unit, near, around = this.#line(unit)) {
    let { start, end } = around;
    if (unit - start > 2 * near) {
      start = unit - near;
      while (start > unit - 2 * near && !this.isSpaceAt(start)) start -= 1;
    }
    if (end - unit > 2 * near) {
      end = unit + near;
      while (end < unit + 2 * near && !this.isSpaceAt(end - 1)) end += 1;
    }
    return { start, end };
  }

  /** @param {number} unit @returns {Token | null} */
  #tokenAt(unit) {
    if (unit < 0 || unit >= this.#text.length) return null;
    const window = this.#window(unit, NEAR);
    if (this.#last?.start !== window.start || this.#last.end !== window.end) {
      const text = this.#text.slice(window.start, window.end);
      this.#last = { ...window, tokens: tokens(this.#segmenters.words.segment(text), window.start) };
    }
    return this.#last.tokens.find(({ start, end }) => start <= unit && unit < end) ?? null;
  }
}

/**
 * Words with what belongs to them, and punctuation mark by mark; whitespace is left out. A possessive ’s stands apart:
 * who marks a name rarely means it.
 *
 * @param {Iterable<Intl.SegmentData>} segments
 * @param {number} offset of the segments' text
 * @returns {Token[]}
 */
function tokens(segments, offset) {
  /** @type {Token[]} */
  const found = [];
  for (const { segment, index, isWordLike } of segments) {
    if (segment.trim() === "") continue;
    const token = {
      start: offset + index,
      end: offset + index + segment.length,
      word: isWordLike === true,
      text: segment,
    };
    for (let joined; (joined = join(found, token));) Object.assign(token, joined);
    const possessive = token.word ? POSSESSIVE.exec(token.text) : null;
    if (possessive?.[1]) {
      const middle = token.start + possessive[1].length;
      found.push({ ...token, end: middle, text: possessive[1] });
      found.push({ start: middle, end: token.end, word: true, text: String(possessive[2]) });
    } else found.push(token);
  }
  return found;
}

/**
 * What a token becomes together with those before it, which are taken off the list; null where it stands alone.
 *
 * @param {Token[]} found
 * @param {Token} token
 * @returns {Token | null}
 */
function join(found, token) {
  const last = found.at(-1);
  const beforeLast = found.at(-2);
  if (!last || last.end !== token.start) return null;
  if (token.word && beforeLast?.word && beforeLast.end === last.start && JOINT.test(last.text)) {
    found.length -= 2;
    return { ...token, start: beforeLast.start, text: beforeLast.text + last.text + token.text };
  }
  const prefixed = token.word && PREFIX.test(last.text);
  const percent = /\d$/u.test(last.text) && /^[%‰°]$/u.test(token.text);
  const initials = token.text === "." && INITIALS.test(last.text);
  if (!prefixed && !percent && !initials) return null;
  found.length -= 1;
  return { start: last.start, end: token.end, word: true, text: last.text + token.text };
}

/**
 * @param {string | undefined} language
 * @returns {Segmenters}
 */
function segmentersOf(language) {
  const locale = knownLocale(language);
  return {
    words: new Intl.Segmenter(locale, { granularity: "word" }),
    sentences: new Intl.Segmenter(locale, { granularity: "sentence" }),
    characters: new Intl.Segmenter(locale, { granularity: "grapheme" }),
  };
}

/**
 * The language where the browser knows it; else its own.
 *
 * @param {string | undefined} language
 */
function knownLocale(language) {
  try {
    return language && Intl.Segmenter.supportedLocalesOf(language).length ? language : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
