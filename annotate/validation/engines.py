"""The two JSON Schema engines: jsonschema-rs, which is fast, and jsonschema, which explains.

Both match patterns with one engine, in linear time, and neither ever reaches the network. ``jsonschema`` takes a
while to import, so it is imported when there is something to explain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

if TYPE_CHECKING:
    from jsonschema.protocols import Validator as Explainer
    from jsonschema.validators import Draft202012Validator

MAX_PATTERN_SIZE = 2**20  # bytes of a compiled pattern
_PATTERN_OPTIONS = jsonschema_rs.RegexOptions(size_limit=MAX_PATTERN_SIZE)


def screen(schema: Mapping[str, Any]) -> Callable[[Any], bool]:
    """A fast test of JSON values against a schema without outside references."""
    validator = jsonschema_rs.Draft202012Validator(dict(schema), offline=True, pattern_options=_PATTERN_OPTIONS)
    is_valid: Callable[[Any], bool] = validator.is_valid
    return is_valid


def explainer(schema: Mapping[str, Any]) -> Explainer:
    """What tells every error of a JSON value against a schema without outside references."""
    from referencing import Registry

    return _explainer_class()(dict(schema), registry=Registry())


@cache
def pattern_matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a text holds a match of the pattern. Raises ValueError where no linear-time matcher can be made."""
    try:
        return screen({"pattern": pattern})
    except (jsonschema_rs.ValidationError, ValueError) as error:
        raise ValueError(f"no linear-time matcher can be made of the pattern {pattern!r}") from error


@cache
def _explainer_class() -> type[Draft202012Validator]:
    from jsonschema import Draft202012Validator, ValidationError
    from jsonschema.validators import extend

    def pattern(_validator: Any, pattern: str, instance: Any, _schema: Any) -> Iterator[ValidationError]:
        if isinstance(instance, str) and not pattern_matcher(pattern)(instance):
            yield ValidationError(f"{instance!r} does not match {pattern!r}")

    return extend(Draft202012Validator, validators={"pattern": pattern})
