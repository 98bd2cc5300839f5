"""Parquet tables, read a few rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import types

from annotate.importers import codes
from annotate.importers.records import Place, Raw, UnreadableError
from annotate.importers.source import FREE_BYTES, Source, UnpackedTooLargeError
from annotate.importers.table import FACTS, METADATA, TEXT, columns_problem, row_record
from annotate.parquet_file import open_parquet
from annotate.problems import Problem
from annotate.validation.words import quoted

ROWS_AT_ONCE = 64
_KEYS = frozenset({"article_id", "annotator"})
"""The columns that every table of an exported dataset has."""
_NESTED = frozenset({"spans", "relations"})


def read(source: Source) -> Iterator[Raw | Problem]:
    """One record for each row."""
    place = Place(source.name)
    if source.packed:
        raise UnreadableError(place.problem(codes.UNKNOWN_FORMAT, "A Parquet file is packed already; unpack it first."))
    number = 0
    with source.open_raw() as raw:
        try:
            file = _checked(open_parquet(raw), source, place)
            for cells in _rows(file, raw):
                number += 1
                yield _record(cells, Place(source.name, within=f"row {number}"), source)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            where = f"After row {number} the" if number else "The"
            message = f"{where} file is damaged, or is no Parquet file: {str(error).splitlines()[0]}"
            raise UnreadableError(place.problem(codes.DAMAGED, message)) from None
    if not number:
        yield place.problem(codes.EMPTY, "The table has no rows.")


def _checked(file: pq.ParquetFile, source: Source, place: Place) -> pq.ParquetFile:
    schema = file.schema_arrow
    problem = _dataset_problem(schema, place) or columns_problem(schema.names, place) or _types_problem(schema, place)
    if problem:
        raise UnreadableError(problem)
    metadata = file.metadata
    source.budget.spend(sum(metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups)))
    if metadata.num_rows > max(source.size, FREE_BYTES):
        raise UnpackedTooLargeError  # even empty rows: a few bytes can claim billions of them
    return file


def _dataset_problem(schema: pa.Schema, place: Place) -> Problem | None:
    """The problem of a table out of a dataset, which knows its annotations only together with the others."""
    names = set(schema.names)
    is_exported = b"huggingface" in (schema.metadata or {}) or names >= _NESTED
    if not (names >= _KEYS and is_exported):
        return None
    folder = PurePath(place.file).parent.parent
    how = f"annotate import {folder}" if folder.name else "annotate import FOLDER"
    message = (
        "This table is one file of a dataset, and would lose its annotations by itself. Load the whole folder, the one "
        f"with the manifest.json, on the command line: {how}"
    )
    return place.problem(codes.UNKNOWN_FORMAT, message)


def _types_problem(schema: pa.Schema, place: Place) -> Problem | None:
    for field in schema:
        if field.name in (*FACTS, METADATA) and not _fits(field.name, field.type):
            message = (
                f"The column {quoted(field.name)} holds {field.type}, which is not what an article has there. "
                "Convert it to text, or give it another name to keep it as metadata."
            )
            return place.problem(codes.COLUMNS, message)
    return None


def _fits(name: str, kind: pa.DataType) -> bool:
    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
        return True
    if types.is_null(kind):
        return name != TEXT
    if name == METADATA:
        return bool(types.is_struct(kind) or types.is_map(kind))
    if name == "published_at":
        return bool(types.is_date(kind) or types.is_timestamp(kind))
    return name in {"id", "group"} and bool(types.is_integer(kind))


def _rows(file: pq.ParquetFile, raw: Any) -> Iterator[dict[str, pa.Scalar]]:
    # Read as dictionaries, one long text that stands in a million rows takes its room once.
    names = file.schema_arrow.names
    texts = [name for name in names if _fits(TEXT, file.schema_arrow.field(name).type)]
    file = open_parquet(raw, read_dictionary=texts)
    for batch in file.iter_batches(batch_size=ROWS_AT_ONCE):
        for row in range(batch.num_rows):
            yield {name: column[row] for name, column in zip(names, batch.columns, strict=True)}


def _record(cells: dict[str, pa.Scalar], place: Place, source: Source) -> Raw | Problem:
    values = {}
    for name, cell in cells.items():
        try:
            values[name] = cell.as_py()
        except UnicodeDecodeError:
            return place.problem(codes.NOT_UTF8, f"The column {quoted(name)} holds bytes that are not UTF-8.")
        except ValueError as error:
            return place.problem(codes.CELL_VALUE, f"The column {quoted(name)} holds what cannot be read: {error}.")
        if isinstance(values[name], str):
            source.budget.spend(len(values[name]))
    return row_record(values, place)
