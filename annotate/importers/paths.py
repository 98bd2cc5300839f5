"""Paths, as people give them, resolved to files: folders with all that is in them, and patterns."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from annotate.importers import codes
from annotate.importers.formats import FORMATS
from annotate.importers.reading import unreadable
from annotate.importers.records import Place
from annotate.problems import Problem
from annotate.validation import strict_json
from annotate.validation.targets import MANIFEST, absence, ending, matches
from annotate.validation.words import printable

FORMAT = "annotate-dataset"


@dataclass(slots=True)
class Selection:
    """What paths stand for.

    ``skipped`` counts the files of folders that no reader knows, by the ending of their names; ``datasets`` are
    folders that were exported.
    """

    files: list[Path] = field(default_factory=list)
    datasets: list[Path] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)


def select(paths: Iterable[str | Path]) -> Selection:
    """The files that the paths stand for, each once, in order."""
    selection = Selection()
    seen: set[Path] = set()
    for path in paths:
        found = matches(path)
        for match in found:
            try:
                _add(match, selection, seen)
            except OSError as error:
                selection.problems.append(unreadable(printable(str(match)), error))
        if not found:
            place = Place(printable(os.fspath(path)))
            selection.problems.append(place.problem(codes.NO_SUCH_PATH, absence(path)))
    return selection


def _add(path: Path, selection: Selection, seen: set[Path]) -> None:
    if path.is_dir():
        _add_folder(path, selection, seen)
    elif path.is_file():
        _add_file(path, selection, seen)
    else:
        message = "This is neither a file nor a folder."
        selection.problems.append(Place(printable(str(path))).problem(codes.NO_SUCH_PATH, message))


def _add_file(path: Path, selection: Selection, seen: set[Path]) -> None:
    real = path.resolve()
    if real not in seen:
        seen.add(real)
        selection.files.append(path)


def _add_folder(folder: Path, selection: Selection, seen: set[Path]) -> None:
    def note(error: OSError) -> None:
        selection.problems.append(unreadable(printable(str(error.filename)), error))

    for place, folders, names in os.walk(folder, onerror=note, followlinks=True):
        here = Path(place)
        real = here.resolve()
        if real in seen:  # by another link, or in a circle of them
            folders.clear()
            continue
        seen.add(real)
        if MANIFEST in names and _is_dataset(here / MANIFEST):
            folders.clear()
            selection.datasets.append(here)
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                _add_found(here / name, selection, seen)


def _is_dataset(manifest: Path) -> bool:
    """Whether a manifest is a dataset's. Where it cannot be read it may be: the tables beside it are left alone."""
    try:
        value = strict_json.loads(manifest.read_bytes())
    except (OSError, strict_json.JsonProblem):
        return True
    return isinstance(value, dict) and value.get("format") == FORMAT


def _add_found(path: Path, selection: Selection, seen: set[Path]) -> None:
    kind = ending(path.name)
    if kind not in FORMATS:
        selection.skipped[kind] += 1
    elif path.is_file():
        _add_file(path, selection, seen)
