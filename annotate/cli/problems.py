"""Problems as lines on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

import click

from annotate.problems import Problem, Severity


def show(problems: Iterable[Problem]) -> None:
    """One line for each, on stderr: ``FILE:LINE: error I004: MESSAGE``."""
    for problem in problems:
        color = "red" if problem.severity is Severity.ERROR else "yellow"
        word = click.style(f"{problem.severity} {problem.code}", fg=color)
        click.echo(f"{_place(problem)}{word}: {problem.message}{_byte(problem)}", err=True)


def _place(problem: Problem) -> str:
    parts = [problem.file or "", str(problem.line or ""), problem.pointer]
    return "".join(f"{part}:" for part in parts if part) + " " if any(parts) else ""


def _byte(problem: Problem) -> str:
    return f" (byte {problem.byte})" if problem.byte is not None else ""
