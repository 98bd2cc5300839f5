"""The append-only history of a set: every edit with its inverse.

Fragments are written as [start, end]: their text is the article's, and is put back when the history is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from annotate.model import Record
from annotate.store import tables as t
from annotate.store.types import Change, Op, StoredEdit
from annotate.store.values import dump, load


def text_of(connection: Connection, row: Row[Any]) -> str:
    """The text of a set's article."""
    query = sa.select(t.texts.c.text).where(t.texts.c.article == row.article)
    return str(connection.execute(query).scalar_one())


def read(
    connection: Connection,
    set_number: int,
    text: str,
    *,
    after: int = 0,
    before: int | None = None,
    last: int | None = None,
) -> list[StoredEdit]:
    """A set's edits that made revisions above ``after`` and below ``before``, oldest first; the ``last`` so many."""
    of_set = [t.edits.c.set == set_number, t.edits.c.revision > after]
    if before is not None:
        of_set.append(t.edits.c.revision < before)
    newest_first = sa.select(t.edits).where(*of_set).order_by(t.edits.c.revision.desc()).limit(last)
    return [_stored_edit(row, text) for row in reversed(connection.execute(newest_first).all())]


def dump_value(op: Op, value: Record, where: str) -> str:
    """An edit's value as its column holds it."""
    return dump(_without_text(op, value), where)


def dump_changes(changes: Iterable[Change], where: str) -> str:
    """An inverse as its column holds it."""
    return dump([[str(change.op), _without_text(change.op, change.value)] for change in changes], where)


def _stored_edit(row: Row[Any], text: str) -> StoredEdit:
    op = Op(row.op)
    return StoredEdit(
        revision=row.revision,
        id=row.id,
        op=op,
        value=_with_text(op, load(row.value), text),
        inverse=tuple(Change(Op(name), _with_text(Op(name), value, text)) for name, value in load(row.inverse)),
        annotator=row.annotator,
        client=row.client,
        at=row.at,
    )


def _without_text(op: Op, value: Record) -> Record:
    if op is not Op.PUT_SPAN:
        return value
    return value | {"fragments": [[f["start"], f["end"]] for f in value["fragments"]]}


def _with_text(op: Op, value: Record, text: str) -> Record:
    if op is not Op.PUT_SPAN:
        return value
    fragments = [{"start": start, "end": end, "text": text[start:end]} for start, end in value["fragments"]]
    return value | {"fragments": fragments}
