"""Checks a dataset folder: whole, unchanged, consistent in itself, and valid by its label set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotate.dataset.check_files import card_problems, file_problems
from annotate.dataset.check_rows import config_problems, derived_problems
from annotate.dataset.check_splits import split_problems
from annotate.dataset.features import ANNOTATIONS
from annotate.dataset.manifest import MANIFEST, read_manifest
from annotate.dataset.manifest_schema import well_formed
from annotate.dataset.read import records_of_file
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.problems import Problem
from annotate.validation import Validator
from annotate.validation.label_sets import label_set_from_untrusted

MAX_RECORD_PROBLEMS = 1_000
"""Of the records; beyond it the rest is not looked at."""


def check_folder(folder: Path) -> Iterator[Problem]:
    """Everything that is wrong with a dataset folder. Never raises for what the folder holds."""
    if not (folder / MANIFEST).exists():
        message = (
            "The manifest.json is missing, without which nothing in the folder can be checked: get it again from where "
            "the folder came, or export the dataset again."
        )
        yield Problem("D001", message, file=str(folder / MANIFEST))
        return
    manifest = read_manifest(folder)
    if manifest is None or not well_formed(manifest):
        message = "This is no dataset folder that this version of annotate can check: export the dataset again."
        yield Problem("D001", message, file=str(folder / MANIFEST))
        return
    try:
        label_set = label_set_from_untrusted(manifest["label_set"])
    except AnnotateError as error:
        yield Problem(
            "D012", f"The label set in the manifest: {error.message}", "/label_set", file=str(folder / MANIFEST)
        )
        return
    for problem in _problems(folder, manifest, label_set):
        yield replace(problem, file=str(folder / (problem.file or MANIFEST)))


def _problems(folder: Path, manifest: dict[str, Any], label_set: LabelSet) -> Iterator[Problem]:
    damaged = set()
    for problem in file_problems(folder, manifest):
        damaged.add(problem.file)
        yield problem
    yield from card_problems(folder, manifest, label_set)
    sound = {path for path in manifest["files"] if path not in damaged}
    rows_are_sound = True
    for problem in config_problems(folder, manifest, label_set, sound):
        rows_are_sound = False
        yield problem
    if not rows_are_sound or damaged & set(manifest["files"]):
        return  # what follows would only repeat it
    yield from derived_problems(folder, manifest, label_set)
    yield from split_problems(folder, manifest)
    if not manifest["options"]["without_text"]:
        yield from _record_problems(folder, manifest, label_set)


def _record_problems(folder: Path, manifest: dict[str, Any], label_set: LabelSet) -> Iterator[Problem]:
    validator = Validator(label_set)
    left = MAX_RECORD_PROBLEMS
    for split in manifest["configs"][ANNOTATIONS]["splits"].values():
        for file in split["files"]:
            for found in records_of_file(folder, file, label_set):
                for problem in validator.problems(found.record):
                    yield replace(problem, file=file, line=found.row)
                    left -= 1
                if left <= 0:
                    return
