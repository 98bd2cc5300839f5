"""What ML engineers do: load the folder with their tools, unmodified."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotate.label_set import Kind, LabelSet
from annotate.model import AnnotatedArticle, Fragment, Span

from .conftest import Export
from .making import EXAMPLE, HOSTILE, annotated, article, attribution_example, filler, span

CONFIGS = ("articles", "spans", "relations", "tokens", "claims", "annotations")


def load(folder: Path, config: str | None = None, **options: Any) -> Any:
    from datasets import load_dataset

    return load_dataset(str(folder), config, **options)


def test_the_default_config_holds_the_gold_record(
    export: Export, news: LabelSet, gold_article: AnnotatedArticle
) -> None:
    folder = export(news, [gold_article]).folder
    splits = load(folder)
    (split,) = splits
    (row,) = splits[split]
    features = splits[split].features["spans"].feature
    assert row["text"] == gold_article.article.text
    assert [_span_of(news, values, features) for values in row["spans"]] == [
        (s.id, s.label, s.fragments, {name: value for name, value in s.attributes.items() if value is not None})
        for s in in_order(gold_article)
    ]
    labels = splits[split].features["relations"].feature["label"]
    assert {(r["id"], labels.int2str(r["label"]), r["head"], r["tail"]) for r in row["relations"]} == {
        (r.id, r.label, r.head, r.tail) for r in gold_article.annotations.relations
    }


def in_order(found: AnnotatedArticle) -> list[Span]:
    return sorted(found.annotations.spans, key=lambda s: s.order)


def _span_of(label_set: LabelSet, values: dict[str, Any], features: dict[str, Any]) -> tuple[Any, ...]:
    label = label_set.labels[values["label"]]
    attributes = {}
    for attribute in label.attributes.attributes:
        column = f"{label.name}_{attribute.name}"
        value = values[column]
        if value is not None:
            attributes[attribute.name] = features[column].int2str(value) if attribute.kind is Kind.CHOICE else value
    fragments = tuple(Fragment(f["start"], f["end"], f["text"]) for f in values["fragments"])
    return values["id"], label.name, fragments, attributes


@pytest.mark.parametrize("config", CONFIGS)
def test_every_config_loads_with_classes_and_nested_lists(export: Export, attribution: LabelSet, config: str) -> None:
    from datasets import ClassLabel, List

    folder = export(attribution, [attribution_example()]).folder
    (rows,) = load(folder, config).values()
    features = rows.features
    if config in ("articles", "annotations"):
        assert isinstance(features["spans"], List)
        assert isinstance(features["spans"].feature["label"], ClassLabel)
        assert isinstance(features["spans"].feature["fragments"], List)
        assert len(rows[0]["spans"]) == 6
    elif config == "claims":
        assert isinstance(features["factual"], ClassLabel)
    elif config == "tokens":
        assert features["content_tags"].feature.names == ["O", "B-content", "I-content"]
    else:
        assert isinstance(features["label"], ClassLabel)


def test_an_open_attribute_is_null_whatever_its_type(export: Export, attribution: LabelSet) -> None:
    folder = export(attribution, [attribution_example()]).folder
    (rows,) = load(folder, "spans").values()
    by_id = {row["span_id"]: row for row in rows}
    assert by_id["s2"]["content_factual"] is None
    assert by_id["s2"]["source_named"] is None
    assert by_id["s3"]["content_weight"] == 0.25
    assert by_id["s4"]["content_weight"] == 1.0
    assert by_id["s10"]["source_reliability"] is None
    assert rows.features["content_factual"].int2str(by_id["s3"]["content_factual"]) == "checkable"


def test_relations_hold_both_ends(export: Export, attribution: LabelSet) -> None:
    folder = export(attribution, [attribution_example()]).folder
    (rows,) = load(folder, "relations").values()
    found = {row["relation_id"]: row for row in rows}
    assert found["r2"]["head"]["text"] == "“We are,” she added, “sure.”"
    assert [f["text"] for f in found["r2"]["head"]["fragments"]] == ["“We are,”", "“sure.”"]
    assert found["r2"]["tail"]["text"] == "she"
    assert rows.features["has_source_certainty"].int2str(found["r2"]["has_source_certainty"]) == "likely"
    assert found["r10"]["has_source_certainty"] is None


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_covered_text_is_the_same_in_every_config(export: Export, attribution: LabelSet, text: str) -> None:
    of = article("hostile", text)
    pieces = [(i, j) for i in range(len(text)) for j in range(i + 1, len(text) + 1) if _edges_are_fit(text[i:j])]
    spans = [span(of, f"s{n}", "cue", piece) for n, piece in enumerate(pieces[:: max(1, len(pieces) // 60)])]
    folder = export(attribution, [annotated(of, spans)]).folder
    expected = {s.id: (s.start, s.end, s.fragments[0].text) for s in spans}
    for config in ("articles", "annotations"):
        (rows,) = load(folder, config).values()
        assert rows[0]["text"] == text
        assert {s["id"]: (s["start"], s["end"], s["text"]) for s in rows[0]["spans"]} == expected
        assert all(f["text"] == text[f["start"] : f["end"]] for s in rows[0]["spans"] for f in s["fragments"])
    (rows,) = load(folder, "spans").values()
    for row in rows:
        assert (row["start"], row["end"], row["text"]) == expected[row["span_id"]]
        around = row["context_before"] + row["text"] + row["context_after"]
        assert around == text[max(0, row["start"] - 200) : row["end"] + 200]
    (rows,) = load(folder, "tokens").values()
    assert all(
        token == text[a:b] for token, a, b in zip(rows[0]["tokens"], rows[0]["starts"], rows[0]["ends"], strict=True)
    )


def _edges_are_fit(text: str) -> bool:
    return text == text.strip()


def test_streaming_gives_the_same_rows(export: Export, attribution: LabelSet) -> None:
    folder = export(attribution, [attribution_example(f"a{n}") for n in range(30)]).folder
    for config in CONFIGS:
        whole = {split: list(rows) for split, rows in load(folder, config).items()}
        streamed = {split: list(rows) for split, rows in load(folder, config, streaming=True).items()}
        assert streamed == whole


def test_streaming_can_choose_columns(export: Export, attribution: LabelSet) -> None:
    folder = export(attribution, [attribution_example()]).folder
    (stream,) = load(folder, "spans", streaming=True).values()
    assert next(iter(stream.select_columns(["span_id", "text"]))) == {"span_id": "s10", "text": "Ann"}


def test_pandas_polars_and_duckdb_read_the_files(export: Export, attribution: LabelSet) -> None:
    import duckdb
    import pandas as pd
    import polars as pl

    release = export(attribution, [attribution_example()])
    (split,) = release.rows["articles"]
    pattern = f"{release.folder}/articles/{split}-*.parquet"
    (file,) = release.folder.glob(f"articles/{split}-*.parquet")
    text = f"{EXAMPLE} {filler('a1')}"
    assert pd.read_parquet(file)["text"].tolist() == [text]
    assert pl.read_parquet(pattern)["spans"].list.len().to_list() == [6]
    query = f"select article_id, s.text from '{pattern}', unnest(spans) as t(s) order by s.start"
    found = duckdb.connect().execute(query).fetchall()
    assert found[0] == ("a1", "Ann")
    assert len(found) == 6


def test_the_folder_loads_right_again_after_a_second_export(export: Export, attribution: LabelSet) -> None:
    first = attribution_example()
    of = first.article
    folder = export(attribution, [first]).folder
    assert [len(rows) for rows in load(folder, "spans").values()] == [6]
    export(attribution, [annotated(of, [span(of, "only", "cue", (4, 8))])])
    (spans,) = load(folder, "spans").values()
    (articles,) = load(folder).values()
    assert [row["span_id"] for row in spans] == ["only"]
    assert [s["id"] for s in articles[0]["spans"]] == ["only"]


def test_a_config_without_rows_is_left_out(export: Export, attribution: LabelSet) -> None:
    release = export(attribution, [annotated(article("a1"))])
    assert set(release.rows) == {"articles", "tokens", "annotations"}
    (rows,) = load(release.folder).values()
    assert rows[0]["spans"] == []
