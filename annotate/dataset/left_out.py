"""All that was left out, in columns: of a million articles, nearly all may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Self

import pyarrow as pa

from annotate.dataset.selection import LeftOut

_NAMES = pa.dictionary(pa.int32(), pa.string())
_SCHEMA = pa.schema([("article_id", pa.string()), ("annotator", _NAMES), ("status", _NAMES), ("reason", _NAMES)])
_PART = 10_000


class LeftOutList:
    """Items in the order in which they are added."""

    def __init__(self) -> None:
        self._tables: list[pa.Table] = []
        self._waiting: list[LeftOut] = []
        self.reasons: Counter[str] = Counter()

    @classmethod
    def of(cls, items: Iterable[LeftOut]) -> Self:
        found = cls()
        found.add(items)
        return found

    def add(self, items: Iterable[LeftOut]) -> None:
        """Adds items to the end."""
        for item in items:
            self.reasons[item.reason] += 1
            self._waiting.append(item)
            if len(self._waiting) == _PART:
                self._tables.append(pa.Table.from_pylist([kept.to_record() for kept in self._waiting], _SCHEMA))
                self._waiting = []

    def __len__(self) -> int:
        return self.reasons.total()

    def __iter__(self) -> Iterator[LeftOut]:
        for table in self._tables:
            for record in table.to_pylist():
                yield LeftOut.from_record(record)
        yield from self._waiting
