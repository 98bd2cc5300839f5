"""Loading articles, and annotated articles, in batches of one transaction each.

What is there already is compared, never overwritten: the same again is unchanged, anything else is refused with the
reason. A set that was merely opened is filled, by edits that open pages hear of. A refused item never stops the others.
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
    Status,
    relation_to_record,
    span_to_record,
)
from annotate.store import edits, sets
from annotate.store import tables as t
from annotate.store.engine import Database
from annotate.store.errors import NotStorable
from annotate.store.inserting import insert_rows
from annotate.store.rows import Values, article_differences, article_values, relation_values, span_values
from annotate.store.state import State, check_span, relations_in_order, spans_in_order
from annotate.store.types import Edit, Loaded, Op, Outcome
from annotate.store.values import canonical, new_id

Item = Article | AnnotatedArticle

BATCH_ITEMS = 500
BATCH_CHARACTERS = 4_000_000
_LOCK = 0x6C6F6164  # one load at a time in PostgreSQL, so that two never race for an id: "load"


def load_items(database: Database, items: Iterable[Item]) -> Iterator[Loaded]:
    """Yields each item's outcome, in order, once its batch is committed."""
    for batch in _batches(map(_Prepared, items)):
        with database.write() as connection:
            if not database.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
                # Foreign keys are checked by plans that a session keeps: made on empty tables, they read whole ones.
                connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
            outcomes = _Batch(connection, batch).run()
        yield from outcomes


class _Prepared:
    """An item as rows: the work that needs no lock."""

    def __init__(self, item: Item) -> None:
        annotations = item.annotations if isinstance(item, AnnotatedArticle) else None
        self.article = item.article if isinstance(item, AnnotatedArticle) else item
        self.annotator = None if annotations is None else annotations.annotator
        self.refusal = ""
        self.set: _NewSet | None = None
        try:
            self.values = article_values(self.article)
            if annotations is not None:
                self.set = _NewSet(self.article, annotations)
        except NotStorable as error:
            self.refusal = error.message


def _batches(items: Iterable[_Prepared]) -> Iterator[list[_Prepared]]:
    batch: list[_Prepared] = []
    characters = 0
    for item in items:
        batch.append(item)
        characters += len(item.article.text)
        if len(batch) >= BATCH_ITEMS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


class _Batch:
    """One transaction's worth of items."""

    def __init__(self, connection: Connection, items: Sequence[_Prepared]) -> None:
        self._connection = connection
        self._items = items
        ids = [item.article.id for item in items if not item.refusal]
        rows = connection.execute(sa.select(t.articles).where(t.articles.c.id.in_(ids))).mappings()
        self._known: dict[str, Any] = {row["id"]: row for row in rows}
        self._new_articles: list[_Prepared] = []
        self._new_sets: dict[tuple[str, str, str], _NewSet] = {}
        self._opened: dict[tuple[str, str, str], str] = {}  # ids of sets that are there and were merely opened

    def run(self) -> list[Loaded]:
        outcomes = [self._outcome(item) for item in self._items]
        self._write()
        return outcomes

    def _outcome(self, item: _Prepared) -> Loaded:
        article_id = item.article.id
        if refusal := item.refusal or self._other_article(item):
            return Loaded(Outcome.REFUSED, article_id, item.annotator, refusal, same_article=False)
        present = None if item.set is None else self._present_set(item.set)
        if refusal := self._other_set(item, present):
            return Loaded(Outcome.REFUSED, article_id, item.annotator, refusal)
        outcome = Outcome.UNCHANGED
        if article_id not in self._known:
            self._known[article_id] = item.values
            self._new_articles.append(item)
            outcome = Outcome.LOADED
        if item.set is not None and present is None:
            self._new_sets[item.set.key] = item.set
            outcome = Outcome.LOADED
        return Loaded(outcome, article_id, item.annotator)

    def _other_article(self, item: _Prepared) -> str:
        """Why the article cannot be loaded beside the one that is there; empty where it can."""
        known = self._known.get(item.article.id)
        differences = [] if known is None else article_differences(known, item.values)
        if not differences:
            return ""
        return (
            f"The article {item.article.id!r} is in the store with another {', '.join(differences)}. "
            "Articles never change: give the new version an id of its own."
        )

    def _other_set(self, item: _Prepared, present: AnnotationSet | None) -> str:
        """The same for the annotation set."""
        if item.set is None or present is None or _comparable(present) == _comparable(item.set.annotations):
            return ""
        return (
            f"{item.annotator} has another annotation set of the article {item.article.id!r} in the store. "
            "Loading never overwrites work: load it under another annotator's name."
        )

    def _present_set(self, new: _NewSet) -> AnnotationSet | None:
        twin = self._new_sets.get(new.key)
        return twin.annotations if twin is not None else self._stored_set(new)

    def _stored_set(self, new: _NewSet) -> AnnotationSet | None:
        known = self._known.get(new.key[0])
        if known is None or "number" not in known:
            return None
        set_id = sets.find_set_id(self._connection, known["number"], *new.key[1:])
        if set_id is None:
            return None
        row = sets.get(self._connection, set_id)
        stored = sets.annotation_set(row, sets.read_state(self._connection, row), row.revision)
        if _comparable(stored) != _comparable(new.annotations) and new.edits() and not self._is_begun(row.number):
            self._opened[new.key] = set_id
            return None
        return stored

    def _is_begun(self, set_number: int) -> bool:
        query = sa.select(sets.BEGUN).where(t.sets.c.number == set_number).with_for_update()
        return bool(self._connection.execute(query).scalar_one())

    def _write(self) -> None:
        numbers = {article_id: row["number"] for article_id, row in self._known.items() if "number" in row}
        numbers |= self._insert(t.articles, [item.values for item in self._new_articles])
        texts = [{"article": numbers[i.article.id], "text": i.article.text} for i in self._new_articles]
        insert_rows(self._connection, t.texts, texts)
        for key, set_id in self._opened.items():
            self._fill(set_id, self._new_sets[key])
        new_sets = [new for key, new in self._new_sets.items() if key not in self._opened]
        set_numbers = self._insert(t.sets, [new.values | {"article": numbers[new.key[0]]} for new in new_sets])
        spans: list[Values] = []
        relations: list[Values] = []
        for new in new_sets:
            number = set_numbers[new.values["id"]]
            spans += [row | {"set": number} for row in new.spans]
            relations += [row | {"set": number} for row in new.relations]
        insert_rows(self._connection, t.spans, spans)
        insert_rows(self._connection, t.relations, relations)

    def _fill(self, set_id: str, new: _NewSet) -> None:
        edits.apply(
            self._connection,
            sets.RecentStates(),
            set_id,
            new.edits(),
            version=lambda _: new.annotations.label_set.version,
            check=None,
            count_errors=None,
        )

    def _insert(self, table: sa.Table, rows: list[Values]) -> dict[str, int]:
        """Numbers by id of the rows inserted."""
        if not rows:
            return {}
        result: sa.CursorResult[Any] = self._connection.execute(
            sa.insert(table).returning(table.c.id, table.c.number), rows
        )
        return {row.id: row.number for row in result}


class _NewSet:
    """A set that is to be inserted, as rows without the numbers that the database gives.

    NotStorable where ids repeat, relations miss an end, fragments do not fit, or columns cannot hold a value.
    """

    def __init__(self, article: Article, annotations: AnnotationSet) -> None:
        self.key = (article.id, annotations.annotator, annotations.label_set.name)
        self.annotations = annotations
        state = State(
            text=article.text,
            spans=spans_in_order(annotations.spans),
            relations=relations_in_order(annotations.relations),
            notes=annotations.notes,
            status=annotations.status,
        )
        _check(state, annotations)
        self.values = sets.new_set_values(0, annotations.annotator, annotations.label_set) | sets.mirror(state)
        self.spans = [span_values(span, 0) for span in annotations.spans]
        self.relations = [relation_values(relation, 0) for relation in annotations.relations]

    def edits(self) -> list[Edit]:
        """What makes this set of an empty one."""
        annotations = self.annotations
        changes = [(Op.PUT_SPAN, span_to_record(span)) for span in annotations.spans]
        changes += [(Op.PUT_RELATION, relation_to_record(relation)) for relation in annotations.relations]
        if annotations.notes:
            changes.append((Op.SET_NOTES, {"notes": list(annotations.notes)}))
        if annotations.status is not Status.IN_PROGRESS:
            changes.append((Op.SET_STATUS, {"status": str(annotations.status)}))
        client = f"load-{new_id()}"
        return [Edit(f"{client}-{number}", op, value, 0, client) for number, (op, value) in enumerate(changes)]


def _check(state: State, annotations: AnnotationSet) -> None:
    where = f"The annotation set of {annotations.annotator} for the article {annotations.article_id!r}"
    if len(state.spans) != len(annotations.spans) or len(state.relations) != len(annotations.relations):
        raise NotStorable(f"{where} names two spans or two relations by one id.")
    for span in annotations.spans:
        check_span(span, state.text)
    for relation in annotations.relations:
        if relation.head not in state.spans.by_id or relation.tail not in state.spans.by_id:
            raise NotStorable(f"{where}: the relation {relation.id!r} joins a span that does not exist.")


def _comparable(annotations: AnnotationSet) -> tuple[Any, ...]:
    """What makes two sets the same: everything but the order of lists and keys."""
    return (
        annotations.label_set,
        annotations.status,
        annotations.notes,
        sorted(canonical(span_to_record(span)) for span in annotations.spans),
        sorted(canonical(relation_to_record(relation)) for relation in annotations.relations),
    )
