"""Problems: what validation finds, as data.

The same objects are shown in the editor, in the app's tables, on the command line and in CI.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """An error forbids submission and export; a warning is worth a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding.

    ``code`` is stable: a letter for the group and a number. ``pointer`` is a JSON Pointer (RFC 6901) into the record.
    ``line`` and ``column`` count from 1, ``byte`` from 0. What is not known is None.
    """

    code: str
    message: str
    pointer: str = ""
    severity: Severity = Severity.ERROR
    file: str | None = None
    line: int | None = None
    column: int | None = None
    byte: int | None = None
    article_id: str | None = None
    span_id: str | None = None
    relation_id: str | None = None

    def to_record(self) -> dict[str, Any]:
        """As a JSON object. What is not known is left out."""
        values = {name: getattr(self, name) for name in Problem.__slots__}
        return {name: value for name, value in values.items() if value is not None}


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems forbids submission."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def pointer_to(*parts: str | int) -> str:
    """A JSON Pointer: ``pointer_to("spans", 3, "label")`` is ``/spans/3/label``."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
