"""Annotated records from the store's bulk tables."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotate.bulk import Bulk
from annotate.model import (
    AnnotatedArticle,
    AnnotationSet,
    Article,
    Fragment,
    LabelSetRef,
    Relation,
    Span,
    Status,
)

Row = Mapping[str, Any]


def records(batches: Iterable[Bulk]) -> Iterator[Article | AnnotatedArticle]:
    """Every annotation set with its article, and every article that has none."""
    for bulk in batches:
        yield from _records(bulk)


def _records(bulk: Bulk) -> Iterator[Article | AnnotatedArticle]:
    spans = _by(bulk.spans.to_pylist(), "set")
    relations = _by(bulk.relations.to_pylist(), "set")
    sets = _by(bulk.sets.to_pylist(), "article_id")
    for row in bulk.articles.to_pylist():
        article = _article(row)
        if article.id not in sets:
            yield article
        for found in sets.get(article.id, ()):
            yield AnnotatedArticle(article, _set(found, spans[found["set"]], relations[found["set"]], article.text))


def _by(rows: list[Row], key: str) -> dict[Any, list[Row]]:
    groups = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def _article(row: Row) -> Article:
    return Article(**{**row, "metadata": json.loads(row["metadata"]) if row["metadata"] else None})


def _set(row: Row, spans: list[Row], relations: list[Row], text: str) -> AnnotationSet:
    return AnnotationSet(
        article_id=row["article_id"],
        annotator=row["annotator"],
        label_set=LabelSetRef(row["label_set_name"], row["label_set_version"]),
        status=Status(row["status"]),
        spans=tuple(_span(span, text) for span in spans),
        relations=tuple(_relation(relation) for relation in relations),
        notes=tuple(json.loads(row["notes"])),
        revision=row["revision"],
    )


def _span(row: Row, text: str) -> Span:
    return Span(
        id=row["id"],
        label=row["label"],
        fragments=tuple(Fragment(start, end, text[start:end]) for start, end in json.loads(row["fragments"])),
        attributes=json.loads(row["attributes"]),
        origin=row["origin"],
        score=row["score"],
        note=row["note"],
        unsure=row["unsure"],
    )


def _relation(row: Row) -> Relation:
    return Relation(row["id"], row["label"], row["head"], row["tail"], json.loads(row["attributes"]))
