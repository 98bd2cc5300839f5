"""What changed from one dataset folder to another, and what that means for its version."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any

from annotate.dataset.diff_sets import SetChange, set_changes
from annotate.dataset.features import ANNOTATIONS
from annotate.dataset.read import reference_records, require_manifest
from annotate.label_set import LabelSet
from annotate.model import Record
from annotate.validation.label_sets import label_set_from_untrusted
from annotate.validation.versions import breaking_part, parsed


class Bump(StrEnum):
    """Which part of a semantic version must grow."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``before`` and ``after`` are for people; None where there is nothing."""

    kind: str
    article_id: str
    item: str | None = None
    before: str | None = None
    after: str | None = None

    def to_record(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in Change.__slots__ if getattr(self, name) is not None}


_BUMPS = {
    "article removed": Bump.MAJOR,
    "text changed": Bump.MAJOR,
    "text left out": Bump.MAJOR,
    "split changed": Bump.MAJOR,
    "facts changed": Bump.PATCH,
    "span remarks changed": Bump.PATCH,
}
"""Old results cannot be compared behind a major change. Whatever is not named here is a minor one."""


@dataclass
class Difference:
    """Everything that differs between two folders. ``changes`` is empty where they were only to be counted.
    ``version`` is that of the first folder, None where it is no release.
    """

    label_sets: tuple[tuple[str, str], tuple[str, str]]
    label_set_bump: Bump
    version: str | None = None
    changes: list[Change] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    @property
    def counts(self) -> dict[str, int]:
        """How many changes there are of each kind."""
        return dict(sorted(self.counted.items()))

    @property
    def bump(self) -> Bump:
        """What the second folder's version must grow by."""
        found = [self.label_set_bump, *(_BUMPS.get(kind, Bump.MINOR) for kind in self.counts)]
        return max(found, key=list(Bump).index)

    @property
    def proposed_version(self) -> str | None:
        """The version for the second folder as the next release; None where the first is no release."""
        return None if self.version is None else bumped(self.version, self.bump)

    def to_record(self) -> dict[str, Any]:
        """As a JSON object."""
        return {
            "version": self.version,
            "proposed_version": self.proposed_version,
            "label_sets": [{"name": name, "version": version} for name, version in self.label_sets],
            "counts": self.counts,
            "bump": str(self.bump),
            "changes": [change.to_record() for change in self.changes],
        }


@dataclass(frozen=True, slots=True)
class _Folder:
    path: Path
    manifest: Mapping[str, Any]
    label_set: LabelSet

    @classmethod
    def open(cls, path: Path) -> _Folder:
        manifest = require_manifest(path)
        return cls(path, manifest, label_set_from_untrusted(manifest["label_set"]))

    def articles(self) -> Iterator[tuple[str, str, list[Record]]]:
        """Articles in order of their ids: the id, the split, the reference records."""
        splits = self.manifest["configs"][ANNOTATIONS]["splits"]
        streams = [self._split(split, facts["files"]) for split, facts in splits.items()]
        ordered = heapq.merge(*streams, key=_article_id)
        for article_id, found in groupby(ordered, _article_id):
            pairs = list(found)
            yield article_id, pairs[0][0], [record for _, record in pairs]

    def _split(self, split: str, files: list[str]) -> Iterator[tuple[str, Record]]:
        for record in reference_records(self.path, files, self.label_set):
            yield split, record


def _article_id(found: tuple[str, Record]) -> str:
    return str(found[1]["article"]["id"])


def diff(before: Path, after: Path, *, listed: bool = True) -> Difference:
    """Compares the reference annotations of two dataset folders. Raises AnnotateError where one is none.

    The changes are only counted where they are not to be ``listed``: there may be as many as spans.
    """
    old, new = _Folder.open(before), _Folder.open(after)
    refs = (old.label_set.name, old.label_set.version), (new.label_set.name, new.label_set.version)
    release = old.manifest.get("release")
    bump = _label_set_bump(old.label_set, new.label_set)
    difference = Difference(refs, bump, release["version"] if release else None)
    for article_id, left, right in _joined(old.articles(), new.articles()):
        for change in _article_changes(article_id, left, right):
            difference.counted[change.kind] += 1
            if listed:
                difference.changes.append(change)
    return difference


_Side = tuple[str, list[Record]] | None


def _joined(
    old: Iterator[tuple[str, str, list[Record]]], new: Iterator[tuple[str, str, list[Record]]]
) -> Iterator[tuple[str, _Side, _Side]]:
    merged = heapq.merge(
        ((i, 0, s, r) for i, s, r in old), ((i, 1, s, r) for i, s, r in new), key=lambda found: found[:2]
    )
    for article_id, found in groupby(merged, lambda item: item[0]):
        sides: dict[int, _Side] = {side: (split, records) for _, side, split, records in found}
        yield article_id, sides.get(0), sides.get(1)


def _article_changes(article_id: str, old: _Side, new: _Side) -> Iterator[Change]:
    if old is None or new is None:
        yield Change("article added" if old is None else "article removed", article_id)
        return
    (old_split, old_records), (new_split, new_records) = old, new
    if old_split != new_split:
        yield Change("split changed", article_id, None, old_split, new_split)
    if old_records == new_records:
        return
    yield from _fact_changes(article_id, old_records[0]["article"], new_records[0]["article"])
    for left, right in _paired(old_records, new_records):
        for change in set_changes(left, right):
            yield _of(article_id, change)


def _of(article_id: str, change: SetChange) -> Change:
    return Change(change.kind, article_id, change.item, change.before, change.after)


def _paired(old: list[Record], new: list[Record]) -> Iterator[tuple[Record | None, Record | None]]:
    if len(old) == len(new) == 1:
        yield old[0], new[0]  # whoever made them: both are the reference
        return
    left, right = ({record["annotator"]: record for record in records} for records in (old, new))
    for annotator in sorted(left.keys() | right.keys()):
        yield left.get(annotator), right.get(annotator)


def _fact_changes(article_id: str, old: Record, new: Record) -> Iterator[Change]:
    if old["text_sha256"] != new["text_sha256"]:
        yield Change("text changed", article_id)
    has_text, had_text = (bool(article.get("text")) for article in (new, old))
    if has_text != had_text:
        yield Change("text put back" if has_text else "text left out", article_id)
    for name in sorted((old.keys() | new.keys()) - {"text", "text_sha256"}):
        if old.get(name) != new.get(name):
            yield Change("facts changed", article_id, name, _shown(old.get(name)), _shown(new.get(name)))


def _shown(value: Any) -> str | None:
    return None if value is None else str(value)


def _label_set_bump(old: LabelSet, new: LabelSet) -> Bump:
    if old.name != new.name or breaking_part(parsed(old.version)) != breaking_part(parsed(new.version)):
        return Bump.MAJOR
    if old.version.split(".")[:2] != new.version.split(".")[:2]:
        return Bump.MINOR
    return Bump.NONE if old.data == new.data else Bump.PATCH


def bumped(version: str, bump: Bump) -> str:
    """The version behind a bump: ``bumped("1.2.3", Bump.MINOR)`` is ``1.3.0``."""
    major, minor, patch = parsed(version)
    return {
        Bump.NONE: version,
        Bump.PATCH: f"{major}.{minor}.{patch + 1}",
        Bump.MINOR: f"{major}.{minor + 1}.0",
        Bump.MAJOR: f"{major + 1}.0.0",
    }[bump]
