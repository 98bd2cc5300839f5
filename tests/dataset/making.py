"""Small annotated articles for tests."""

from __future__ import annotations

import random
import string
from collections.abc import Iterable, Mapping
from typing import Any

from annotate.model import (
    AnnotatedArticle,
    AnnotationSet,
    Article,
    Fragment,
    LabelSetRef,
    Relation,
    Span,
    Status,
    sha256_of,
)

HOSTILE = {
    "zwj": "A 👩‍👩‍👧‍👦 family said “👍🏽 yes”.",
    "flags": "🇩🇪🇫🇷 and 🏴󠁧󠁢󠁳󠁣󠁴󠁿 voted; 🇺🇳 abstained.",
    "astral": "𝒜𝓃𝓃 wrote 𠮷野家 in 𐍈 letters.",
    "combining": "Café Zürich: a̐éö̲ said so.",
    "arabic": "قال الوزير: «سنعيد فتح المدارس» يوم الأحد.",
    "crlf": "First line.\r\n\r\nSecond,\rthird\nand  last.\r\n",
    "zero-width": "a\u200bb c\u200dd \ufeffe\u2060f \u00adsoft \u202eright\u202c.",
    "cjk": "首相は「増税しない」と述べた。ไทยพูดว่า",
    "controls": "\u0001bell\u0007 tab\there \u0085next \u2028line",
}
"""Texts that have shifted offsets in other tools."""

Pieces = tuple[int, int] | Iterable[tuple[int, int]]


def article(article_id: str, text: str = "Ann said no. Bob said yes.", **facts: Any) -> Article:
    return Article(article_id, f"Title of {article_id}", text, sha256_of(text), facts.pop("language", "en"), **facts)


def span(of: Article, span_id: str, label: str, *pieces: tuple[int, int], **attributes: Any) -> Span:
    fragments = tuple(Fragment(start, end, of.text[start:end]) for start, end in pieces)
    return Span(span_id, label, fragments, attributes)


def annotated(
    of: Article,
    spans: Iterable[Span] = (),
    relations: Iterable[Relation] = (),
    *,
    annotator: str = "ann",
    status: Status = Status.SUBMITTED,
    label_set: tuple[str, str] = ("attribution", "0.3.0"),
    notes: Iterable[str] = (),
) -> AnnotatedArticle:
    return AnnotatedArticle(
        of,
        AnnotationSet(of.id, annotator, LabelSetRef(*label_set), status, tuple(spans), tuple(relations), tuple(notes)),
    )


EXAMPLE = "Ann said prices fell. “We are,” she added, “sure.”"


def filler(seed: str, words: int = 60) -> str:
    """Words that make a text unlike any other."""
    chance = random.Random(seed)
    return " ".join("".join(chance.choices(string.ascii_lowercase, k=chance.randint(2, 9))) for _ in range(words))


def attribution_example(article_id: str = "a1", **facts: Any) -> AnnotatedArticle:
    """Uses every kind of attribute of the second label set, explicit nulls included."""
    of = article(article_id, f"{EXAMPLE} {filler(article_id)}", **facts)
    spans = (
        span(of, "s10", "source", (0, 3), named=True, reliability=None),
        span(of, "s2", "cue", (4, 8)),
        span(of, "s3", "content", (9, 20), factual="checkable", evidence=None, weight=0.25),
        span(of, "s4", "content", (22, 31), (43, 50), factual="opinion", weight=1),
        span(of, "s5", "source", (32, 35), named=False),
        span(of, "s6", "cue", (36, 41)),
    )
    relations = (
        Relation("r1", "has_source", "s3", "s10", {"certainty": "certain"}),
        Relation("r2", "has_source", "s4", "s5", {"certainty": "likely"}),
        Relation("r10", "has_cue", "s3", "s2"),
        Relation("r11", "has_cue", "s4", "s6"),
    )
    return annotated(of, spans, relations, notes=("first", "second\nline"))


def by_place(found: AnnotatedArticle) -> Mapping[str, Any]:
    """An annotated article without the order of its spans and relations, for comparing."""
    annotations = found.annotations
    return {
        "article": found.article,
        "annotator": annotations.annotator,
        "status": annotations.status,
        "label_set": annotations.label_set,
        "notes": annotations.notes,
        "spans": sorted(annotations.spans, key=lambda s: s.id),
        "relations": sorted(annotations.relations, key=lambda r: r.id),
    }
