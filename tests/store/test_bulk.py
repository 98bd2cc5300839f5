from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
import sqlalchemy as sa

from annotate import bulk as schemas
from annotate.model import AnnotatedArticle, article_to_record
from annotate.store import Op, Store, StoreDamaged, StoreUnavailable
from annotate.store.backup import private_copy

from .making import REF, TEXT, Client, make_annotated, make_article, make_relation, make_span, many


def test_the_tables_have_exactly_the_schemas_of_bulk_even_where_all_is_null_or_empty(store: Store) -> None:
    list(store.load([make_article("a")]))
    list(store.load([make_annotated(make_article(f"b{i}", TEXT * 9)) for i in range(3)]))
    with store.snapshot() as snapshot:
        batches = list(snapshot.bulk(1))
    assert [b.spans.num_rows for b in batches] == [0, 12, 12, 12]
    for batch in batches:
        assert batch.articles.schema == schemas.ARTICLES
        assert batch.sets.schema == schemas.SETS
        assert batch.spans.schema == schemas.SPANS
        assert batch.relations.schema == schemas.RELATIONS


def test_values_arrive_exactly_in_the_order_of_the_contract(store: Store) -> None:
    article = make_article("a", publisher="", metadata={"x": "é\u200b😀", "n": None})
    later = make_article(
        "b", "\r\n\ttext", publisher="P", author="A", group="g", url="u", license="l", published_at="2025"
    )
    list(store.load([later, article]))
    client = Client("c")
    for annotator in ("zoe", "ann"):
        made = store.open_set("a", annotator, REF)
        full = make_span("s10", 8, 12, origin="o", score=0.5, note="n", unsure=True)
        fragments = make_span("s2", 0, 2)["fragments"] + make_span("s2", 3, 5)["fragments"]
        several = make_span("s2", 0, 5) | {"fragments": fragments, "attributes": {"k": [1, "ü"]}}
        notes = client.edit(Op.SET_NOTES, {"notes": ["😀"]})
        store.apply(
            made.id, [client.put(full), client.put(several), client.relate(make_relation("r", "s2", "s10")), notes]
        )
    with store.snapshot() as snapshot:
        assert snapshot.article_count == 2
        (batch,) = snapshot.bulk()
    assert [a["text"] for a in batch.articles.to_pylist()] == [article.text, later.text]
    first, second = batch.articles.to_pylist()
    assert (first["publisher"], first["author"], json.loads(first["metadata"])) == ("", None, article.metadata)
    assert {k: v for k, v in second.items() if v is not None} == article_to_record(later)
    assert [
        (s["article_id"], s["annotator"], s["status"], s["revision"], s["notes"]) for s in batch.sets.to_pylist()
    ] == [
        ("a", "ann", "in_progress", 4, '["😀"]'),
        ("a", "zoe", "in_progress", 4, '["😀"]'),
    ]
    numbers = batch.sets.column("set").to_pylist()
    spans = batch.spans.to_pylist()
    assert [s["set"] for s in spans] == sorted(numbers * 2)
    empty = {"origin": None, "score": None, "note": None, "unsure": False}
    assert {k: v for k, v in spans[0].items() if k != "set"} == {
        "id": "s2",
        "label": "cue",
        "start": 0,
        "end": 5,
        "fragments": "[[0,2],[3,5]]",
        "attributes": '{"k":[1,"ü"]}',
        **empty,
    }
    assert (spans[1]["id"], spans[1]["score"], spans[1]["unsure"]) == ("s10", 0.5, True)
    relation = batch.relations.to_pylist()[0]
    assert (relation["head"], relation["tail"], relation["attributes"]) == ("s2", "s10", "{}")


def test_a_skipped_set_is_marked(store: Store) -> None:
    list(store.load([make_article("a"), make_article("b")]))
    for article_id, reason in (("a", "not news"), ("b", None)):
        made, client = store.open_set(article_id, "ann", REF), Client(article_id)
        store.apply(
            made.id, [client.edit(Op.SET_NOTES, {"notes": ["seen"]}), client.edit(Op.SET_SKIP, {"reason": reason})]
        )
    with store.snapshot() as snapshot:
        assert [s["skipped"] for batch in snapshot.bulk(10) for s in batch.sets.to_pylist()] == [1, 0]


def test_batches_together_hold_every_article_once(store: Store) -> None:
    list(store.load(many(23)))
    with store.snapshot() as snapshot:
        for size in (1, 5, 23, 100):
            batches = list(snapshot.bulk(size))
            assert max(b.articles.num_rows for b in batches) <= size
            ids = [i for b in batches for i in b.articles.column("id").to_pylist()]
            assert ids == [f"article-{i:07}" for i in range(23)]
            for b in batches:
                assert set(b.sets.column("article_id").to_pylist()) == set(b.articles.column("id").to_pylist())
                assert set(b.spans.column("set").to_pylist()) == set(b.sets.column("set").to_pylist())


def test_long_articles_make_smaller_batches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.store.snapshot.BATCH_CHARACTERS", 1000)
    list(store.load([make_article(f"a{i}", "x" * length) for i, length in enumerate([400, 500, 200, 5000, 1])]))
    with store.snapshot() as snapshot:
        assert [b.articles["id"].to_pylist() for b in snapshot.bulk()] == [["a0", "a1"], ["a2"], ["a3"], ["a4"]]


def test_an_empty_store_has_no_batches(store: Store) -> None:
    with store.snapshot() as snapshot:
        assert list(snapshot.bulk()) == []
        assert snapshot.article_count == 0


@pytest.mark.parametrize("damage", ["text", "text_sha256"])
def test_a_text_that_changed_behind_our_back_is_an_error_that_names_the_article(store: Store, damage: str) -> None:
    list(store.load(many(5)))
    table, column = ("texts", "text") if damage == "text" else ("articles", "text_sha256")
    key = "article" if damage == "text" else "number"
    with store._database.write() as connection:
        connection.execute(sa.text(f"UPDATE {table} SET {column} = 'x' || substr({column}, 2) WHERE {key} = 4"))
    with store.snapshot() as snapshot, pytest.raises(StoreDamaged, match="article-0000003"):
        list(snapshot.bulk(2))
    with pytest.raises(StoreDamaged, match="article-0000003"):
        store.article("article-0000003")


def test_a_flipped_byte_in_the_file_is_an_error_that_names_the_article(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Store.open(str(path)) as store:
        list(store.load(many(5)))
    content = bytearray(path.read_bytes())
    place = content.rindex(b"Article 3 ")  # the text comes after the list
    content[place + 700] ^= 0x80
    path.write_bytes(content)
    with (
        Store.open(str(path)) as store,
        store.snapshot() as snapshot,
        pytest.raises(StoreDamaged, match="article-0000003"),
    ):
        list(snapshot.bulk())


def test_bulk_reading_agrees_with_reading_one_by_one(store: Store) -> None:
    items = list(many(7))
    list(store.load(items))
    with store.snapshot() as snapshot:
        (batch,) = snapshot.bulk()
    assert [AnnotatedArticle(i.article, i.annotations).article.text for i in items] == batch.articles[
        "text"
    ].to_pylist()
    assert batch.spans.num_rows == 7 * 12
    assert batch.spans["fragments"].to_pylist()[:2] == ["[[0,12]]", "[[20,32]]"]


def test_a_snapshot_leaves_no_file_behind(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "a.db")) as store:
        list(store.load(many(3)))
        with store.snapshot() as snapshot:
            list(snapshot.bulk(1))
            assert not list(tmp_path.glob(".*"))


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="Linux tells what is mapped")
def test_a_snapshot_is_not_mapped_into_memory(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "a.db")) as store:
        list(store.load(many(50)))
        with store.snapshot() as snapshot:
            list(snapshot.bulk())
            assert ".a.db." not in Path("/proc/self/smaps").read_text()


def test_texts_are_found_by_their_hashes(store: Store) -> None:
    found = [make_article(f"a{n}", f"{TEXT} {n % 3}") for n in range(5)]
    list(store.load(found))
    by_hash = {article.text_sha256: article.text for article in found}
    with store.snapshot() as snapshot:
        texts = snapshot.texts()
        asked = ["0" * 64, *by_hash, "", "é", "g" * 64, "f" * 63]
        assert texts.held(pa.array(asked)).to_pylist() == [False, True, True, True, False, False, False, False]
        assert texts.of(list(by_hash)) == by_hash
        assert texts.of([]) == {}


def test_no_text_is_found_in_an_empty_store(store: Store) -> None:
    with store.snapshot() as snapshot:
        assert snapshot.texts().held(pa.array(["0" * 64])).to_pylist() == [False]


def test_a_text_that_is_not_the_loaded_one_is_not_found_by_its_hash(store: Store) -> None:
    article = make_article("a")
    list(store.load([article]))
    with store._database.write() as connection:
        connection.execute(sa.text("UPDATE texts SET text = 'another'"))
    with store.snapshot() as snapshot, pytest.raises(StoreDamaged, match="'a' is not what was loaded"):
        snapshot.texts().of([article.text_sha256])


def test_a_backup_is_a_whole_store(store: Store, tmp_path: Path) -> None:
    list(store.load(many(3)))
    made = store.open_set("article-0000000", "bob", REF)
    article = store.article("article-0000000")
    assert article is not None
    store.apply(made.id, [Client("c").put(make_span("s", 0, 5, article.text, unsure=True, score=0.5))])
    store.backup(tmp_path / "copy.db")
    with Store.open(str(tmp_path / "copy.db")) as copy:
        assert (copy.id, copy.secret()) == (store.id, store.secret())
        assert copy.sets() == store.sets()
        assert copy.annotation_set(made.id) == store.annotation_set(made.id)
        assert copy.history(made.id) == store.history(made.id)
        assert list(copy.load(many(3))) == list(store.load(many(3)))
        assert copy.open_set("article-0000001", "new", REF).revision == 0


def test_a_backup_overwrites_nothing(store: Store, tmp_path: Path) -> None:
    (tmp_path / "taken.db").write_text("precious")
    with pytest.raises(StoreUnavailable, match="exists already"):
        store.backup(tmp_path / "taken.db")
    assert (tmp_path / "taken.db").read_text() == "precious"


def test_a_backup_into_a_missing_folder_is_explained(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="does not exist"):
        store.backup(tmp_path / "no" / "copy.db")


def test_the_copy_that_a_killed_process_left_is_removed_and_that_of_a_living_one_is_not(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "a[1].db")) as store:
        list(store.load(many(3)))
        left = tmp_path / ".a[1].db.dead.snapshot"
        left.write_bytes(b"half a copy")
        with private_copy(store._database) as copy, store.snapshot() as snapshot:
            assert copy.exists()
            assert not left.exists()
            assert snapshot.article_count == 3
        assert not list(tmp_path.glob(".*"))
