"""The connection to either database: settings, transactions, and errors in words.

SQLite: write transactions begin with BEGIN IMMEDIATE, so that none fails half-way for want of a lock; threads of one
process queue at a mutex, which is fairer than SQLite's polling. ``synchronous=FULL`` always: an answer is given only
for what would survive a power loss.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from annotate.store.errors import StoreUnavailable, translated
from annotate.store.url import Location

BUSY_TIMEOUT_MS = 20_000
_WAL_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


def journal_mode(version: tuple[int, ...]) -> str:
    """WAL where this version of SQLite has the fix for its rare corruption of WAL databases, else TRUNCATE.

    Fixed in 3.51.3 and later, and in the branches 3.50.7 and 3.44.6 (sqlite.org/wal.html, "the WAL-reset bug").
    """
    fixed = version >= _WAL_FIXED[0] or any(version[:2] == f[:2] and version >= f for f in _WAL_FIXED)
    return "wal" if fixed else "truncate"


class Database:
    """An engine and its transactions. Safe from many threads."""

    def __init__(self, location: Location, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> None:
        self.location = location
        self.is_sqlite = location.path is not None
        self.busy_timeout_ms = busy_timeout_ms
        self._writers: threading.Lock | nullcontext[None] = threading.Lock() if self.is_sqlite else nullcontext()
        self.engine = self._sqlite_engine() if self.is_sqlite else self._postgresql_engine()

    @property
    def place(self) -> str:
        """Where the store is, for messages; without a password."""
        return self.location.shown

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One read transaction: every statement sees the same state."""
        with translated(self.place), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One write transaction, committed to the disk on leaving."""
        with (
            translated(self.place),
            self._writers,
            self.engine.connect() as connection,
            connection.execution_options(annotate_write=True).begin(),
        ):
            yield connection

    def close(self) -> None:
        self.engine.dispose()

    def _sqlite_engine(self) -> Engine:
        path = self.location.path
        assert path is not None  # noqa: S101 - for the type checker
        if not path.parent.is_dir():
            raise StoreUnavailable(f"The folder {path.parent} for the store does not exist. Create it first.")
        if path.is_dir():
            raise StoreUnavailable(
                f"{path} is a folder; a store is a file. Name a file in it, such as {path}/annotate.db."
            )
        engine = sa.create_engine(
            self.location.url,
            connect_args={"timeout": self.busy_timeout_ms / 1000, "check_same_thread": False},
            pool_size=8,
            max_overflow=-1,
        )
        sa.event.listen(engine, "connect", self._prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _postgresql_engine(self) -> Engine:
        try:
            return sa.create_engine(
                self.location.url.update_query_dict({"connect_timeout": "10"} | dict(self.location.url.query)),
                pool_pre_ping=True,
                pool_size=8,
                max_overflow=24,
            )
        except ImportError:
            raise StoreUnavailable(
                "PostgreSQL needs two more packages. Install them with: pip install 'annotate[postgres]'"
            ) from None

    def _prepare_sqlite(self, connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours, see _begin_sqlite
        connection.execute("PRAGMA page_size=8192")  # of a new store: half as many pages to read and to copy
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")
        _set_journal_mode(connection, self.busy_timeout_ms / 1000)


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("annotate_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _set_journal_mode(connection: sqlite3.Connection, timeout: float) -> None:
    """Retries by hand: SQLite does not wait for locks when it changes to or from WAL."""
    mode = journal_mode(sqlite3.sqlite_version_info)
    deadline = time.monotonic() + timeout
    while True:
        try:
            if connection.execute(f"PRAGMA journal_mode={mode}").fetchone()[0] == mode:
                return
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorname", "") not in ("SQLITE_BUSY", "SQLITE_LOCKED"):
                raise
        if time.monotonic() > deadline:
            raise StoreUnavailable(
                f"The store cannot be set to SQLite's journal mode {mode} while other programs use it. "
                "Close them first."
            )
        time.sleep(0.02)
