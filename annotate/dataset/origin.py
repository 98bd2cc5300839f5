"""What a dataset folder tells of the store that it came from, beyond its annotation sets: enough to make it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.dataset.earlier import splits_of
from annotate.dataset.features import ANNOTATIONS
from annotate.dataset.options import ExportOptions
from annotate.dataset.selection import LeftOut
from annotate.dataset.splits import Moved
from annotate.model import Record


@dataclass(frozen=True, slots=True)
class Origin:
    """``left_out`` are those that the folder only names; ``splits`` are empty where the hash alone gives them."""

    revision: int | None
    options: Record
    left_out: tuple[LeftOut, ...]
    splits: Mapping[str, str]
    moved: tuple[Moved, ...]

    @classmethod
    def of(cls, folder: Path, manifest: Mapping[str, Any]) -> Origin:
        """Of a folder with a well-formed manifest."""
        left_out = map(LeftOut.from_record, manifest["left_out"]["items"])
        splits = manifest["splits"]
        return cls(
            manifest.get("store_revision"),
            dict(manifest["options"]),
            tuple(item for item in left_out if item.is_absent),
            splits_of(folder, manifest) if splits["pinned"] else {},
            moved_in(manifest),
        )

    def fits(self, options: ExportOptions, revision: int | None) -> bool:
        """Whether an export with these options of a store at this revision would be the same dataset again."""
        return revision == self.revision and options.to_record() == self.options

    def to_record(self) -> Record:
        """As a JSON object."""
        return {
            "revision": self.revision,
            "options": self.options,
            "left_out": [item.to_record() for item in self.left_out],
            "splits": dict(self.splits),
            "moved": [[moved.article_id, moved.before, moved.after] for moved in self.moved],
        }

    @classmethod
    def from_record(cls, record: Record) -> Origin:
        return cls(
            record["revision"],
            record["options"],
            tuple(map(LeftOut.from_record, record["left_out"])),
            record["splits"],
            tuple(Moved(*moved) for moved in record["moved"]),
        )


def moved_in(manifest: Mapping[str, Any]) -> tuple[Moved, ...]:
    """The articles that left their splits, by a well-formed manifest."""
    return tuple(Moved(moved["article_id"], moved["from"], moved["to"]) for moved in manifest["splits"]["moved"])


def is_of(manifest: Mapping[str, Any], options: ExportOptions, revision: int | None) -> bool:
    """Whether a manifest is of an export with these options of a store at this revision."""
    return bool(revision == manifest.get("store_revision") and options.to_record() == manifest["options"])


def counts_of(manifest: Mapping[str, Any]) -> tuple[int, int]:
    """How many articles and annotation sets a folder holds."""
    sets = sum(split["rows"] for split in manifest["configs"][ANNOTATIONS]["splits"].values())
    return sum(manifest["splits"]["articles"].values()), sets
