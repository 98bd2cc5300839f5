"""Whether records contradict or repeat each other, over any number of files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotate.model import Record
from annotate.problems import Problem, Severity
from annotate.validation.bare import is_bare_article
from annotate.validation.words import printable, quoted, shortened

MAX_KEPT = 300_000
"""So many records are kept in mind, at some 300 bytes each."""


class Repeats:
    """Remembers which articles and annotation sets were seen, and where."""

    def __init__(self) -> None:
        self._files: list[str] = []
        self._sets: dict[int | None, tuple[int, int]] = {}
        self._texts: dict[int, tuple[int, int, int]] = {}
        self._is_full = False

    def problems(self, record: Any, file: str, line: int) -> Iterator[Problem]:
        """What is wrong with a record that follows those seen before. Takes records of any shape."""
        try:
            article, by = (record, None) if is_bare_article(record) else (record["article"], _maker(record))
            article_id, digest = article["id"], int(article["text_sha256"][:16], 16)
            keys = hash((article_id, *by)) if by else None, hash(article_id)
        except (KeyError, TypeError, ValueError):
            return
        set_key, text_key = keys
        if by and (earlier := self._sets.get(set_key)):
            message = (
                f"Record: the annotations of article {quoted(str(article_id))} by {quoted(str(by[0]))} stand in "
                f"{self._where(*earlier)} already; delete one of the two."
            )
            yield Problem("S016", message, "/article/id", article_id=str(article_id))
        elif (known := self._texts.get(text_key)) and known[0] != digest:
            message = (
                f"Article: its text differs from that of the same article in {self._where(*known[1:])}; "
                "give it another id, or restore the text."
            )
            pointer = "/article/text" if by else "/text"
            yield Problem("S017", message, pointer, article_id=str(article_id))
        if max(len(self._sets), len(self._texts)) >= MAX_KEPT:
            yield from self._full()
            return
        if not self._files or self._files[-1] != file:
            self._files.append(file)
        place = len(self._files) - 1, line
        if by:
            self._sets.setdefault(set_key, place)
        self._texts.setdefault(text_key, (digest, *place))

    def _full(self) -> Iterator[Problem]:
        if not self._is_full:
            self._is_full = True
            message = (
                f"From here on records are compared with the first {MAX_KEPT:,} only; "
                "check smaller sets of files to find every repetition."
            )
            yield Problem("S016", message, severity=Severity.WARNING)

    def _where(self, file: int, line: int) -> str:
        return f"{printable(shortened(self._files[file], 100))}, line {line}"


def _maker(record: Record) -> tuple[str, str | None]:
    """Who made the annotations, and by which label set."""
    label_set = record.get("label_set")
    return record["annotator"], label_set.get("name") if isinstance(label_set, dict) else None
