"""Tables of text (RFC 4180): fields keep their line breaks, spaces and quotation marks to the last byte."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

from annotate.importers import codes
from annotate.importers.encoding import byte_problem, mark_problem, nul_problem
from annotate.importers.limits import MAX_TEXT
from annotate.importers.records import Place, Raw, UnreadableError
from annotate.importers.source import Source
from annotate.importers.table import TEXT, column_names, columns_problem, row_record
from annotate.problems import Problem

DELIMITERS = (",", ";", "\t", "|")
MAX_LINE = 8 * MAX_TEXT
"""Bytes: the longest text, with every character of it a quotation mark in UTF-8 or four bytes long."""


def read(source: Source) -> Iterator[Raw | Problem]:
    """One record for each row, after the row that names the columns."""
    delimiter = _delimiter(source)
    with source.open() as stream:
        lines = _Lines(stream, Place(source.name))
        rows = _rows(lines, delimiter)
        header = next(rows, None)
        if header is None:
            yield Place(source.name).problem(codes.EMPTY, "The file is empty.")
            return
        head, fields = header
        names = column_names(fields)
        problem = lines.take_problem() or columns_problem(names, head)
        if problem:
            raise UnreadableError(problem)
        for place, fields in rows:
            yield lines.take_problem(place) or _record(names, fields, place)


def _record(names: list[str], fields: list[str], place: Place) -> Raw | Problem:
    if len(fields) == len(names):
        return row_record(dict(zip(names, fields, strict=True)), place)
    message = (
        f"The row has {len(fields)} fields, but there are {len(names)} columns. "
        "A field with delimiters or line breaks must stand in quotation marks."
    )
    return place.problem(codes.ROW_LENGTH, message)


def _delimiter(source: Source) -> str:
    """The delimiter that tells a column for the text from the others; else the one that makes most columns."""
    widths = {}
    for delimiter in DELIMITERS:
        with source.open() as stream:
            try:
                _, fields = next(_rows(_Lines(stream, Place(source.name)), delimiter))
            except (StopIteration, UnreadableError):
                continue
        if TEXT in fields and len(fields) > 1:
            return delimiter
        widths[delimiter] = len(fields)
    return max(widths, key=lambda delimiter: widths[delimiter], default=",")


def _rows(lines: _Lines, delimiter: str) -> Iterator[tuple[Place, list[str]]]:
    """Rows that are not blank, with their places. Rows are counted as spreadsheets do: the first one is row 1."""
    csv.field_size_limit(MAX_LINE)  # of the whole process; no other part reads CSV
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        place = Place(lines.place.file, line=reader.line_num + 1, within=f"row {number}")
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            _refuse(error, place)
        if fields:
            yield place, fields


_REASONS = {
    "unexpected end of data": "A quotation mark that opens a field here is never closed.",
    "expected after": "A quotation mark stands within a field; there, write it twice.",
    "new-line character": "A line ends in a carriage return alone; save the file with the line ends of today.",
    "field larger": "A field is longer than any article; is a quotation mark never closed?",
}
"""Words for what the parser says, known by a part of it."""


def _refuse(error: csv.Error, place: Place) -> NoReturn:
    # Where a row ends depends on its quotation marks: past an error in them, rows would be made up of others' text.
    reason = next((reason for part, reason in _REASONS.items() if part in str(error)), f"The row is broken: {error}.")
    message = f"{reason} The rows from here on were not read, because it cannot be told where they begin."
    raise UnreadableError(place.problem(codes.QUOTING, message))


class _Lines:
    """Lines with their ends, as text. Bytes that are not UTF-8 do not stop the reading, but are remembered."""

    def __init__(self, stream: BinaryIO, place: Place) -> None:
        self.place = place
        self._stream = stream
        self._problem: Problem | None = None
        self._line = 0
        self._byte = 0

    def __iter__(self) -> Iterator[str]:
        while data := self._stream.readline(MAX_LINE + 1):
            if len(data) > MAX_LINE:
                message = f"The line is longer than {MAX_LINE:,} bytes. Is this a table of text?"
                raise UnreadableError(self.place.problem(codes.RECORD_SIZE, message, line=self._line + 1))
            self._line += 1
            yield self._text(data)
            self._byte += len(data)

    def take_problem(self, place: Place | None = None) -> Problem | None:
        """The first problem in what was read since the last call, located in ``place``."""
        problem, self._problem = self._problem, None
        return place.locate(problem) if problem and place else problem

    def _text(self, data: bytes) -> str:
        problem = mark_problem(data, self.place) if self._byte == 0 else None
        problem = problem or nul_problem(data, self.place, self._byte, self._line)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            problem = problem or byte_problem(data, error.start, self.place, self._byte, self._line)
            text = data.decode("utf-8", errors="surrogateescape")
        self._problem = self._problem or problem
        return text
