"""Annotation sets: making, reading, and keeping the recent ones in memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from annotate.model import AnnotationSet, LabelSetRef, Status
from annotate.store import tables as t
from annotate.store.errors import NoSuchSet
from annotate.store.inserting import INSERT
from annotate.store.rows import Values, relation_from_row, span_from_row
from annotate.store.state import State, relations_in_order, spans_in_order
from annotate.store.values import checked, dump, load, new_id, now, storable


class RecentStates:
    """States by set id, the most recent ones, as many as hold ``capacity`` spans and relations together.

    An entry counts only with the revision that the set has in the store at that moment, read in the same
    transaction: other processes may have changed it.
    """

    def __init__(self, capacity: int = 60_000) -> None:
        self._capacity = capacity
        self._held = 0
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, tuple[int, State]] = OrderedDict()

    def get(self, set_id: str, revision: int) -> State | None:
        with self._lock:
            entry = self._entries.get(set_id)
            if entry is None or entry[0] != revision:
                return None
            self._entries.move_to_end(set_id)
            return entry[1]

    def put(self, set_id: str, revision: int, state: State) -> None:
        with self._lock:
            self._drop(set_id)
            self._entries[set_id] = (revision, state)
            self._held += _weight(state)
            while self._held > self._capacity and len(self._entries) > 1:
                self._drop(next(iter(self._entries)))

    def _drop(self, set_id: str) -> None:
        entry = self._entries.pop(set_id, None)
        if entry is not None:
            self._held -= _weight(entry[1])


def _weight(state: State) -> int:
    return len(state.spans) + len(state.relations) + len(state.text) // 1000 + 1


def new_set_values(article: int, annotator: str, ref: LabelSetRef) -> Values:
    """The row of an empty set in progress."""
    at = now()
    return {
        "id": new_id(),
        "article": article,
        "annotator": checked(annotator, "The annotator's name"),
        "label_set_name": checked(ref.name, "The label set's name"),
        "label_set_version": checked(ref.version, "The label set's version"),
        "created_at": at,
        "active_seconds": 0.0,
        "errors": None,
        **mirror(State("")),
        "revision": 0,
        "updated_at": at,
    }


def mirror(state: State) -> Values:
    """The columns of a set's row that repeat, for lists, what its spans and relations say."""
    spans = state.spans.by_id.values()
    return {
        "status": str(state.status),
        "skipped_reason": state.skipped_reason,
        "notes": dump(list(state.notes), "The notes"),
        "spans": len(state.spans),
        "relations": len(state.relations),
        "noted": len(state.notes) + sum(1 for span in spans if span.note),
        "unsure": sum(1 for span in spans if span.unsure),
    }


BEGUN = (t.sets.c.status != str(Status.IN_PROGRESS)) | (t.sets.c.revision > 0) | (t.sets.c.spans + t.sets.c.noted > 0)
"""Whether there is work in a set. Opening an article makes one, which means nothing until its first edit."""

BEGUN_SQL = str(BEGUN.compile(compile_kwargs={"literal_binds": True}))
"""The same for queries that SQLAlchemy does not make."""

_BY_ID = (
    sa.select(t.sets, t.articles.c.id.label("article_id"))
    .join(t.articles, t.sets.c.article == t.articles.c.number)
    .where(t.sets.c.id == sa.bindparam("set_id"))
)


def find(connection: Connection, set_id: str, *, lock: bool = False) -> Row[Any] | None:
    """The set's row with its article's id; ``lock`` keeps others from changing it until the transaction ends."""
    if not storable(set_id):
        return None
    query = _BY_ID.with_for_update(of=t.sets) if lock else _BY_ID
    return connection.execute(query, {"set_id": set_id}).one_or_none()


def get(connection: Connection, set_id: str, *, lock: bool = False) -> Row[Any]:
    """As ``find``, but NoSuchSet where there is none."""
    row = find(connection, set_id, lock=lock)
    if row is None:
        raise NoSuchSet
    return row


_TEXT = sa.select(t.texts.c.text).where(t.texts.c.article == sa.bindparam("article"))
_SPANS = sa.select(t.spans).where(t.spans.c.set == sa.bindparam("set"))
_RELATIONS = sa.select(t.relations).where(t.relations.c.set == sa.bindparam("set"))


def read_state(connection: Connection, row: Row[Any]) -> State:
    """The whole set from its tables."""
    text = connection.execute(_TEXT, {"article": row.article}).scalar_one()
    of_set = {"set": row.number}
    return State(
        text=text,
        spans=spans_in_order(span_from_row(span, text) for span in connection.execute(_SPANS, of_set)),
        relations=relations_in_order(map(relation_from_row, connection.execute(_RELATIONS, of_set))),
        notes=tuple(load(row.notes)),
        status=Status(row.status),
        skipped_reason=row.skipped_reason,
    )


def state_of(connection: Connection, row: Row[Any], recent: RecentStates) -> State:
    """The set from memory where that is current, else from its tables."""
    state = recent.get(row.id, row.revision)
    if state is None:
        state = read_state(connection, row)
        recent.put(row.id, row.revision, state)
    return state


def annotation_set(row: Row[Any], state: State, revision: int, label_set: LabelSetRef | None = None) -> AnnotationSet:
    """The set as a model object, by the label set that its row names, or by another version of that."""
    return AnnotationSet(
        article_id=row.article_id,
        annotator=row.annotator,
        label_set=label_set or LabelSetRef(row.label_set_name, row.label_set_version),
        status=state.status,
        spans=state.spans.values(),
        relations=state.relations.values(),
        notes=state.notes,
        id=row.id,
        revision=revision,
    )


def find_set_id(connection: Connection, article: int, annotator: str, label_set_name: str) -> str | None:
    """The id of the annotator's set of an article, given by its number."""
    if not storable(annotator):
        return None
    return connection.execute(
        sa.select(t.sets.c.id).where(
            t.sets.c.article == article,
            t.sets.c.annotator == annotator,
            t.sets.c.label_set_name == label_set_name,
        )
    ).scalar_one_or_none()


def insert_if_absent(connection: Connection, values: Values) -> None:
    """Inserts a set unless this annotator has one of the article by the label set already."""
    keys = [t.sets.c.article, t.sets.c.annotator, t.sets.c.label_set_name]
    insert = INSERT[connection.dialect.name](t.sets).values(**values)
    connection.execute(insert.on_conflict_do_nothing(index_elements=keys))


def delete_rows(connection: Connection, table: sa.Table, set_number: int, ids: Iterable[str]) -> None:
    """Deletes a set's spans or relations by their ids."""
    rows = [{"of_set": set_number, "of_id": item_id} for item_id in ids]
    if rows:
        where = (table.c.set == sa.bindparam("of_set")) & (table.c.id == sa.bindparam("of_id"))
        connection.execute(sa.delete(table).where(where), rows)
