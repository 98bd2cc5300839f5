"""What `annotate validate` prints: one module for each format, one table of formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from annotate.cli.reports import github, json_, junit, sarif, text
from annotate.cli.reports.totals import Totals
from annotate.validation.files import Reported

Format = Callable[[Iterable[Reported], Totals], Iterator[str]]
"""Makes lines to print of what is reported. The totals are complete when everything was taken."""

FORMATS: Mapping[str, Format] = {
    "text": text.lines,
    "json": json_.lines,
    "github": github.lines,
    "junit": junit.lines,
    "sarif": sarif.lines,
}
