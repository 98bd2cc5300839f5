"""Units: articles that must stay together.

A unit is a group (the article's ``group``), else a cluster of near duplicates, else a single article; where asked for,
all articles of a publisher or of a day. Units that share an article are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from annotate.dataset.candidates import ARTICLE, Candidates
from annotate.dataset.options import GroupBy
from annotate.dataset.text import Ints

Pairs = tuple[Ints, Ints]
"""Places of articles that belong together, each with the one at the same place of the other array."""

_LAST = "9999"
"""An article without a date counts as later than all that have one."""


@dataclass(frozen=True, slots=True)
class Units:
    """``members`` are places of articles, unit by unit, each in rising order; ``offsets`` say where each unit begins,
    and the end of the last. Units are in the order of their first members.
    """

    members: Ints
    offsets: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def sizes(self) -> Ints:
        return np.diff(self.offsets)

    def some(self, start: int, end: int) -> Units:
        """A run of the units."""
        offsets = self.offsets[start : end + 1]
        return Units(self.members[offsets[0] : offsets[-1]], offsets - offsets[0])

    def parts(self, articles: int) -> Iterator[Units]:
        """The units, some at a time: about so many articles together."""
        cuts = np.flatnonzero(np.diff(self.offsets[:-1] // articles)) + 1
        for start, end in zip([0, *cuts.tolist()], [*cuts.tolist(), len(self)], strict=True):
            if start < end:
                yield self.some(start, end)


def units_of(candidates: Candidates, duplicates: Iterable[Pairs] = (), group_by: GroupBy | None = None) -> Units:
    """Groups and near duplicates, joined where they share an article."""
    roots = np.arange(len(candidates))
    for names in candidates.belongings(group_by):
        _join(roots, *_alike(names))
    for left, right in duplicates:
        _join(roots, left, right)
    return units_from(roots)


def units_from(roots: Ints) -> Units:
    """Units of the articles that have the same root: the lowest place among them."""
    order = np.argsort(roots, kind="stable")
    begins = np.flatnonzero(np.diff(roots[order], prepend=-1))
    return Units(order, np.append(begins, len(order)))


def _alike(names: pa.Array) -> Pairs:
    """Each place that has a name, with the first of the same name."""
    places = np.flatnonzero(names.is_valid().to_numpy(zero_copy_only=False))
    codes = names.drop_null().dictionary_encode().indices.to_numpy()
    _, first = np.unique(codes, return_index=True)
    return places[first][codes], places


def _join(roots: Ints, left: Ints, right: Ints) -> None:
    """Joins the sets of each pair. The root of a set is its lowest number, and every member knows it."""
    while True:
        high, low = roots[left], roots[right]
        apart = high != low
        if not apart.any():
            return
        left, right, high, low = left[apart], right[apart], high[apart], low[apart]
        np.minimum.at(roots, np.maximum(high, low), np.minimum(high, low))
        while not np.array_equal(above := roots[roots], roots):
            roots[:] = above


def names_of(units: Units, candidates: Candidates, group_by: GroupBy | None) -> list[str]:
    """What each unit is named after, and dealt by."""
    members = candidates.take(units.members)
    names: list[str] = members.names(group_by).take(pa.array(units.offsets[:-1])).to_pylist()
    shared = np.flatnonzero(units.sizes > 1).tolist()
    if shared:
        belongings = [column.to_pylist() for column in members.belongings(group_by)]
        ids, dates = members.ids.to_pylist(), members.dates.to_pylist()
    for unit in shared:
        some = slice(*units.offsets[unit : unit + 2].tolist())
        found = next((of for of in ([n for n in column[some] if n is not None] for column in belongings) if of), None)
        # The earliest stands for all: what is loaded later is mostly later news, and does not move the unit.
        names[unit] = min(found) if found else ARTICLE + _earliest(ids[some], dates[some])
    return names


def _earliest(ids: list[str], dates: list[str | None]) -> str:
    return min(zip(ids, dates, strict=True), key=lambda article: (article[1] or _LAST, article[0]))[0]
