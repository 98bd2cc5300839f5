/** Random names for spans, relations and steps of edits. */

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz";

/**
 * A prefix and `length` random digits of base 36.
 *
 * @param {string} prefix
 * @param {number} length
 * @returns {string}
 */
export function randomId(prefix, length) {
  let id = prefix;
  while (id.length < prefix.length + length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      // 252 is the largest multiple of 36 in a byte: what is above would favour the first digits.
      if (byte < 252 && id.length < prefix.length + length) id += DIGITS[byte % 36];
    }
  }
  return id;
}
