from __future__ import annotations

from typing import Any

import pytest

from annotate.model import AnnotationSet, LabelSetRef, Status
from annotate.store import (
    Change,
    Edit,
    NoSuchArticle,
    NoSuchSet,
    NotStorable,
    Op,
    Store,
)

from .making import REF, TEXT, A, B, Client, R, at_revision, make_span, records


def test_opening_a_set_makes_one_and_finds_it_again(store_with_article: Store, made: AnnotationSet) -> None:
    assert (made.status, made.revision, made.spans) == (Status.IN_PROGRESS, 0, ())
    assert store_with_article.open_set("a1", "ann", REF) == made
    assert store_with_article.open_set("a1", "bob", REF).id != made.id
    assert len(made.id) == 32


def test_opening_a_set_of_an_unknown_article_is_explained(store: Store) -> None:
    with pytest.raises(NoSuchArticle, match="not in the store"):
        store.open_set("nope", "ann", REF)


def test_edits_of_an_unknown_set_are_explained(store: Store) -> None:
    with pytest.raises(NoSuchSet):
        store.apply("nope", [])


def test_edits_are_kept_in_order_of_the_text(
    store: Store, store_with_article: Store, made: AnnotationSet, client: Client
) -> None:
    applied = store.apply(made.id, [client.put(B), client.put(A), client.relate(R)])
    assert applied.revision == 3
    assert records(applied.annotations) == ([A, B], [R])
    assert store.annotation_set(made.id) == applied.annotations


def test_a_set_read_by_another_process_is_the_same(store: Store, url: str, made: AnnotationSet, client: Client) -> None:
    full = A | {
        "attributes": {"x": [1, None, {"é": "😀\u200b"}]},
        "origin": "o",
        "score": 0.25,
        "note": "n",
        "unsure": True,
    }
    fragments = [{"start": s, "end": e, "text": TEXT[s:e]} for s, e in ((0, 2), (3, 5), (len(TEXT) - 3, len(TEXT)))]
    several = B | {"fragments": fragments}
    store.apply(made.id, [client.put(full), client.put(several), client.relate(R | {"attributes": {"k": 1.5}})])
    with Store.open(url) as again:
        assert again.annotation_set(made.id) == store.annotation_set(made.id)
        assert records(again.annotation_set(made.id))[0] == [full, several]


def test_an_edit_sent_again_is_applied_once_and_answered_the_same(
    store: Store, made: AnnotationSet, client: Client
) -> None:
    batch = [client.put(A), client.put(B)]
    first = store.apply(made.id, batch)
    assert store.apply(made.id, batch) == first
    third = client.relate(R)
    assert store.apply(made.id, [*batch, third, third]).revision == 3
    assert [e.id for e in store.history(made.id)] == ["one-1", "one-2", "one-3"]


def test_deleting_a_span_takes_its_relations_along_and_the_inverse_restores_both(
    store: Store, made: AnnotationSet, client: Client
) -> None:
    store.apply(made.id, [client.put(A), client.put(B), client.relate(R)])
    applied = store.apply(made.id, [client.delete("a", 3)])
    assert records(applied.annotations) == ([B], [])
    inverse = store.history(made.id)[-1].inverse
    assert inverse == (Change(Op.PUT_SPAN, A), Change(Op.PUT_RELATION, R))
    undone = store.apply(made.id, [client.edit(change.op, change.value, 4) for change in inverse])
    assert records(undone.annotations) == ([A, B], [R])


def test_a_span_may_change_its_label_and_place_and_keeps_its_relations(
    store: Store, made: AnnotationSet, client: Client
) -> None:
    moved = make_span("a", 14, 20, label="source")
    applied = store.apply(made.id, [client.put(A), client.put(B), client.relate(R), client.put(moved)])
    assert records(applied.annotations) == ([B, moved], [R])


def test_history_tells_who_did_what_and_how_to_undo_it(store: Store, made: AnnotationSet, client: Client) -> None:
    store.apply(made.id, [client.put(A), client.edit(Op.SET_NOTES, {"notes": ["look"]})])
    first, second = store.history(made.id)
    assert (first.revision, first.op, first.value, first.annotator, first.client) == (1, Op.PUT_SPAN, A, "ann", "one")
    assert first.inverse == (Change(Op.DELETE_SPAN, {"id": "a"}),)
    assert second.inverse == (Change(Op.SET_NOTES, {"notes": []}),)
    assert second.at.endswith("Z")
    assert store.history(made.id, after=1) == [second]
    assert store.history(made.id, before=2, last=9) == [first]
    assert store.history(made.id, last=1) == [second]
    assert store.history(made.id, last=0) == []


def test_what_undoes_each_edit_leads_back_to_every_earlier_revision(
    store: Store, made: AnnotationSet, client: Client
) -> None:
    seen = [
        store.apply(made.id, [edit]).annotations
        for edit in (
            client.put(A),
            client.put(B),
            client.relate(R),
            client.delete("b", 3),
            client.put(A | {"unsure": True}),
        )
    ]
    assert [at_revision(store, made.id, i + 1) for i in range(5)] == seen
    assert at_revision(store, made.id, 0) == made
    assert store.annotation_set(made.id) == seen[-1]


@pytest.mark.parametrize(
    ("op", "value"),
    [
        (Op.PUT_SPAN, A | {"note": "\0"}),
        (Op.PUT_SPAN, A | {"attributes": {"x": "\ud800"}}),
        (Op.PUT_SPAN, A | {"attributes": {"x": float("inf")}}),
        (Op.PUT_SPAN, A | {"fragments": [{"start": 0, "end": 5, "text": "other"}]}),
        (Op.PUT_SPAN, A | {"fragments": [{"start": 0, "end": 10**6, "text": TEXT}]}),
        (Op.PUT_SPAN, A | {"fragments": [*B["fragments"], *A["fragments"]]}),
        (Op.PUT_SPAN, A | {"fragments": []}),
        (Op.PUT_SPAN, {"id": "a"}),
        (Op.PUT_RELATION, {"id": "r", "label": "of"}),
        (Op.DELETE_SPAN, {}),
        (Op.SET_NOTES, {"notes": ["\0"]}),
        (Op.PUT_SPAN, A | {"fragments": None}),
        (Op.SET_NOTES, {"notes": None}),
        (Op.SET_STATUS, {"status": "done"}),
        (Op.SET_SKIP, {"reason": "\0"}),
    ],
)
def test_edits_that_no_store_can_hold_are_refused_and_nothing_is_written(
    store: Store, made: AnnotationSet, client: Client, op: Op, value: dict[str, Any]
) -> None:
    with pytest.raises(NotStorable):
        store.apply(made.id, [client.put(B), client.edit(op, value)])
    assert store.annotation_set(made.id) == made


@pytest.mark.parametrize(("edit_id", "client_id"), [("\0", "c"), ("e", "\ud800")])
def test_ids_that_no_store_can_hold_are_refused(
    store: Store, made: AnnotationSet, edit_id: str, client_id: str
) -> None:
    with pytest.raises(NotStorable):
        store.apply(made.id, [Edit(edit_id, Op.PUT_SPAN, A, 0, client_id)])


def test_lists_show_counts_flags_and_errors_of_the_last_edit(store: Store, made: AnnotationSet, client: Client) -> None:
    store.apply(made.id, [client.put(A | {"note": "n"}), client.put(B | {"unsure": True}), client.relate(R)])
    row = store.set_row(made.id)
    assert row is not None
    assert (row.spans, row.relations, row.errors, row.has_note, row.has_unsure) == (2, 1, None, True, True)
    store.apply(made.id, [client.put(A), client.delete("b")], count_errors=lambda after: len(after.spans) + 6)
    row = store.set_row(made.id)
    assert row is not None
    assert (row.spans, row.relations, row.errors, row.has_note, row.has_unsure) == (1, 0, 7, False, False)


def test_a_set_moves_to_the_version_of_the_label_set_that_it_is_edited_with(
    store: Store, made: AnnotationSet, client: Client
) -> None:
    newer = LabelSetRef(REF.name, "2.0.0")
    assert store.open_set("a1", "ann", newer) == made
    applied = store.apply(made.id, [client.put(A)], version=lambda before: newer.version if before == REF else "?")
    assert applied.annotations.label_set == newer
    assert store.annotation_set(made.id) == applied.annotations
    store.apply(made.id, [client.put(B)])
    assert store.open_set("a1", "ann", REF).label_set == newer


def test_a_version_that_does_not_go_with_the_set_aborts_its_edits(
    store: Store, made: AnnotationSet, client: Client
) -> None:
    def refuse(before: LabelSetRef) -> str:
        raise LookupError(before.version)

    with pytest.raises(LookupError, match=REF.version):
        store.apply(made.id, [client.put(A)], version=refuse)
    assert store.annotation_set(made.id) == made


def test_active_seconds_add_up_and_nonsense_counts_as_nothing(store: Store, made: AnnotationSet) -> None:
    assert store.add_active_seconds(made.id, 2.5) == 2.5
    assert store.add_active_seconds(made.id, -1) == 2.5
    assert store.add_active_seconds(made.id, float("nan")) == 2.5
    assert store.add_active_seconds(made.id, 1) == 3.5
    row = store.set_row(made.id)
    assert row is not None
    assert (row.active_seconds, row.revision) == (3.5, 0)


def test_a_state_remembered_by_one_store_never_hides_what_another_wrote(
    store: Store, url: str, made: AnnotationSet, client: Client, other: Client
) -> None:
    store.apply(made.id, [client.put(A)])
    with Store.open(url) as second:
        second.apply(made.id, [other.put(B, 1)])
    applied = store.apply(made.id, [client.relate(R, 1)])
    assert records(applied.annotations) == ([A, B], [R])
