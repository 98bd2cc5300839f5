"""Splits without leaks: whole units of articles go to one split, chosen by a keyed hash of the unit.

The hash knows nothing of other articles, so an assignment never moves when articles are added, unless they join two
units.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from annotate.dataset.candidates import Candidates, Codes, KnownSplits
from annotate.dataset.options import SPLITS, GroupBy, Ratios
from annotate.dataset.text import combined, offsets_of, utf8_of
from annotate.dataset.units import Units, names_of
from annotate.errors import AnnotateError
from annotate.model import Record

TEST = SPLITS.index("test")
_PART = 50_000
"""Articles whose units are named and dealt at once."""


def splits_of_units(names: Sequence[str], key: str, ratios: Ratios) -> Codes:
    """The split of each unit."""
    keyed = hashlib.blake2b(key=hashlib.sha256(key.encode()).digest(), digest_size=8)
    digests = np.frombuffer(b"".join(_digest(keyed, name) for name in names), ">u8")
    last = max(place for place, share in enumerate(ratios.shares) if share)
    found = np.searchsorted(np.cumsum(ratios.shares), digests.astype(np.float64) / 2**64, side="right")
    return np.where(found < len(SPLITS), found, last).astype(np.int8)


def _digest(keyed: hashlib.blake2b, name: str) -> bytes:
    digest = keyed.copy()
    digest.update(name.encode())
    return digest.digest()


@dataclass(frozen=True, slots=True)
class Moved:
    """An article whose unit joined another, so that it left the split of the earlier release."""

    article_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SharedUnit:
    """A unit of more than one article."""

    name: str
    split: str
    articles: list[str]

    def to_record(self) -> Record:
        """As it stands in the manifest."""
        return {"unit": self.name, "split": self.split, "articles": self.articles}


@dataclass(frozen=True, slots=True)
class Assignment:
    """The split of each article, by its place. ``pinned`` names the units that stay where an earlier release has them,
    though they would now be dealt to another split.
    """

    ids: pa.Array
    codes: Codes
    shared: Units
    names_of_shared: tuple[str, ...]
    units: int
    moved: tuple[Moved, ...] = ()
    pinned: tuple[str, ...] = ()

    @property
    def articles(self) -> dict[str, int]:
        """How many articles there are in each split that has any."""
        counts = np.bincount(self.codes, minlength=len(SPLITS)).tolist()
        return {split: count for split, count in zip(SPLITS, counts, strict=True) if count}

    def codes_of(self, ids: pa.ChunkedArray, begun: int) -> tuple[Codes, int]:
        """The splits of rows that go on, article by article, behind the first ``begun``; how many are begun then."""
        found = combined(ids).dictionary_encode()
        end = begun + len(found.dictionary)
        if not found.dictionary.equals(self.ids.slice(begun, end - begun)):
            raise AnnotateError("The articles are no longer the ones that were dealt to the splits. Export again.")
        return self.codes[begun:end][found.indices.to_numpy()], end

    def shared_units(self) -> Iterator[SharedUnit]:
        """The units of more than one article, in order of their names."""
        for unit in sorted(range(len(self.shared)), key=self.names_of_shared.__getitem__):
            members = self.shared.some(unit, unit + 1).members
            split = SPLITS[self.codes[members[0]]]
            yield SharedUnit(self.names_of_shared[unit], split, self.ids.take(pa.array(members)).to_pylist())


def listing_hash(ids: pa.Array, codes: Codes) -> str:
    """A hash of which article is in which split, in order of the ids."""
    order = pc.sort_indices(ids)
    digest = hashlib.sha256()
    names = pa.array([f"{split}\n" for split in SPLITS])
    for start in range(0, len(ids), _PART):
        some = order.slice(start, _PART)
        lines = pc.binary_join_element_wise(ids.take(some), names.take(pa.array(codes[some.to_numpy()])), "\x1f")
        digest.update(utf8_of(lines).tobytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides the split of a unit, beside its hash. ``fixed`` are splits by article."""

    key: str
    ratios: Ratios
    test_from_date: str | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    earlier: KnownSplits = field(default_factory=lambda: KnownSplits.of({}))


class Dealer:
    """Deals units of these articles, as a plan says."""

    def __init__(self, candidates: Candidates, plan: Plan) -> None:
        self._ids, self._plan = candidates.ids, plan
        self._fixed = KnownSplits.of(plan.fixed).at(candidates.ids)
        self._is_late = np.zeros(len(candidates), np.bool_)
        if plan.test_from_date:
            late = pc.greater_equal(pc.fill_null(candidates.dates, ""), plan.test_from_date)
            self._is_late = late.to_numpy(zero_copy_only=False)

    def dealt(self, units: Units, names: Sequence[str]) -> Codes:
        """The split that a list, a date or the hash gives each unit, whatever an earlier release says."""
        plan, begins = self._plan, units.offsets[:-1]
        if not len(units):
            return np.zeros(0, np.int8)
        dealt = splits_of_units(names, plan.key, plan.ratios.without_test() if plan.test_from_date else plan.ratios)
        dealt[np.logical_or.reduceat(self._is_late[units.members], begins)] = TEST
        fixed = self._fixed[units.members]
        highest = np.maximum.reduceat(fixed, begins)
        lowest = np.minimum.reduceat(np.where(fixed < 0, np.int8(len(SPLITS)), fixed), begins)
        parted = np.flatnonzero((highest >= 0) & (lowest < highest))
        if len(parted):
            raise _parted(self._ids, fixed, units, int(parted[0]))
        return np.where(highest >= 0, highest, dealt)

    def kept(self, units: Units, dealt: Codes, earlier: Codes) -> Codes:
        """The split of each unit: where an earlier release has it, unless a list or a date says otherwise."""
        if self._plan.test_from_date or not len(units):
            return dealt
        begins, known = units.offsets[:-1], earlier[units.members]
        stays = np.logical_or.reduceat(known == np.repeat(dealt, units.sizes), begins)
        lowest = np.minimum.reduceat(np.where(known < 0, np.int8(len(SPLITS)), known), begins)
        is_fixed = np.maximum.reduceat(self._fixed[units.members], begins) >= 0
        return np.where(stays | is_fixed | (lowest == len(SPLITS)), dealt, lowest)


def _parted(ids: pa.Array, fixed: Codes, units: Units, unit: int) -> AnnotateError:
    some = slice(*units.offsets[unit : unit + 2].tolist())
    splits = sorted({SPLITS[code] for code in fixed[some].tolist() if code >= 0})
    articles = ids.take(pa.array(units.members[some])).to_pylist()
    return AnnotateError(
        f"The list of splits puts articles that belong together into {' and '.join(splits)}: "
        f"{', '.join(articles)}. Put all of them into one split."
    )


def assign(candidates: Candidates, units: Units, plan: Plan, group_by: GroupBy | None = None) -> Assignment:
    """Gives every unit a split."""
    dealer = Dealer(candidates, plan)
    earlier = plan.earlier.at(candidates.ids)
    codes = np.zeros(len(candidates), np.int8)
    pinned: list[str] = []
    names_of_shared: list[str] = []
    for part in units.parts(_PART):
        names = names_of(part, candidates, group_by)
        dealt = dealer.dealt(part, names)
        kept = dealer.kept(part, dealt, earlier)
        codes[part.members] = np.repeat(kept, part.sizes)
        pinned += [names[unit] for unit in np.flatnonzero(kept != dealt).tolist()]
        names_of_shared += [names[unit] for unit in np.flatnonzero(part.sizes > 1).tolist()]
    moved = _moved(candidates.ids, units.members, codes, earlier)
    shared = _shared(units)
    return Assignment(candidates.ids, codes, shared, tuple(names_of_shared), len(units), moved, tuple(sorted(pinned)))


def _shared(units: Units) -> Units:
    is_shared = units.sizes > 1
    return Units(units.members[np.repeat(is_shared, units.sizes)], offsets_of(units.sizes[is_shared]))


def _moved(ids: pa.Array, order: npt.NDArray[np.int64], codes: Codes, earlier: Codes) -> tuple[Moved, ...]:
    places = order[(earlier[order] >= 0) & (earlier[order] != codes[order])]
    facts = (ids.take(pa.array(places)).to_pylist(), earlier[places].tolist(), codes[places].tolist())
    return tuple(Moved(i, SPLITS[before], SPLITS[after]) for i, before, after in zip(*facts, strict=True))
