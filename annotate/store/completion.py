"""Attribute values used before in the project, to keep names the same."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import sqlalchemy as sa

from annotate.store.engine import Database
from annotate.store.types import RecordKind
from annotate.store.values import storable

_REST = 100
"""After a count, as many times its duration pass before the next: counting never takes more than 1 % of the time."""


@dataclass(frozen=True, slots=True)
class _Counted:
    values: tuple[tuple[str, str], ...]  # (search form, value), most used first
    good_until: float


class Completion:
    """Counts values on demand and keeps the counts for a while. Writing costs nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._counted: dict[tuple[RecordKind, str, str], _Counted] = {}

    def values(self, kind: RecordKind, label: str, attribute: str, prefix: str, limit: int) -> list[str]:
        """Distinct texts that begin with ``prefix``, in any case; the most used first."""
        if not storable(label + attribute) or '"' in attribute:  # no such attribute, and no path to it
            return []
        begin = prefix.casefold()
        counted = self._get(kind, label, attribute)
        return [value for form, value in counted.values if form.startswith(begin)][:limit]

    def _get(self, kind: RecordKind, label: str, attribute: str) -> _Counted:
        with self._lock:
            known = self._counted.get((kind, label, attribute))
            if known is None or time.monotonic() >= known.good_until:
                known = self._counted[kind, label, attribute] = self._count(kind, label, attribute)
            return known

    def _count(self, kind: RecordKind, label: str, attribute: str) -> _Counted:
        begin = time.monotonic()
        query = _query(kind, is_sqlite=self._database.is_sqlite)
        with self._database.read() as connection:
            parameters = {"label": label, "attribute": attribute, "path": f'$."{attribute}"'}
            texts = connection.execute(query, parameters).scalars().all()
        end = time.monotonic()
        return _Counted(tuple((text.casefold(), text) for text in texts), end + _REST * (end - begin))


def _query(kind: RecordKind, *, is_sqlite: bool) -> sa.TextClause:
    if is_sqlite:
        return sa.text(
            f"SELECT json_extract(attributes, :path) AS value FROM {kind} "  # noqa: S608 - one of two words
            "WHERE label = :label AND json_type(attributes, :path) = 'text' "
            "GROUP BY value ORDER BY count(*) DESC, value"
        )
    return sa.text(
        f"SELECT attributes::json ->> :attribute AS value FROM {kind} "  # noqa: S608 - one of two words
        "WHERE label = :label AND json_typeof(attributes::json -> :attribute) = 'string' "
        'GROUP BY 1 ORDER BY count(*) DESC, (attributes::json ->> :attribute) COLLATE "C"'
    )
