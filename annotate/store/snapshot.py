"""One consistent state of a store, read in bulk through ADBC while annotators go on.

PostgreSQL gives it by a repeatable-read transaction. For SQLite it is a private copy, made by SQLite's backup:
ADBC brings a second SQLite library into the process, and POSIX drops a process's locks on a file as soon as any
part of the process closes it, so the second library must never touch the store's own file. On the disk the copy has
no name while it is read; nothing is left behind, whatever happens to the process.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from adbc_driver_manager import Error
from adbc_driver_sqlite import dbapi as sqlite

from annotate import bulk
from annotate.bulk import Bulk
from annotate.model import Record
from annotate.store.backup import private_copy
from annotate.store.engine import Database
from annotate.store.errors import StoreError, StoreFull, StoreUnavailable
from annotate.store.revision import ORIGIN, REVISION
from annotate.store.rows import damaged_text
from annotate.store.sets import BEGUN_SQL
from annotate.store.texts import StoredTexts

BATCH_CHARACTERS = 30_000_000
_COUNT = "SELECT count(*) AS articles FROM articles"
_IDS = "SELECT id FROM articles"
_LENGTHS = "SELECT id, length FROM articles WHERE id > {low} ORDER BY id LIMIT {limit}"
_ARTICLES = """
SELECT a.id, a.title, t.text, a.text_sha256, a.language, a.publisher, a.author, a.url, a.published_at, a.license,
       a."group", a.metadata
FROM articles a CROSS JOIN texts t
WHERE a.id > {low} AND a.id <= {high} AND t.article = a.number
ORDER BY a.id
"""
_SETS = f"""
SELECT annotation_sets.number AS "set", a.id AS article_id, annotator, label_set_name, label_set_version, status,
       revision, notes, CASE WHEN skipped_reason IS NULL THEN 0 ELSE 1 END AS skipped
FROM articles a CROSS JOIN annotation_sets
WHERE a.id > {{low}} AND a.id <= {{high}} AND article = a.number AND ({BEGUN_SQL})
ORDER BY a.id, annotator, annotation_sets.number
"""  # noqa: S608 - nothing of it comes from outside; what was merely opened has no spans, and is no set to others
_SPANS = """
SELECT p."set", p.id, p.label, p."start", p."end", p.fragments, p.attributes, p.origin, p.score, p.note, p.unsure
FROM articles a CROSS JOIN annotation_sets s CROSS JOIN spans p
WHERE a.id > {low} AND a.id <= {high} AND s.article = a.number AND p."set" = s.number
"""
_RELATIONS = """
SELECT r."set", r.id, r.label, r.head, r.tail, r.attributes
FROM articles a CROSS JOIN annotation_sets s CROSS JOIN relations r
WHERE a.id > {low} AND a.id <= {high} AND s.article = a.number AND r."set" = s.number
ORDER BY r."set", r.id
"""
_SIGNATURES = """
SELECT coalesce(g.signature, {empty}) AS signature
FROM articles a LEFT JOIN signatures g ON g.article = a.number AND g.scheme = {scheme}
WHERE a.id > {low} AND a.id <= {high}
ORDER BY a.id
"""


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How a database writes its parameters, and bytes of which there are none."""

    low: str
    high: str
    scheme: str
    empty: str


_SQLITE = _Dialect("?1", "?2", "?3", "x''")
_POSTGRESQL = _Dialect("$1", "$2", "$3", "''::bytea")


class Snapshot:
    """What a store held at one moment."""

    def __init__(self, connection: Any, dialect: _Dialect, place: str) -> None:
        self._connection = connection
        self._dialect = dialect
        self._place = place
        self.article_count = int(self._read(_COUNT)["articles"][0].as_py())
        self.revision = int(self._read(REVISION)["revision"][0].as_py())
        self._origin = str(self._read(ORIGIN)["origin"][0].as_py())

    @property
    def origin(self) -> Record | None:
        """What was said of the dataset that the store was made from; see ``Store.adopt``."""
        return json.loads(self._origin) if self._origin else None

    def article_ids(self) -> pa.ChunkedArray:
        """The ids of all articles, in any order."""
        return self._read(_IDS)["id"].cast(pa.string())

    def texts(self) -> StoredTexts:
        """The texts of all articles by their SHA-256."""
        return StoredTexts(self._read)

    def bulk(self, batch_size: int = 2000, scheme: str | None = None) -> Iterator[Bulk]:
        """All articles with their sets, in order of their ids, at most ``batch_size`` articles at a time.
        Long articles make smaller batches: memory stays bounded. With a ``scheme``, the signatures kept under it.

        StoreDamaged, naming the article, where a text does not have its SHA-256.
        """
        low = ""
        while high := self._bound(low, batch_size):
            articles = self._table(_ARTICLES, low, high, bulk.ARTICLES)
            _verify(articles)
            yield bulk.Bulk(
                articles=articles,
                sets=self._table(_SETS, low, high, bulk.SETS),
                spans=_sorted(self._table(_SPANS, low, high, bulk.SPANS)),
                relations=self._table(_RELATIONS, low, high, bulk.RELATIONS),
                signatures=None if scheme is None else self._signatures(low, high, scheme),
            )
            low = high

    def _bound(self, low: str, batch_size: int) -> str | None:
        """The last id of the batch that begins after ``low``: fewer articles where they are long."""
        table = self._read(self._query(_LENGTHS, limit=batch_size), low)
        if not table.num_rows:
            return None
        fitting = pc.sum(pc.less_equal(pc.cumulative_sum(table["length"]), BATCH_CHARACTERS)).as_py()
        return str(table["id"][max(fitting, 1) - 1].as_py())

    def _table(self, query: str, low: str, high: str, schema: pa.Schema) -> pa.Table:
        return self._read(self._query(query), low, high).cast(schema)

    def _signatures(self, low: str, high: str, scheme: str) -> pa.ChunkedArray:
        return self._read(self._query(_SIGNATURES), low, high, scheme)["signature"].cast(pa.binary())

    def _query(self, query: str, **more: int) -> str:
        return query.format(**asdict(self._dialect), **more)

    def _read(self, query: str, *parameters: str) -> pa.Table:
        with _explained(self._place), self._connection.cursor() as cursor:
            _infer_from_all_rows(cursor)
            cursor.execute(query, parameters or None)
            return cursor.fetch_arrow_table()


@contextlib.contextmanager
def open_snapshot(database: Database) -> Iterator[Snapshot]:
    """A snapshot of the store as it is now."""
    source = _sqlite_copy if database.is_sqlite else _postgresql
    with source(database) as (connection, dialect):
        yield Snapshot(connection, dialect, database.place)


@contextlib.contextmanager
def _postgresql(database: Database) -> Iterator[tuple[Any, _Dialect]]:
    try:
        from adbc_driver_postgresql import dbapi  # noqa: PLC0415 - an extra
    except ImportError:
        raise StoreUnavailable(
            "Reading from PostgreSQL in bulk needs one more package. Install it with: pip install 'annotate[postgres]'"
        ) from None
    url = database.location.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with _explained(database.place):
        connection = dbapi.connect(url)
    with contextlib.closing(connection):
        with _explained(database.place), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute(f"SET LOCAL lock_timeout = {database.busy_timeout_ms}")
            for way in ("seqscan", "hashjoin", "mergejoin"):  # never a whole table per batch, whatever the statistics
                cursor.execute(f"SET LOCAL enable_{way} = off")
        yield connection, _POSTGRESQL


@contextlib.contextmanager
def _sqlite_copy(database: Database) -> Iterator[tuple[Any, _Dialect]]:
    with private_copy(database) as copy, _explained(database.place):
        connection = sqlite.connect(str(copy))
        with connection.cursor() as cursor:
            # Opens the file. It is not mapped into memory: each page that was read would count as memory in use.
            cursor.execute("SELECT count(*) FROM store_facts")
            cursor.fetchall()
    with contextlib.closing(connection):
        yield connection, _SQLITE


def _infer_from_all_rows(cursor: Any) -> None:
    """ADBC for SQLite takes a column's type from the first batch of rows: make all rows one batch."""
    if "sqlite" in type(cursor.connection).__module__:
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": "100000000"})


def _sorted(spans: pa.Table) -> pa.Table:
    """By set, start, end, id: Arrow sorts the many spans in a third of the time that SQLite takes."""
    order = [(name, "ascending") for name in ("set", "start", "end", "id")]
    return spans.take(pc.sort_indices(spans, sort_keys=order))


def _verify(articles: pa.Table) -> None:
    """Checks each text's SHA-256, straight from Arrow's buffers."""
    found = pa.array([hashlib.sha256(text).hexdigest() for text in _bytes(articles.column("text"))], pa.string())
    if not articles.column("text_sha256").combine_chunks().equals(found):
        for article, sha256 in zip(articles.select(["id", "text_sha256"]).to_pylist(), found.to_pylist(), strict=True):
            if article["text_sha256"] != sha256:
                raise damaged_text(article["id"])


def _bytes(column: pa.ChunkedArray) -> Iterator[memoryview]:
    """The bytes of each string (32-bit offsets, no nulls), without copying."""
    for chunk in column.chunks:
        _, offsets, data = chunk.buffers()
        if len(chunk):
            ends = memoryview(offsets).cast("i")[chunk.offset : chunk.offset + len(chunk) + 1].tolist()
            content = memoryview(data)
            for start, end in pairwise(ends):
                yield content[start:end]


@contextlib.contextmanager
def _explained(place: str) -> Iterator[None]:
    try:
        yield
    except Error as error:
        raise _explain(error, place) from error


def _explain(error: Exception, place: str) -> StoreError:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    if "No space left" in lines[0] or "is full" in lines[0]:
        return StoreFull(f"There is no space left to read the store {place}. Make space and try again.")
    if "lock timeout" in lines[0]:
        return StoreUnavailable(
            f"The store {place} is locked by another program. Try again in a moment, or close what holds it open."
        )
    return StoreUnavailable(f"The store {place} cannot be read in bulk: {lines[0]}")
