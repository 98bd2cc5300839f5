"""The two JSON Schema engines: jsonschema-rs, which is fast, and jsonschema, which explains.

Both match patterns with one engine, in linear time, and neither ever reaches the network. ``jsonschema`` takes a
while to import, so it is imported when there is something to explain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import jsonschema_rs

DRAFT = "https://json-schema.org/draft/2020-12/schema"
MAX_PATTERN_SIZE = 2**20  # bytes of a compiled pattern
_PATTERN_OPTIONS = jsonschema_rs.RegexOptions(size_limit=MAX_PATTERN_SIZE)


def screen(schema: Mapping[str, Any]) -> Callable[[Any], bool]:
    """A fast test of JSON values against a schema without outside references."""
    validator = jsonschema_rs.Draft202012Validator(dict(schema), offline=True, pattern_options=_PATTERN_OPTIONS)
    is_valid: Callable[[Any], bool] = validator.is_valid
    return is_valid


@dataclass(frozen=True, slots=True)
class SchemaError:
    """One breach of a schema: ``value``, at ``path``, breaks ``keyword`` of ``schema``, whose value is ``limit``."""

    keyword: str
    limit: Any
    value: Any
    path: tuple[str | int, ...]
    schema: Mapping[str, Any]
    at_top: bool
    """Whether the keyword stands at the top of the schema, and not in a part of it."""


def explainer(schema: Mapping[str, Any]) -> Callable[[Any], Iterator[SchemaError]]:
    """What finds every breach by a JSON value of a schema without outside references."""
    from referencing import Registry  # noqa: PLC0415 - slow to import

    return partial(_errors, _explainer_class()(dict(schema), registry=Registry()))


def schema_errors(schema: Any) -> Iterator[SchemaError]:
    """Every breach by a JSON value of the rules for schemas themselves, draft 2020-12."""
    if jsonschema_rs.meta.is_valid({**schema, "$schema": DRAFT} if isinstance(schema, dict) else schema):
        return iter(())
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - slow to import

    return _errors(Draft202012Validator(Draft202012Validator.META_SCHEMA), schema)


def _errors(validator: Any, value: Any) -> Iterator[SchemaError]:
    for error in validator.iter_errors(value):
        yield SchemaError(
            keyword=error.validator,
            limit=error.validator_value,
            value=error.instance,
            path=tuple(error.absolute_path),
            schema=error.schema if isinstance(error.schema, dict) else {},
            at_top=len(error.absolute_schema_path) == 1,
        )


@cache
def pattern_matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a text holds a match of the pattern. Raises ValueError where no linear-time matcher can be made."""
    try:
        return screen({"pattern": pattern})
    except (jsonschema_rs.ValidationError, ValueError) as error:
        raise ValueError(f"no linear-time matcher can be made of the pattern {pattern!r}") from error


@cache
def _explainer_class() -> Any:
    from jsonschema import Draft202012Validator, ValidationError  # noqa: PLC0415 - slow to import
    from jsonschema.validators import extend  # noqa: PLC0415

    def pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not pattern_matcher(pattern)(instance):
            yield ValidationError(f"{instance!r} does not match {pattern!r}")

    def closed(validator: Any, limit: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
        # The library's own makes a message of all unknown names, be they a million.
        if limit is not False or "patternProperties" in schema:
            yield from general(validator, limit, instance, schema)
        elif isinstance(instance, dict) and not instance.keys() <= schema.get("properties", {}).keys():
            yield ValidationError("unknown properties")

    general = Draft202012Validator.VALIDATORS["additionalProperties"]
    keywords = {"pattern": pattern, "additionalProperties": closed}
    return extend(Draft202012Validator, validators=keywords)  # type: ignore[no-untyped-call]
