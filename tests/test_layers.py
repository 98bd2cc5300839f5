"""The house: imports go downward only, each library has one home, and no label is named in the code."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "annotate"

GROUND = {
    "bulk",
    "disk",
    "errors",
    "label_set",
    "model",
    "offsets",
    "parquet_file",
    "problems",
    "resources",
    "rules",
    "settings",
}
FLOORS = {
    **dict.fromkeys(GROUND, 0),
    "validation": 1,
    "store": 1,
    "importers": 2,
    "exporters": 2,
    "agreement": 1,
    "dataset": 2,
    "workspace": 3,
    "server": 4,
    "app": 5,
    "cli": 6,
    "__main__": 7,
}
NEVER = {
    ("importers", "store"),
    ("exporters", "store"),
    ("dataset", "store"),
    ("store", "validation"),
    ("validation", "store"),
}
HOMES = {"streamlit": {"app"}, "sqlalchemy": {"store"}, "jsonschema": {"validation"}, "jsonschema_rs": {"validation"}}
STARTERS = {ROOT / "annotate/cli/run.py"}  # starts the app's server, and so may name streamlit


def _modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path} imports relatively: say where from"
            yield node.module
            if node.module == "annotate":
                yield from (f"annotate.{alias.name}" for alias in node.names)


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_downward_only(path: Path) -> None:
    room = _room(path)
    assert room in FLOORS, f"{room} has no floor: decide where it lives"
    for name in _imports(path):
        if not name.startswith("annotate."):
            continue
        other = name.split(".")[1]
        if other == room or other not in FLOORS:
            continue
        below = FLOORS[other] < FLOORS[room] or (FLOORS[room] == FLOORS[other] == 0)
        assert below, f"{path.relative_to(ROOT)} imports {name}, which is not below it"
        assert (room, other) not in NEVER, f"{path.relative_to(ROOT)} imports {name}: the workspace joins the two"


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_each_library_has_one_home(path: Path) -> None:
    for name in _imports(path):
        home = HOMES.get(name.split(".")[0])
        assert home is None or _room(path) in home or path in STARTERS, f"{path.relative_to(ROOT)} imports {name}"


def _names_of_the_news_label_set() -> set[str]:
    folder = ROOT / "schemas" / "news"
    data = json.loads((folder / "label-set.json").read_text("utf-8"))
    names = {entry["name"] for entry in data["labels"] + data["relations"]}
    for label in data["labels"]:
        names |= set(json.loads((folder / label["attributes"]).read_text("utf-8"))["properties"])
    return names


# Words that the code needs in another sense: each with that sense.
OTHER_SENSES = {
    "type",  # JSON Schema's keyword, HTML's attribute
    "kind",  # of attribute, of problem
    "target",  # of an event
    "canonical",  # form of data
    "quote",  # the character; urllib's function
}


@pytest.mark.parametrize("suffix", ["py", "js"])
def test_no_label_or_attribute_is_named_in_the_code(suffix: str) -> None:
    names = _names_of_the_news_label_set() - OTHER_SENSES
    named = re.compile(rf"""(["'`])({"|".join(sorted(names))})\1|\.({"|".join(sorted(names))})\b""")
    for path in PACKAGE.rglob(f"*.{suffix}"):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            assert not named.search(line), f"{path.relative_to(ROOT)}:{number} names a label: {line.strip()}"


def test_no_module_of_the_app_has_the_name_of_a_library() -> None:
    # Streamlit puts the folder of its script before all others: `import datasets` would find ours.
    libraries = set(packages_distributions()) | set(sys.stdlib_module_names)
    ours = {path.stem for path in (PACKAGE / "app").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert not ours & libraries
