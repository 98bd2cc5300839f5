"""How much was checked and found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from annotate.problems import Problem, Severity
from annotate.rules import RULES
from annotate.validation.files import Reported
from annotate.validation.words import counted


@dataclass
class Totals:
    """Counts of one run.

    ``untold`` problems were found, but are beyond the number that is shown; ``passed_over`` are files in folders that
    hold no JSON.
    """

    checked: list[str] = field(default_factory=list)
    datasets: int = 0
    records: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    severities: Counter[Severity] = field(default_factory=Counter)
    files: Counter[str] = field(default_factory=Counter)
    untold: int = 0
    passed_over: set[str] = field(default_factory=set)

    @property
    def problems(self) -> int:
        return self.codes.total()

    def limited(self, reported: Iterable[Reported], limit: int) -> Iterator[Reported]:
        """Counts everything, and passes on the first ``limit`` problems; all, where it is 0."""
        for one in reported:
            self._count(one.problem)
            if limit and self.problems > limit:
                self.untold += 1
            else:
                yield one

    def sentence(self) -> str:
        """Everything in a sentence or two."""
        others = counted(len(self.passed_over), "other file")
        return f"{self._found()} {others} passed over." if self.passed_over else self._found()

    def _found(self) -> str:
        checked = self._checked()
        if not self.problems:
            return f"No problems in {checked}."
        errors = counted(self.severities[Severity.ERROR], "error")
        warnings = counted(self.severities[Severity.WARNING], "warning")
        untold = f" {counted(self.untold, 'problem')} beyond --max-problems not shown." if self.untold else ""
        return f"{errors} and {warnings} in {counted(len(self.files), 'file')}; checked {checked}.{untold}"

    def _checked(self) -> str:
        files = len(self.checked) - self.datasets
        parts = [f"{counted(files, 'file')}, {counted(self.records, 'record')}"] if files or not self.datasets else []
        return ", ".join(parts + ([counted(self.datasets, "dataset")] if self.datasets else []))

    def table(self) -> Iterator[str]:
        """A line for every code, the most frequent first."""
        width = max((len(f"{count:,}") for count in self.codes.values()), default=0)
        for code, count in sorted(self.codes.items(), key=lambda item: (-item[1], item[0])):
            yield f"  {count:>{width},} × {code}  {RULES[code].title}"

    def _count(self, problem: Problem) -> None:
        self.codes[problem.code] += 1
        self.severities[problem.severity] += 1
        self.files[problem.file or ""] += 1
