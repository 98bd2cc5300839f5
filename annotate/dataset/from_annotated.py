"""The store's bulk form from model objects: for tests, samples and other sources that are no store."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from annotate.bulk import ARTICLES, RELATIONS, SETS, SPANS, Bulk
from annotate.model import AnnotatedArticle, AnnotationSet, Article


def bulk_from_annotated(items: Iterable[Article | AnnotatedArticle]) -> Bulk:
    """One batch, in the order that ``Bulk`` promises. The article of several items must be the same in each."""
    articles: dict[str, Article] = {}
    sets: dict[tuple[str, str], AnnotationSet] = {}
    for item in items:
        article = item.article if isinstance(item, AnnotatedArticle) else item
        articles[article.id] = article
        if isinstance(item, AnnotatedArticle):
            sets[article.id, item.annotations.annotator] = item.annotations
    ordered = [sets[key] for key in sorted(sets)]
    return Bulk(
        articles=pa.Table.from_pylist([_article_row(articles[key]) for key in sorted(articles)], ARTICLES),
        sets=pa.Table.from_pylist([_set_row(i, s) for i, s in enumerate(ordered)], SETS),
        spans=pa.Table.from_pylist([row for i, s in enumerate(ordered) for row in _span_rows(i, s)], SPANS),
        relations=pa.Table.from_pylist([row for i, s in enumerate(ordered) for row in _relation_rows(i, s)], RELATIONS),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _article_row(article: Article) -> dict[str, Any]:
    row = {name: getattr(article, name) for name in ARTICLES.names}
    row["metadata"] = None if article.metadata is None else _json(dict(article.metadata))
    return row


def _set_row(number: int, annotations: AnnotationSet) -> dict[str, Any]:
    return {
        "set": number,
        "article_id": annotations.article_id,
        "annotator": annotations.annotator,
        "label_set_name": annotations.label_set.name,
        "label_set_version": annotations.label_set.version,
        "status": str(annotations.status),
        "revision": annotations.revision,
        "notes": _json(list(annotations.notes)),
        "skipped": 0,
    }


def _span_rows(number: int, annotations: AnnotationSet) -> list[dict[str, Any]]:
    return [
        {
            "set": number,
            "id": span.id,
            "label": span.label,
            "start": span.start,
            "end": span.end,
            "fragments": _json([[f.start, f.end] for f in span.fragments]),
            "attributes": _json(dict(span.attributes)),
            "origin": span.origin,
            "score": span.score,
            "note": span.note,
            "unsure": span.unsure,
        }
        for span in sorted(annotations.spans, key=lambda span: span.order)
    ]


def _relation_rows(number: int, annotations: AnnotationSet) -> list[dict[str, Any]]:
    return [
        {
            "set": number,
            "id": relation.id,
            "label": relation.label,
            "head": relation.head,
            "tail": relation.tail,
            "attributes": _json(dict(relation.attributes)),
        }
        for relation in sorted(annotations.relations, key=lambda relation: relation.id)
    ]
