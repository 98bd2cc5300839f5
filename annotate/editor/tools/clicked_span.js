/** Which of the spans at a place a click means. */

/**
 * The innermost; where one clicks there again, the one around it, and from the outermost the innermost again.
 *
 * @param {readonly string[]} ids of the spans at the place, the innermost first
 * @param {string | null} focused
 * @param {readonly string[]} before the spans that were clicked before
 * @returns {string | null} null: there is none
 */
export function meantBy(ids, focused, before) {
  const again = ids[0] === focused || (ids.length === before.length && ids.every((id, i) => id === before[i]));
  const at = again ? ids.indexOf(focused ?? "") : -1;
  return ids[(at + 1) % ids.length] ?? null;
}
