"""The plain data that every part of the project speaks, and its form on the wire.

All objects are immutable. Offsets are Unicode code points, start inclusive, end exclusive, into the text of the
article, which is never changed after loading. The form on the wire is ``schemas/annotated-article.schema.json``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

UNKNOWN_LANGUAGE = "und"
"""BCP 47's tag for a language that is not known."""

Record = dict[str, Any]
"""A JSON object, as ``json.loads`` gives it."""


class Status(StrEnum):
    """How far an annotation set has come."""

    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    ADJUDICATED = "adjudicated"


@dataclass(frozen=True, slots=True)
class Fragment:
    """An unbroken piece of the text; ``text`` equals ``article.text[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled piece of the text, in one or more fragments that are sorted and disjoint."""

    id: str
    label: str
    fragments: tuple[Fragment, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)
    origin: str | None = None
    score: float | None = None
    note: str | None = None
    unsure: bool = False

    @property
    def start(self) -> int:
        return self.fragments[0].start

    @property
    def end(self) -> int:
        return self.fragments[-1].end

    @property
    def order(self) -> tuple[int, int, str]:
        """Sorts spans by their place in the text."""
        return (self.start, self.end, self.id)


@dataclass(frozen=True, slots=True)
class Relation:
    """Joins the head span to the tail span, both named by their ids."""

    id: str
    label: str
    head: str
    tail: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Article:
    """One news article. Its text is kept to the last code point."""

    id: str
    title: str
    text: str
    text_sha256: str
    language: str
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    published_at: str | None = None
    license: str | None = None
    group: str | None = None
    metadata: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class LabelSetRef:
    """Names a label set without its content."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class AnnotationSet:
    """Everything that one annotator says of one article.

    ``id`` and ``revision`` belong to the store: the id is empty and the revision 0 in a set that never was in one.
    """

    article_id: str
    annotator: str
    label_set: LabelSetRef
    status: Status = Status.IN_PROGRESS
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()
    notes: tuple[str, ...] = ()
    id: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class AnnotatedArticle:
    """An article and one of its annotation sets: the record on the wire."""

    article: Article
    annotations: AnnotationSet


def sha256_of(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hexadecimal. Lone surrogates raise UnicodeEncodeError."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


_ARTICLE_OPTIONAL = ("publisher", "author", "url", "published_at", "license", "group", "metadata")


def article_from_record(record: Mapping[str, Any]) -> Article:
    """An article from its JSON object, which must be valid by the schema."""
    return Article(
        id=record["id"],
        title=record["title"],
        text=record["text"],
        text_sha256=record["text_sha256"],
        language=record["language"],
        **{name: record.get(name) for name in _ARTICLE_OPTIONAL},
    )


def article_to_record(article: Article) -> Record:
    """The article's JSON object. Fields that say nothing are left out."""
    record: Record = {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "text_sha256": article.text_sha256,
        "language": article.language,
    }
    for name in _ARTICLE_OPTIONAL:
        value = getattr(article, name)
        if value is not None:
            record[name] = dict(value) if name == "metadata" else value
    return record


def span_from_record(record: Mapping[str, Any]) -> Span:
    """A span from its JSON object, which must be valid by the schema."""
    return Span(
        id=record["id"],
        label=record["label"],
        fragments=tuple(Fragment(f["start"], f["end"], f["text"]) for f in record["fragments"]),
        attributes=record["attributes"],
        origin=record.get("origin"),
        score=record.get("score"),
        note=record.get("note"),
        unsure=record.get("unsure", False),
    )


def span_to_record(span: Span) -> Record:
    """The span's JSON object. Fields that say nothing are left out."""
    record: Record = {
        "id": span.id,
        "label": span.label,
        "fragments": [{"start": f.start, "end": f.end, "text": f.text} for f in span.fragments],
        "attributes": dict(span.attributes),
    }
    for name in ("origin", "score", "note"):
        value = getattr(span, name)
        if value is not None:
            record[name] = value
    if span.unsure:
        record["unsure"] = True
    return record


def relation_from_record(record: Mapping[str, Any]) -> Relation:
    """A relation from its JSON object, which must be valid by the schema."""
    return Relation(record["id"], record["label"], record["head"], record["tail"], record.get("attributes", {}))


def relation_to_record(relation: Relation) -> Record:
    """The relation's JSON object; ``attributes`` is left out where empty."""
    record: Record = {
        "id": relation.id,
        "label": relation.label,
        "head": relation.head,
        "tail": relation.tail,
    }
    if relation.attributes:
        record["attributes"] = dict(relation.attributes)
    return record


def annotated_article_from_record(record: Mapping[str, Any]) -> AnnotatedArticle:
    """An annotated article from its JSON object, which must be valid by the schema."""
    article = article_from_record(record["article"])
    return AnnotatedArticle(
        article,
        AnnotationSet(
            article_id=article.id,
            annotator=record["annotator"],
            label_set=LabelSetRef(record["label_set"]["name"], record["label_set"]["version"]),
            status=Status(record["status"]),
            spans=tuple(map(span_from_record, record["spans"])),
            relations=tuple(map(relation_from_record, record["relations"])),
            notes=tuple(record.get("notes", ())),
        ),
    )


def annotated_article_to_record(annotated: AnnotatedArticle) -> Record:
    """The JSON object of ``schemas/annotated-article.schema.json``."""
    annotations = annotated.annotations
    record: Record = {
        "article": article_to_record(annotated.article),
        "label_set": {"name": annotations.label_set.name, "version": annotations.label_set.version},
        "annotator": annotations.annotator,
        "status": str(annotations.status),
        "spans": [span_to_record(span) for span in annotations.spans],
        "relations": [relation_to_record(relation) for relation in annotations.relations],
    }
    if annotations.notes:
        record["notes"] = list(annotations.notes)
    return record
