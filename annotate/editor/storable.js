/** Texts as the store takes them. */

/** NUL, which databases cannot hold, and halves of UTF-16 pairs, which are no characters. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

/**
 * A value without what cannot be stored, and what to say of it: empty where all of it can.
 *
 * @template Value
 * @param {Value} value
 * @returns {{value: Value, remark: string}}
 */
export function storable(value) {
  const text = typeof value === "string" ? value : "";
  const count = text.match(UNSTORABLE)?.length ?? 0;
  if (!count) return { value, remark: "" };
  const what = count === 1 ? "1 character that cannot be stored was" : `${count} characters that cannot be stored were`;
  return { value: /** @type {any} */ (text.replace(UNSTORABLE, "")), remark: `${what} left out.` };
}
