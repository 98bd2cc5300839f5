"""The dialect of JSON Schema that attribute schemas are written in: what forms, checks and columns can be made of.

An attribute schema describes a flat object of scalars. It refers to nothing outside itself, so checking it and
checking with it take little time and reach nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from annotate.validation.compose import MAX_ATTRIBUTE_TEXT
from annotate.validation.engines import DRAFT, pattern_matcher, schema_errors, screen
from annotate.validation.explain import findings
from annotate.validation.words import listed, quoted, shown

Path = tuple[str | int, ...]

MAX_SCHEMA_SIZE = 65_536  # characters of JSON
MAX_ATTRIBUTES = 100
MAX_PATTERN_LENGTH = 500
MAX_PATTERNED_TEXT = 1_000

_NOTES = frozenset({"title", "description", "$comment", "examples", "deprecated"})
_JOINS = frozenset({"if", "then", "else", "not"})
_LISTS_OF_JOINS = frozenset({"allOf", "anyOf", "oneOf"})
_VALUES = frozenset({"type", "enum", "const", "pattern", "minLength", "maxLength"}) | frozenset(
    {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
)
_OBJECT = frozenset({"properties", "required", "dependentRequired", "dependentSchemas"})
_TOP = frozenset({"$schema", "$id", "type", "additionalProperties"}) | _NOTES | _OBJECT | _JOINS | _LISTS_OF_JOINS
_ATTRIBUTE = frozenset({"default", "oneOf"}) | _NOTES | _VALUES
_OPTION = frozenset({"const"}) | _NOTES
_CONDITION = _NOTES | _VALUES | _OBJECT | _JOINS | _LISTS_OF_JOINS

_SCALARS = ("string", "integer", "number", "boolean")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,49}")


class Found(NamedTuple):
    """A rule's code, a sentence for people, and where in the schema."""

    code: str
    message: str
    path: Path


def dialect_problems(schema: Any) -> list[Found]:
    """Why a JSON value cannot be an attribute schema; nothing where it can."""
    if not isinstance(schema, dict):
        return [Found("L004", f"An attribute schema must be an object, not {shown(schema)}.", ())]
    if len(json.dumps(schema)) > MAX_SCHEMA_SIZE:
        return [Found("L016", f"The schema is longer than {MAX_SCHEMA_SIZE:,} characters; shorten it.", ())]
    invalid = [Found("L004", f"This is not JSON Schema: {f.message}.", f.path) for f in findings(schema_errors(schema))]
    return invalid or list(_Dialect(schema).problems())


class _Dialect:
    """Checks one schema that is valid JSON Schema."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._properties: Mapping[str, Any] = schema.get("properties", {})

    def problems(self) -> Iterator[Found]:
        schema = self._schema
        yield from _keywords(schema, _TOP, ())
        if schema.get("$schema", DRAFT) != DRAFT:
            yield Found("L004", f"Attribute schemas are of draft 2020-12; write {DRAFT}.", ("$schema",))
        if schema.get("type") != "object":
            yield Found("L004", 'An attribute schema must say "type": "object".', ("type",))
        if schema.get("additionalProperties") is not False:
            message = 'The schema admits attributes that it does not name; add "additionalProperties": false.'
            yield Found("L009", message, ("additionalProperties",))
        if len(self._properties) > MAX_ATTRIBUTES:
            message = f"There are {len(self._properties)} attributes; {MAX_ATTRIBUTES} are the most."
            yield Found("L016", message, ("properties",))
        yield from self._names(schema.get("required", ()), ("required",))
        for name, attribute in self._properties.items():
            yield from _attribute(name, attribute, ("properties", name))
        yield from self._rules(schema, ())

    def _rules(self, schema: Mapping[str, Any], path: Path) -> Iterator[Found]:
        """What is wrong with the rules that join attributes, which stand beside or within other rules."""
        for keyword in _JOINS & schema.keys():
            yield from self._condition(schema[keyword], (*path, keyword))
        for keyword in _LISTS_OF_JOINS & schema.keys():
            for number, branch in enumerate(schema[keyword]):
                yield from self._condition(branch, (*path, keyword, number))
        for name, names in schema.get("dependentRequired", {}).items():
            yield from self._names([name, *names], (*path, "dependentRequired", name))
        for name, branch in schema.get("dependentSchemas", {}).items():
            yield from self._names([name], (*path, "dependentSchemas", name))
            yield from self._condition(branch, (*path, "dependentSchemas", name))

    def _condition(self, schema: Any, path: Path) -> Iterator[Found]:
        if isinstance(schema, bool):
            return
        yield from _keywords(schema, _CONDITION, path)
        yield from _pattern(schema, path, needs_limit=False)
        yield from self._names(schema.get("required", ()), (*path, "required"))
        yield from self._names(schema.get("properties", {}), (*path, "properties"))
        for name, branch in schema.get("properties", {}).items():
            yield from self._condition(branch, (*path, "properties", name))
        yield from self._rules(schema, path)

    def _names(self, names: Any, path: Path) -> Iterator[Found]:
        for name in names:
            if name not in self._properties:
                yield Found("L010", f"There is no attribute {quoted(name)}; add it, or correct the name.", path)


def _attribute(name: str, schema: Any, path: Path) -> Iterator[Found]:
    if not _NAME.fullmatch(name):
        message = f"The attribute's name {quoted(name)} must be lower-case letters, digits and _, 50 at most."
        yield Found("L006", message, path)
    if not isinstance(schema, dict):
        yield Found("L006", f"The attribute {quoted(name)} says nothing of its values; describe them.", path)
        return
    yield from _keywords(schema, _ATTRIBUTE, path)
    for word in ("title", "description"):
        if not str(schema.get(word, "")).strip():
            yield Found("L007", f"The attribute {quoted(name)} has no {word}; people need it.", (*path, word))
    yield from _kind(name, schema, path)
    yield from _pattern(schema, path, needs_limit=True)
    if schema.get("maxLength", 0) > MAX_ATTRIBUTE_TEXT:
        message = f"Attributes hold at most {MAX_ATTRIBUTE_TEXT:,} characters; lower maxLength."
        yield Found("L006", message, (*path, "maxLength"))
    if "default" in schema and _is_sound(schema) and not screen(schema)(schema["default"]):
        message = f"The default {shown(schema['default'])} is not one of the attribute's values; correct it."
        yield Found("L011", message, (*path, "default"))


def _kind(name: str, schema: Mapping[str, Any], path: Path) -> Iterator[Found]:
    """Why it cannot be told what kind of attribute it is."""
    if "oneOf" in schema:
        yield from _options(name, schema["oneOf"], (*path, "oneOf"))
    elif "enum" in schema:
        yield from _option_values(name, schema["enum"], (*path, "enum"))
    else:
        types = schema.get("type", [])
        kinds = [kind for kind in ([types] if isinstance(types, str) else types) if kind != "null"]
        if len(kinds) != 1 or kinds[0] not in _SCALARS:
            message = f"The attribute {quoted(name)} must be a oneOf of constants, an enum, or of one type: "
            yield Found("L006", message + f"{listed(_SCALARS)}, with or without null.", (*path, "type"))


def _options(name: str, branches: list[Any], path: Path) -> Iterator[Found]:
    for number, branch in enumerate(branches):
        if not isinstance(branch, dict) or "const" not in branch:
            message = f'Every option of {quoted(name)} must be a constant: {{"const": …, "title": …}}.'
            yield Found("L006", message, (*path, number))
            return
        yield from _keywords(branch, _OPTION, (*path, number))
    yield from _option_values(name, [branch["const"] for branch in branches], path)


def _option_values(name: str, values: list[Any], path: Path) -> Iterator[Found]:
    named = [value for value in values if value is not None]
    are_texts = all(isinstance(value, str) for value in named)
    are_codes = all(type(value) is int for value in named)
    if not named or not (are_texts or are_codes):
        message = f"The options of {quoted(name)} must all be text, or all be whole numbers, null apart."
        yield Found("L006", message, path)
    elif len(set(values)) < len(values):
        yield Found("L012", f"An option of {quoted(name)} stands twice; keep one.", path)


def _pattern(schema: Mapping[str, Any], path: Path, *, needs_limit: bool) -> Iterator[Found]:
    pattern = schema.get("pattern")
    if pattern is None:
        return
    path = (*path, "pattern")
    if not is_linear(pattern):
        message = f"The pattern {quoted(pattern)} cannot be matched in linear time; do without look-around, "
        yield Found("L008", message + "back-references and large counts (use maxLength for lengths).", path)
    elif needs_limit and schema.get("maxLength", MAX_ATTRIBUTE_TEXT) > MAX_PATTERNED_TEXT:
        message = f"An attribute with a pattern needs a maxLength, {MAX_PATTERNED_TEXT:,} at most; add it."
        yield Found("L008", message, path)


def is_linear(pattern: str) -> bool:
    """Whether a pattern is short, right, and can be matched in a time that grows with the text only."""
    if len(pattern) > MAX_PATTERN_LENGTH:
        return False
    try:
        pattern_matcher(pattern)
    except ValueError:
        return False
    return True


def _is_sound(schema: Mapping[str, Any]) -> bool:
    return "pattern" not in schema or is_linear(schema["pattern"])


def _keywords(schema: Mapping[str, Any], known: frozenset[str], path: Path) -> Iterator[Found]:
    for keyword in schema:
        if keyword not in known:
            message = f"The keyword {quoted(keyword)} is not for attribute schemas; say it with {_instead(keyword)}."
            yield Found("L005", message, (*path, keyword))


def _instead(keyword: str) -> str:
    if keyword in ("$ref", "$dynamicRef", "$defs"):
        return "the schema itself, in its place"
    if keyword == "format":
        return "pattern"
    return "others: type, enum, oneOf, pattern, required, if and then, and the like"
