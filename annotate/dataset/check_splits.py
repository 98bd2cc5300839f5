"""Checks that no group of articles is in two splits, and that every article is where the options put it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from annotate.dataset.candidates import Candidates, Codes
from annotate.dataset.features import ANNOTATIONS
from annotate.dataset.options import SPLITS, GroupBy, Ratios
from annotate.dataset.splits import Dealer, Plan, listing_hash
from annotate.dataset.text import Ints, offsets_of
from annotate.dataset.units import Units
from annotate.errors import AnnotateError
from annotate.problems import Problem

_COLUMNS = ("article_id", "group", "published_at", "publisher")


def split_problems(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """Leaks between splits, and articles in other splits than the manifest says."""
    rows, codes, files = _rows(folder, manifest)
    articles, first, places = _distinct(rows.ids)
    for row in np.flatnonzero(codes != codes[first][places]).tolist():
        article = int(places[row])
        splits = {SPLITS[codes[row]], SPLITS[codes[first[article]]]}
        yield _leak(f"The article {articles[article].as_py()!r}", splits, files.of(row))
    for names in rows.belongings(_group_by(manifest)):
        yield from _leaks(names, codes)
    found = _Found(rows.take(first), codes[first])
    shared = found.shared(manifest)
    yield from _unit_leaks(manifest, found, shared)
    yield from _misplaced(manifest, found, shared)


@dataclass(frozen=True, slots=True)
class _Files:
    """Which file a row stands in, by the rows before the end of each."""

    names: list[str]
    ends: Ints

    def of(self, row: int) -> str:
        return self.names[int(np.searchsorted(self.ends, row, side="right"))]


def _rows(folder: Path, manifest: Mapping[str, Any]) -> tuple[Candidates, Codes, _Files]:
    tables, codes, names = [], [np.zeros(0, np.int8)], []
    for split, facts in manifest["configs"][ANNOTATIONS]["splits"].items():
        for file in facts["files"]:
            tables.append(pq.read_table(folder / file, columns=list(_COLUMNS)))
            codes.append(np.full(len(tables[-1]), SPLITS.index(split), np.int8))
            names.append(file)
    ends = np.cumsum([len(table) for table in tables], dtype=np.int64)
    return Candidates.of(tables, _COLUMNS), np.concatenate(codes), _Files(names, ends)


def _distinct(names: pa.Array) -> tuple[pa.Array, Ints, Ints]:
    """The names, none twice, the first place of each, and for each place which of them it has."""
    encoded = names.dictionary_encode()
    places = encoded.indices.to_numpy().astype(np.int64)
    _, first = np.unique(places, return_index=True)
    return encoded.dictionary, first, places


def _leaks(names: pa.Array, codes: Codes) -> Iterator[Problem]:
    known, _, places = _distinct(names.drop_null())
    splits = np.zeros(len(known), np.uint8)
    named = names.is_valid().to_numpy(zero_copy_only=False)
    np.bitwise_or.at(splits, places, np.left_shift(1, codes[named]).astype(np.uint8))
    for place in np.flatnonzero(splits & (splits - 1)).tolist():
        kind, _, name = known[place].as_py().partition(":")
        yield _leak(f"The {kind} {name!r}", {split for n, split in enumerate(SPLITS) if splits[place] >> n & 1}, None)


def _group_by(manifest: Mapping[str, Any]) -> GroupBy | None:
    name = manifest["options"].get("group_by")
    return GroupBy(name) if name else None


def _leak(what: str, splits: set[str], file: str | None) -> Problem:
    message = (
        f"{what} is in the splits {' and '.join(sorted(splits))}: a model would be tested on what it was trained on."
    )
    return Problem("D009", message, file=file)


@dataclass(frozen=True, slots=True)
class _Found:
    """The articles of the folder, each once, and the splits that they are in."""

    articles: Candidates
    codes: Codes

    def shared(self, manifest: Mapping[str, Any]) -> Units:
        """The units of more than one article that the manifest names; -1 for an article that is not there."""
        units = [unit["articles"] for unit in manifest["splits"]["shared_units"]]
        named = pa.array([article for unit in units for article in unit], pa.string())
        places = pc.fill_null(pc.index_in(named, value_set=self.articles.ids), -1).to_numpy().astype(np.int64)
        return Units(places, offsets_of(np.array([len(unit) for unit in units], np.int64)))


def _unit_leaks(manifest: Mapping[str, Any], found: _Found, shared: Units) -> Iterator[Problem]:
    in_split = np.append(found.codes, np.int8(-1))[shared.members]
    for place, unit in enumerate(manifest["splits"]["shared_units"]):
        codes = in_split[slice(*shared.offsets[place : place + 2].tolist())]
        if {SPLITS[code] if code >= 0 else "" for code in codes.tolist()} != {unit["split"]}:
            message = (
                f"The articles of {unit['unit']!r} are not all in the split {unit['split']!r}, as the manifest says."
            )
            yield Problem("D009", message, f"/splits/shared_units/{place}")


def _misplaced(manifest: Mapping[str, Any], found: _Found, shared: Units) -> Iterator[Problem]:
    if listing_hash(found.articles.ids, found.codes) != manifest["splits"]["assignment_sha256"]:
        yield Problem("D010", "The articles are in other splits than the manifest says.", "/splits/assignment_sha256")
        return
    units, names = _units(manifest, found, shared)
    try:
        dealt = Dealer(found.articles, _plan(manifest["options"])).dealt(units, names)
    except AnnotateError as error:
        yield Problem("D010", error.message, "/options")
        return
    pinned = set(manifest["splits"]["pinned"])
    present = found.codes[units.members[units.offsets[:-1]]]
    for unit in np.flatnonzero(dealt != present).tolist():
        if names[unit] not in pinned:
            where, options = SPLITS[present[unit]], SPLITS[dealt[unit]]
            yield Problem("D010", f"{names[unit]!r} is in {where!r}, but the options put it into {options!r}.")


def _plan(options: Mapping[str, Any]) -> Plan:
    train, validation, test = options["ratios"]
    return Plan(options["key"], Ratios((train, validation, test)), options["test_from_date"], options["fixed_splits"])


def _units(manifest: Mapping[str, Any], found: _Found, shared: Units) -> tuple[Units, list[str]]:
    """All units with their names: those that the manifest names, and the articles that stand alone."""
    present = shared.members >= 0
    sizes = np.bincount(np.repeat(np.arange(len(shared)), shared.sizes)[present], minlength=len(shared))
    names = [unit["unit"] for unit, size in zip(manifest["splits"]["shared_units"], sizes, strict=True) if size]
    is_alone = np.ones(len(found.codes), np.bool_)
    is_alone[shared.members[present]] = False
    alone = np.flatnonzero(is_alone)
    members = np.concatenate((shared.members[present], alone))
    offsets = offsets_of(np.concatenate((sizes[sizes > 0], np.ones(len(alone), np.int64))))
    return Units(members, offsets), names + found.articles.take(alone).names(_group_by(manifest)).to_pylist()
