/** When to try again. */

const FIRST_MS = 250;
const LAST_MS = 8_000;
const STORE_MS = 15_000;

/**
 * Milliseconds until the next attempt: ever longer while there is no server, long where the store cannot write. Chance
 * spreads the attempts of many annotators, who all lost the server at the same moment.
 *
 * @param {"offline" | "store-full"} trouble
 * @param {number} failures in a row, 1 or more
 * @param {number} chance 0 to 1
 */
export function retryDelay(trouble, failures, chance) {
  const delay = trouble === "store-full" ? STORE_MS : Math.min(LAST_MS, FIRST_MS * 2 ** (failures - 1));
  return delay * (0.5 + chance / 2);
}
