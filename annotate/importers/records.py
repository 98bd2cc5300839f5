"""What readers of formats give: records as they stand in a file, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from annotate.model import AnnotatedArticle, Article
from annotate.problems import Problem
from annotate.rules import RULES


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: ``within`` names what lines cannot, such as ``row 12``."""

    file: str
    line: int | None = None
    within: str = ""

    def problem(self, code: str, message: str, *, byte: int | None = None, line: int | None = None) -> Problem:
        """A problem at this place, unless ``line`` knows better."""
        return self.locate(Problem(code, message, severity=RULES[code].severity, line=line, byte=byte))

    def locate(self, problem: Problem) -> Problem:
        """The same problem, with its place."""
        message = f"{self.within}: {problem.message}" if self.within else problem.message
        return replace(problem, message=message, file=self.file, line=problem.line or self.line)


@dataclass(frozen=True, slots=True)
class Raw:
    """A record as it stands in the file, not checked yet; ``is_json`` where ``strict_json`` has read it."""

    record: Any
    place: Place
    is_json: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one record; ``item`` is None where it is refused."""

    item: Article | AnnotatedArticle | None
    place: Place
    problems: tuple[Problem, ...] = ()


class UnreadableError(Exception):
    """The rest of the file cannot be read; ``problem`` tells why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem
