/** The words of a text as annotators mean them, made from the browser's segments. Offsets are UTF-16 units. */

/** @typedef {{start: number, end: number, word: boolean, text: string}} Token */

/** Joins two parts of one word: anti-immigrant, O’Brien, AT&T. */
const JOINT = /^(?:[-‐‑'’&]|\u00ad)$/u;
/** Stands before a number or a name and is part of it. */
const PREFIX = /^[\p{Sc}@#]$/u;
const POSSESSIVE = /^(.+)(['’]s)$/iu;
const INITIALS = /^\p{Lu}(?:\.\p{Lu})+$/u;

/**
 * Words with what belongs to them, and punctuation mark by mark; whitespace is left out. A possessive ’s stands apart:
 * who marks a name rarely means it.
 *
 * @param {Iterable<Intl.SegmentData>} segments
 * @param {number} offset of the segments' text
 * @returns {Token[]}
 */
export function tokens(segments, offset) {
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
