"""The store's revision: one number that grows with whatever an export may see, and stands still while nothing does.

It is counted when it is asked for: articles, annotation sets that were begun, and their edits. No row is written with
every edit for all annotators to wait for. A base is added: for what leaves no trace in the counts (a set that moved to
another version of its label set), and for a store that was made from an exported dataset and goes on from there.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from annotate.model import Record
from annotate.store import tables as t
from annotate.store.inserting import INSERT
from annotate.store.sets import BEGUN, BEGUN_SQL

_BASE, _ORIGIN = "revision_base", "origin"

REVISION = f"""
SELECT (SELECT count(*) FROM articles)
     + (SELECT CAST(coalesce(sum(revision + 1), 0) AS BIGINT) FROM annotation_sets WHERE {BEGUN_SQL})
     + (SELECT CAST(coalesce(max(value), '0') AS BIGINT) FROM store_facts WHERE name = '{_BASE}') AS revision
"""  # noqa: S608 - nothing of it comes from outside
ORIGIN = f"SELECT coalesce(max(value), '') AS origin FROM store_facts WHERE name = '{_ORIGIN}'"  # noqa: S608


def read(connection: Connection) -> int:
    """The store's revision as the transaction sees it."""
    return int(connection.execute(sa.text(REVISION)).scalar_one())


def grow(connection: Connection) -> None:
    """Counts a change that neither adds anything nor makes a revision of a set."""
    base = sa.cast(sa.cast(t.facts.c.value, sa.BigInteger) + 1, sa.Text)
    insert = INSERT[connection.dialect.name](t.facts).values(name=_BASE, value="1")
    connection.execute(insert.on_conflict_do_update(index_elements=[t.facts.c.name], set_={"value": base}))


def adopt(connection: Connection, revision: int, articles: int, sets: int, origin: Record) -> bool:
    """Goes on from ``revision``, where the store holds just so many articles and sets and nobody edited one.

    Whoever reads a snapshot finds ``origin`` there. False where the store holds anything else: then nothing changes.
    """
    begun = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(t.sets.c.revision), 0)).where(BEGUN)
    held = connection.execute(sa.select(sa.func.count()).select_from(t.articles)).scalar_one()
    if (held, *connection.execute(begun).one()) != (articles, sets, 0):
        return False
    facts = {_BASE: str(max(0, revision - articles - sets)), _ORIGIN: json.dumps(origin, ensure_ascii=False)}
    connection.execute(sa.delete(t.facts).where(t.facts.c.name.in_(facts)))
    connection.execute(sa.insert(t.facts), [{"name": name, "value": value} for name, value in facts.items()])
    return True
