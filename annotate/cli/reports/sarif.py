"""For code scanning: SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from annotate import __version__
from annotate.cli.reports.totals import Totals
from annotate.problems import Problem
from annotate.rules import RULES
from annotate.validation.files import Reported
from annotate.validation.words import printable

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def lines(reported: Iterable[Reported], totals: Totals) -> Iterator[str]:
    """One run with a result for each problem and every rule that was broken."""
    results = [(one.problem, one.excerpt.line if one.excerpt else None) for one in reported]
    codes = sorted({problem.code for problem, _ in results})
    numbers = {code: number for number, code in enumerate(codes)}
    driver = {"name": "annotate", "version": __version__, "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, snippet, numbers[problem.code]) for problem, snippet in results],
        "properties": {"filesChecked": len(totals.checked), "recordsChecked": totals.records},
    }
    yield json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


def _rule(code: str) -> dict[str, Any]:
    rule = RULES[code]
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "defaultConfiguration": {"level": str(rule.severity)},
    }


def _result(problem: Problem, snippet: str | None, number: int) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if problem.file is not None:
        location["physicalLocation"] = {"artifactLocation": {"uri": _uri(problem.file)}}
        region = {"startLine": problem.line, "startColumn": problem.column}
        known = {name: value for name, value in region.items() if value is not None}
        if known:
            location["physicalLocation"]["region"] = known
    if problem.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": printable(problem.pointer), "kind": "member"}]
    result = {
        "ruleId": problem.code,
        "ruleIndex": number,
        "level": str(problem.severity),
        "message": {"text": printable(problem.message)},
        "locations": [location] if location else [],
        "partialFingerprints": {"problem/v1": _fingerprint(problem)},
    }
    ids = {name: getattr(problem, name) for name in ("article_id", "span_id", "relation_id")}
    properties = {name: value for name, value in {**ids, "excerpt": snippet}.items() if value is not None}
    return {**result, "properties": properties} if properties else result


def _uri(file: str) -> str:
    """Relative to where the command runs, where that is possible."""
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    prefix = "file://" if path.is_absolute() else ""
    return prefix + quote(path.as_posix(), errors="surrogateescape")


def _fingerprint(problem: Problem) -> str:
    """Tells the same problem again when lines have moved."""
    parts = (problem.code, problem.article_id, problem.span_id, problem.relation_id, problem.message)
    return hashlib.sha256("\0".join(map(str, parts)).encode(errors="backslashreplace")).hexdigest()[:16]
