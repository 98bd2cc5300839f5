"""Copies of a whole store, taken while annotators go on."""

from __future__ import annotations

import contextlib
import fcntl
import glob
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import sqlalchemy as sa

from annotate.disk import sync
from annotate.store import tables as t
from annotate.store.engine import Database, journal_mode
from annotate.store.errors import StoreFull, StoreUnavailable, translated
from annotate.store.migrations import migrate
from annotate.store.url import locate
from annotate.store.values import new_id

_ROWS = 2000
_STEP_PAGES = 2000  # 8 MB: some ten milliseconds
_OK, _DONE = 0, 101  # SQLite's result codes


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
        sync(path.parent)
    except OSError as error:
        raise StoreUnavailable(f"The backup {path} cannot be written: {error.strerror}.") from error
    finally:
        _remove(part)


@contextlib.contextmanager
def private_copy(database: Database) -> Iterator[Path]:
    """A copy of a SQLite store that is gone on leaving: whoever opened it meanwhile can go on reading."""
    path = _path(database)
    folder = path.parent if os.access(path.parent, os.W_OK) else Path(tempfile.gettempdir())
    _remove_forgotten(folder.glob(f".{glob.escape(path.name)}.*.snapshot"))
    copy = folder / f".{path.name}.{new_id()}.snapshot"
    try:
        with _locked(copy):
            _copy_sqlite(database, copy, durable=False)
            yield copy
    except StoreFull as error:
        raise StoreFull(
            f"The disk has no space for a copy of the store {database.place}, which is made in {folder} to be read "
            "while annotators go on. Make space, as much as the store takes; nothing that was saved is lost."
        ) from error
    except OSError as error:
        raise StoreUnavailable(
            f"No copy of the store can be written in {folder}: {error.strerror or error}."
        ) from error
    finally:
        _remove(copy)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Makes the file, and locks it for as long as this process lives."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _remove_forgotten(copies: Iterable[Path]) -> None:
    """Removes what processes left behind that were killed: nobody has it locked."""
    for copy in copies:
        with contextlib.suppress(OSError), copy.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(copy)


def _copy_sqlite(database: Database, target: Path, *, durable: bool) -> None:
    """A state between two commits, by SQLite's backup.

    In WAL mode one step disturbs nobody. In rollback mode writers wait while a step reads: small steps are tried
    first, which any commit in between would make begin anew; then it is one step, and they wait for its end.
    """
    if journal_mode(sqlite3.sqlite_version_info) != "wal" and _copied_in_steps(database, target, durable=durable):
        return
    with contextlib.suppress(FileNotFoundError):
        os.truncate(target, 0)
    with database.read() as connection, _destination(target, durable=durable) as destination:
        connection.execute(sa.select(t.facts.c.name).limit(1)).all()  # takes the lock, waiting for it if need be
        _driver(connection).backup(destination)


class _Disturbed(Exception):  # noqa: N818 - an event, not a failure
    """Somebody else committed, or holds the lock."""


def _copied_in_steps(database: Database, target: Path, *, durable: bool) -> bool:
    before = sys.maxsize

    def progress(status: int, remaining: int, _total: int) -> None:
        nonlocal before
        if status not in (_OK, _DONE) or remaining > before:
            raise _Disturbed
        before = remaining

    try:
        with (
            translated(database.place),
            database.engine.connect() as connection,
            _destination(target, durable=durable) as destination,
        ):
            _driver(connection).backup(destination, pages=_STEP_PAGES, progress=progress)
    except _Disturbed:
        return False
    return True


@contextlib.contextmanager
def _destination(target: Path, *, durable: bool) -> Iterator[sqlite3.Connection]:
    with translated(str(target)), contextlib.closing(sqlite3.connect(target, isolation_level=None)) as destination:
        destination.execute("PRAGMA journal_mode=OFF")
        destination.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
        yield destination


def _driver(connection: sa.Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - for the type checker
    return driver


def _copy_rows(database: Database, target: Path) -> None:
    """Every row of one repeatable-read transaction, in an order that keeps references whole."""
    copy = Database(locate(str(target)))
    with contextlib.closing(copy):
        migrate(copy)
        with database.read() as source, copy.write() as destination:
            for table in (t.facts, t.articles, t.texts, t.signatures, t.sets, t.spans, t.relations, t.edits):
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
