"""Checks of a dataset folder's files against its manifest, and of its card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotate.dataset.card import card_metadata, config_metadata
from annotate.dataset.configs import config_columns
from annotate.dataset.earlier import files_in
from annotate.dataset.manifest import CARD, PEOPLES
from annotate.dataset.writer import sha256_of_file
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.problems import Problem, Severity


def file_problems(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """Files that are missing, changed, or not ours."""
    present = files_in(folder)
    for path, facts in manifest["files"].items():
        file = folder / path
        if path not in present or file.is_symlink():
            yield Problem("D002", f"{path} is missing: get the folder again from where it came.", file=path)
            continue
        size = file.stat().st_size
        if size != facts["bytes"] or sha256_of_file(file) != facts["sha256"]:
            message = f"{path} was changed after the export (its SHA-256 differs): get it again, or export again."
            yield Problem("D004", message, file=path)
    for path in sorted(present - set(manifest["files"]) - PEOPLES):
        message = f"{path} is no part of the export, and the next export would refuse to replace it."
        yield Problem("D003", message, severity=Severity.WARNING, file=path)
    if CARD not in present:
        yield Problem("D002", "README.md is missing: without it, `datasets` does not know the configs.", file=CARD)


def card_problems(folder: Path, manifest: Mapping[str, Any], label_set: LabelSet) -> Iterator[Problem]:
    """Metadata at the top of the card that differs from the manifest."""
    if not (folder / CARD).is_file():
        return
    try:
        found = card_metadata((folder / CARD).read_text(encoding="utf-8"))
    except (AnnotateError, UnicodeDecodeError) as error:
        yield Problem("D008", f"README.md cannot be read: {error}", file=CARD)
        return
    wanted = config_metadata(manifest["configs"], config_columns(label_set), manifest["files"])
    for name, value in wanted.items():
        if _essential(found.get(name)) != _essential(value):
            message = (
                f"The entry {name!r} at the top of README.md differs from what was exported, so `datasets` would load "
                "something else. Take back the change, or export again."
            )
            yield Problem("D008", message, file=CARD)


def _essential(value: Any) -> Any:
    """Without the sizes of files, which another version of Parquet's writer changes."""
    infos = value if isinstance(value, list) else [value]
    return [
        {name: fact for name, fact in info.items() if name != "download_size"} if isinstance(info, Mapping) else info
        for info in infos
    ]
