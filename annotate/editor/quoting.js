/** Quotation marks around words of the article, which often have their own. */

/** @type {Record<string, string>} */
const INNER = { "“": "‘", "”": "’", "„": "‚", "«": "‹", "»": "›", '"': "'" };

/**
 * A text in double quotation marks; those that it holds become single ones, and those around all of it are not doubled.
 *
 * @param {string} text
 */
export function inQuotes(text) {
  const bare = /^[“„"]([^“”„"]*)[”“"]$/u.exec(text)?.[1] ?? text;
  return `“${bare.replace(/[“”„«»"]/gu, (mark) => INNER[mark] ?? mark)}”`;
}
