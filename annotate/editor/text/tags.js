/** Short names for labels, for where colour alone must not tell. */

/**
 * For each label the shortest beginning of its title (two letters at most where that suffices) that no other has.
 *
 * @param {readonly {name: string, title: string}[]} labels
 * @returns {Map<string, string>}
 */
export function shortTags(labels) {
  const titles = labels.map(({ title }) => [...title]);
  return new Map(
    labels.map(({ name }, index) => {
      const own = titles[index] ?? [];
      let length = 1;
      while (length < own.length && titles.some((other, i) => i !== index && begins(other, own, length))) length += 1;
      return [name, own.slice(0, length).join("")];
    }),
  );
}

/**
 * @param {readonly string[]} other
 * @param {readonly string[]} own
 * @param {number} length
 */
function begins(other, own, length) {
  return own.slice(0, length).every((character, i) => other[i]?.toLowerCase() === character.toLowerCase());
}
