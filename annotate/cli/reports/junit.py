"""For test reports: JUnit's XML, a suite for each file and a case for each problem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from annotate.cli.reports.text import headline
from annotate.cli.reports.totals import Totals
from annotate.problems import Problem, Severity
from annotate.rules import RULES
from annotate.validation.files import Reported
from annotate.validation.words import printable

_NOT_XML = re.compile("[\ufffe\uffff]")


def lines(reported: Iterable[Reported], totals: Totals) -> Iterator[str]:
    """Errors are failures; a warning is a case that passes and says so. A file without problems is one case."""
    from xml.etree import ElementTree  # noqa: PLC0415 - only this format needs it

    by_file: dict[str, list[Problem]] = {}
    for one in reported:
        by_file.setdefault(one.problem.file or "", []).append(one.problem)
    errors = str(totals.severities[Severity.ERROR])
    root = ElementTree.Element("testsuites", name="annotate validate", failures=errors)
    for file in dict.fromkeys([*totals.checked, *by_file]):
        problems = by_file.get(file, [])
        failures = sum(problem.severity is Severity.ERROR for problem in problems)
        suite = ElementTree.SubElement(root, "testsuite", name=_text(file))
        suite.attrib.update(tests=str(max(1, len(problems))), failures=str(failures), errors="0", skipped="0")
        if not problems:
            ElementTree.SubElement(suite, "testcase", classname=_text(file), name="no problems")
        for problem in problems:
            name = f"{problem.code} {RULES[problem.code].name} {problem.pointer}".strip()
            case = ElementTree.SubElement(suite, "testcase", classname=_text(file), name=_text(name))
            tag = "failure" if problem.severity is Severity.ERROR else "system-out"
            detail = ElementTree.SubElement(case, tag)
            detail.text = _text(_plain(headline(problem)))
            if tag == "failure":
                detail.set("message", _text(problem.message))
                detail.set("type", problem.code)
    ElementTree.indent(root)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield ElementTree.tostring(root, encoding="unicode")


def _plain(text: str) -> str:
    from click import unstyle  # noqa: PLC0415

    return unstyle(text)


def _text(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", printable(text))
