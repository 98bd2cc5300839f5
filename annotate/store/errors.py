# ruff: noqa: N818 - the names say what happened, as callers read them
"""What can go wrong with a store, in words for people.

``translated`` turns what SQLAlchemy, the drivers and ADBC raise into these, so that nobody above meets a traceback
and no password is ever shown.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exc

from annotate.errors import AnnotateError
from annotate.model import Record


class StoreError(AnnotateError):
    """Anything that a store refuses or fails at."""


class StoreUnavailable(StoreError):
    """The store cannot be reached, read or written now."""


class StoreReadOnly(StoreUnavailable):
    """The store can be read, but not written."""


class StoreFull(StoreUnavailable):
    """There is no space left where the store is kept."""


class StoreTooNew(StoreError):
    """A newer version of the program has written the store."""


class StoreDamaged(StoreError):
    """What is read is not what was written."""


class NotStorable(StoreError):
    """A value that no store can hold, or that contradicts the article's text."""


class NoSuchSet(StoreError):
    """No annotation set has this id."""

    def __init__(self) -> None:
        super().__init__("This annotation set does not exist in the store. Open the article from the list again.")


class NoSuchArticle(StoreError):
    """No article has this id."""


class SetClosed(StoreError):
    """The set is submitted: it must be reopened before it changes."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One edit that meets a change by somebody else.

    ``kind`` is span, relation, notes, status or skip; ``id`` names the span or relation and is empty otherwise;
    ``current`` is the record as it is now, None where there is none.
    """

    edit: str
    kind: str
    id: str
    current: Record | None


class EditConflict(StoreError):
    """Edits were refused, all together, because another client changed the same things since ``base_revision``."""

    def __init__(self, conflicts: tuple[Conflict, ...], revision: int) -> None:
        what = "One edit meets" if len(conflicts) == 1 else f"{len(conflicts)} edits meet"
        super().__init__(f"{what} a change made elsewhere in the meantime. Choose which version to keep.")
        self.conflicts = conflicts
        self.revision = revision


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Raises what the database raises as StoreErrors that name ``place``."""
    try:
        yield
    except exc.DBAPIError as error:
        raise explain(error.orig, place) from error
    except exc.SQLAlchemyError as error:
        raise StoreUnavailable(f"The store {place} does not answer: {_first_line(error)}") from error
    except sqlite3.Error as error:
        raise explain(error, place) from error


def explain(error: Any, place: str) -> StoreError:
    """The StoreError for what a driver raised."""
    if isinstance(error, sqlite3.Error):
        return _explain_sqlite(error, place)
    return _explain_postgresql(error, place)


_SQLITE: dict[str, tuple[type[StoreError], str]] = {
    "SQLITE_FULL": (StoreFull, "The disk with the store {place} is full. Make space; nothing that was saved is lost."),
    "SQLITE_BUSY": (
        StoreUnavailable,
        "The store {place} is locked by another program. Try again in a moment, or close what holds it open.",
    ),
    "SQLITE_LOCKED": (StoreUnavailable, "The store {place} is locked. Try again in a moment."),
    "SQLITE_READONLY": (
        StoreReadOnly,
        "The store {place} cannot be written. Check the permissions of the file and of its folder.",
    ),
    "SQLITE_CANTOPEN": (
        StoreUnavailable,
        "The store {place} cannot be opened. Check that its folder exists and that you may write there.",
    ),
    "SQLITE_PERM": (StoreUnavailable, "You have no permission to open the store {place}."),
    "SQLITE_NOTADB": (StoreUnavailable, "{place} is not a store: it is some other kind of file. Choose another name."),
    "SQLITE_CORRUPT": (StoreDamaged, "The store {place} is damaged. Restore it from a backup."),
    "SQLITE_IOERR": (StoreUnavailable, "The disk with the store {place} fails to read or write. Check the disk."),
}


def _explain_sqlite(error: sqlite3.Error, place: str) -> StoreError:
    name = getattr(error, "sqlite_errorname", None) or ""
    for code, (kind, message) in _SQLITE.items():
        if name == code or name.startswith(code + "_"):
            return kind(message.format(place=place))
    if "decode to UTF-8" in str(error):
        return StoreDamaged(f"The store {place} holds text that is not UTF-8: it is damaged. Restore it from a backup.")
    return StoreUnavailable(f"The store {place} refuses to work: {_first_line(error)}")


_POSTGRESQL: tuple[tuple[str, type[StoreError], str], ...] = (
    ("53100", StoreFull, "The disk of the database {place} is full. Make space; nothing that was saved is lost."),
    ("53", StoreUnavailable, "The database {place} has no resources left (connections or memory). Try again soon."),
    (
        "25006",
        StoreReadOnly,
        "The database {place} can only be read. Use the primary server, or one not in recovery.",
    ),
    (
        "42501",
        StoreUnavailable,
        "The database user of {place} may not do this. Grant it CREATE, SELECT, INSERT, UPDATE, DELETE.",
    ),
    ("28", StoreUnavailable, "The database {place} refuses this user or password."),
    ("3D000", StoreUnavailable, "The database {place} does not exist. Create it first, with createdb for example."),
    ("57", StoreUnavailable, "The database {place} is shutting down or starting. Try again in a moment."),
    ("55P03", StoreUnavailable, "The database {place} is locked. Try again in a moment."),
)


def _explain_postgresql(error: Any, place: str) -> StoreError:
    state = getattr(error, "sqlstate", None) or ""
    for prefix, kind, message in _POSTGRESQL:
        if state.startswith(prefix):
            return kind(message.format(place=place))
    detail = _first_line(error)
    if not state and type(error).__name__ == "OperationalError":
        return StoreUnavailable(
            f"The database {place} cannot be reached. Check its address and that it runs. ({detail})"
        )
    return StoreUnavailable(f"The database {place} refuses to work: {detail}")


def _first_line(error: Any) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
