"""Loading articles, and annotated articles, in batches of one transaction each.

What is there already is compared, never overwritten: the same again is unchanged, anything else is refused with the
reason. A refused item never stops the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from annotate.model import (
    AnnotatedArticle,
    AnnotationSet,
    Article,
    relation_to_record,
    span_to_record,
)
from annotate.store import sets
from annotate.store import tables as t
from annotate.store.engine import Database
from annotate.store.errors import NotStorable
from annotate.store.rows import Values, article_differences, article_values, relation_values, span_values
from annotate.store.state import State, check_span, relations_in_order, spans_in_order
from annotate.store.types import Loaded, Outcome
from annotate.store.values import canonical

Item = Article | AnnotatedArticle

BATCH_ITEMS = 500
BATCH_CHARACTERS = 4_000_000
_LOCK = 0x6C6F6164  # one load at a time in PostgreSQL, so that two never race for an id: "load"


def load_items(database: Database, items: Iterable[Item]) -> Iterator[Loaded]:
    """Yields each item's outcome, in order, once its batch is committed."""
    for batch in _batches(items):
        with database.write() as connection:
            if not database.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            outcomes = _Batch(connection, batch).run()
        yield from outcomes


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    characters = 0
    for item in items:
        batch.append(item)
        characters += len(_article(item).text)
        if len(batch) >= BATCH_ITEMS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _article(item: Item) -> Article:
    return item.article if isinstance(item, AnnotatedArticle) else item


class _Batch:
    """One transaction's worth of items."""

    def __init__(self, connection: Connection, items: Sequence[Item]) -> None:
        self._connection = connection
        self._items = items
        ids = [_article(item).id for item in items if _is_text(_article(item).id)]
        rows = connection.execute(sa.select(t.articles).where(t.articles.c.id.in_(ids))).mappings()
        self._known: dict[str, Any] = {row["id"]: row for row in rows}
        self._new_articles: list[Values] = []
        self._texts: dict[str, str] = {}
        self._new_sets: dict[tuple[str, str, str], AnnotationSet] = {}

    def run(self) -> list[Loaded]:
        outcomes = [self._outcome(item) for item in self._items]
        self._write()
        return outcomes

    def _outcome(self, item: Item) -> Loaded:
        article = _article(item)
        annotator = item.annotations.annotator if isinstance(item, AnnotatedArticle) else None
        try:
            values, is_new = self._examine_article(article)
            loaded = isinstance(item, AnnotatedArticle) and self._examine_set(article, item.annotations)
        except NotStorable as error:
            return Loaded(Outcome.REFUSED, article.id, annotator, error.message)
        if is_new:
            self._known[article.id] = values
            self._new_articles.append(values)
            self._texts[article.id] = article.text
        return Loaded(Outcome.LOADED if is_new or loaded else Outcome.UNCHANGED, article.id, annotator)

    def _examine_article(self, article: Article) -> tuple[Values, bool]:
        values = article_values(article)
        known = self._known.get(article.id)
        if known is None:
            return values, True
        differences = article_differences(known, values)
        if differences:
            raise NotStorable(
                f"The article {article.id!r} is in the store with another {', '.join(differences)}. "
                "Articles never change: give the new version an id of its own."
            )
        return values, False

    def _examine_set(self, article: Article, annotations: AnnotationSet) -> bool:
        """Whether the set is new. NotStorable where it contradicts itself or the one in the store."""
        state = _state(article, annotations)
        key = (article.id, annotations.annotator, annotations.label_set.name)
        known = self._new_sets.get(key) or self._stored_set(article, annotations)
        if known is None:
            _check_storable(state)
            self._new_sets[key] = annotations
            return True
        if _comparable(known) != _comparable(annotations):
            raise NotStorable(
                f"{annotations.annotator} has another annotation set of the article {article.id!r} in the store. "
                "Loading never overwrites work: load it under another annotator's name."
            )
        return False

    def _stored_set(self, article: Article, annotations: AnnotationSet) -> AnnotationSet | None:
        known = self._known.get(article.id)
        if known is None or "number" not in known:
            return None
        set_id = sets.find_set_id(self._connection, known["number"], annotations.annotator, annotations.label_set.name)
        if set_id is None:
            return None
        row = sets.get(self._connection, set_id)
        return sets.annotation_set(row, sets.read_state(self._connection, row), row.revision)

    def _write(self) -> None:
        numbers = {article_id: row["number"] for article_id, row in self._known.items() if "number" in row}
        numbers |= self._insert(t.articles, self._new_articles)
        self._execute(sa.insert(t.texts), [{"article": numbers[i], "text": text} for i, text in self._texts.items()])
        states = {key: _state_unchecked(self._text_of(key[0]), s) for key, s in self._new_sets.items()}
        values = {
            key: sets.new_set_values(numbers[key[0]], s.annotator, s.label_set) | sets.mirror(states[key])
            for key, s in self._new_sets.items()
        }
        set_numbers = self._insert(t.sets, list(values.values()))
        spans: list[Values] = []
        relations: list[Values] = []
        for key, state in states.items():
            number = set_numbers[values[key]["id"]]
            spans += [span_values(span, number) for span in state.spans.by_id.values()]
            relations += [relation_values(relation, number) for relation in state.relations.by_id.values()]
        self._execute(sa.insert(t.spans), spans)
        self._execute(sa.insert(t.relations), relations)

    def _text_of(self, article_id: str) -> str:
        return self._texts.get(article_id, "")

    def _insert(self, table: sa.Table, rows: list[Values]) -> dict[str, int]:
        """Numbers by id of the rows inserted."""
        if not rows:
            return {}
        result: sa.CursorResult[Any] = self._connection.execute(
            sa.insert(table).returning(table.c.id, table.c.number), rows
        )
        return {row.id: row.number for row in result}

    def _execute(self, statement: sa.Insert, rows: list[Values]) -> None:
        if rows:
            self._connection.execute(statement, rows)


def _is_text(value: str) -> bool:
    return "\0" not in value and value.isprintable()


def _state_unchecked(text: str, annotations: AnnotationSet) -> State:
    return State(
        text=text,
        spans=spans_in_order(annotations.spans),
        relations=relations_in_order(annotations.relations),
        notes=annotations.notes,
        status=annotations.status,
    )


def _state(article: Article, annotations: AnnotationSet) -> State:
    """The set as a state. NotStorable where ids repeat, ends are missing or fragments do not fit."""
    state = _state_unchecked(article.text, annotations)
    where = f"The annotation set of {annotations.annotator} for the article {article.id!r}"
    if len(state.spans) != len(annotations.spans) or len(state.relations) != len(annotations.relations):
        raise NotStorable(f"{where} names two spans or two relations by one id.")
    for span in annotations.spans:
        check_span(span, article.text)
    for relation in annotations.relations:
        if relation.head not in state.spans.by_id or relation.tail not in state.spans.by_id:
            raise NotStorable(f"{where}: the relation {relation.id!r} joins a span that does not exist.")
    return state


def _check_storable(state: State) -> None:
    """NotStorable for what columns cannot hold, before anything is written."""
    sets.mirror(state)
    for span in state.spans.by_id.values():
        span_values(span, 0)
    for relation in state.relations.by_id.values():
        relation_values(relation, 0)


def _comparable(annotations: AnnotationSet) -> tuple[Any, ...]:
    """What makes two sets the same: everything but the order of lists and keys."""
    return (
        annotations.label_set,
        annotations.status,
        annotations.notes,
        sorted(canonical(span_to_record(span)) for span in annotations.spans),
        sorted(canonical(relation_to_record(relation)) for relation in annotations.relations),
    )
