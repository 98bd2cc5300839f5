"""What is wrong with a value by a schema, in sentences for people.

Every finding points at what is wrong: a property that is missing, at the place where it should stand.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from annotate.problems import pointer_to
from annotate.validation.words import counted, listed, printable, quoted, shown

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator as Explainer

Path = tuple[str | int, ...]

TYPE, MISSING, UNKNOWN, CHOICE, FORM, LENGTH, RANGE, COUNT, TOGETHER = (
    "type",
    "missing",
    "unknown",
    "choice",
    "form",
    "length",
    "range",
    "count",
    "together",
)

_KIND = {
    "type": TYPE,
    "enum": CHOICE,
    "const": CHOICE,
    "pattern": FORM,
    "minLength": LENGTH,
    "maxLength": LENGTH,
    "minimum": RANGE,
    "maximum": RANGE,
    "exclusiveMinimum": RANGE,
    "exclusiveMaximum": RANGE,
    "minItems": COUNT,
    "maxItems": COUNT,
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

    kind: str
    message: str
    path: Path

    @property
    def pointer(self) -> str:
        return pointer_to(*self.path)


def findings(explainer: Explainer, value: Any) -> list[Finding]:
    """Everything that the schema forbids in the value; of each place only the first finding of a kind."""
    found: dict[tuple[str, Path], Finding] = {}
    for error in explainer.iter_errors(value):
        for finding in _of(error):
            found.setdefault((finding.kind, finding.path), finding)
    return list(found.values())


def _of(error: ValidationError) -> Iterator[Finding]:
    path = tuple(error.absolute_path)
    keyword = str(error.validator)
    if keyword in ("required", "dependentRequired"):
        yield from _missing(error, path)
    elif keyword in ("additionalProperties", "unevaluatedProperties"):
        yield from _unknown(error, path)
    elif keyword in _KIND:
        yield Finding(_KIND[keyword], f"{_name(error, path)} {_expectation(keyword, error)}", path)
    elif keyword == "oneOf" and (constants := _constants(error)):
        yield Finding(CHOICE, f"{_name(error, path)} is {shown(error.instance)}; choose {_choices(constants)}", path)
    else:
        yield Finding(TOGETHER, _rule_in_words(error), path)


def _missing(error: ValidationError, path: Path) -> Iterator[Finding]:
    required = error.validator_value
    if isinstance(required, Mapping):
        required = [name for given, names in required.items() if given in error.instance for name in names]
    properties = _properties(error)
    for name in required:
        if name not in error.instance:
            schema = properties.get(name, {})
            yield Finding(MISSING, f"{_title(schema, name)} is missing; {_what_to_add(schema)}", (*path, name))


def _unknown(error: ValidationError, path: Path) -> Iterator[Finding]:
    known = list(_properties(error))
    for name in error.instance:
        if name in known:
            continue
        close = difflib.get_close_matches(name, known, n=1)
        advice = f"perhaps {quoted(close[0])} is meant" if close else "delete it"
        yield Finding(UNKNOWN, f"the property {quoted(name)} is not known here; {advice}", (*path, name))


def _expectation(keyword: str, error: ValidationError) -> str:
    value, limit = error.instance, error.validator_value
    if keyword == "type":
        types = [limit] if isinstance(limit, str) else limit
        return f"is {shown(value)}, but must be {listed([_TYPE_WORDS[kind] for kind in types])}"
    if keyword in ("enum", "const"):
        return f"is {shown(value)}; choose {listed(limit if keyword == 'enum' else [limit])}"
    if keyword == "pattern":
        description = error.schema.get("description")
        meaning = printable(description).rstrip(".") if description else f"the pattern {quoted(limit)}"
        return f"is {shown(value)}, which has not the form it needs: {meaning}"
    if keyword == "minLength":
        return "is empty; write something" if limit == 1 else f"is shorter than {limit} characters; write more"
    if keyword == "maxLength":
        return f"is {len(value):,} characters long; shorten it to {limit:,}"
    if keyword in _BOUND_WORDS:
        return f"is {shown(value)}, but must be {_BOUND_WORDS[keyword]} {limit}"
    least_or_most = "at least" if keyword == "minItems" else "at most"
    return f"has {counted(len(value), 'item')}, but must have {least_or_most} {limit:,}"


def _what_to_add(schema: Mapping[str, Any]) -> str:
    constants = [branch for branch in schema.get("oneOf", ()) if "const" in branch]
    if constants:
        return f"choose {_choices(constants)}"
    if "enum" in schema:
        return f"choose {listed(schema['enum'])}"
    if schema.get("type") == "boolean":
        return "say true or false"
    return "add it"


def _constants(error: ValidationError) -> list[Mapping[str, Any]]:
    """The branches of a closed vocabulary; none where the branches are something else."""
    branches = error.validator_value
    return list(branches) if all("const" in branch for branch in branches) else []


def _choices(branches: list[Mapping[str, Any]]) -> str:
    return listed([_choice(branch["const"], branch.get("title")) for branch in branches])


def _choice(value: Any, title: str | None) -> str:
    word = value if isinstance(value, str) else shown(value)
    if isinstance(value, str) or value is None or title is None:
        return word
    return f"{word} ({title})"


def _rule_in_words(error: ValidationError) -> str:
    """A rule that joins several values; label sets give it words by a ``title`` or ``description`` beside it."""
    rule = error.validator_value
    for schema in (rule if isinstance(rule, Mapping) else {}, error.schema if not _is_whole(error) else {}):
        words = schema.get("description") or schema.get("title")
        if words:
            return f"the values do not go together: {printable(words).rstrip('.')}"
    return f"the values do not go together, by the schema's rule {quoted(str(error.validator))}"


def _is_whole(error: ValidationError) -> bool:
    """Whether the rule stands at the top of a schema, whose title then names the schema and not the rule."""
    return len(error.absolute_schema_path) <= 1


def _properties(error: ValidationError) -> Mapping[str, Any]:
    properties: Mapping[str, Any] = error.schema.get("properties", {})
    return properties


def _name(error: ValidationError, path: Path) -> str:
    last = path[-1] if path else "the value"
    if isinstance(last, int):
        last = f"number {last + 1}"
    return _title(error.schema, last)


def _title(schema: Mapping[str, Any], name: str) -> str:
    return printable(str(schema.get("title") or quoted(name)))
