"""Modules put into one file do what they do apart, and each is there once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from annotate.resources import editor_dir
from annotate.server.joined import ENTRIES, join

_NODE = [sys.executable, "-m", "tests.tools.node", "node"]
_MODULES = {
    "main.js": """
import { one, two as second } from "./numbers.js";
import * as words from "./words.js";
import {
  count,
  many,
} from "./panels/count.js";

/** Asks for the panels. */
export const panels = () => import("./panels/index.js");
export function sum() {
  return one + second + many + count() + words.word().length + words.first;
}
""",
    "numbers.js": "export const one = 1;\nexport const two = 2;\n",
    "words.js": """export * from "./word.js";\nexport { one as first } from "./numbers.js";\n""",
    "word.js": """
const LETTERS = "abc";
export async function later() {}
export function word() {
  return LETTERS;
}
""",
    "panels/index.js": """
import { Counter } from "./own.js";
export { count, many } from "./count.js";
export const counter = new Counter();
""",
    "panels/own.js": """
import { one } from "../numbers.js";
export class Counter {
  value = one;
}
""",
    "panels/count.js": """
const LETTERS = 40;
let counted = 0;
export const many = LETTERS;
export function count() {
  counted += 1;
  return counted;
}
""",
}
_RUN = """
const { sum, panels } = await import("./main.js");
const first = sum();
const { count, counter, many } = await panels();
console.log(JSON.stringify([first, count(), counter.value, many]));
"""


def _as_bytes(texts: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in texts.items()}


def _run(folder: Path, files: dict[str, bytes]) -> list[int]:
    for path, content in (files | {"run.js": _RUN.encode(), "package.json": b'{"type": "module"}'}).items():
        (folder / path).parent.mkdir(exist_ok=True, parents=True)
        (folder / path).write_bytes(content)
    done = subprocess.run([*_NODE, folder / "run.js"], capture_output=True, check=True, text=True)
    found: list[int] = json.loads(done.stdout)
    return found


def test_joined_modules_do_what_they_do_apart(tmp_path: Path) -> None:
    apart = _run(tmp_path / "apart", _as_bytes(_MODULES))
    joined = join(_as_bytes(_MODULES))
    entries = {path: joined[path] for path in ENTRIES if path in joined}
    assert _run(tmp_path / "joined", entries) == apart == [48, 2, 1, 40]


def test_a_module_is_sent_with_one_entry_only() -> None:
    joined = join({path.relative_to(editor_dir()).as_posix(): path.read_bytes() for path in editor_dir().rglob("*.*s")})
    sent = [line for path in ENTRIES for line in joined[path].decode().splitlines() if line.startswith("modules[")]
    assert len(sent) == len(set(sent)) == len(list(editor_dir().rglob("*.js")))


@pytest.mark.parametrize(
    "line",
    [
        "export default 1;",
        "export let a = 1;",
        "export const { a } = b;",
        "export const a = 1, c = 2;",
        'export const a = /[,;(]/.test("("),\n  c = 2;',
        'import a from "./a.js";',
        'import "a";',
        'import { a } from "./main.js";\nexport const a = 1;',
    ],
)
def test_what_cannot_be_joined_is_refused_by_name(line: str) -> None:
    with pytest.raises(ValueError, match=r"main\.js cannot be joined"):
        join({"main.js": line.encode()})


def test_modules_that_need_each_other_are_refused_by_name() -> None:
    files = {
        "main.js": 'import { a } from "./a.js";\n',
        "a.js": 'import { b } from "./b.js";\nexport const a = 1;\n',
        "b.js": 'import { a } from "./a.js";\nexport const b = 1;\n',
    }
    with pytest.raises(ValueError, match=r"a\.js cannot be joined .* need each other: a\.js, b\.js"):
        join(_as_bytes(files))


@pytest.mark.parametrize(
    "value", ["(a, b = 1) => a", "[1, 2]", '"(,;"', "/[,;(]/g", "`,${[1, 2]}`", "1 /* one, */ // or, two\n + 2"]
)
def test_a_comma_within_a_value_declares_no_other_name(value: str) -> None:
    assert b"return { x };" in join({"main.js": f"export const x = {value};\nlet y, z;\n".encode()})["main.js"]


def test_styles_come_in_the_order_of_their_imports() -> None:
    files = {
        "editor.css": '@import url("a.css");\n@import url("panels/b.css");\n',
        "a.css": ".a {}\n",
        "panels/b.css": '@import url("styles/c.css");\n.b {}\n',
        "panels/styles/c.css": ".c {}\n",
    }
    assert join(_as_bytes(files))["editor.css"].split() == b".a {} .c {} .b {}".split()
