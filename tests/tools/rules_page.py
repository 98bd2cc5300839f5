"""Writes ``docs/rules.md`` from the rules and from the examples that the tests run.

python -m tests.tools.rules_page
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from annotate.problems import Problem, Severity
from annotate.rules import RULES, Rule
from annotate.validation.files import validate_files
from annotate.validation.words import printable, shortened
from tests.validation.examples import EXAMPLES, Example, Situation
from tests.validation.making import ROOT, load, news_record
from tests.validation.situations import SITUATIONS

PAGE = ROOT / "docs" / "rules.md"
IMPORTS = ROOT / "tests" / "importers" / "examples" / "bad"

GROUPS = {
    "J": ("JSON and encoding", "Found while a file is read, before anything else is looked at."),
    "S": ("Shape", "What the schema of the record forbids, and what concerns the record as a whole."),
    "T": ("Text and offsets", "Whether spans fit the text of the article, counted in Unicode code points."),
    "A": ("Attributes", "What the label set's attribute schemas say."),
    "R": ("Relations", "What the label set says of relations, and how many there must be."),
    "L": ("Label sets", "Found in label sets and their attribute schemas."),
    "I": ("Loading", "Found by `annotate import`, when files are loaded into a store."),
    "D": ("Dataset folders", "Found when a folder that `annotate export` wrote is checked."),
}

INTRODUCTION = """\
<!-- Written by `python -m tests.tools.rules_page`. Change the rules or their examples, not this page. -->

# Rules

Everything that `annotate validate`, the editor, the import and the export can find. Codes are stable. An *error*
forbids submission and export, and makes `annotate validate` exit with 1; a *warning* is worth a look.

Rules, and groups of rules by their letter, can be silenced, lowered and raised for `annotate validate` by
`--ignore`, `--warn` and `--error`, or in `pyproject.toml`:

```toml
[tool.annotate]
ignore = ["T010"]
warn = ["R"]
error = ["T009"]
label-set = "labels"
max-problems = 100
```

A label set's own rules, on the number of relations and on attributes that depend on each other, stand in its file:
see `counts` in [label-set.schema.json](../schemas/label-set.schema.json), and `if`, `then`, `anyOf`, `not` in
attribute schemas.

Each example below breaks its rule: a change to the record that follows, at a JSON Pointer, the content of a file,
or what was done to a dataset that was exported. The line after it is what people are told.

<details>
<summary>The record that examples change</summary>

```json
"""


def page() -> str:
    """The page's text."""
    record = json.dumps(news_record(), ensure_ascii=False, indent=1)
    parts = [f"{INTRODUCTION}{record}\n```\n\n</details>"]
    for letter, (title, introduction) in GROUPS.items():
        parts.append(f"## {letter}: {title}\n\n{introduction}")
        parts += ["\n\n".join(_rule(rule)) for code, rule in RULES.items() if code.startswith(letter)]
    return "\n\n".join(parts) + "\n"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.code} {rule.name}"
    yield rule.title + (" *Warning.*" if rule.severity is Severity.WARNING else "")
    example = EXAMPLES.get(rule.code)
    if example:
        where = "" if example.label_set == "news" else f", in a record of the label set `{example.label_set}`"
        if where:
            yield f"Example{where}:"
        yield _block(example.shown)
        yield f"> {_message(example)}"
    elif rule.code in SITUATIONS:
        yield _block(SITUATIONS[rule.code].shown)
        yield from _told(SITUATIONS[rule.code])
    else:
        yield from _file(rule.code)


def _block(text: str) -> str:
    lines = [printable(shortened(line, 160)) for line in text.rstrip("\n").split("\n")]
    return "\n".join(["```text", *lines, "```"])


def _message(example: Example) -> str:
    with TemporaryDirectory() as folder:
        problem = next(p for p in _problems(example, Path(folder)) if p.code == example.code)
        return problem.message.replace(f"{folder}/", "")


def _told(situation: Situation) -> Iterator[str]:
    if situation.is_stable:
        with TemporaryDirectory() as folder:
            problem = next(p for p in situation.run(Path(folder)) if p.code == situation.code)
            yield f"> {problem.message.replace(f'{folder}/', '')}"


def _problems(example: Example, folder: Path) -> list[Problem]:
    for name, content in example.files().items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return list(validate_files([folder], load(example.label_set)))


def _file(code: str) -> Iterator[str]:
    """A file that cannot be loaded, of those that are text."""
    for file in sorted(IMPORTS.glob(f"{code}-*.*")):
        try:
            content = file.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        yield f"Example, in a file that ends in `.{file.name.split('.', 1)[-1]}`:"
        yield _block(shortened(content, 400))
        return


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
