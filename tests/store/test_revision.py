"""The store's revision grows with whatever an export may see, and with nothing else."""

from __future__ import annotations

from pathlib import Path

from annotate.model import AnnotationSet
from annotate.store import Edit, Op, Store

from .making import REF, Client, make_annotated, make_article, make_span


def in_snapshot(store: Store) -> int:
    with store.snapshot() as snapshot:
        assert snapshot.revision == store.revision()
        return snapshot.revision


def test_it_grows_with_articles_sets_and_edits(store: Store) -> None:
    assert in_snapshot(store) == 0
    list(store.load([make_article("a1"), make_article("a2")]))
    assert in_snapshot(store) == 2
    list(store.load([make_annotated(make_article("a1", "x" * 300), "bob")]))  # refused: another text
    list(store.load([make_annotated(make_article("a3", "x" * 300), "bob")]))
    assert in_snapshot(store) == 4
    made = store.open_set("a1", "ann", REF)
    assert in_snapshot(store) == 4
    store.apply(made.id, [Client("c").put(make_span("s", 0, 1))])
    assert in_snapshot(store) == 6
    store.apply(made.id, [Edit("e", Op.SET_STATUS, {"status": "submitted"}, 1, "c")])
    assert in_snapshot(store) == 7


def test_it_stands_still_where_nothing_changes(store: Store, made: AnnotationSet) -> None:
    edit = Client("c").put(make_span("s", 0, 1))
    store.apply(made.id, [edit])
    before = in_snapshot(store)
    store.apply(made.id, [edit])
    store.add_active_seconds(made.id, 10)
    list(store.load([make_article()]))
    assert in_snapshot(store) == before


def test_a_set_that_moves_to_another_version_of_its_label_set_counts(store: Store, made: AnnotationSet) -> None:
    for number in (1, 2):
        before = in_snapshot(store)
        store.apply(made.id, [], version=lambda _, number=number: f"1.0.{number}")  # type: ignore[misc]
        assert in_snapshot(store) == before + 1


def test_a_store_that_holds_just_what_was_exported_goes_on_from_its_revision(store: Store) -> None:
    list(store.load([make_annotated(make_article("a1", "x" * 300))]))
    for _ in range(2):
        assert store.adopt(28, articles=1, sets=1, origin={"said": "é"})
        with store.snapshot() as snapshot:
            assert (snapshot.revision, snapshot.origin) == (28, {"said": "é"})
    list(store.load([make_article("a2")]))
    assert in_snapshot(store) == 29


def test_a_store_that_holds_anything_else_stays_at_its_own_revision(store: Store, made: AnnotationSet) -> None:
    assert not store.adopt(28, articles=1, sets=1, origin={})
    assert not store.adopt(28, articles=2, sets=0, origin={})
    store.apply(made.id, [Client("c").put(make_span("s", 0, 1))])
    assert not store.adopt(28, articles=1, sets=1, origin={})
    with store.snapshot() as snapshot:
        assert (snapshot.revision, snapshot.origin) == (3, None)


def test_a_backup_is_at_the_same_revision(store: Store, tmp_path: Path) -> None:
    list(store.load([make_annotated(make_article("a1", "x" * 300))]))
    store.adopt(28, articles=1, sets=1, origin={})
    store.backup(tmp_path / "copy.db")
    with Store.open(str(tmp_path / "copy.db")) as copy:
        assert copy.revision() == 28
