"""What paths stand for: files with JSON, standard input, and dataset folders."""

from __future__ import annotations

import gzip
import io
import math
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from glob import glob, has_magic
from pathlib import Path
from typing import BinaryIO

from annotate.problems import Problem
from annotate.validation.words import printable

MANIFEST = "manifest.json"
SCHEMA = "annotated-article.schema.json"
CARD = "README.md"
LABEL_SET = "label-set.json"
TABLE = ".parquet"
STDIN = "-"
_BUFFER = 2**17  # many lines at once


class Kind(StrEnum):
    """How a target is read."""

    DOCUMENT = "document"  # one JSON value
    LINES = "lines"  # one JSON value on each line
    STREAM = "stream"  # either, as it turns out
    DATASET = "dataset"
    TABLES = "tables"  # a folder with Parquet files that belong to no dataset


_KINDS = {".json": Kind.DOCUMENT, ".jsonl": Kind.LINES, ".ndjson": Kind.LINES}


@dataclass(frozen=True, slots=True)
class Target:
    """Something to check; ``path`` is None for standard input.

    ``label_set`` is the folder of the label set that lies above it, as far as the folder to be checked reaches.
    """

    path: Path | None
    kind: Kind
    label_set: Path | None = None

    @property
    def name(self) -> str:
        """What people are told."""
        return "<stdin>" if self.path is None else str(self.path)

    @property
    def is_packed(self) -> bool:
        return self.path is not None and self.path.name.lower().endswith(".gz")

    @property
    def limit(self) -> float:
        """How many bytes there may be at most. News packs 3 to 6 times smaller, a bomb a thousand times."""
        return max(64 * 2**20, 200 * self.path.stat().st_size) if self.path and self.is_packed else math.inf

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes, unpacked where the file is packed. Raises OSError; so may reading."""
        if self.path is None:
            yield sys.stdin.buffer
        elif self.is_packed:
            # GzipFile reads lines itself, but slowly.
            with gzip.open(self.path, "rb") as packed, io.BufferedReader(packed, _BUFFER) as stream:
                yield stream
        else:
            with self.path.open("rb", buffering=_BUFFER) as stream:
                yield stream


def targets(paths: Iterable[str | Path], passed_over: set[str] | None = None) -> Iterator[Target | Problem]:
    """What the paths stand for, each once: files, folders with all that is in them, patterns, and - for stdin.

    ``passed_over`` takes the files in folders that are no JSON, nor part of a dataset, nor hidden; not those that are
    named beside.
    """
    seen: set[str] = set()
    told: set[str] = set()
    passed_over = set() if passed_over is None else passed_over
    for path in paths:
        for target in _of(os.fspath(path), passed_over):
            key = os.path.realpath(target.path) if isinstance(target, Target) and target.path else None
            if key is None or key not in seen:
                yield target
            if key is not None:
                seen.add(key)
            elif isinstance(target, Problem) and target.file:
                told.add(os.path.realpath(target.file))
    passed_over -= seen | told


def _of(path: str, passed_over: set[str]) -> Iterator[Target | Problem]:
    if path == STDIN:
        yield Target(None, Kind.STREAM)
        return
    found = matches(path)
    for match in found:
        if match.is_dir():
            yield from _in_folder(match, passed_over)
        elif match.is_fifo() or match.is_char_device():
            yield Target(match, Kind.STREAM)
        else:
            yield _file(match)
    if not found:
        yield Problem("J011", absence(path), file=path)


def matches(path: str | Path) -> list[Path]:
    """The path, or what it matches where it is a pattern that the shell left as it was."""
    if os.path.lexists(path):
        return [Path(path)]
    # Not Path.glob: that cannot begin at the root, and takes hidden files.
    return [Path(match) for match in sorted(glob(os.fspath(path), recursive=True))]  # noqa: PTH207


def absence(path: str | Path) -> str:
    """What people are told of a path that matches nothing."""
    return "No file matches this pattern." if has_magic(os.fspath(path)) else "There is no such file or folder."


def ending(name: str) -> str:
    """What tells a file's format: the ending of its name, without a ``.gz`` behind it."""
    return Path(name.lower().removesuffix(".gz")).suffix


def _file(path: Path) -> Target | Problem:
    kind = _kind(path.name)
    if kind is None:
        message = f"This is not a file of records: {printable(path.name)} ends neither in .json nor in .jsonl."
        if path.suffix.lower() == TABLE:
            message += " Of a dataset, check the folder with the manifest.json."
        return Problem("J011", message, file=str(path))
    return Target(path, kind)


def _kind(name: str) -> Kind | None:
    return _KINDS.get(ending(name))


def _in_folder(folder: Path, passed_over: set[str]) -> Iterator[Target | Problem]:
    refused: list[OSError] = []
    label_sets: dict[Path, Path | None] = {}
    has_tables = False
    for place, folders, names in os.walk(folder, onerror=refused.append):
        here = Path(place)
        if MANIFEST in names or _has_lost_its_manifest(here, folders, names):
            folders.clear()
            yield Target(here, Kind.DATASET)
            continue
        label_set = label_sets[here] = here if LABEL_SET in names else label_sets.get(here.parent)
        has_tables = has_tables or any(map(_is_table, names))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            kind = _kind(name)
            if name.startswith(".") or not (here / name).is_file():
                continue
            if kind:
                yield Target(here / name, kind, label_set)
            else:
                passed_over.add(os.path.realpath(here / name))
    if has_tables:
        yield Target(folder, Kind.TABLES)
    yield from (Problem("J011", f"The folder cannot be read: {e.strerror}.", file=str(e.filename)) for e in refused)


def _has_lost_its_manifest(folder: Path, folders: list[str], names: list[str]) -> bool:
    """Whether a folder lacks only the manifest of a dataset: it has the schema or the card, and configs' tables."""
    is_described = SCHEMA in names or (CARD in names and _lists_configs(folder / CARD))
    return is_described and any(_is_table(file.name) for name in folders for file in _files_in(folder / name))


def _lists_configs(card: Path) -> bool:
    try:
        with card.open("rb") as stream:
            return b"\nconfigs:" in stream.read(2**20)
    except OSError:
        return False


def _files_in(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []  # it cannot be read, which is told when it is walked into


def _is_table(name: str) -> bool:
    return name.lower().endswith(TABLE) and not name.startswith(".")
