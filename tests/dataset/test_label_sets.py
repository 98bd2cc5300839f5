"""Any label set makes a dataset: one without relations or attributes, and one whose names collide."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.dataset.check import check_folder
from annotate.dataset.columns import span_columns
from annotate.dataset.read import read_annotated
from annotate.label_set import LabelSet
from annotate.validation.label_sets import label_set_from_untrusted

from .conftest import Export
from .making import annotated, article, by_place, span

COLOR = {"light": "#1d6fb8", "dark": "#7cbcf5"}


def label(name: str, **properties: Any) -> dict[str, Any]:
    described = {key: {"title": key, "description": "An attribute.", **value} for key, value in properties.items()}
    schema = {"type": "object", "properties": described, "additionalProperties": False}
    made = {"name": name, "title": name, "description": "A label.", "color": COLOR}
    return {**made, "attributes": schema} if properties else made


def label_set(*labels: dict[str, Any]) -> LabelSet:
    return label_set_from_untrusted(
        {"name": "odd", "version": "1.0.0", "title": "Odd", "description": "Odd labels.", "labels": list(labels)}
    )


def test_a_label_set_without_relations_and_attributes(export: Export) -> None:
    from datasets import load_dataset

    bare = label_set(label("name"))
    of = article("a")
    item = annotated(of, [span(of, "s", "name", (0, 3))], label_set=("odd", "1.0.0"))
    release = export(bare, [item])
    assert set(release.rows) == {"articles", "spans", "tokens", "annotations"}
    assert [by_place(found) for found in read_annotated(release.folder)] == [by_place(item)]
    assert not list(check_folder(release.folder))
    for config in release.rows:
        assert load_dataset(str(release.folder), config)


TEXT = {"type": "string", "maxLength": 50}
INTEGER = {"type": "integer", "minimum": 0, "maximum": 9}


def test_names_that_collide_get_columns_of_their_own(export: Export) -> None:
    colliding = label_set(
        label("a", b_c=TEXT, b=INTEGER), label("a_b", c=INTEGER), label("article", id=TEXT), label("span", id=INTEGER)
    )
    names = [column.name for column in span_columns(colliding)]
    assert names == ["a_b_c", "a_b", "a_b__c", "article__id", "span__id"]
    of = article("x")
    spans = [
        span(of, "1", "a", (0, 3), b_c="text", b=1),
        span(of, "2", "a_b", (4, 8), c=2),
        span(of, "3", "article", (9, 11), id="own"),
        span(of, "4", "span", (13, 16), id=4),
    ]
    item = annotated(of, spans, label_set=("odd", "1.0.0"))
    release = export(colliding, [item])
    assert [by_place(found) for found in read_annotated(release.folder)] == [by_place(item)]
    assert not list(check_folder(release.folder))


@pytest.mark.parametrize("value", [1, 1.0, 0, 9.0])
def test_an_integer_may_be_written_as_json_admits(export: Export, value: float) -> None:
    numbers = label_set(label("n", value=INTEGER))
    of = article("x")
    item = annotated(of, [span(of, "1", "n", (0, 3), value=value)], label_set=("odd", "1.0.0"))
    (read,) = read_annotated(export(numbers, [item]).folder)
    assert read.annotations.spans[0].attributes == {"value": int(value)}


def test_texts_of_attributes_survive_whatever_they_hold(export: Export) -> None:
    texts = label_set(label("n", value={"type": ["string", "null"], "maxLength": 200}))
    of = article("x")
    hostile = '"value":null \\" \\u0000 {"a": 1}, 👩‍👩‍👧 \u2028 \n\t ٣ {}'
    item = annotated(
        of, [span(of, "1", "n", (0, 3), value=hostile), span(of, "2", "n", (4, 8))], label_set=("odd", "1.0.0")
    )
    (read,) = read_annotated(export(texts, [item]).folder)
    assert [dict(s.attributes) for s in read.annotations.spans] == [{"value": hostile}, {}]
