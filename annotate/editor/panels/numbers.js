/** Numbers as people read them. */

/** “1,234,567”: what `toLocaleString("en")` says of whole numbers, without the tables that it reads first. @param {number} number */
export function inThousands(number) {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/**
 * “1 span”, “2,000 spans”.
 *
 * @param {number} number
 * @param {string} noun
 */
export function plural(number, noun) {
  return `${inThousands(number)} ${noun}${number === 1 ? "" : "s"}`;
}
