"""Model objects to rows and back."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Row

from annotate.model import UNKNOWN_LANGUAGE, Article, Fragment, Relation, Span, Status, sha256_of
from annotate.store.errors import NotStorable, StoreDamaged
from annotate.store.types import SetRow
from annotate.store.values import canonical, checked, dump, load, now

_ARTICLE_TEXTS = ("title", "text_sha256", "language", "publisher", "author", "url", "published_at", "license", "group")

Values = dict[str, Any]


def article_values(article: Article) -> Values:
    """The row of an article, without its number and text. NotStorable where it cannot be kept exactly."""
    where = f"The article {article.id!r}"
    checked(article.text, f"{where}: its text")
    if sha256_of(article.text) != article.text_sha256:
        raise NotStorable(f"{where}: text_sha256 is not the SHA-256 of its text. Load it from its source again.")
    values: Values = {"id": checked(article.id, f"{where}: its id")}
    for name in _ARTICLE_TEXTS:
        value = getattr(article, name)
        values[name] = None if value is None else checked(value, f"{where}: its {name}")
    values["metadata"] = None if article.metadata is None else dump(dict(article.metadata), f"{where}: its metadata")
    values["length"] = len(article.text)
    values["search"] = search_form(
        "\n".join(filter(None, (article.title, article.publisher, article.author, article.id)))
    )
    values["loaded_at"] = now()
    return values


def search_form(text: str) -> str:
    """Text as the search compares it: without case or variant forms of letters, in any script."""
    return unicodedata.normalize("NFKC", text.casefold())


def article_from_row(row: Row[Any], text: str) -> Article:
    """StoreDamaged, naming the article, where the text is not what was loaded."""
    if sha256_of(text) != row.text_sha256:
        raise damaged_text(row.id)
    return Article(
        id=row.id,
        text=text,
        metadata=None if row.metadata is None else load(row.metadata),
        **{name: row._mapping[name] for name in _ARTICLE_TEXTS},
    )


def damaged_text(article_id: str) -> StoreDamaged:
    """The error for a text that does not have its SHA-256."""
    return StoreDamaged(
        f"The text of the article {article_id!r} is not what was loaded (its SHA-256 differs): "
        "the store is damaged. Restore it from a backup."
    )


_OPEN = (None, UNKNOWN_LANGUAGE)


def article_differences(row: Mapping[str, Any], values: Values) -> list[str]:
    """Names of the facts in which an article's values contradict a stored row; what they leave open does not."""
    names = [name for name in _ARTICLE_TEXTS if values[name] not in _OPEN and row[name] != values[name]]
    metadata = values["metadata"]
    if metadata is not None and _canonical_metadata(row["metadata"]) != canonical(load(metadata)):
        names.append("metadata")
    return ["text" if name == "text_sha256" else name for name in names]


def _canonical_metadata(text: str | None) -> str | None:
    return None if text is None else canonical(load(text))


def span_values(span: Span, set_number: int) -> Values:
    """A span's row. NotStorable where it cannot be kept exactly."""
    where = f"The span {span.id!r}"
    return {
        "set": set_number,
        "id": checked(span.id, where),
        "label": checked(span.label, where),
        "start": span.start,
        "end": span.end,
        "fragments": dump([[f.start, f.end] for f in span.fragments], where),
        "attributes": dump(dict(span.attributes), where),
        "origin": None if span.origin is None else checked(span.origin, where),
        "score": None if span.score is None else float(span.score),
        "note": None if span.note is None else checked(span.note, where),
        "unsure": span.unsure,
    }


def span_from_row(row: Row[Any], text: str) -> Span:
    """A span, with the text of its fragments taken from the article's."""
    return Span(
        id=row.id,
        label=row.label,
        fragments=fragments_of(load(row.fragments), text),
        attributes=load(row.attributes),
        origin=row.origin,
        score=row.score,
        note=row.note,
        unsure=bool(row.unsure),
    )


def fragments_of(offsets: list[list[int]], text: str) -> tuple[Fragment, ...]:
    """Fragments with their text, from [[start, end], …]."""
    return tuple(Fragment(start, end, text[start:end]) for start, end in offsets)


def relation_values(relation: Relation, set_number: int) -> Values:
    """A relation's row. NotStorable where it cannot be kept exactly."""
    where = f"The relation {relation.id!r}"
    return {
        "set": set_number,
        "id": checked(relation.id, where),
        "label": checked(relation.label, where),
        "head": relation.head,
        "tail": relation.tail,
        "attributes": dump(dict(relation.attributes), where),
    }


def relation_from_row(row: Row[Any]) -> Relation:
    """A relation from its row."""
    return Relation(row.id, row.label, row.head, row.tail, load(row.attributes))


def set_row(row: Row[Any], article_id: str) -> SetRow:
    """What lists show of a set."""
    return SetRow(
        id=row.id,
        article_id=article_id,
        annotator=row.annotator,
        label_set_name=row.label_set_name,
        label_set_version=row.label_set_version,
        status=Status(row.status),
        skipped_reason=row.skipped_reason,
        revision=row.revision,
        spans=row.spans,
        relations=row.relations,
        errors=row.errors,
        has_note=row.noted > 0,
        has_unsure=row.unsure > 0,
        active_seconds=row.active_seconds,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
