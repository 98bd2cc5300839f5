"""What a store knows about itself: its id and its secret, made once."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from annotate.store import tables as t
from annotate.store.engine import Database
from annotate.store.values import new_id

_LOCK = 0x66616374  # in PostgreSQL: "fact"


def identity(database: Database) -> tuple[str, str]:
    """(id, secret) of the store; both are made at its first opening."""
    with database.read() as connection:
        known = _read(connection)
    if len(known) < 2:
        with database.write() as connection:
            if not database.is_sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            known = _read(connection)
            made = {"id": new_id(), "secret": secrets.token_urlsafe(32)}
            missing = [{"name": name, "value": value} for name, value in made.items() if name not in known]
            if missing:
                connection.execute(sa.insert(t.facts), missing)
            known = made | known
    return known["id"], known["secret"]


def _read(connection: Connection) -> dict[str, str]:
    query = sa.select(t.facts.c.name, t.facts.c.value).where(t.facts.c.name.in_(["id", "secret"]))
    return {row.name: row.value for row in connection.execute(query)}
