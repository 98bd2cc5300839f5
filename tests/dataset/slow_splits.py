"""The assignment to splits as one would write it for a hundred articles: what the fast one is held against."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from annotate.dataset.candidates import Candidates
from annotate.dataset.options import SPLITS, GroupBy, Ratios


@dataclass(frozen=True)
class Candidate:
    """One article."""

    id: str
    group: str | None = None
    published_at: str | None = None
    publisher: str | None = None

    def keys(self, group_by: GroupBy | None) -> list[str]:
        day = self.published_at[:10] if self.published_at else None
        grouped = {None: None, GroupBy.PUBLISHER: self.publisher, GroupBy.DATE: day}[group_by]
        found = [(f"{group_by}:", grouped), ("group:", self.group)]
        return [kind + name for kind, name in found if name is not None]


def columns(candidates: Sequence[Candidate]) -> Candidates:
    """The same for the fast one."""
    rows = [(c.id, c.group, c.published_at, c.publisher) for c in candidates]
    return Candidates(*(pa.array(column, pa.string()) for column in (zip(*rows, strict=True) if rows else [[]] * 4)))


@dataclass(frozen=True)
class SlowPlan:
    """As ``splits.Plan``, with dictionaries."""

    key: str = "key"
    ratios: Ratios = field(default_factory=Ratios)
    test_from_date: str | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """Splits by article; members of shared units by their names; what moved, from where to where; pinned units."""

    splits: dict[str, str]
    shared: dict[str, list[str]]
    moved: list[tuple[str, str, str]]
    pinned: list[str]
    units: int


class PartedError(Exception):
    """The fixed list parts a unit."""


def split_of(unit: str, key: str, ratios: Ratios) -> str:
    digest = hashlib.blake2b(unit.encode(), key=hashlib.sha256(key.encode()).digest(), digest_size=8).digest()
    place, reach = int.from_bytes(digest, "big") / 2**64, 0.0
    for split, share in zip(SPLITS, ratios.shares, strict=True):
        reach += share
        if place < reach:
            return split
    return next(split for split, share in zip(reversed(SPLITS), reversed(ratios.shares), strict=True) if share)


def slowly_assigned(
    candidates: Sequence[Candidate], duplicates: Iterable[tuple[int, int]], plan: SlowPlan, group_by: GroupBy | None
) -> Result:
    result = Result({}, {}, [], [], 0)
    units = _units(candidates, list(duplicates), group_by)
    for members in units:
        name = _name(members, group_by)
        ids = [member.id for member in members]
        if len(members) > 1:
            result.shared[name] = ids
        dealt = _dealt(name, members, plan)
        split = _kept(ids, dealt, plan)
        if split != dealt:
            result.pinned.append(name)
        for article in ids:
            result.splits[article] = split
            if plan.earlier.get(article, split) != split:
                result.moved.append((article, plan.earlier[article], split))
    return Result(result.splits, result.shared, result.moved, sorted(result.pinned), len(units))


def _units(
    candidates: Sequence[Candidate], pairs: list[tuple[int, int]], group_by: GroupBy | None
) -> list[list[Candidate]]:
    units = [{place} for place in range(len(candidates))]
    alike = [
        (a, b)
        for a in range(len(candidates))
        for b in range(a)
        if set(candidates[a].keys(group_by)) & set(candidates[b].keys(group_by))
    ]
    for left, right in [*pairs, *alike]:
        joined = next(u for u in units if left in u) | next(u for u in units if right in u)
        units = [u for u in units if not u & joined] + [joined]
    return [[candidates[place] for place in sorted(unit)] for unit in sorted(units, key=min)]


def _name(members: list[Candidate], group_by: GroupBy | None) -> str:
    keys = [key for member in members for key in member.keys(group_by)]
    earliest = min(members, key=lambda member: (member.published_at or "9999", member.id))
    return min(keys, key=lambda key: (key.startswith("group:"), key)) if keys else f"article:{earliest.id}"


def _dealt(name: str, members: list[Candidate], plan: SlowPlan) -> str:
    fixed = {plan.fixed[member.id] for member in members if member.id in plan.fixed}
    if len(fixed) > 1:
        raise PartedError
    if fixed:
        return fixed.pop()
    if not plan.test_from_date:
        return split_of(name, plan.key, plan.ratios)
    if any((member.published_at or "") >= plan.test_from_date for member in members):
        return "test"
    return split_of(name, plan.key, plan.ratios.without_test())


def _kept(ids: list[str], dealt: str, plan: SlowPlan) -> str:
    if plan.test_from_date or any(article in plan.fixed for article in ids):
        return dealt
    earlier = sorted({plan.earlier[article] for article in ids if article in plan.earlier}, key=SPLITS.index)
    return dealt if dealt in earlier or not earlier else earlier[0]
