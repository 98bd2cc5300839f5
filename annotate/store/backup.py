"""Copies of a whole store, taken while annotators go on."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from annotate.store import tables as t
from annotate.store.engine import Database
from annotate.store.errors import StoreUnavailable, translated
from annotate.store.migrations import migrate
from annotate.store.url import locate
from annotate.store.values import new_id

_ROWS = 2000
_FORGOTTEN_SECONDS = 3600


def backup(database: Database, path: Path) -> None:
    """Writes the store as it is now to a new SQLite file, which is a whole store itself, whatever it came from.

    The file appears under its name only when it is complete and on the disk. An existing file is not overwritten.
    """
    if not path.parent.is_dir():
        raise StoreUnavailable(f"The folder {path.parent} for the backup does not exist. Create it first.")
    _refuse_existing(path)
    part = path.with_name(f".{path.name}.{new_id()}.part.db")
    try:
        if database.is_sqlite:
            _copy_sqlite(database, part, durable=True)
        else:
            _copy_rows(database, part)
        _refuse_existing(path)
        part.rename(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise StoreUnavailable(f"The backup {path} cannot be written: {error.strerror}.") from error
    finally:
        _remove(part)


@contextlib.contextmanager
def private_copy(database: Database) -> Iterator[Path]:
    """A copy of a SQLite store that is gone on leaving: whoever opened it meanwhile can go on reading."""
    path = _path(database)
    folder = path.parent if os.access(path.parent, os.W_OK) else Path(tempfile.gettempdir())
    for forgotten in folder.glob(f".{path.name}.*.snapshot"):  # by a process that was killed while it copied
        if forgotten.stat().st_mtime < time.time() - _FORGOTTEN_SECONDS:
            _remove(forgotten)
    copy = folder / f".{path.name}.{new_id()}.snapshot"
    try:
        _copy_sqlite(database, copy, durable=False)
        yield copy
    finally:
        _remove(copy)


def _copy_sqlite(database: Database, target: Path, *, durable: bool) -> None:
    """One step of SQLite's backup, within a read transaction: writers that need the lock wait for its end."""
    with translated(str(target)), contextlib.closing(sqlite3.connect(target, isolation_level=None)) as destination:
        destination.execute("PRAGMA journal_mode=OFF")
        destination.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
        with database.read() as connection:
            connection.execute(sa.select(t.facts.c.name).limit(1)).all()  # takes the lock, waiting for it if need be
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)  # noqa: S101 - for the type checker
            source.backup(destination)


def _copy_rows(database: Database, target: Path) -> None:
    """Every row of one repeatable-read transaction, in an order that keeps references whole."""
    copy = Database(locate(str(target)))
    with contextlib.closing(copy):
        migrate(copy)
        with database.read() as source, copy.write() as destination:
            for table in (t.facts, t.articles, t.texts, t.sets, t.spans, t.relations, t.edits):
                rows = source.execution_options(yield_per=_ROWS).execute(sa.select(table)).mappings()
                for part in rows.partitions():
                    destination.execute(sa.insert(table), [dict(row) for row in part])


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise StoreUnavailable(f"{path} exists already. Choose another name for the backup, or remove that file.")


def _path(database: Database) -> Path:
    assert database.location.path is not None  # noqa: S101 - for the type checker
    return database.location.path


def _remove(path: Path) -> None:
    for name in (path.name, f"{path.name}-journal", f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
