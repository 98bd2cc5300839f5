"""Both engines judge the official cases of JSON Schema as its authors do, for the keywords that our dialect has."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotate.validation.engines import explainer, screen

FOLDER = os.environ.get("JSON_SCHEMA_TEST_SUITE", "")
"""A clone of https://github.com/json-schema-org/JSON-Schema-Test-Suite, which is not part of the repository."""

KEYWORDS = [
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "default",
    "dependentRequired",
    "dependentSchemas",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "if-then-else",
    "items",
    "maximum",
    "maxItems",
    "maxLength",
    "minimum",
    "minItems",
    "minLength",
    "not",
    "oneOf",
    "pattern",
    "properties",
    "required",
    "type",
]


def cases(keyword: str) -> Iterator[tuple[dict[str, Any], Any, bool, str]]:
    file = Path(FOLDER) / "tests" / "draft2020-12" / f"{keyword}.json"
    for group in json.loads(file.read_text("utf-8")):
        if isinstance(group["schema"], dict) and "$ref" not in json.dumps(group["schema"]):
            for test in group["tests"]:
                yield group["schema"], test["data"], test["valid"], f"{group['description']}: {test['description']}"


@pytest.mark.skipif(not FOLDER, reason="JSON_SCHEMA_TEST_SUITE names no clone of JSON-Schema-Test-Suite")
@pytest.mark.parametrize("keyword", KEYWORDS)
def test_both_engines_judge_the_official_cases_alike(keyword: str) -> None:
    for schema, value, valid, name in cases(keyword):
        assert screen(schema)(value) == valid, name
        assert (next(explainer(schema)(value), None) is None) == valid, name


@pytest.mark.parametrize(
    ("schema", "value", "valid"),
    [
        ({"type": "integer"}, 1.0, True),
        ({"type": "integer"}, True, False),
        ({"enum": [1]}, True, False),
        ({"const": 0}, False, False),
        ({"const": 1}, 1.0, True),
        ({"minLength": 2}, "🙂", False),
        ({"maxLength": 1}, "🙂", True),
        ({"maxLength": 1}, "e\u0301", False),
        ({"pattern": "^a$"}, "a\n", False),
        ({"pattern": "\\d"}, "٣", False),
        ({"pattern": "^\\p{L}+$"}, "naïve", True),
        ({"maximum": 3}, 3.0000000001, False),
        ({"required": ["a"]}, [], True),
        ({"oneOf": [{"const": 1}, {"const": 1.0}]}, 1, False),
        ({"additionalProperties": {"type": "string"}}, {"a": 1}, False),
        ({"properties": {"a": True}, "patternProperties": {"^b": True}, "additionalProperties": False}, {"b": 1}, True),
    ],
)
def test_both_engines_judge_what_programs_confuse_alike(schema: dict[str, Any], value: Any, valid: bool) -> None:
    assert screen(schema)(value) == valid
    assert (next(explainer(schema)(value), None) is None) == valid
