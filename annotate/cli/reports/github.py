"""For GitHub Actions: workflow commands that mark the lines of a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotate.cli.reports.totals import Totals
from annotate.problems import Problem
from annotate.rules import RULES
from annotate.validation.files import Reported
from annotate.validation.words import printable


def lines(reported: Iterable[Reported], totals: Totals) -> Iterator[str]:
    """``::error file=…,line=…,col=…,title=…::MESSAGE`` for each problem."""
    for one in reported:
        yield _command(one.problem)
    yield totals.sentence()


def _command(problem: Problem) -> str:
    properties = {
        "file": problem.file,
        "line": problem.line,
        "col": problem.column,
        "title": f"{problem.code} {RULES[problem.code].name}",
    }
    given = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items() if value is not None)
    return f"::{problem.severity} {given}::{_data(problem.message)}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
