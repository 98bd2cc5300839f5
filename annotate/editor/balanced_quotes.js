/** Quotation marks that belong together: a range that holds one of two takes the other where that stands beside it. */

/** @typedef {{start: number, end: number}} Range */

/** What closes each mark; some languages turn them round. @type {Record<string, string>} */
const CLOSES = {
  "“": "”",
  "”": "”",
  "„": "“”",
  "‘": "’",
  "’": "’",
  "‚": "‘’",
  "«": "»",
  "»": "«»",
  "‹": "›",
  "›": "‹›",
  '"': '"',
  "'": "'",
  "「": "」",
  "『": "』",
};
const MARK = /[“”„‘’‚«»‹›"'「」『』]/gu;
const IS_WORD = /[\p{L}\p{M}\p{N}]/u;
/** French leaves room within its marks. */
const ROOM = /[\u00a0\u202f]/;

/**
 * The range with the mark behind it that closes one in it, and with the mark before it that one in it closes.
 *
 * @param {string} text
 * @param {Range} range in UTF-16 units
 * @returns {Range}
 */
export function withBalancedQuotes(text, range) {
  let { start, end } = range;
  const { opened, closed } = unmatched(text, start, end);
  for (let mark; opened.length && (mark = besideEnd(text, end)) !== null; end = mark + 1) {
    if (!CLOSES[opened.pop() ?? ""]?.includes(String(text[mark]))) break;
  }
  closed.reverse();
  for (let mark; closed.length && (mark = besideStart(text, start)) !== null; start = mark) {
    if (!CLOSES[String(text[mark])]?.includes(String(closed.pop()))) break;
  }
  return { start, end };
}

/** @param {string} text @param {number} end @returns {number | null} where a mark stands behind the range */
function besideEnd(text, end) {
  const at = ROOM.test(text[end] ?? "") ? end + 1 : end;
  return canClose(text, at) ? at : null;
}

/** @param {string} text @param {number} start @returns {number | null} where a mark stands before the range */
function besideStart(text, start) {
  const at = ROOM.test(text[start - 1] ?? "") ? start - 2 : start - 1;
  return canOpen(text, at) ? at : null;
}

/** Neither before a word nor an apostrophe in one. @param {string} text @param {number} at */
function canClose(text, at) {
  return isMark(text, at) && !IS_WORD.test(text[at + 1] ?? "");
}

/** “’90s”: before a digit stands an apostrophe. @param {string} text @param {number} at */
function canOpen(text, at) {
  if (/^[’']\d/u.test(text.slice(at, at + 2))) return false;
  return isMark(text, at) && Object.hasOwn(CLOSES, String(text[at])) && !IS_WORD.test(text[at - 1] ?? "");
}

/** @param {string} text @param {number} at */
function isMark(text, at) {
  return (text[at] ?? "").search(MARK) === 0;
}

/**
 * Marks of a range without the other one, in their order.
 *
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function unmatched(text, start, end) {
  /** @type {string[]} */
  const opened = [];
  /** @type {string[]} */
  const closed = [];
  for (const { 0: mark, index } of text.slice(start, end).matchAll(MARK)) {
    const at = start + index;
    if (canClose(text, at) && CLOSES[opened.at(-1) ?? ""]?.includes(mark)) opened.pop();
    else if (canOpen(text, at)) opened.push(mark);
    else if (canClose(text, at) && !opened.length) closed.push(mark);
  }
  return { opened, closed };
}
