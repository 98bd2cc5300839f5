"""Which database a store's URL means."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from annotate.store.errors import StoreUnavailable

_FILE_ENDINGS = (".db", ".sqlite", ".sqlite3")
_HOW = "Write sqlite:///annotate.db for a file, or postgresql://user:password@host/database."


@dataclass(frozen=True, slots=True)
class Location:
    """A store's place: ``path`` for SQLite, None for PostgreSQL; ``shown`` is fit for messages."""

    url: URL
    path: Path | None
    shown: str


def locate(url: str) -> Location:
    """Reads a URL, or a path that ends in .db, .sqlite or .sqlite3."""
    if "://" not in url:
        if not url.endswith(_FILE_ENDINGS):
            raise StoreUnavailable(f"This names no store. {_HOW}")
        return _sqlite(Path(url))
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # The text of the URL may hold a password: it is not repeated.
        raise StoreUnavailable(f"The store's URL cannot be read. {_HOW}") from None
    backend = parsed.drivername.partition("+")[0]
    if backend == "sqlite":
        if parsed.query or not parsed.database or parsed.database == ":memory:":
            raise StoreUnavailable(f"A SQLite store is a file. {_HOW}")
        return _sqlite(Path(parsed.database))
    if backend in ("postgresql", "postgres"):
        shown = parsed.set(drivername="postgresql", query={}).render_as_string(hide_password=True)
        return Location(parsed.set(drivername="postgresql+psycopg"), None, shown)
    raise StoreUnavailable(f"There is no store of the kind {backend}. {_HOW}")


def _sqlite(path: Path) -> Location:
    absolute = path.absolute()  # connections are opened one by one: the working directory may change in between
    return Location(URL.create("sqlite", database=str(absolute)), absolute, str(path))
