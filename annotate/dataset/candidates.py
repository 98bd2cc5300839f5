"""What the assignment to splits needs to know of the articles: columns, for there may be millions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from annotate.dataset.options import SPLITS, GroupBy
from annotate.dataset.text import combined

GROUP, ARTICLE = "group:", "article:"
COLUMNS = ("id", "group", "published_at", "publisher")

Codes = npt.NDArray[np.int8]
"""Places in ``SPLITS``; -1 where there is none."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Columns of strings, of which all but the ids may be null. A place among them stands for an article."""

    ids: pa.Array
    groups: pa.Array
    dates: pa.Array
    publishers: pa.Array

    @classmethod
    def of(cls, tables: Sequence[pa.Table], columns: Sequence[str] = COLUMNS) -> Self:
        """From tables that have these columns, in the order of ``COLUMNS``."""
        return cls(
            *(combined(pa.chunked_array([c for t in tables for c in t[n].chunks], pa.string())) for n in columns)
        )

    def __len__(self) -> int:
        return len(self.ids)

    def belongings(self, group_by: GroupBy | None) -> list[pa.Array]:
        """Names of what each article belongs to and must stay together with; the first that is not null counts most."""
        groups = _named(GROUP, self.groups)
        if group_by is None:
            return [groups]
        names = self.publishers
        if group_by is GroupBy.DATE:
            days = pc.utf8_slice_codeunits(self.dates, 0, len("2024-05-31"))
            names = pc.if_else(pc.equal(days, ""), None, days)
        return [_named(f"{group_by}:", names), groups]

    def names(self, group_by: GroupBy | None) -> pa.Array:
        """What each article would be named after if it stood alone."""
        return pc.coalesce(*self.belongings(group_by), _named(ARTICLE, self.ids))

    def take(self, places: npt.NDArray[np.int64]) -> Candidates:
        """The articles at these places."""
        wanted = pa.array(places)
        return Candidates(*(column.take(wanted) for column in (self.ids, self.groups, self.dates, self.publishers)))


def _named(kind: str, names: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(kind, names, "")


@dataclass(frozen=True, slots=True)
class KnownSplits:
    """Splits of articles, by their ids."""

    ids: pa.Array
    codes: Codes

    @classmethod
    def of(cls, splits: Mapping[str, str]) -> Self:
        """From splits by article."""
        codes = np.fromiter((SPLITS.index(split) for split in splits.values()), np.int8, len(splits))
        return cls(pa.array(splits, pa.string()), codes)

    @classmethod
    def joined(cls, parts: Iterable[tuple[pa.Array, str]]) -> Self:
        """From the ids that each split has."""
        found = list(parts)
        codes = [np.full(len(ids), SPLITS.index(split), np.int8) for ids, split in found]
        ids = pa.concat_arrays([ids for ids, _ in found] or [pa.array([], pa.string())])
        return cls(ids, np.concatenate([*codes, np.zeros(0, np.int8)]))

    def __len__(self) -> int:
        return len(self.ids)

    def at(self, ids: pa.Array) -> Codes:
        """The splits of these articles."""
        if not len(self):
            return np.full(len(ids), -1, np.int8)
        places = pc.fill_null(pc.index_in(ids, value_set=self.ids), len(self)).to_numpy()
        codes: Codes = np.append(self.codes, np.int8(-1))[places]
        return codes
