"""What is wrong with a value by a schema, in sentences for people.

Every finding points at what is wrong: a property that is missing, at the place where it should stand.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from annotate.validation.engines import SchemaError
from annotate.validation.words import counted, listed, printable, quoted, shown

Path = tuple[str | int, ...]


MAX_UNKNOWN = 20
"""So many unknown properties of an object are named."""


class Kind(StrEnum):
    """In what way a value breaks a schema, in the order in which it would be mended."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    TYPE = "type"
    CHOICE = "choice"
    LENGTH = "length"
    FORM = "form"
    RANGE = "range"
    COUNT = "count"
    TOGETHER = "together"


_ORDER = list(Kind)

_KINDS = {
    "type": Kind.TYPE,
    "enum": Kind.CHOICE,
    "const": Kind.CHOICE,
    "pattern": Kind.FORM,
    "minLength": Kind.LENGTH,
    "maxLength": Kind.LENGTH,
    "minimum": Kind.RANGE,
    "maximum": Kind.RANGE,
    "exclusiveMinimum": Kind.RANGE,
    "exclusiveMaximum": Kind.RANGE,
    "minItems": Kind.COUNT,
    "maxItems": Kind.COUNT,
}

_TYPE_WORDS = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}

_BOUND_WORDS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a schema forbids. ``message`` is a clause without an end: who it is about comes before it."""

    kind: Kind
    message: str
    path: Path


def findings(errors: Iterable[SchemaError]) -> list[Finding]:
    """The errors in words; of each place only the one that has to be mended first."""
    found: dict[tuple[Path, bool], Finding] = {}
    for finding in (finding for error in errors for finding in _of(error)):
        key = (finding.path, finding.kind is Kind.TOGETHER)
        if key not in found or _ORDER.index(finding.kind) < _ORDER.index(found[key].kind):
            found[key] = finding
    return list(found.values())


def _of(error: SchemaError) -> Iterator[Finding]:
    keyword = error.keyword
    if keyword in ("required", "dependentRequired"):
        yield from _missing(error)
    elif keyword in ("additionalProperties", "unevaluatedProperties"):
        yield from _unknown(error)
    elif keyword in _KINDS:
        yield Finding(_KINDS[keyword], f"{_name(error)} {_expectation(error)}", error.path)
    elif keyword == "anyOf" and (names := _alternatives(error)):
        yield Finding(Kind.MISSING, f"{listed(names)} is missing; add one of them", error.path)
    elif keyword == "oneOf" and (constants := _constants(error)):
        message = f"{_name(error)} is {shown(error.value)}; choose {_choices(constants)}"
        yield Finding(Kind.CHOICE, message, error.path)
    else:
        yield Finding(Kind.TOGETHER, _rule_in_words(error), error.path)


def _missing(error: SchemaError) -> Iterator[Finding]:
    required = error.limit
    if isinstance(required, Mapping):
        required = [name for given, names in required.items() if given in error.value for name in names]
    properties = _properties(error)
    for name in required:
        if name not in error.value:
            schema = properties.get(name, {})
            message = f"{_title_and_key(schema, name)} is missing; {_what_to_add(schema)}"
            yield Finding(Kind.MISSING, message, (*error.path, name))


def _unknown(error: SchemaError) -> Iterator[Finding]:
    known = _properties(error)
    unknown = [name for name in error.value if name not in known]
    if len(unknown) > MAX_UNKNOWN:
        more = counted(len(unknown) - MAX_UNKNOWN, "more property", "more properties")
        yield Finding(Kind.UNKNOWN, f"{more} are not known here; delete them", error.path)
    for name in unknown[:MAX_UNKNOWN]:
        close = difflib.get_close_matches(name, known, n=1) if len(name) < 50 else []
        otherwise = "put it into “metadata”, or delete it" if "metadata" in known else "delete it"
        advice = f"perhaps {quoted(close[0])} is meant" if close else otherwise
        yield Finding(Kind.UNKNOWN, f"the property {quoted(name)} is not known here; {advice}", (*error.path, name))


def _expectation(error: SchemaError) -> str:
    keyword, value, limit = error.keyword, error.value, error.limit
    if keyword in _BOUND_WORDS:
        return f"is {shown(value)}, but must be {_BOUND_WORDS[keyword]} {limit}"
    if keyword == "pattern":
        description = error.schema.get("description")
        meaning = printable(description).rstrip(".") if description else f"the pattern {quoted(limit)}"
        return f"is {shown(value)}, which has not the form it needs: {meaning}"
    return _EXPECTATIONS[keyword](value, limit)


def _too_short(_value: str, limit: int) -> str:
    return "is empty; write something" if limit == 1 else f"is shorter than {limit} characters; write more"


_EXPECTATIONS: Mapping[str, Callable[[Any, Any], str]] = {
    "type": lambda value, types: f"is {shown(value)}, but must be {_types_in_words(types)}",
    "enum": lambda value, options: f"is {shown(value)}; choose {listed(options)}",
    "const": lambda value, constant: f"is {shown(value)}, but must be {shown(constant)}",
    "minLength": _too_short,
    "maxLength": lambda value, limit: f"is {len(value):,} characters long; shorten it to {limit:,}",
    "minItems": lambda value, limit: f"has {counted(len(value), 'item')}, but must have at least {limit:,}",
    "maxItems": lambda value, limit: f"has {counted(len(value), 'item')}, but must have at most {limit:,}",
}


def _types_in_words(types: str | list[str]) -> str:
    return listed([_TYPE_WORDS[kind] for kind in ([types] if isinstance(types, str) else types)])


def _what_to_add(schema: Mapping[str, Any]) -> str:
    constants = [branch for branch in schema.get("oneOf", ()) if "const" in branch]
    if constants:
        return f"choose {_choices(constants)}"
    if "enum" in schema:
        return f"choose {listed(schema['enum'])}"
    if schema.get("type") == "boolean":
        return "say true or false"
    return "add it"


def _alternatives(error: SchemaError) -> list[str]:
    """The properties of which one must be there, where the branches say just that."""
    branches = error.limit
    if all(isinstance(branch, dict) and branch.keys() == {"required"} for branch in branches):
        return [" and ".join(branch["required"]) for branch in branches]
    return []


def _constants(error: SchemaError) -> list[Mapping[str, Any]]:
    """The branches of a closed vocabulary; none where the branches are something else."""
    branches = error.limit
    return list(branches) if all(isinstance(branch, dict) and "const" in branch for branch in branches) else []


def _choices(branches: list[Mapping[str, Any]]) -> str:
    return listed([_choice(branch["const"], branch.get("title")) for branch in branches])


def _choice(value: Any, title: str | None) -> str:
    word = value if isinstance(value, str) else shown(value)
    if isinstance(value, str) or value is None or title is None:
        return word
    return f"{word} ({title})"


def _rule_in_words(error: SchemaError) -> str:
    """A rule that joins several values; label sets give it words by a ``title`` or ``description`` beside it."""
    rule = error.limit
    # The title at the top of a schema names the schema, not the rule.
    for schema in (rule if isinstance(rule, Mapping) else {}, {} if error.at_top else error.schema):
        words = schema.get("description") or schema.get("title")
        if words:
            return f"the values do not go together: {printable(words).rstrip('.')}"
    return f"{_name(error)} is {shown(error.value)}, which the schema's rule {quoted(error.keyword)} forbids"


def _properties(error: SchemaError) -> Mapping[str, Any]:
    properties: Mapping[str, Any] = error.schema.get("properties", {})
    return properties


def _name(error: SchemaError) -> str:
    last = error.path[-1] if error.path else "the value"
    if isinstance(last, int):
        last = f"number {last + 1}"
    return _title(error.schema, last)


def _title(schema: Mapping[str, Any], name: str) -> str:
    return printable(str(schema.get("title") or quoted(name)))


def _title_and_key(schema: Mapping[str, Any], key: str) -> str:
    """The title, and the key as it is to be written where nobody could tell it from the title."""
    title = _title(schema, key)
    is_plain = title.lower().replace(" ", "_") == key.lower() or title == quoted(key)
    return title if is_plain else f"{title} ({printable(key)})"
