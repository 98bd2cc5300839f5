"""Signatures of texts, which whoever asks for them works out once and has kept. To the store they are bytes."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from annotate.store import tables as t
from annotate.store.inserting import INSERT


def keep(connection: Connection, scheme: str, signatures: Sequence[tuple[str, bytes]]) -> None:
    """Keeps the signature of each article, by its id, in place of one of another scheme.

    An article that is no longer there is passed over.
    """
    if signatures:
        rows = [{"id": article_id, "scheme": scheme, "bytes": signature} for article_id, signature in signatures]
        connection.execute(_upsert(connection.dialect.name), rows)


def _upsert(dialect: str) -> sa.Insert:
    values = sa.select(
        t.articles.c.number, sa.bindparam("scheme", type_=sa.Text), sa.bindparam("bytes", type_=sa.LargeBinary)
    )
    insert = INSERT[dialect](t.signatures).from_select(
        list(t.signatures.c), values.where(t.articles.c.id == sa.bindparam("id", type_=sa.Text))
    )
    new = {name: insert.excluded[name] for name in ("scheme", "signature")}
    statement: sa.Insert = insert.on_conflict_do_update(index_elements=[t.signatures.c.article], set_=new)
    return statement
