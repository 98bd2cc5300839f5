/** Label sets for the panels' tests, with their attribute schemas in place. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** @typedef {import("../../annotate/editor/types.d.ts").LabelSetData} LabelSetData */

const ROOT = new URL("../../", import.meta.url);

/**
 * @param {string} path from the repository's root
 * @returns {any}
 */
export function readJson(path) {
  return JSON.parse(readFileSync(fileURLToPath(new URL(path, ROOT)), "utf8"));
}

/**
 * @param {string} folder from the repository's root
 * @returns {LabelSetData}
 */
export function labelSetIn(folder) {
  const data = readJson(`${folder}/label-set.json`);
  for (const owner of [...data.labels, ...(data.relations ?? [])]) {
    if (typeof owner.attributes === "string") owner.attributes = readJson(`${folder}/${owner.attributes}`);
  }
  return data;
}

export const news = labelSetIn("schemas/news");
export const attribution = labelSetIn("tests/label_sets/attribution");
