"""The samples are what a new user sees first: they are right, and they use the whole label set."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from typing import Any

from annotate.label_set import LabelSet
from annotate.validation import validate
from tests.conftest import SAMPLES


def test_a_sample_has_no_problem(sample: dict[str, Any], news: LabelSet) -> None:
    assert validate(sample, news) == []


def test_the_reference_annotation_has_no_problem(gold: dict[str, Any], news: LabelSet) -> None:
    assert validate(gold, news) == []


def test_the_samples_use_every_relation_and_every_choice_that_must_be_made(news: LabelSet) -> None:
    records = [json.loads(path.read_text("utf-8")) for path in SAMPLES]
    used = Counter(
        (span["label"], name, value)
        for record in records
        for span in record["spans"]
        for name, value in span["attributes"].items()
    )
    relations = {relation["label"] for record in records for relation in record["relations"]}
    assert relations == set(news.relation_by_name)
    for label in news.labels:
        for attribute in label.attributes.attributes:
            if attribute.required:
                for option in attribute.options:
                    assert used[label.name, attribute.name, option.value], (
                        f"{label.name}.{attribute.name}={option.value}"
                    )


def test_the_samples_hold_a_span_in_two_fragments_and_one_over_two_paragraphs() -> None:
    records = [json.loads(path.read_text("utf-8")) for path in SAMPLES]
    split = [
        record["article"]["text"][left["end"] : right["start"]]
        for record in records
        for span in record["spans"]
        for left, right in pairwise(span["fragments"])
    ]
    assert any("\n" not in between for between in split)
    assert any("\n\n" in between for between in split)
