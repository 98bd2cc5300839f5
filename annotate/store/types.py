"""What the store takes and gives, besides the model."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from annotate.model import AnnotationSet, Record, Status

RecordKind = Literal["spans", "relations"]
"""What has attributes."""


class Outcome(StrEnum):
    """What became of an article or record that was to be loaded."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The outcome for one item. Where it was refused, ``message`` says why, and ``same_article`` whether the article
    was good and only its annotations were not.
    """

    outcome: Outcome
    article_id: str
    annotator: str | None = None
    message: str = ""
    same_article: bool = True


@dataclass(frozen=True, slots=True)
class SetRow:
    """An annotation set in a list. ``spans``, ``relations`` and ``errors`` are counts; errors is None until counted."""

    id: str
    article_id: str
    annotator: str
    label_set_name: str
    label_set_version: str
    status: Status
    skipped_reason: str | None
    revision: int
    spans: int
    relations: int
    errors: int | None
    has_note: bool
    has_unsure: bool
    active_seconds: float
    created_at: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list, without its text; ``length`` counts code points."""

    id: str
    title: str
    publisher: str | None
    published_at: str | None
    language: str
    length: int
    sets: tuple[SetRow, ...]


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What decides whether an article is exported and into which split, without its text."""

    id: str
    language: str
    group: str | None
    publisher: str | None
    published_at: str | None


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Some rows of a list that has ``total``."""

    rows: tuple[ArticleRow, ...]
    total: int


class Op(StrEnum):
    """What an edit does."""

    PUT_SPAN = "put-span"
    DELETE_SPAN = "delete-span"
    PUT_RELATION = "put-relation"
    DELETE_RELATION = "delete-relation"
    SET_NOTES = "set-notes"
    SET_STATUS = "set-status"
    SET_SKIP = "set-skip"


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of one set, made by a client that had seen ``base_revision``.

    ``value`` by operation: a span's or relation's record; {"id"}; {"notes": [...]}; {"status"}; {"reason"}, which may
    be null.
    ``id`` makes it happen exactly once, however often it is sent.
    """

    id: str
    op: Op
    value: Record
    base_revision: int
    client: str


@dataclass(frozen=True, slots=True)
class Change:
    """An operation and its value, without its circumstances."""

    op: Op
    value: Record

    def to_record(self) -> dict[str, Any]:
        """As a JSON object."""
        return {"op": str(self.op), "value": self.value}


@dataclass(frozen=True, slots=True)
class StoredEdit:
    """An edit as the history keeps it: it made ``revision``; ``inverse`` undoes it, in order."""

    revision: int
    id: str
    op: Op
    value: Record
    inverse: tuple[Change, ...]
    annotator: str
    client: str
    at: str


@dataclass(frozen=True, slots=True)
class Applied:
    """The set after its edits, and what other clients changed since the lowest ``base_revision``."""

    revision: int
    annotations: AnnotationSet
    changes: tuple[StoredEdit, ...]
