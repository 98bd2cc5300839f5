from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from annotate.store import NotStorable, Store, StoreError, StoreFull, StoreReadOnly, StoreTooNew, StoreUnavailable
from annotate.store import tables as t
from annotate.store.engine import Database, journal_mode
from annotate.store.migrations import MIGRATIONS, Migration, migrate
from annotate.store.url import locate

from .making import REF, Client, make_article, make_span


def test_a_store_keeps_its_id_and_secret(url: str) -> None:
    with Store.open(url) as store:
        first = (store.id, store.secret())
    with Store.open(url) as store:
        assert (store.id, store.secret()) == first
    assert len(set(first)) == 2


@pytest.mark.parametrize("name", ["annotate.db", "other.sqlite"])
def test_a_path_is_enough_for_a_sqlite_store(tmp_path: Path, name: str) -> None:
    Store.open(str(tmp_path / name)).close()
    assert (tmp_path / name).exists()


def test_a_store_stays_the_same_when_the_working_directory_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    with Store.open("sqlite:///annotate.db") as store:
        assert store.place == "annotate.db"
        monkeypatch.chdir(tmp_path / "elsewhere")
        store._database.engine.dispose()
        list(store.load([make_article()]))
        with store.snapshot() as snapshot:
            assert snapshot.article_count == 1
    assert not list((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "truncate"),
        ((3, 44, 5), "truncate"),
        ((3, 44, 6), "wal"),
        ((3, 45, 0), "truncate"),
        ((3, 50, 6), "truncate"),
        ((3, 50, 7), "wal"),
        ((3, 51, 2), "truncate"),
        ((3, 51, 3), "wal"),
        ((3, 52, 0), "wal"),
    ],
)
def test_wal_is_used_only_where_sqlite_has_its_fix(version: tuple[int, ...], mode: str) -> None:
    assert journal_mode(version) == mode


def test_every_sqlite_connection_syncs_fully_and_keeps_references(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "a.db")) as store, store._database.read() as connection:
        pragmas = {
            p: connection.exec_driver_sql(f"PRAGMA {p}").scalar()
            for p in ("synchronous", "foreign_keys", "journal_mode")
        }
        assert pragmas == {
            "synchronous": 2,
            "foreign_keys": 1,
            "journal_mode": journal_mode(sqlite3.sqlite_version_info),
        }
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 20_000


@pytest.mark.parametrize("mode", ["wal", "truncate"])
def test_either_journal_mode_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    monkeypatch.setattr("annotate.store.engine.journal_mode", lambda _: mode)
    with Store.open(str(tmp_path / "a.db")) as store:
        list(store.load([make_article()]))
        made = store.open_set("a1", "ann", REF)
        store.apply(made.id, [Client("c").put(make_span("s", 0, 5))])
        with store.snapshot() as snapshot:
            assert snapshot.article_count == 1
        store.backup(tmp_path / "b.db")
    with Store.open(str(tmp_path / "b.db")) as copy:
        assert copy.sets()[0].spans == 1


def test_the_tables_made_are_the_tables_queried(store: Store) -> None:
    with store._database.read() as connection:
        inspector = sa.inspect(connection)
        made = {
            name: {(c["name"], c["nullable"] and not c.get("primary_key")) for c in inspector.get_columns(name)}
            for name in inspector.get_table_names()
        }
    made.pop("store_migrations")
    assert made == {name: {(c.name, bool(c.nullable)) for c in table.c} for name, table in t.metadata.tables.items()}


def test_texts_are_compared_by_code_points_on_both_engines(store: Store) -> None:
    ids = ["é", "b", "B", "a", "_", "Z", "😀", "\uffff", "ab", "a b", "10", "9"]
    list(store.load([make_article(i, "text") for i in ids]))
    with store.snapshot() as snapshot:
        (bulk,) = snapshot.bulk()
    assert bulk.articles.column("id").to_pylist() == sorted(ids)


def _add_color(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE articles ADD COLUMN color TEXT NOT NULL DEFAULT 'red'")


NEWER = (*MIGRATIONS, Migration("colors", _add_color))


def test_an_older_store_is_brought_up_to_date_with_its_data(url: str) -> None:
    with Store.open(url) as store:
        list(store.load([make_article()]))
    database = Database(locate(url))
    migrate(database, NEWER)
    migrate(database, NEWER)
    with database.read() as connection:
        assert connection.execute(sa.text("SELECT id, color FROM articles")).all() == [("a1", "red")]
        records = connection.execute(sa.text("SELECT version, name FROM store_migrations ORDER BY version")).all()
    database.close()
    assert records == list(enumerate((m.name for m in NEWER), 1))


def test_an_older_store_that_cannot_be_written_is_explained_and_left_alone(url: str) -> None:
    Store.open(url).close()
    is_sqlite = url.startswith("sqlite")
    database = Database(locate(url if is_sqlite else f"{url}%20-cdefault_transaction_read_only%3Don"))
    if is_sqlite:
        sa.event.listen(database.engine, "connect", lambda opened, _: opened.execute("PRAGMA query_only=1"))
    with pytest.raises(StoreReadOnly, match=r"earlier version of annotate.*(open the copy|primary server)"):
        migrate(database, NEWER)
    migrate(database)
    database.close()


def test_a_store_of_a_newer_version_is_refused(url: str) -> None:
    database = Database(locate(url))
    migrate(database, NEWER)
    database.close()
    with pytest.raises(StoreTooNew, match="newer version"):
        Store.open(url)


def test_a_migration_that_fails_leaves_neither_its_tables_nor_its_record(url: str) -> None:
    def fail(connection: sa.Connection) -> None:
        _add_color(connection)
        raise ZeroDivisionError

    database = Database(locate(url))
    with pytest.raises(ZeroDivisionError):
        migrate(database, (*MIGRATIONS, Migration("bad", fail)))
    migrate(database, NEWER)
    database.close()


def test_processes_that_open_a_new_store_at_once_agree(url: str) -> None:
    code = "import sys; from annotate.store import Store; print(Store.open(sys.argv[1]).id)"
    runs = [subprocess.Popen([sys.executable, "-c", code, url], stdout=subprocess.PIPE, text=True) for _ in range(3)]
    answers = {run.communicate()[0] for run in runs}
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite:////nowhere/at/all/annotate.db", "does not exist"),
        ("sqlite://", "is a file"),
        ("sqlite:///:memory:", "is a file"),
        ("nothing", "names no store"),
        ("mysql://root:secret@h/d", "no store of the kind mysql"),
        ("postgresql://me:secret@127.0.0.1:1/news", "cannot be reached"),
        ("postgresql://me:secret@127.0.0.1:abc/news", "cannot be read"),
    ],
)
def test_a_store_that_cannot_be_reached_is_explained_without_its_password(url: str, message: str) -> None:
    with pytest.raises(StoreUnavailable, match=message) as caught:
        Store.open(url)
    assert "secret" not in caught.value.message
    assert "Traceback" not in caught.value.message


def test_a_missing_database_is_explained(postgresql_server: str) -> None:
    with pytest.raises(StoreUnavailable, match="does not exist"):
        Store.open(postgresql_server.format("missing"))


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("These are my notes. " * 100)
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="not a store"):
        Store.open(str(path))
    assert path.read_bytes() == before


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE mine (x)")
    other.close()
    with pytest.raises(StoreUnavailable, match="another program"):
        Store.open(str(path))


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "x.db").mkdir()
    with pytest.raises(StoreUnavailable, match="is a folder"):
        Store.open(str(tmp_path / "x.db"))


def test_a_locked_store_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Store.open(str(path)).close()
    other = sqlite3.connect(path, isolation_level=None)
    with Store.open(str(path), busy_timeout_ms=50) as store:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="locked by another program"):
            list(store.load([make_article()]))
        other.execute("ROLLBACK")
        assert list(store.load([make_article()]))
    other.close()


def test_a_full_disk_is_explained_and_loses_nothing(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "a.db")) as store:
        list(store.load([make_article()]))
        with store._database.read() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        with pytest.raises(StoreFull, match="full"):
            list(store.load([make_article("big", "x" * 100_000)]))
        assert store.article("a1") == make_article()
        assert store.article("big") is None


def test_a_store_that_cannot_be_written_is_explained(store_with_article: Store, url: str) -> None:
    set_id = store_with_article.open_set("a1", "ann", REF).id
    with Store.open(url if url.startswith("sqlite") else f"{url}%20-cdefault_transaction_read_only%3Don") as store:
        if url.startswith("sqlite"):
            with store._database.read() as connection:
                connection.exec_driver_sql("PRAGMA query_only=1")
        with pytest.raises(StoreUnavailable, match=r"cannot be written|can only be read"):
            store.apply(set_id, [Client("c").put(make_span("s", 0, 5))])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_explained(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreUnavailable, match="cannot be opened"):
            Store.open(str(tmp_path / "a.db"))
    finally:
        tmp_path.chmod(0o700)


def test_names_that_no_database_can_hold_find_nothing(store_with_article: Store) -> None:
    store = store_with_article
    for bad in ("\0", "\ud800"):
        assert store.article(bad) is None
        assert store.annotation_set(bad) is None
        assert store.articles(search=bad).total == 0
        assert store.articles(annotator=bad, status="new").total == 0
        with pytest.raises(StoreError):
            store.open_set(bad, "ann", REF)
        with pytest.raises(NotStorable):
            store.open_set("a1", bad, REF)
