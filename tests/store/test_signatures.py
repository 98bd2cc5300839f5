"""Signatures are kept by article and scheme; the store knows nothing of what they say."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from annotate.store import Store
from annotate.store.engine import Database
from annotate.store.migrations import MIGRATIONS, migrate
from annotate.store.url import locate

from .making import make_article, many

SIGNATURE = bytes(range(256))


def kept(store: Store, scheme: str, batch_size: int = 2) -> list[bytes]:
    with store.snapshot() as snapshot:
        found = []
        for bulk in snapshot.bulk(batch_size, scheme):
            assert bulk.signatures is not None
            found += bulk.signatures.to_pylist()
    return found


def test_a_signature_comes_back_with_its_article_under_its_scheme(store: Store) -> None:
    list(store.load(many(5)))
    assert kept(store, "one") == [b""] * 5
    store.keep_signatures("one", [("article-0000003", SIGNATURE), ("article-0000004", b"\0")])
    assert kept(store, "one") == [b"", b"", b"", SIGNATURE, b"\0"]
    assert kept(store, "two") == [b""] * 5


def test_a_new_scheme_takes_the_place_of_the_old_one(store: Store) -> None:
    list(store.load(many(2)))
    store.keep_signatures("one", [("article-0000000", b"1"), ("article-0000001", b"1")])
    store.keep_signatures("two", [("article-0000001", b"2")])
    assert kept(store, "one") == [b"1", b""]
    assert kept(store, "two") == [b"", b"2"]


def test_an_article_that_is_gone_is_passed_over(store: Store) -> None:
    list(store.load(many(1)))
    store.keep_signatures("one", [("never loaded", b"1"), ("article-0000000", b"2")])
    store.keep_signatures("one", [])
    assert kept(store, "one") == [b"2"]


def test_a_signature_never_keeps_an_article_from_being_deleted(store: Store) -> None:
    list(store.load([make_article("a"), make_article("b")]))
    store.keep_signatures("one", [("a", b"1"), ("b", b"2")])
    with store._database.write() as connection:
        connection.execute(sa.text("DELETE FROM texts WHERE article = 1"))
        connection.execute(sa.text("DELETE FROM articles WHERE number = 1"))
    assert kept(store, "one") == [b"2"]


def test_no_signatures_are_read_unless_asked_for(store: Store) -> None:
    list(store.load(many(1)))
    with store.snapshot() as snapshot:
        assert [bulk.signatures for bulk in snapshot.bulk()] == [None]


def test_a_backup_keeps_signatures(store: Store, tmp_path: Path) -> None:
    list(store.load(many(2)))
    store.keep_signatures("one", [("article-0000001", SIGNATURE)])
    store.backup(tmp_path / "copy.db")
    with Store.open(str(tmp_path / "copy.db")) as copy:
        assert kept(copy, "one") == [b"", SIGNATURE]


def test_a_store_from_before_signatures_keeps_them_once_it_is_opened(url: str) -> None:
    database = Database(locate(url))
    migrate(database, MIGRATIONS[:1])
    with database.write() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO articles (id, title, text_sha256, language, length, search, loaded_at)"
                " VALUES ('a', 't', :sha256, 'en', 1, 't', '2025')"
            ),
            {"sha256": make_article("a", "x").text_sha256},
        )
        connection.execute(sa.text("INSERT INTO texts (article, text) VALUES (1, 'x')"))
    database.close()
    with Store.open(url) as store:
        assert kept(store, "one") == [b""]
        store.keep_signatures("one", [("a", b"1")])
        assert kept(store, "one") == [b"1"]
