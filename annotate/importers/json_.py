"""JSON: one record, or a list of records. A file of this name may also hold JSON Lines."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.importers import codes, jsonl
from annotate.importers.records import Place, Raw, UnreadableError
from annotate.importers.source import Source
from annotate.problems import Problem
from annotate.validation import strict_json


def read(source: Source) -> Iterator[Raw | Problem]:
    """The record or records of the file, which is read whole."""
    place = Place(source.name)
    with source.open() as stream:
        data = stream.read(strict_json.MAX_BYTES + 1)
    if not data or data.isspace():
        yield place.problem(codes.EMPTY, "The file is empty.")
    elif _has_lines(data):
        yield from jsonl.read(source)
    else:
        yield from _records(data, place)


def _records(data: bytes, place: Place) -> Iterator[Raw | Problem]:
    try:
        value = strict_json.loads(data)
    except strict_json.JsonProblem as error:
        raise UnreadableError(place.locate(error.problem)) from None
    if not isinstance(value, list):
        yield Raw(value, place, is_json=True)
        return
    if not value:
        yield place.problem(codes.EMPTY, "The list of records is empty.")
    for number, record in enumerate(value, 1):
        yield Raw(record, Place(place.file, within=f"record {number}"), is_json=True)


def _has_lines(data: bytes) -> bool:
    """Whether a first line is JSON already, and more follows: then the file cannot be one JSON document."""
    first, _, rest = data.partition(b"\n")
    if not first.startswith(b"{") or not rest or rest.isspace():
        return False
    try:
        strict_json.loads(first)
    except strict_json.JsonProblem:
        return False
    return True
