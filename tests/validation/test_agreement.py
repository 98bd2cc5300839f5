"""Both engines judge the official cases of JSON Schema as its authors do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from annotate.validation.engines import explainer, screen
from tests.tools.schema_suite import SUITE

FOLDER = SUITE / "draft2020-12"
"""Of https://github.com/json-schema-org/JSON-Schema-Test-Suite: what is required of every engine."""

OUTSIDE = {"dynamicRef", "refRemote", "vocabulary"}
"""References to schemas elsewhere, and other dialects: neither engine follows them, and no label set may have them."""

FILES = sorted(file.stem for file in FOLDER.glob("*.json") if file.stem not in OUTSIDE)
"""Far more keywords than attribute schemas may have; those of the schemas of records are among them."""


def cases(name: str) -> Iterator[tuple[dict[str, Any], Any, bool, str]]:
    for group in json.loads((FOLDER / f"{name}.json").read_text("utf-8")):
        if isinstance(group["schema"], dict):
            for test in group["tests"]:
                yield group["schema"], test["data"], test["valid"], f"{group['description']}: {test['description']}"


@pytest.mark.skipif(not FILES, reason="the cases are not there; get them: python -m tests.tools.schema_suite")
def test_all_of_the_official_cases_are_there() -> None:
    assert len(FILES) >= 43
    assert sum(1 for name in FILES for _ in cases(name)) >= 1_100


@pytest.mark.parametrize("name", FILES)
def test_both_engines_judge_the_official_cases_alike(name: str) -> None:
    for schema, value, valid, case in cases(name):
        assert screen(schema)(value) == valid, case
        assert (next(explainer(schema)(value), None) is None) == valid, case


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
