"""The rules that the browser checks too: both sides find the same in ``tests/vectors/rules.json``."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from annotate.model import relation_from_record, span_from_record
from annotate.validation import Validator
from annotate.validation.label_sets import load_label_set

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/rules.json").read_text(encoding="utf-8"))


@cache
def validator_of(label_set: str) -> Validator:
    return Validator(load_label_set(ROOT / VECTORS["label_sets"][label_set]))


def name_of(case: dict[str, Any]) -> str:
    return f"{case['label_set']}: {case['name']}"


@pytest.mark.parametrize("case", VECTORS["cases"], ids=name_of)
def test_server_finds_what_the_vectors_say(case: dict[str, Any]) -> None:
    spans = [span_from_record(span) for span in case["spans"]]
    relations = [relation_from_record(relation) for relation in case["relations"]]
    found = validator_of(case["label_set"]).set_problems(VECTORS["text"], spans, relations)
    assert sorted(map(comparable, (problem.to_record() for problem in found))) == sorted(
        map(comparable, case["problems"])
    )


def comparable(problem: dict[str, Any]) -> tuple[str, str, str]:
    in_pointer = re.search(r"/attributes/([^/]+)$", problem.get("pointer", ""))
    attribute = problem.get("attribute") or (in_pointer[1] if in_pointer else "")
    return problem["code"], problem.get("span_id") or problem.get("relation_id", ""), attribute
