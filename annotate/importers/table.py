"""Rows of a table as article records: columns of an article's facts, and metadata for every other column."""

from __future__ import annotations

import datetime
import decimal
import math
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from annotate.importers import codes
from annotate.importers.records import Place, Raw
from annotate.model import Record
from annotate.problems import Problem
from annotate.validation import strict_json
from annotate.validation.words import listed, quoted

TEXT = "text"
METADATA = "metadata"
FACTS = (
    "id",
    "title",
    TEXT,
    "text_sha256",
    "language",
    "publisher",
    "author",
    "url",
    "published_at",
    "license",
    "group",
)
MAX_EXACT = 2**53


class CellError(ValueError):
    """A cell that an article record cannot hold; the message tells why."""


def column_names(header: Sequence[str]) -> list[str]:
    """The names of a table's columns; those without one are named by their place, from 1."""
    return [name or f"column_{place}" for place, name in enumerate(header, 1)]


def columns_problem(names: Sequence[str], place: Place) -> Problem | None:
    """The problem of a table without a column for the text, or with two columns of one name."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        message = f"More than one column is named {listed(map(quoted, twice))}. Give each column a name of its own."
        return place.problem(codes.COLUMNS, message)
    if TEXT not in names:
        message = (
            f"There is no column {quoted(TEXT)}. The columns are {listed(map(quoted, names), 'and')}. "
            f"Name the one with the articles' text {quoted(TEXT)}, in lower case."
        )
        return place.problem(codes.COLUMNS, message)
    return None


def row_record(cells: Mapping[str, Any], place: Place) -> Raw | Problem:
    """The article record of one row. Empty cells say nothing, except in the text's column."""
    record: Record = {TEXT: cells[TEXT] if cells[TEXT] is not None else ""}
    metadata: dict[str, Any] = {}
    try:
        for name, value in cells.items():
            if value is None or value == "" or name == TEXT:
                continue
            if name in FACTS:
                record[name] = _fact(value)
            else:
                _add(metadata, _metadata(value) if name == METADATA else {name: plain(value)})
    except CellError as error:
        return place.problem(codes.CELL_VALUE, f"The column {quoted(name)} {error}.")
    if metadata:
        record[METADATA] = metadata
    return Raw(record, place)


def plain(value: Any) -> Any:
    """The value as JSON can say it: dates, decimals and the largest integers as text, what is not a number as null."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    for kinds, convert in _CONVERSIONS:
        if isinstance(value, kinds):
            return convert(value)
    raise CellError(f"holds {type(value).__name__}, which JSON cannot say; leave the column out")


def _unchanged(value: Any) -> Any:
    return value


_CONVERSIONS: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (
    ((str, bool, type(None)), _unchanged),
    (int, lambda value: value if abs(value) <= MAX_EXACT else str(value)),
    (float, lambda value: value if math.isfinite(value) else None),
    ((datetime.date, datetime.time), lambda value: value.isoformat()),
    ((decimal.Decimal, uuid.UUID, datetime.timedelta), str),
)
"""The first that fits is taken: a bool is an int, a datetime a date."""


def _fact(value: Any) -> str:
    if isinstance(value, datetime.datetime) and value.tzinfo is None and value.time() == datetime.time():
        return value.date().isoformat()
    fact = plain(value)
    return fact if isinstance(fact, str) else str(fact)


def _metadata(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        try:
            value = strict_json.loads(value.encode("utf-8"))
        except strict_json.JsonProblem as error:
            raise CellError(
                f"holds what is not a JSON object ({error.problem.message.rstrip('.')}); give the column another name"
            ) from None
    value = plain(dict(value) if isinstance(value, list) else value)
    if not isinstance(value, dict):
        raise CellError("holds what is not a JSON object; give the column another name")
    return {name: item for name, item in value.items() if item is not None}


def _add(metadata: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        if name in metadata:
            raise CellError(f"is not the only one that says what {quoted(name)} is; leave one out")
        if value is not None:
            metadata[name] = value
