"""Checks that no group of articles is in two splits, and that every article is where the options put it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from annotate.dataset.features import ANNOTATIONS
from annotate.dataset.options import GroupBy, Ratios
from annotate.dataset.splits import Candidate, Plan, Unit, dealt_split, unit_of
from annotate.problems import Problem

_COLUMNS = ["article_id", "group", "published_at", "publisher"]


def split_problems(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """Leaks between splits, and articles in other splits than the manifest says."""
    found: dict[str, str] = {}
    groups: dict[str, set[str]] = {}
    group_by = _group_by(manifest)
    candidates: list[Candidate] = []
    for split, facts in manifest["configs"][ANNOTATIONS]["splits"].items():
        for file in facts["files"]:
            for row in pq.read_table(folder / file, columns=_COLUMNS).to_pylist():
                if found.setdefault(row["article_id"], split) != split:
                    yield _leak(f"The article {row['article_id']!r}", {found[row["article_id"]], split}, file)
                candidate = Candidate(*(row[column] for column in _COLUMNS))
                candidates.append(candidate)
                for key in candidate.keys(group_by):
                    groups.setdefault(key, set()).add(split)
    for key, splits in groups.items():
        if len(splits) > 1:
            kind, _, name = key.partition(":")
            yield _leak(f"The {kind} {name!r}", splits, None)
    yield from _unit_leaks(manifest, found)
    yield from _misplaced(manifest, found, candidates)


def _group_by(manifest: Mapping[str, Any]) -> GroupBy | None:
    name = manifest["options"].get("group_by")
    return GroupBy(name) if name else None


def _leak(what: str, splits: set[str], file: str | None) -> Problem:
    message = (
        f"{what} is in the splits {' and '.join(sorted(splits))}: a model would be tested on what it was trained on."
    )
    return Problem("D009", message, file=file)


def _unit_leaks(manifest: Mapping[str, Any], found: Mapping[str, str]) -> Iterator[Problem]:
    for place, unit in enumerate(manifest["splits"]["shared_units"]):
        splits = {found.get(article, "") for article in unit["articles"]}
        if splits != {unit["split"]}:
            message = (
                f"The articles of {unit['unit']!r} are not all in the split {unit['split']!r}, as the manifest says."
            )
            yield Problem("D009", message, f"/splits/shared_units/{place}")


def _misplaced(manifest: Mapping[str, Any], found: Mapping[str, str], candidates: list[Candidate]) -> Iterator[Problem]:
    listing = "".join(f"{article}\x1f{split}\n" for article, split in sorted(found.items()))
    if hashlib.sha256(listing.encode()).hexdigest() != manifest["splits"]["assignment_sha256"]:
        yield Problem("D010", "The articles are in other splits than the manifest says.", "/splits/assignment_sha256")
        return
    options = manifest["options"]
    train, validation, test = options["ratios"]
    plan = Plan(options["key"], Ratios((train, validation, test)), options["test_from_date"], options["fixed_splits"])
    dates = {candidate.id: candidate.published_at for candidate in candidates}
    for unit in _units(manifest, candidates):
        dealt = dealt_split(unit, plan, dates)
        if dealt != found[unit.members[0]] and unit.name not in manifest["splits"]["pinned"]:
            message = f"{unit.name!r} is in {found[unit.members[0]]!r}, but the options put it into {dealt!r}."
            yield Problem("D010", message)


def _units(manifest: Mapping[str, Any], candidates: list[Candidate]) -> list[Unit]:
    shared = [Unit(unit["unit"], tuple(unit["articles"])) for unit in manifest["splits"]["shared_units"]]
    members = {article for unit in shared for article in unit.members}
    alone = {candidate.id: candidate for candidate in candidates if candidate.id not in members}
    return shared + [unit_of([candidate], _group_by(manifest)) for candidate in alone.values()]
