"""The list of articles, in the order of loading: search, filters, and what comes next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from annotate.model import Article, LabelSetRef, Status
from annotate.store import tables as t
from annotate.store.rows import article_from_row, search_form, set_row
from annotate.store.sets import BEGUN
from annotate.store.types import ArticleFacts, ArticlePage, ArticleRow, SetRow
from annotate.store.values import storable

_LONGEST_SEARCH = 200
NEW = "new"
SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles a list shows. ``status`` is that of the annotator's set, or of any set without an annotator;
    "new" means that nobody began one, "skipped" that it is in progress and was skipped.
    """

    annotator: str | None = None
    search: str = ""
    status: str | None = None
    label_set: LabelSetRef | None = None
    has_note: bool = False
    has_unsure: bool = False

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        words = search_form(self.search[:_LONGEST_SEARCH]).split()
        found: list[sa.ColumnElement[bool]] = [t.articles.c.search.contains(word, autoescape=True) for word in words]
        if not all(map(storable, (self.search, self.annotator or ""))):
            return [sa.false()]
        if self.status == NEW:
            found.append(~self._has_set())
        elif self.status == SKIPPED:
            found.append(self._has_set(t.sets.c.skipped_reason.is_not(None)))
        elif self.status is not None:
            found.append(self._has_set(t.sets.c.status == self.status))
        if self.has_note:
            found.append(self._has_set(t.sets.c.noted > 0))
        if self.has_unsure:
            found.append(self._has_set(t.sets.c.unsure > 0))
        return found

    def of_sets(self) -> list[sa.ColumnElement[bool]]:
        """Conditions on the sets that count: one that was merely opened does not."""
        found: list[sa.ColumnElement[bool]] = [BEGUN]
        if self.annotator is not None:
            found.append(t.sets.c.annotator == self.annotator)
        if self.label_set is not None:
            found.append(t.sets.c.label_set_name == self.label_set.name)
        return found

    def _has_set(self, *conditions: sa.ColumnElement[bool]) -> sa.Exists:
        return sa.exists().where(t.sets.c.article == t.articles.c.number, *self.of_sets(), *conditions)


_LISTED = [t.articles.c[name] for name in ("number", "id", "title", "publisher", "published_at", "language", "length")]


def page(connection: Connection, chosen: Filter, offset: int, limit: int) -> ArticlePage:
    """Rows ``offset`` to ``offset + limit`` of the list, with the sets that were begun, and the list's length."""
    conditions = chosen.conditions()
    total = connection.execute(sa.select(sa.func.count()).select_from(t.articles).where(*conditions)).scalar_one()
    query = sa.select(*_LISTED).where(*conditions).order_by(t.articles.c.number).offset(offset).limit(limit)
    rows = connection.execute(query).all()
    by_article = _sets_of(connection, rows, chosen.label_set)
    return ArticlePage(tuple(_article_row(row, by_article[row.number]) for row in rows), total)


def _sets_of(
    connection: Connection, rows: Iterable[Row[Any]], label_set: LabelSetRef | None
) -> dict[int, list[SetRow]]:
    ids = {row.number: row.id for row in rows}
    found: dict[int, list[SetRow]] = defaultdict(list)
    query = (
        sa.select(t.sets)
        .where(t.sets.c.article.in_(list(ids)), *Filter(label_set=label_set).of_sets())
        .order_by(t.sets.c.annotator, t.sets.c.number)
    )
    for row in connection.execute(query) if ids else ():
        found[row.article].append(set_row(row, ids[row.article]))
    return found


def _article_row(row: Row[Any], sets: list[SetRow]) -> ArticleRow:
    return ArticleRow(row.id, row.title, row.publisher, row.published_at, row.language, row.length, tuple(sets))


_FACTS = [t.articles.c[name] for name in ArticleFacts.__slots__]


def facts(connection: Connection) -> list[ArticleFacts]:
    """Of all articles, in the order of loading."""
    query = sa.select(*_FACTS).order_by(t.articles.c.number)
    return [ArticleFacts(*row) for row in connection.execute(query)]


def counts(connection: Connection, annotator: str | None, label_set: LabelSetRef | None) -> dict[str, int]:
    """How many articles are new to the annotator, and how many have a set of each status.

    "skipped" counts those in progress that were skipped; "in_progress" contains them.
    """
    conditions = Filter(annotator=annotator, label_set=label_set).of_sets()
    distinct = sa.func.count(sa.distinct(t.sets.c.article))
    by_status = {status.value: 0 for status in Status}
    query = sa.select(t.sets.c.status, distinct).where(*conditions).group_by(t.sets.c.status)
    by_status |= {str(status): number for status, number in connection.execute(query)}
    skipped = sa.select(distinct).where(*conditions, t.sets.c.skipped_reason.is_not(None))
    total = connection.execute(sa.select(sa.func.count()).select_from(t.articles)).scalar_one()
    touched = connection.execute(sa.select(distinct).where(*conditions)).scalar_one()
    return {NEW: total - touched, **by_status, SKIPPED: connection.execute(skipped).scalar_one()}


def article(connection: Connection, article_id: str) -> Article | None:
    """The article with its text. StoreDamaged where that is not what was loaded."""
    if not storable(article_id):
        return None
    query = (
        sa.select(t.articles, t.texts.c.text)
        .join(t.texts, t.texts.c.article == t.articles.c.number)
        .where(t.articles.c.id == article_id)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else article_from_row(row, row.text)


def following(
    connection: Connection, article_id: str | None, chosen: Filter, *, forward: bool, unfinished: bool
) -> str | None:
    """The neighbour of an article in the list, or the list's first (last) where ``article_id`` is None.

    ``unfinished`` passes over what the annotator has submitted or skipped.
    """
    number = t.articles.c.number
    conditions = chosen.conditions()
    if unfinished:
        done = (t.sets.c.status != Status.IN_PROGRESS) | t.sets.c.skipped_reason.is_not(None)
        conditions.append(~chosen._has_set(done))
    if article_id is not None:
        here = sa.select(number).where(t.articles.c.id == article_id).scalar_subquery()
        conditions.append(number > here if forward else number < here)
    query = sa.select(t.articles.c.id).where(*conditions).order_by(number if forward else number.desc()).limit(1)
    return connection.execute(query).scalar_one_or_none()
