"""Copies of a whole store, taken while annotators go on."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from annotate.store.engine import Database
from annotate.store.errors import StoreUnavailable, translated
from annotate.store.values import new_id


def backup(database: Database, path: Path) -> None:
    """Writes the store as it is now to a new SQLite file, which is a whole store itself.

    The file appears under its name only when it is complete and on the disk. An existing file is not overwritten.
    """
    if path.exists():
        raise StoreUnavailable(f"{path} exists already. Choose another name for the backup, or remove that file.")
    if not path.parent.is_dir():
        raise StoreUnavailable(f"The folder {path.parent} for the backup does not exist. Create it first.")
    part = path.with_name(f".{path.name}.{new_id()}.part")
    try:
        copy_sqlite(database, part, durable=True)
        os.link(part, path)
    except FileExistsError:
        raise StoreUnavailable(f"{path} exists already. Choose another name for the backup.") from None
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(path.parent)


@contextlib.contextmanager
def private_copy(database: Database) -> Iterator[Path]:
    """A copy beside the store that is gone on leaving: whoever opened it meanwhile can go on reading."""
    path = database.location.path
    assert path is not None  # noqa: S101 - for the type checker
    copy = path.with_name(f".{path.name}.{new_id()}.snapshot")
    try:
        copy_sqlite(database, copy, durable=False)
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def copy_sqlite(database: Database, target: Path, *, durable: bool) -> None:
    """One step of SQLite's backup: a state between two commits. Writers wait for its end."""
    with translated(str(target)), contextlib.closing(sqlite3.connect(target, isolation_level=None)) as destination:
        destination.execute("PRAGMA journal_mode=OFF")
        destination.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
        with translated(database.place), database.engine.connect() as connection:
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)  # noqa: S101 - for the type checker
            source.backup(destination)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
