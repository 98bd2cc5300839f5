"""The shape of a record's spans and relations: their own schema, and that of their label's attributes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from time import thread_time
from typing import Any

from annotate.problems import Problem, pointer_to
from annotate.rules import RULES
from annotate.validation.engines import SchemaError, explainer, screen
from annotate.validation.explain import Finding, Kind, findings
from annotate.validation.words import counted

Path = tuple[str | int, ...]

MAX_SECONDS = 1
"""So much work goes into the shape of a record's spans, and so much into that of its relations."""

MAX_EXPLAINED = 200
"""So many broken spans, and so many broken relations, are explained one by one, each in about a millisecond."""

SHAPE_CODES = {
    Kind.MISSING: "S002",
    Kind.UNKNOWN: "S003",
    Kind.TYPE: "S004",
    Kind.CHOICE: "S005",
    Kind.LENGTH: "S006",
    Kind.FORM: "S007",
    Kind.RANGE: "S008",
    Kind.COUNT: "S009",
}

ATTRIBUTE_CODES = {
    Kind.MISSING: "A001",
    Kind.UNKNOWN: "A002",
    Kind.CHOICE: "A003",
    Kind.TYPE: "A004",
    Kind.RANGE: "A005",
    Kind.LENGTH: "A006",
    Kind.FORM: "A007",
    Kind.TOGETHER: "A008",
}


class CheckedSchema:
    """A schema with both engines, each made when it is first needed."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema

    @cached_property
    def admits(self) -> Callable[[Any], bool]:
        """Whether a value is valid."""
        return screen(self.schema)

    @cached_property
    def _errors(self) -> Callable[[Any], Iterator[SchemaError]]:
        return explainer(self.schema)

    def findings(self, value: Any) -> list[Finding]:
        """What is wrong with a value."""
        return [] if self.admits(value) else findings(self._errors(value))


@dataclass
class Report:
    """What is wrong with the shape of several items; the ``broken`` ones, by number, can be checked no further."""

    problems: list[Problem] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Items:
    """One kind of items.

    ``name`` is the record's property that holds them, ``id_field`` a problem's field that takes their id, ``needed``
    are the properties that the checks of meaning rely on, and ``unknown_label`` is the code for a label that the label
    set has not.
    """

    name: str
    id_field: str
    needed: Collection[str]
    unknown_label: str
    schema: CheckedSchema
    attributes: Mapping[str, CheckedSchema]
    who: Callable[[Any], str]

    def report(self, items: Sequence[Any], sound: Collection[int] = ()) -> Report:
        """What is wrong with the items of a record. Gives up after MAX_SECONDS of work.

        Those whose numbers are ``sound`` are passed over.
        """
        report = Report()
        explained = 0
        deadline = thread_time() + MAX_SECONDS
        for number, item in enumerate(items):
            if number in sound or self._admits(item):
                if number % 100 or thread_time() < deadline:
                    continue
            elif explained < MAX_EXPLAINED and thread_time() < deadline:
                explained += 1
                problems, broken = self.explain(item, (self.name, number))
                report.problems += problems
                if broken:
                    report.broken.add(number)
                continue
            report.problems.append(self._given_up(number, explained))
            report.broken.update(range(number, len(items)))
            break
        return report

    def explain(self, item: Any, place: Path = ()) -> tuple[list[Problem], bool]:
        """What is wrong with one item that stands at ``place``, and whether it can be checked no further."""
        shape = self.schema.findings(item)
        found = [(self._code(finding), finding.message, finding.path) for finding in shape]
        attributes = self._attribute_schema(item)
        is_whole = all(code != "A006" and path != ("attributes",) for code, _, path in found)
        if attributes and is_whole:
            # What the label's own schema says of the attributes is more to the point.
            found = [(code, message, path) for code, message, path in found if path[:1] != ("attributes",)]
            found += [
                (ATTRIBUTE_CODES[finding.kind], finding.message, ("attributes", *finding.path))
                for finding in attributes.findings(item.get("attributes", {}))
            ]
        problems = [self._problem(code, message, item, (*place, *path)) for code, message, path in found]
        return problems, any(self._is_breaking(finding) for finding in shape)

    def _admits(self, item: Any) -> bool:
        if not self.schema.admits(item):
            return False
        attributes = self._attribute_schema(item)
        return attributes is None or attributes.admits(item.get("attributes", {}))

    def _attribute_schema(self, item: Any) -> CheckedSchema | None:
        """The schema of the item's attributes, where it has a known label and an object of attributes or none."""
        if not isinstance(item, dict) or not isinstance(item.get("attributes", {}), dict):
            return None
        label = item.get("label")
        return self.attributes.get(label) if isinstance(label, str) else None

    def _is_breaking(self, finding: Finding) -> bool:
        if not finding.path:
            return True
        is_of_one_attribute = finding.path[0] == "attributes" and len(finding.path) > 1
        return finding.path[0] in self.needed and not is_of_one_attribute and self._code(finding) != self.unknown_label

    def _code(self, finding: Finding) -> str:
        if finding.path == ("label",) and finding.kind is Kind.CHOICE:
            return self.unknown_label
        if finding.path[:1] == ("attributes",) and finding.kind is Kind.LENGTH:
            return ATTRIBUTE_CODES[Kind.LENGTH]
        return SHAPE_CODES[finding.kind]

    def _problem(self, code: str, message: str, item: Any, path: Path) -> Problem:
        id_ = item.get("id") if isinstance(item, dict) else None
        ids: dict[str, Any] = {self.id_field: id_} if isinstance(id_, str) else {}
        return Problem(code, f"{self.who(item)}: {message}.", pointer_to(*path), RULES[code].severity, **ids)

    def _given_up(self, number: int, explained: int) -> Problem:
        pointer = pointer_to(self.name, number)
        if explained == MAX_EXPLAINED:
            message = f"More than {MAX_EXPLAINED} {self.name} have not the right shape; mend these to see the others."
            return Problem("S018", message, pointer, RULES["S018"].severity)
        message = f"Checking the {self.name} takes more than {counted(MAX_SECONDS, 'second')}; divide the record."
        return Problem("S019", message, pointer, RULES["S019"].severity)
