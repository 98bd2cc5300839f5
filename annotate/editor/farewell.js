/** What the editor of one article has still to say when the next one is opened. */

/** Later it would be no news. */
const FRESH_MS = 15_000;

/** @type {{message: string, at: number} | null} */
let left = null;

/** @param {string} message */
export function leaveWord(message) {
  left = { message, at: Date.now() };
}

/** What was left, once. @returns {string | null} */
export function takeWord() {
  const word = left && Date.now() - left.at < FRESH_MS ? left.message : null;
  left = null;
  return word;
}
