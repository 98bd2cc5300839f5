/** Numbers as people read them. */

/** “1,234,567”: what `toLocaleString("en")` says of whole numbers, without the tables that it reads first. @param {number} number */
export function inThousands(number) {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
