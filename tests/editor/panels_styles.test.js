import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const EDITOR = new URL("../../annotate/editor/", import.meta.url);
const SHEETS = new URL("panels/styles/", EDITOR);
/** Of the frame that holds both. */
const SHARED = new Set(["an-editor", "an-slot-header", "an-slot-side", "an-drawers"]);

/** @param {URL} file */
const classesIn = (file) =>
  new Set([...readFileSync(file, "utf8").matchAll(/\.([a-z][\w-]*)(?=[^;{}]*\{)/g)].map(([, name]) => name));
const sheets = readdirSync(SHEETS).map((name) => new URL(name, SHEETS));

test("the panels' classes and the text's are different ones", () => {
  const others = readdirSync(EDITOR).filter((name) => name.endsWith(".css"));
  const text = new Set(others.flatMap((name) => [...classesIn(new URL(name, EDITOR))]));
  const both = sheets
    .flatMap((sheet) => [...classesIn(sheet)])
    .filter((name) => text.has(name) && !SHARED.has(String(name)));
  assert.deepEqual(both, []);
});

test("every class begins with an- and is used by a module", () => {
  const modules = readdirSync(new URL("panels/", EDITOR), { recursive: true })
    .filter((name) => String(name).endsWith(".js"))
    .map((name) => readFileSync(new URL(`panels/${name}`, EDITOR), "utf8"))
    .join("\n");
  for (const name of sheets.flatMap((sheet) => [...classesIn(sheet)])) {
    assert.match(String(name), /^an-/);
    const made = new RegExp(`\\b${name}\\b|${String(name).replace(/-[^-]+$/, "-")}\\$\\{`);
    assert.ok(SHARED.has(String(name)) || made.test(modules), `nothing has the class ${name}`);
  }
});

test("all sheets are loaded", () => {
  const entry = readFileSync(new URL("panels/panels.css", EDITOR), "utf8");
  for (const sheet of readdirSync(SHEETS)) assert.ok(entry.includes(`url("styles/${sheet}")`), sheet);
});
