"""For people: a line for each problem, and the text that it is about with a mark under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from annotate.cli.reports.totals import Totals
from annotate.problems import Problem, Severity
from annotate.validation.excerpts import Excerpt
from annotate.validation.files import Reported
from annotate.validation.words import printable

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def lines(reported: Iterable[Reported], totals: Totals) -> Iterator[str]:
    """Each problem as it is found, then how many of which."""
    for one in reported:
        yield headline(one.problem)
        if one.excerpt:
            yield from _marked(one.excerpt, _COLORS[one.problem.severity])
    if totals.problems:
        yield ""
        yield from totals.table()
    yield totals.sentence()


def headline(problem: Problem) -> str:
    """``FILE:LINE:COLUMN: error T004: MESSAGE``."""
    kind = click.style(f"{problem.severity} {problem.code}", fg=_COLORS[problem.severity])
    return f"{_place(problem)}: {kind}: {printable(problem.message)}{_whose(problem)}"


def _place(problem: Problem) -> str:
    parts = [printable(problem.file or ""), problem.line, problem.column]
    return ":".join(str(part) for part in parts if part)


def _whose(problem: Problem) -> str:
    """The ids, for those who look them up; the byte, where nothing else tells the place."""
    names = (
        ("article", problem.article_id),
        ("span", problem.span_id),
        ("relation", problem.relation_id),
        ("byte", problem.byte if problem.code.startswith("J") else None),
    )
    known = [f"{name} {printable(str(value))}" for name, value in names if value is not None]
    if problem.pointer and problem.span_id is None and problem.relation_id is None:
        known.append(f"at {printable(problem.pointer)}")  # where nothing else tells the place within the record
    return f" ({', '.join(known)})" if known else ""


def _marked(excerpt: Excerpt, color: str) -> Iterator[str]:
    yield f"    {excerpt.line}"
    yield f"    {' ' * excerpt.start}{click.style('^' * excerpt.width, fg=color)}"
