import assert from "node:assert/strict";
import test from "node:test";
import { partTags } from "../../annotate/editor/text/paint.js";

/** Runs with the tags that open in each. @param {string} text @param {[string, ...string[]][]} runs words, then tags */
function placed(text, runs) {
  let end = 0;
  const looks = runs.map(([words, ...names]) => {
    const start = end;
    end += words.length;
    let left = 0;
    const tags = names.map((name) => {
      const tag = { text: name, label: name, left };
      left += name.length * 6 + 4;
      return tag;
    });
    return { start, end, pieces: [], style: "", tags };
  });
  partTags(text, looks);
  return looks.map(({ tags }) => tags.map((tag) => tag.left));
}

test("tags that open in short words beside each other do not lie over one another", () => {
  assert.deepEqual(placed("It does", [["It ", "Q", "St"], ["does", "Sp"]]), [[0, 10], [14]]);
  assert.deepEqual(placed("a b c", [["a ", "Sp"], ["b ", "St"], ["c", "P"]]), [[0], [4.5], [9]]);
});

test("tags stand at the beginning of their words where there is room, also behind a word without a tag", () => {
  assert.deepEqual(placed("Mara said", [["Mara ", "Sp"], ["said", "Q"]]), [[0], [0]]);
  assert.deepEqual(placed("I do so", [["I ", "Sp", "St"], ["do "], ["so", "Q"]]), [[0, 16], [], [5]]);
});
