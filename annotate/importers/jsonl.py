"""JSON Lines: one article record or annotated record on each line, read one at a time."""

from __future__ import annotations

from collections.abc import Iterator

from annotate.importers import codes
from annotate.importers.records import Place, Raw
from annotate.importers.source import Source
from annotate.problems import Problem
from annotate.validation import strict_json


def read(source: Source) -> Iterator[Raw | Problem]:
    """One record for each line that is not blank."""
    number = 0
    with source.open() as stream:
        for number, value in strict_json.iter_lines(stream):
            place = Place(source.name, line=number)
            yield place.locate(value) if isinstance(value, Problem) else Raw(value, place, is_json=True)
    if not number:
        yield Place(source.name).problem(codes.EMPTY, "The file is empty.")
