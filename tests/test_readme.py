"""What the README says can be done as it stands there: its Python runs, and its commands exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from annotate.cli.main import COMMANDS, main
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
PYTHON = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
PROSE = re.sub(r"^```.*?^```$", "", README, flags=re.MULTILINE | re.DOTALL)
SHOWN = re.findall(r"^ {4}(\S.*)$", PROSE, re.MULTILINE) + re.findall(r"`([^`\n]+)`", PROSE)
PATHS = {line for line in SHOWN if re.fullmatch(r"(schemas|annotate|tests)/\S*", line)}
LINES = [line.partition("  #")[0].strip() for line in SHOWN]

RUN = """
import sys
names = {}
exec(sys.argv[1], names)
sys.exit(repr(names["problems"]) if names.get("problems") else 0)
"""


def _starting_with(word: str) -> list[str]:
    return sorted({line for line in LINES if line.startswith(f"{word} ")})


def _run(folder: Path, *arguments: str) -> None:
    """Python in a folder, offline and with caches of its own."""
    env = {**os.environ, "HF_HOME": str(folder / "cache"), "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as somebody has it who followed the README: articles imported, the dataset exported."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "schemas").symlink_to(ROOT / "schemas")
    _run(folder, "-m", "annotate", "import", "schemas/news/samples")
    _run(folder, "-m", "annotate", "export", "exports/news")
    return folder


@pytest.mark.parametrize("code", PYTHON, ids=lambda code: code.split()[1].strip(","))
def test_the_python_of_the_readme_runs(prepared: Path, code: str) -> None:
    _run(prepared, "-W", "error::DeprecationWarning:__main__", "-c", RUN, code)


@pytest.mark.parametrize("line", _starting_with("annotate"))
def test_the_commands_of_the_readme_exist_with_their_options(line: str) -> None:
    command: click.Command = main
    _, *words = shlex.split(line)
    context = click.Context(command)
    while isinstance(command, click.Group):
        name = words.pop(0)
        found = command.get_command(context, name)
        assert found is not None, f"there is no command {name!r}"
        command, context = found, click.Context(found, parent=context, info_name=name)
    command.make_parser(context).parse_args([word for word in words if word != "…"])


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.params:
        yield from (*parameter.opts, *parameter.secondary_opts)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _options(below, context)


def test_the_options_that_the_readme_names_exist() -> None:
    known = set(_options(main, click.Context(main)))
    named = {line.split()[0] for line in LINES if line.startswith("--")}
    assert named
    assert named <= known


@pytest.mark.parametrize("line", _starting_with("make"))
def test_the_targets_of_make_that_the_readme_names_exist(line: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(rf"^{re.escape(line.split()[1])}:", makefile, re.MULTILINE)


def test_the_readme_names_every_way_to_get_articles_in_and_out() -> None:
    named = {line.split()[1] for line in _starting_with("annotate")}
    assert {"import", "run", "export", "validate", "dump", "backup"} <= named <= COMMANDS.keys()


@pytest.mark.parametrize(
    "path", sorted({line for line in LINES if re.fullmatch(r"(schemas|annotate|tests)/\S*", line)})
)
def test_the_paths_that_the_readme_names_exist(path: str) -> None:
    assert (ROOT / path).exists()
