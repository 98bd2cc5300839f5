"""What was found sound in an annotation set, so that an edit of one span does not have all others looked at again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Generic, TypeVar

from annotate.model import Record, Relation, Span, relation_to_record, span_to_record
from annotate.problems import Problem

Item = TypeVar("Item", Span, Relation)

_GIVEN_UP = frozenset({"S018", "S019"})
"""Rules by whose breach the check of further items ends."""


class SoundItems(Generic[Item]):
    """The items of one kind in which nothing was found wrong, each with its JSON object."""

    def __init__(self, name: str, to_record: Callable[[Item], Record]) -> None:
        self._prefix = f"/{name}/"
        self._to_record: Callable[[Item], Record] = to_record
        self._known: dict[str, tuple[Item, Record]] = {}

    def records(self, items: Iterable[Item]) -> tuple[list[Record], set[int]]:
        """The items' JSON objects, and the numbers of the items that are known: the same objects, not only equal.

        No object may be there twice; in an annotation set of the store none is.
        """
        records: list[Record] = []
        numbers: set[int] = set()
        for number, item in enumerate(items):
            known = self._known.get(item.id)
            if known is not None and known[0] is item:
                numbers.add(number)
                records.append(known[1])
            else:
                records.append(self._to_record(item))
        return records, numbers

    def keep(self, items: Iterable[Item], records: Iterable[Record], problems: Collection[Problem]) -> None:
        """Knows from now on the items that no problem points to."""
        given_up = any(problem.code in _GIVEN_UP for problem in problems)
        pointers = [problem.pointer for problem in problems if problem.pointer.startswith(self._prefix)]
        wrong = {int(pointer.split("/", 3)[2]) for pointer in pointers}
        pairs = [] if given_up else enumerate(zip(items, records, strict=True))
        self._known = {pair[0].id: pair for number, pair in pairs if number not in wrong}


class Sound:
    """The sound spans and relations of one annotation set, of an article with this text. Safe from many threads."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = SoundItems("spans", span_to_record)
        self.relations = SoundItems("relations", relation_to_record)
