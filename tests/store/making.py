"""Articles, sets and edits for the store's tests and benchmarks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from annotate.model import (
    AnnotatedArticle,
    AnnotationSet,
    Article,
    Fragment,
    LabelSetRef,
    Record,
    Relation,
    Span,
    Status,
    relation_to_record,
    sha256_of,
    span_to_record,
)
from annotate.store import Edit, Op, Store
from annotate.store.state import State, relations_in_order, spans_in_order

REF = LabelSetRef("news", "1.0.0")
TEXT = "Mayor’s plan\r\n\r\n“We’ll build it,” she said 👩‍👩‍👧‍👦. Cafe\u0301 \u200bowners — ومعارضون — disagreed 🇩🇪."
ATTRIBUTES = {"canonical": "Ann Other", "type": "direct", "anonymous": False}


def make_article(article_id: str = "a1", text: str = TEXT, **facts: Any) -> Article:
    return Article(article_id, facts.pop("title", "Mayor’s plan"), text, sha256_of(text), "en", **facts)


def make_span(span_id: str, start: int, end: int, text: str = TEXT, **more: Any) -> Record:
    """A span's record of one fragment."""
    fragments = [{"start": start, "end": end, "text": text[start:end]}]
    return {"id": span_id, "label": "cue", "fragments": fragments, "attributes": {}, **more}


def make_relation(relation_id: str, head: str, tail: str, **more: Any) -> Record:
    return {"id": relation_id, "label": "of", "head": head, "tail": tail, **more}


class Client:
    """Makes edits with ids of their own."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._count = 0

    def edit(self, op: Op, value: Record, base: int = 0) -> Edit:
        self._count += 1
        return Edit(f"{self.name}-{self._count}", op, value, base, self.name)

    def put(self, span: Record, base: int = 0) -> Edit:
        return self.edit(Op.PUT_SPAN, span, base)

    def relate(self, relation: Record, base: int = 0) -> Edit:
        return self.edit(Op.PUT_RELATION, relation, base)

    def delete(self, span_id: str, base: int = 0) -> Edit:
        return self.edit(Op.DELETE_SPAN, {"id": span_id}, base)


def make_annotated(article: Article, annotator: str = "ann", spans: int = 12, relations: int = 5) -> AnnotatedArticle:
    """An article with a submitted set of spans of twelve characters each."""
    return AnnotatedArticle(
        article,
        AnnotationSet(
            article.id,
            annotator,
            REF,
            Status.SUBMITTED,
            tuple(_span(article.text, i, i * 20) for i in range(spans)),
            tuple(Relation(f"r{i}", "of", f"s{i}", f"s{i + 1}") for i in range(relations)),
        ),
    )


def many(count: int, length: int = 3200, seed: int = 1) -> Iterator[AnnotatedArticle]:
    """Annotated articles of ``length`` characters, 12 spans and 5 relations, all different."""
    words = [f"{random.Random(seed + i).getrandbits(40):x}" for i in range(997)]
    for number in range(count):
        text = f"Article {number} " + " ".join(words[(number * 7 + i) % 997] for i in range(length // 11 + 1))
        yield make_annotated(make_article(f"article-{number:07}", text[:length], title=f"Article {number}"))


def _span(text: str, number: int, start: int) -> Span:
    return Span(f"s{number}", "cue", (Fragment(start, start + 12, text[start : start + 12]),), dict(ATTRIBUTES))


def at_revision(store: Store, set_id: str, revision: int) -> AnnotationSet:
    """The set as it was, by taking back what came after in the history."""
    now = store.annotation_set(set_id)
    assert now is not None
    article = store.article(now.article_id)
    assert article is not None
    state = State(article.text, spans_in_order(now.spans), relations_in_order(now.relations), now.notes, now.status)
    for edit in reversed(store.history(set_id, after=revision)):
        for change in edit.inverse:
            state.apply(change.op, change.value)
    spans, relations = state.spans.values(), state.relations.values()
    return replace(now, spans=spans, relations=relations, notes=state.notes, status=state.status, revision=revision)


A, B = make_span("a", 0, 5), make_span("b", 8, 12)
R = make_relation("r", "a", "b")
"""Two spans and a relation between them, in TEXT."""


def records(annotations: AnnotationSet | None) -> tuple[list[Record], list[Record]]:
    """Its spans and its relations."""
    assert annotations is not None
    return [span_to_record(s) for s in annotations.spans], [relation_to_record(r) for r in annotations.relations]
