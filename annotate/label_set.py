"""Label sets: which labels, attributes and relations there are. Everything that depends on labels reads them here.

A label set is data (``schemas/label-set.schema.json``). This module turns data that is known to be valid into
objects; ``annotate.validation.label_sets`` reads files and checks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from annotate.model import LabelSetRef
from annotate.problems import Severity


class Kind(StrEnum):
    """What values an attribute takes; decides its form field and its column's type."""

    CHOICE = "choice"  # one of several strings
    CODE = "code"  # one of several integers
    BOOLEAN = "boolean"
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a closed vocabulary."""

    value: str | int
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One property of a label's (or relation's) attribute schema."""

    name: str
    title: str
    description: str
    kind: Kind
    options: tuple[Option, ...]
    nullable: bool
    required: bool
    default: Any
    has_default: bool


@dataclass(frozen=True)
class AttributeSchema:
    """The attributes of a label or relation, and the JSON Schema that they come from."""

    schema: Mapping[str, Any]
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class Color:
    """Hexadecimal colours for light and dark themes."""

    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class Example:
    """A passage in pieces; ``parts`` are (text, marked) pairs."""

    parts: tuple[tuple[str, bool], ...]
    note: str = ""


@dataclass(frozen=True)
class Label:
    """One kind of span."""

    name: str
    title: str
    description: str
    guideline: str
    examples: tuple[Example, ...]
    color: Color
    hotkey: str | None
    attributes: AttributeSchema


@dataclass(frozen=True, slots=True)
class CountRule:
    """How many relations of a kind must and may leave from one head span whose attributes match ``when``."""

    when: Mapping[str, Any]
    minimum: int
    maximum: int | None
    severity: Severity

    def applies_to(self, attributes: Mapping[str, Any]) -> bool:
        """Whether every attribute named in ``when`` has its value."""
        return all(name in attributes and _same(attributes[name], value) for name, value in self.when.items())


@dataclass(frozen=True)
class RelationType:
    """One kind of relation."""

    name: str
    title: str
    description: str
    head: tuple[str, ...]
    tail: tuple[str, ...]
    hotkey: str | None
    attributes: AttributeSchema
    counts: tuple[CountRule, ...]


@dataclass(frozen=True)
class LabelSet:
    """A label set with everything that it names resolved.

    ``data`` is the label set's JSON object with every attribute schema in place of its file's name: enough to make
    the same label set again, in another process, a browser or a dataset.
    """

    name: str
    version: str
    title: str
    description: str
    labels: tuple[Label, ...]
    relations: tuple[RelationType, ...]
    data: Mapping[str, Any] = field(repr=False, hash=False, compare=False)

    @property
    def ref(self) -> LabelSetRef:
        return LabelSetRef(self.name, self.version)

    @cached_property
    def label_by_name(self) -> Mapping[str, Label]:
        return {label.name: label for label in self.labels}

    @cached_property
    def relation_by_name(self) -> Mapping[str, RelationType]:
        return {relation.name: relation for relation in self.relations}


def label_set_from_data(data: Mapping[str, Any]) -> LabelSet:
    """A label set from its JSON object, which must be valid and hold its attribute schemas in place."""
    return LabelSet(
        name=data["name"],
        version=data["version"],
        title=data["title"],
        description=data["description"],
        labels=tuple(_label(label) for label in data["labels"]),
        relations=tuple(_relation(relation) for relation in data.get("relations", ())),
        data=data,
    )


NO_ATTRIBUTES: Mapping[str, Any] = {"type": "object", "properties": {}, "additionalProperties": False}
"""The attribute schema of a label or relation that names none."""


def attribute_schema(schema: Mapping[str, Any]) -> AttributeSchema:
    """Reads the attributes off a JSON Schema object of the dialect that ``validation`` admits."""
    required = set(schema.get("required", ()))
    return AttributeSchema(
        schema=schema,
        attributes=tuple(
            _attribute(name, prop, name in required) for name, prop in schema.get("properties", {}).items()
        ),
    )


def _attribute(name: str, prop: Mapping[str, Any], required: bool) -> Attribute:
    options, nullable_options = _options(prop)
    types = prop.get("type", ())
    types = {types} if isinstance(types, str) else set(types)
    return Attribute(
        name=name,
        title=prop.get("title", name),
        description=prop.get("description", ""),
        kind=_kind(types, options),
        options=options,
        nullable="null" in types or nullable_options,
        required=required,
        default=prop.get("default"),
        has_default="default" in prop,
    )


def _options(prop: Mapping[str, Any]) -> tuple[tuple[Option, ...], bool]:
    if "oneOf" in prop:
        branches = [branch for branch in prop["oneOf"] if "const" in branch]
        values = [
            Option(b["const"], b.get("title", str(b["const"])), b.get("description", ""))
            for b in branches
            if b["const"] is not None
        ]
        nullable = len(values) < len(prop["oneOf"])
        return tuple(values), nullable
    values = [Option(value, str(value)) for value in prop.get("enum", ()) if value is not None]
    return tuple(values), None in prop.get("enum", ())


def _kind(types: set[str], options: tuple[Option, ...]) -> Kind:
    if options:
        return Kind.CHOICE if all(isinstance(option.value, str) for option in options) else Kind.CODE
    for name, kind in (
        ("boolean", Kind.BOOLEAN),
        ("string", Kind.TEXT),
        ("number", Kind.NUMBER),
        ("integer", Kind.INTEGER),
    ):
        if name in types:
            return kind
    raise ValueError(f"no kind of attribute has the types {sorted(types)}")


def _label(data: Mapping[str, Any]) -> Label:
    return Label(
        name=data["name"],
        title=data["title"],
        description=data["description"],
        guideline=data.get("guideline", ""),
        examples=tuple(_example(example) for example in data.get("examples", ())),
        color=Color(**data["color"]),
        hotkey=data.get("hotkey"),
        attributes=attribute_schema(data.get("attributes", NO_ATTRIBUTES)),
    )


def _example(data: Mapping[str, Any]) -> Example:
    parts = tuple((part, False) if isinstance(part, str) else (part["mark"], True) for part in data["parts"])
    return Example(parts, data.get("note", ""))


def _relation(data: Mapping[str, Any]) -> RelationType:
    return RelationType(
        name=data["name"],
        title=data["title"],
        description=data["description"],
        head=tuple(data["head"]),
        tail=tuple(data["tail"]),
        hotkey=data.get("hotkey"),
        attributes=attribute_schema(data.get("attributes", NO_ATTRIBUTES)),
        counts=tuple(_count(count) for count in data.get("counts", ())),
    )


def _count(data: Mapping[str, Any]) -> CountRule:
    return CountRule(
        when=data.get("when", {}),
        minimum=data.get("min", 0),
        maximum=data.get("max"),
        severity=Severity(data.get("severity", "error")),
    )


def _same(left: Any, right: Any) -> bool:
    # JSON tells true from 1; Python's == does not.
    return left == right and isinstance(left, bool) == isinstance(right, bool)
