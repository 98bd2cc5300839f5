"""Which rules are silenced, which warn and which forbid: from flags, else from ``[tool.annotate]``, else as set."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotate.errors import AnnotateError
from annotate.problems import Problem, Severity
from annotate.rules import GROUPS, RULES
from annotate.validation.files import Reported
from annotate.validation.words import listed, printable

IGNORE = "ignore"
LEVELS = {"ignore": IGNORE, "warn": Severity.WARNING, "error": Severity.ERROR}
_KEYS = (*LEVELS, "label-set", "max-problems")


@dataclass(frozen=True)
class Configuration:
    """The ``[tool.annotate]`` table; ``levels`` gives to a code, or to the beginning of codes, its level."""

    levels: Mapping[str, str] = field(default_factory=dict)
    label_set: Path | None = None
    max_problems: int | None = None


def read_configuration(folder: Path) -> Configuration:
    """The configuration in the pyproject.toml of the folder, or of the nearest one above it that has one."""
    for place in (folder, *folder.parents):
        file = place / "pyproject.toml"
        if file.is_file():
            return _of_table(_table(file), file)
    return Configuration()


def levels_of(choices: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The level of each code that is named, the last one winning: ``{"ignore": ["T010"]}``."""
    levels: dict[str, str] = {}
    for name, codes in choices.items():
        for code in codes:
            _known(code)
            levels[code] = LEVELS[name]
    return levels


def at_levels(reported: Iterable[Reported], *levels: Mapping[str, str]) -> Iterator[Reported]:
    """What is reported, each problem with its level; what is ignored is left out. The first mapping wins."""
    known: dict[str, str | None] = {}
    for one in reported:
        code = one.problem.code
        if code not in known:
            known[code] = next((level for level in (_level(code, choice) for choice in levels) if level), None)
        level = known[code]
        if level is None:
            yield one
        elif level != IGNORE:
            yield replace(one, problem=_with(one.problem, Severity(level)))


def _with(problem: Problem, severity: Severity) -> Problem:
    return replace(problem, severity=severity)


def _level(code: str, levels: Mapping[str, str]) -> str | None:
    """The level by the longest beginning of the code that is named."""
    return next((levels[code[:length]] for length in range(len(code), 0, -1) if code[:length] in levels), None)


def _known(code: str) -> None:
    if not any(known.startswith(code) for known in RULES) or not code:
        close = difflib.get_close_matches(code.upper(), RULES, n=3, cutoff=0.5)
        groups = listed((f"{letter} ({title})" for letter, title in GROUPS.items()), "and")
        advice = f"Is {listed(close)} meant?" if close else f"The groups are {groups}; a rule is one such as T004."
        raise AnnotateError(f"There is no rule {printable(code)!r}. {advice}")


def _table(file: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("annotate", {})
    except (OSError, ValueError, AttributeError) as error:
        raise AnnotateError(f"{printable(str(file))} cannot be read: {printable(str(error))}.") from None
    if not isinstance(table, dict):
        raise AnnotateError(f"{printable(str(file))}: [tool.annotate] must be a table.")
    return table


def _of_table(table: Mapping[str, Any], file: Path) -> Configuration:
    for key in table:
        if key not in _KEYS:
            raise AnnotateError(
                f"{printable(str(file))}: [tool.annotate] has no key {key!r}; it knows {listed(_KEYS)}."
            )
    codes = {name: table.get(name, []) for name in LEVELS}
    if not all(isinstance(value, list) and all(isinstance(code, str) for code in value) for value in codes.values()):
        raise AnnotateError(
            f"{printable(str(file))}: {listed(LEVELS, 'and')} of [tool.annotate] must be lists of codes."
        )
    label_set, limit = table.get("label-set"), table.get("max-problems")
    if label_set is not None and not isinstance(label_set, str):
        raise AnnotateError(f"{printable(str(file))}: label-set of [tool.annotate] must be a path.")
    if limit is not None and (type(limit) is not int or limit < 0):
        raise AnnotateError(
            f"{printable(str(file))}: max-problems of [tool.annotate] must be a number, 0 for no limit."
        )
    return Configuration(levels_of(codes), file.parent / label_set if label_set else None, limit)
