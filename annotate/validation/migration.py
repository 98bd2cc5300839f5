"""Takes records from one version of a label set to another, by steps that a file lists.

A record that a step cannot map, or that is not valid afterwards, is given back with its problems and is not changed.
What a set in progress may hold while somebody works on it does not keep it from being migrated.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from annotate.label_set import LabelSet
from annotate.model import AnnotationSet, LabelSetRef, Record, Status
from annotate.problems import Problem, Severity, pointer_to
from annotate.validation import strict_json
from annotate.validation.items import CheckedSchema
from annotate.validation.label_sets import LabelSetError
from annotate.validation.validator import Validator
from annotate.validation.words import quoted, shown

_NAME = {"type": "string", "maxLength": 50, "pattern": "^[a-z][a-z0-9_]*$"}
_SCALAR = {"type": ["string", "number", "boolean", "null"]}


def _step(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


_OF_LABEL = {"label": _NAME, "attribute": _NAME}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "from": _step(name=_NAME, version={"type": "string"}),
        "to": _step(name=_NAME, version={"type": "string"}),
        "steps": {
            "type": "array",
            "maxItems": 1000,
            "items": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "properties": {
                    "rename_label": _step(**{"from": _NAME, "to": _NAME}),
                    "rename_relation": _step(**{"from": _NAME, "to": _NAME}),
                    "rename_attribute": _step(label=_NAME, **{"from": _NAME, "to": _NAME}),
                    "drop_attribute": _step(**_OF_LABEL),
                    "set_attribute": _step(**_OF_LABEL, value=_SCALAR),
                    "map_values": _step(**_OF_LABEL, values={"type": "object", "additionalProperties": _SCALAR}),
                    "split_label": _step(**_OF_LABEL, into={"type": "object", "additionalProperties": _NAME}),
                },
                "additionalProperties": False,
            },
        },
    },
    "required": ["from", "to", "steps"],
    "additionalProperties": False,
}
"""The shape of a migration's file. Keys of ``values`` and ``into`` are values as JSON writes them, text unquoted."""


_MAY_REMAIN = frozenset({"A001", "A008", "T008", "R004", "R005", "R007", "R008", "R009"})
"""Errors that a set may hold while it is in progress, and not when it is submitted."""


class UnmappedError(Exception):
    """A record holds what a step does not map; ``problem`` tells where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Migrated:
    """A record under the new label set, or as it was where ``is_done`` is false; ``problems`` tell why."""

    record: Record
    problems: list[Problem]
    is_done: bool


class Migration:
    """The steps of a file, ready to be taken. ``new`` is the label set that they lead to."""

    def __init__(self, data: Mapping[str, Any], new: LabelSet) -> None:
        self._from, self._steps = dict(data["from"]), data["steps"]
        self._to = {"name": new.name, "version": new.version}
        self._validator = Validator(new)

    @property
    def old(self) -> LabelSetRef:
        """The label set that the records are under before."""
        return LabelSetRef(**self._from)

    @property
    def new(self) -> LabelSetRef:
        """The label set that the records are under afterwards."""
        return LabelSetRef(**self._to)

    def migrate(self, record: Record) -> Migrated:
        """The record under the new label set. One that is under it already is only checked."""
        if record.get("label_set") == self._to:
            return self._checked(record, record)
        if record.get("label_set") != self._from:
            message = f"Label set: the migration begins at {_ref(self._from)}, the record does not; use another one."
            return Migrated(record, [Problem("L021", message, "/label_set")], is_done=False)
        changed = deepcopy(record)
        try:
            for step in self._steps:
                for name, options in step.items():
                    _STEPS[name](changed, options)
        except UnmappedError as error:
            return Migrated(record, [error.problem], is_done=False)
        except (KeyError, TypeError, AttributeError):
            return Migrated(record, self._validator.problems(record, parsed=True), is_done=False)
        changed["label_set"] = self._to
        return self._checked(record, changed)

    def errors(self, text: str, annotations: AnnotationSet) -> int:
        """How many errors a set holds under the new label set."""
        problems = self._validator.set_problems(text, annotations.spans, annotations.relations)
        return sum(problem.severity is Severity.ERROR for problem in problems)

    def _checked(self, record: Record, changed: Record) -> Migrated:
        problems = self._validator.problems(changed, parsed=True)
        open_ends = _MAY_REMAIN if changed.get("status") == Status.IN_PROGRESS else frozenset()
        is_done = not any(p.severity is Severity.ERROR and p.code not in open_ends for p in problems)
        return Migrated(changed if is_done else record, problems, is_done)


def load_migration(file: Path, new: LabelSet) -> Migration:
    """The migration in a file. Raises LabelSetError, an OSError where the file cannot be read."""
    try:
        data = strict_json.loads(file.read_bytes())
    except strict_json.JsonProblem as refusal:
        raise LabelSetError([refusal.problem]) from None
    problems = [
        Problem("L020", f"Migration: {finding.message}.", pointer_to(*finding.path), file=str(file))
        for finding in _checked().findings(data)
    ]
    if not problems and data["to"] != {"name": new.name, "version": new.version}:
        message = (
            f"Migration: it leads to {_ref(data['to'])}, but the label set is {new.name} {new.version}; correct it."
        )
        problems = [Problem("L020", message, "/to", file=str(file))]
    if problems:
        raise LabelSetError(problems)
    return Migration(data, new)


@cache
def _checked() -> CheckedSchema:
    return CheckedSchema(SCHEMA)


def _ref(ref: Mapping[str, str]) -> str:
    return f"{ref['name']} {ref['version']}"


def _items(record: Record, label: str) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """The spans, or the relations, of this label, and where they stand."""
    for kind in ("spans", "relations"):
        for number, item in enumerate(record[kind]):
            if item["label"] == label:
                yield kind, number, item


def _rename_label(record: Record, options: Mapping[str, Any]) -> None:
    for span in record["spans"]:
        if span["label"] == options["from"]:
            span["label"] = options["to"]


def _rename_relation(record: Record, options: Mapping[str, Any]) -> None:
    for relation in record["relations"]:
        if relation["label"] == options["from"]:
            relation["label"] = options["to"]


def _rename_attribute(record: Record, options: Mapping[str, Any]) -> None:
    for _, _, item in _items(record, options["label"]):
        attributes = item.get("attributes", {})
        if options["from"] in attributes:
            attributes[options["to"]] = attributes.pop(options["from"])


def _drop_attribute(record: Record, options: Mapping[str, Any]) -> None:
    for _, _, item in _items(record, options["label"]):
        item.get("attributes", {}).pop(options["attribute"], None)


def _set_attribute(record: Record, options: Mapping[str, Any]) -> None:
    """Gives the attribute to those that lack it."""
    for _, _, item in _items(record, options["label"]):
        item.setdefault("attributes", {}).setdefault(options["attribute"], options["value"])


def _map_values(record: Record, options: Mapping[str, Any]) -> None:
    """Values that the map does not name stay; whether they may is for the new label set to say."""
    for _, _, item in _items(record, options["label"]):
        attributes = item.get("attributes", {})
        name = options["attribute"]
        if name in attributes and _key(attributes[name]) in options["values"]:
            attributes[name] = options["values"][_key(attributes[name])]


def _split_label(record: Record, options: Mapping[str, Any]) -> None:
    """Gives another label by the value of an attribute, which is taken away. A value without a label is unmapped."""
    for kind, number, item in list(_items(record, options["label"])):
        value = item.get("attributes", {}).pop(options["attribute"], None)
        if _key(value) not in options["into"]:
            name = quoted(options["attribute"])
            message = (
                f"{quoted(item['label'])} is split by {name}, but nothing is said of {shown(value)}; add it to into."
            )
            raise UnmappedError(Problem("L021", message, pointer_to(kind, number, "attributes", options["attribute"])))
        item["label"] = options["into"][_key(value)]


def _key(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


_STEPS: Mapping[str, Callable[[Record, Mapping[str, Any]], None]] = {
    "rename_label": _rename_label,
    "rename_relation": _rename_relation,
    "rename_attribute": _rename_attribute,
    "drop_attribute": _drop_attribute,
    "set_attribute": _set_attribute,
    "map_values": _map_values,
    "split_label": _split_label,
}
