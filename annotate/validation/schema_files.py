"""Label sets and schemas among the files to be checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotate.problems import Problem, pointer_to
from annotate.validation.dialect import dialect_problems
from annotate.validation.engines import schema_errors
from annotate.validation.explain import findings
from annotate.validation.label_sets import label_set_problems
from annotate.validation.positions import located


def is_label_set(value: Any) -> bool:
    """Whether a JSON value is meant as a label set."""
    return isinstance(value, dict) and "labels" in value and "article" not in value


def is_schema(value: Any) -> bool:
    """Whether a JSON value is meant as a JSON Schema."""
    return isinstance(value, dict) and ("$schema" in value or value.get("type") == "object") and "article" not in value


def schema_file_problems(value: Any, data: bytes, file: Path) -> Iterator[Problem]:
    """What is wrong with a file that holds a label set or a schema."""
    if is_label_set(value):
        yield from label_set_problems(file)
    else:
        yield from located(list(_of_schema(value)), data)


def _of_schema(schema: Any) -> Iterable[Problem]:
    if "$defs" not in schema and "$ref" not in schema and schema.get("$id") not in _GENERAL:
        return [Problem(code, message, pointer_to(*path)) for code, message, path in dialect_problems(schema)]
    # A schema for something else than attributes may use all that JSON Schema knows.
    return [
        Problem("L004", f"This is not JSON Schema: {finding.message}.", pointer_to(*finding.path))
        for finding in findings(schema_errors(schema))
    ]


_GENERAL = frozenset({"urn:annotate:article", "urn:annotate:annotated-article", "urn:annotate:label-set"})
