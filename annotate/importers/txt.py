"""Plain text: one article per file, whose first line is the title and whose name is the id."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.importers import codes
from annotate.importers.encoding import decode
from annotate.importers.limits import MAX_ID, MAX_TEXT, MAX_TITLE
from annotate.importers.records import Place, Raw, UnreadableError
from annotate.importers.source import Source

_NO_ID = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""Control characters, as in the schema, and bytes of a name that are not UTF-8."""


def read(source: Source) -> Iterator[Raw]:
    """The article of one file; its text is the whole file."""
    place = Place(source.name)
    if len(source.stem) > MAX_ID or _NO_ID.search(source.stem):
        message = (
            f"The file's name is the article's id, which has at most {MAX_ID} characters, all of them printable UTF-8. "
            "Rename the file."
        )
        raise UnreadableError(place.problem(codes.FILE_NAME, message))
    with source.open() as stream:
        data = stream.read(4 * MAX_TEXT + 1)
    text = decode(data[: 4 * MAX_TEXT], place)
    if len(data) > 4 * MAX_TEXT or len(text) > MAX_TEXT:
        message = f"The text is longer than {MAX_TEXT:,} characters. Split it into articles, one file each."
        raise UnreadableError(place.problem(codes.TOO_LONG, message))
    title = title_of(text)
    if not title:
        message = "There is no text in the file, so there is no article to load."
        raise UnreadableError(place.problem(codes.NO_TEXT, message))
    yield Raw({"id": source.stem, "title": title, "text": text}, place)


def title_of(text: str) -> str:
    """The first line that says something, without the spaces around it."""
    first = text.lstrip().splitlines()[:1]
    title = first[0].strip() if first else ""
    return title if len(title) <= MAX_TITLE else title[: MAX_TITLE - 1] + "…"
