"""Splits without leaks: whole units of articles go to one split, chosen by a keyed hash of the unit.

A unit is a group (the article's ``group``), else a cluster of near duplicates, else a single article; where asked for,
all articles of a publisher or of a day. The hash knows nothing of other articles, so an assignment never moves when
articles are added, unless they join two units.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotate.dataset.options import SPLITS, GroupBy, Ratios
from annotate.errors import AnnotateError

GROUP, ARTICLE = "group:", "article:"


def split_of(unit: str, key: str, ratios: Ratios) -> str:
    """The split of a unit."""
    digest = hashlib.blake2b(unit.encode(), key=hashlib.sha256(key.encode()).digest(), digest_size=8).digest()
    place = int.from_bytes(digest, "big") / 2**64
    reach = 0.0
    for split, share in zip(SPLITS, ratios.shares, strict=True):
        reach += share
        if place < reach:
            return split
    return next(split for split, share in zip(reversed(SPLITS), reversed(ratios.shares), strict=True) if share)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the assignment needs to know of an article."""

    id: str
    group: str | None
    published_at: str | None = None
    publisher: str | None = None

    def keys(self, group_by: GroupBy | None) -> list[str]:
        """Names of what the article belongs to and must stay together with; the first counts most."""
        found = [(f"{group_by}:", self._grouped(group_by)), (GROUP, self.group)]
        return [kind + name for kind, name in found if name is not None]

    def _grouped(self, group_by: GroupBy | None) -> str | None:
        if group_by is GroupBy.PUBLISHER:
            return self.publisher
        if group_by is GroupBy.DATE and self.published_at:
            return self.published_at[: len("2024-05-31")]
        return None


@dataclass(frozen=True, slots=True)
class Unit:
    """Articles that must stay together. ``name`` is what is hashed."""

    name: str
    members: tuple[str, ...]


def units_of(
    candidates: Sequence[Candidate], duplicates: Iterable[tuple[int, int]] = (), group_by: GroupBy | None = None
) -> Iterator[Unit]:
    """Groups and near duplicates (pairs of places among the candidates), joined where they share an article.

    Each is made when it is asked for: nearly all articles stand alone.
    """
    sets = _Sets(len(candidates))
    first_with: dict[str, int] = {}
    for place, candidate in enumerate(candidates):
        for key in candidate.keys(group_by):
            sets.join(first_with.setdefault(key, place), place)
    for left, right in duplicates:
        sets.join(left, right)
    joined = sets.joined()
    for place, candidate in enumerate(candidates):
        if sets.root(place) == place:
            yield unit_of([candidates[p] for p in joined[place]] if place in joined else [candidate], group_by)


def unit_of(members: Sequence[Candidate], group_by: GroupBy | None) -> Unit:
    """The unit that these articles make."""
    keys = [key for candidate in members for key in candidate.keys(group_by)]
    # The earliest stands for all: what is loaded later is mostly later news, and does not move the unit.
    earliest = min(members, key=lambda c: (c.published_at or "9999", c.id))
    name = min(keys, key=lambda key: (key.startswith(GROUP), key)) if keys else ARTICLE + earliest.id
    return Unit(name, tuple(candidate.id for candidate in members))


class _Sets:
    """Disjoint sets of 0 … count - 1. The root of each is its lowest number."""

    def __init__(self, count: int) -> None:
        self._parent = array("q", range(count))

    def root(self, item: int) -> int:
        parent = self._parent
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def join(self, left: int, right: int) -> None:
        low, high = sorted((self.root(left), self.root(right)))
        self._parent[high] = low

    def joined(self) -> dict[int, list[int]]:
        """The sets of more than one, in order, by their roots."""
        found: dict[int, list[int]] = {}
        for item, parent in enumerate(self._parent):
            if parent != item:
                root = self.root(item)
                found.setdefault(root, [root]).append(item)
        return found


@dataclass(frozen=True, slots=True)
class Moved:
    """An article whose unit joined another, so that it left the split of the earlier release."""

    article_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """``shared`` are the units of more than one article; ``pinned`` those that stay where an earlier release has them,
    though they would now be dealt to another split.
    """

    split_by_article: Mapping[str, str]
    shared: tuple[Unit, ...]
    units: int
    moved: tuple[Moved, ...] = ()
    pinned: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides the split of a unit, beside its hash. ``fixed`` and ``earlier`` are splits by article."""

    key: str
    ratios: Ratios
    test_from_date: str | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, str] = field(default_factory=dict)


def assign(candidates: Sequence[Candidate], units: Iterable[Unit], plan: Plan) -> Assignment:
    """Gives every unit a split."""
    dates = {candidate.id: candidate.published_at for candidate in candidates} if plan.test_from_date else {}
    split_by_article: dict[str, str] = {}
    moved: list[Moved] = []
    pinned: list[str] = []
    shared: list[Unit] = []
    count = 0
    for count, unit in enumerate(units, 1):  # noqa: B007 - told at the end
        if len(unit.members) > 1:
            shared.append(unit)
        dealt = dealt_split(unit, plan, dates)
        split = _kept_split(unit, dealt, plan)
        if split != dealt:
            pinned.append(unit.name)
        for member in unit.members:
            split_by_article[member] = split
            before = plan.earlier.get(member, split)
            if before != split:
                moved.append(Moved(member, before, split))
    return Assignment(split_by_article, tuple(shared), count, tuple(moved), tuple(sorted(pinned)))


def dealt_split(unit: Unit, plan: Plan, dates: Mapping[str, str | None]) -> str:
    """The split that a list, a date or the hash gives a unit, whatever an earlier release says."""
    fixed = {plan.fixed[member] for member in unit.members if member in plan.fixed}
    if len(fixed) > 1:
        raise AnnotateError(
            f"The list of splits puts articles that belong together into {' and '.join(sorted(fixed))}: "
            f"{', '.join(unit.members)}. Put all of them into one split."
        )
    if fixed:
        return fixed.pop()
    if plan.test_from_date:
        if any((dates[member] or "") >= plan.test_from_date for member in unit.members):
            return "test"
        return split_of(unit.name, plan.key, plan.ratios.without_test())
    return split_of(unit.name, plan.key, plan.ratios)


def _kept_split(unit: Unit, dealt: str, plan: Plan) -> str:
    if any(member in plan.fixed for member in unit.members) or plan.test_from_date:
        return dealt
    earlier = sorted({plan.earlier[member] for member in unit.members if member in plan.earlier}, key=SPLITS.index)
    return dealt if dealt in earlier or not earlier else earlier[0]
