"""From a JSON Pointer to a line and a column of the file that it points into."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotate.offsets import line_position
from annotate.problems import Problem
from annotate.validation.json_scanner import MAX_SCANNED, value_offsets


def located(problems: Sequence[Problem], data: bytes, *, line: int = 1, byte: int = 0) -> list[Problem]:
    """The problems with the places that their pointers stand for in ``data``, strict JSON.

    ``line`` and ``byte`` are where the data begins in its file. Problems that know their line keep it. In data too
    large to be scanned the problems get the line where it begins.
    """
    unplaced = {problem.pointer for problem in problems if problem.line is None}
    if not unplaced:
        return list(problems)
    if len(data) > MAX_SCANNED:
        return [problem if problem.line is not None else replace(problem, line=line) for problem in problems]
    text = data.decode()
    offsets = value_offsets(text, unplaced)
    return [
        problem if problem.line is not None else _at(problem, text, offsets[problem.pointer], line, byte)
        for problem in problems
    ]


def _at(problem: Problem, text: str, offset: int, line: int, byte: int) -> Problem:
    position = line_position(text, offset)
    return replace(
        problem,
        line=line + position.line - 1,
        column=position.column,
        byte=byte + len(text[:offset].encode()),
    )
