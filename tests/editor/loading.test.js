import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const EDITOR = new URL("../../annotate/editor/", import.meta.url);

/** All modules that a module needs before it runs, itself included. @param {string} entry */
function neededBy(entry) {
  const found = new Set();
  const waiting = [new URL(entry, EDITOR).href];
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (found.has(module)) continue;
    found.add(module);
    const code = readFileSync(new URL(module), "utf-8").replace(/\/\*[\s\S]*?\*\//g, "");
    for (const [, path = ""] of code.matchAll(/^(?:import|export)\b[^"]*?"(\.[^"]+)";/gm)) waiting.push(new URL(path, module).href);
  }
  return [...found].map((module) => module.slice(EDITOR.href.length));
}

test("the text waits for no module of the panels", () => {
  const modules = neededBy("main.js");
  assert.ok(modules.includes("text/text_view.js"));
  assert.deepEqual(modules.filter((module) => module.startsWith("panels/")), []);
});

test("the panels need modules of their own", () => {
  assert.ok(neededBy("panels/index.js").includes("panels/history_words.js"));
});
