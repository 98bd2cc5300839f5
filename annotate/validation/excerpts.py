"""The piece of text that a problem is about, ready to be printed with a mark under it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from annotate.problems import Problem
from annotate.validation.words import printable

WIDTH = 76
_CONTEXT = 30


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One printable line, and from which column on (counted from 0) how many columns are meant."""

    line: str
    start: int
    width: int


class Excerpts:
    """Finds the text that the problems of one record are about. The record may be broken."""

    def __init__(self, record: Any) -> None:
        self._record = record

    def of(self, problem: Problem) -> Excerpt | None:
        """The article's text around the fragment, span or relation's head that a problem points at, if it does."""
        try:
            start, end = self._place(*problem.pointer.split("/")[1:])
            text = self._record["article"]["text"]
            if not (type(start) is int and type(end) is int and 0 <= start < end <= len(text)):
                return None
        except (KeyError, TypeError, IndexError, ValueError, AttributeError):
            return None  # a broken record has no such place
        return excerpt(text, start, end)

    def _place(self, kind: str, number: str, *rest: str) -> tuple[Any, Any]:
        """Offsets of what the parts of a pointer name."""
        item = self._record[kind][int(number)]
        if kind == "relations":
            item, rest = self._span_by_id[item["head"]], ()
        fragments = item["fragments"]
        fragment = fragments[int(rest[1])] if len(rest) > 1 and rest[0] == "fragments" else fragments[0]
        return fragment["start"], fragment["end"]

    @cached_property
    def _span_by_id(self) -> Mapping[str, Any]:
        return {span["id"]: span for span in self._record["spans"]}


def excerpt(text: str, start: int, end: int) -> Excerpt:
    """The text from ``start`` to ``end`` with some of what stands around it on the same line."""
    end = max(end, start)
    # Looks no further than it shows: a line may have millions of characters.
    line_start = text.rfind("\n", max(0, start - _CONTEXT - 1), start) + 1 or max(0, start - _CONTEXT - 1)
    line_end = text.find("\n", start, start + 2 * WIDTH)
    line_end = min(len(text), start + 2 * WIDTH) if line_end < 0 else line_end
    first = max(line_start, start - _CONTEXT)
    shown_end = min(end, line_end, start + WIDTH - _CONTEXT)
    last = min(line_end, max(first + WIDTH, shown_end))
    before = ("…" if first > line_start else "") + printable(text[first:start])
    marked = printable(text[start:shown_end])
    after = printable(text[shown_end:last]) + ("…" if last < line_end else "")
    return Excerpt(before + marked + after, _columns(before), max(1, _columns(marked)))


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(_column(char) for char in text)


def _column(char: str) -> int:
    if char in "\u200c\u200d" or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
