from __future__ import annotations

from typing import Any

import pytest

from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle, Relation
from annotate.problems import Problem
from annotate.validation.label_sets import LabelSetError, label_set_from_untrusted

from .conftest import Export
from .making import annotated, article, attribution_example, span


def rows_of(export: Export, label_set: LabelSet, items: list[AnnotatedArticle], view: str) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    folder = export(label_set, items).folder
    return [row for file in sorted(folder.glob(f"{view}/*")) for row in pq.read_table(file).to_pylist()]


def test_a_view_has_a_row_for_every_span_of_its_label(export: Export, attribution: LabelSet) -> None:
    rows = rows_of(export, attribution, [attribution_example()], "claims")
    assert [row["span_id"] for row in rows] == ["s3", "s4"]
    assert rows[0] | {"article_id": "a1"} == {
        "article_id": "a1",
        "annotator": "ann",
        "span_id": "s3",
        "claim": "prices fell",
        "factual": 0,
        "weight": 0.25,
        "source": "Ann",
        "source_named": True,
        "cue": "said",
    }
    assert rows[1]["claim"] == "“We are,” “sure.”"
    assert rows[1]["source"] == "she"


def test_several_relations_make_a_row_for_each_combination(export: Export, attribution: LabelSet) -> None:
    of = article("a", "A and B said or wrote it")
    spans = [
        span(of, "a", "source", (0, 1), named=True),
        span(of, "b", "source", (6, 7), named=False),
        span(of, "c1", "cue", (8, 12)),
        span(of, "c2", "cue", (16, 21)),
        span(of, "it", "content", (22, 24), factual="opinion"),
        span(of, "bare", "content", (0, 24), factual="opinion"),
    ]
    relations = [
        Relation("r1", "has_source", "it", "b", {"certainty": "certain"}),
        Relation("r2", "has_source", "it", "a", {"certainty": "certain"}),
        Relation("r3", "has_cue", "it", "c2"),
        Relation("r4", "has_cue", "it", "c1"),
    ]
    other = attribution_example("z")
    rows = rows_of(export, attribution, [annotated(of, spans, relations), other], "claims")
    found = [
        (row["span_id"], row["source"], row["source_named"], row["cue"]) for row in rows if row["article_id"] == "a"
    ]
    assert found == [
        ("bare", None, None, None),
        ("it", "A", True, "said"),
        ("it", "A", True, "wrote"),
        ("it", "B", False, "said"),
        ("it", "B", False, "wrote"),
    ]


def test_a_tail_of_several_labels_shares_a_column(
    export: Export, news: LabelSet, gold_article: AnnotatedArticle
) -> None:
    rows = rows_of(export, news, [gold_article], "stances")
    assert len(rows) == 13
    first = rows[0]
    assert (first["text"], first["holder"], first["target"]) == ("Sides With", "Biden", "Trump Policy")
    assert first["canonical_target"] == "Migrant Protection Protocols"
    assert news.labels[first["target_label"]].name == "policy"
    assert [row["holder"] for row in rows if row["span_id"] == "st2"] == [None]


def test_a_view_loads_with_its_classes(export: Export, news: LabelSet, gold_article: AnnotatedArticle) -> None:
    from datasets import load_dataset

    (rows,) = load_dataset(str(export(news, [gold_article]).folder), "quotes").values()
    kind = rows.features["type"]
    assert {kind.int2str(row["type"]) for row in rows} == {"direct", "indirect", "mixed"}


def spoilt(label_set: LabelSet, **changes: Any) -> list[Problem]:
    view = {
        "name": "tasks",
        "title": "Tasks",
        "description": "A task.",
        "label": "content",
        "columns": [{"name": "text", "description": "The text.", "field": "text"}],
        **changes,
    }
    data = dict(label_set.data) | {"views": [view]}
    with pytest.raises(LabelSetError) as error:
        label_set_from_untrusted(data)
    return error.value.problems


def column(**changes: Any) -> list[dict[str, Any]]:
    return [{"name": "c", "description": "A column.", **changes}]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": "spans"}, "/views/0/name"),
        ({"label": "nothing"}, "/views/0/label"),
        ({"columns": column(attribute="nothing")}, "/views/0/columns/0/attribute"),
        ({"columns": column(relation="nothing", field="text")}, "/views/0/columns/0/relation"),
        ({"label": "cue", "columns": column(relation="has_cue", field="text")}, "/views/0/columns/0/relation"),
        ({"columns": column(relation="has_cue", attribute="named")}, "/views/0/columns/0/attribute"),
        ({"columns": column(field="text") * 2}, "/views/0/columns/1/name"),
        ({"columns": [{"name": "span_id", "description": "x", "field": "id"}]}, "/views/0/columns/0/name"),
    ],
)
def test_a_view_that_cannot_be_made_is_a_problem(attribution: LabelSet, changes: dict[str, Any], pointer: str) -> None:
    assert [(p.code, p.pointer) for p in spoilt(attribution, **changes)] == [("L018", pointer)]


@pytest.mark.parametrize("columns", [column(), column(field="text", attribute="factual"), column(field="nothing"), []])
def test_a_column_is_either_a_field_or_an_attribute(attribution: LabelSet, columns: list[dict[str, Any]]) -> None:
    assert {p.code for p in spoilt(attribution, columns=columns)} == {"L002"}


def test_attributes_of_other_values_do_not_share_a_column(news: LabelSet) -> None:
    data = dict(news.data)
    view = {
        "name": "mixed",
        "title": "Mixed",
        "description": "A view.",
        "label": "stance",
        "columns": column(relation="target", attribute="canonical"),
    }
    assert label_set_from_untrusted({**data, "views": [view]})
    labels = [dict(label) for label in data["labels"]]
    for label in labels:
        if label["name"] == "policy":
            schema = dict(label["attributes"])
            schema["properties"] = {
                **schema["properties"],
                "canonical": {"title": "C", "description": "D.", "type": "integer"},
            }
            label["attributes"] = schema
    with pytest.raises(LabelSetError, match="do not fit one column"):
        label_set_from_untrusted({**data, "labels": labels, "views": [view]})
