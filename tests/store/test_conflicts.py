"""Edits of one set by several clients, and its status: what merges, what is refused, what is closed."""

from __future__ import annotations

import pytest

from annotate.model import AnnotationSet, Record, Status
from annotate.store import Change, Conflict, Edit, EditConflict, Op, SetClosed, Store

from .making import A, B, Client, R, records


def test_edits_of_different_spans_by_two_clients_merge(
    store: Store, made: AnnotationSet, client: Client, other: Client
) -> None:
    store.apply(made.id, [client.put(A)])
    applied = store.apply(made.id, [other.put(B)])
    assert records(applied.annotations) == ([A, B], [])
    assert [(e.op, e.value) for e in applied.changes] == [(Op.PUT_SPAN, A)]


def test_ones_own_earlier_edits_are_no_changes_by_others(store: Store, made: AnnotationSet, client: Client) -> None:
    store.apply(made.id, [client.put(A)])
    assert store.apply(made.id, [client.put(A | {"unsure": True})]).changes == ()


def test_a_span_changed_by_another_client_is_refused_with_its_present_value(
    store: Store, made: AnnotationSet, client: Client, other: Client
) -> None:
    store.apply(made.id, [client.put(A)])
    changed = A | {"note": "mine"}
    store.apply(made.id, [client.put(changed, 1)])
    with pytest.raises(EditConflict, match="meets a change") as caught:
        store.apply(made.id, [other.put(B, 1), other.put(A | {"note": "theirs"}, 1)])
    assert caught.value.conflicts == (Conflict("two-2", "span", "a", changed),)
    assert caught.value.revision == 2
    assert records(store.annotation_set(made.id)) == ([changed], [])


def test_who_has_seen_the_change_may_overwrite_it(
    store: Store, made: AnnotationSet, client: Client, other: Client
) -> None:
    store.apply(made.id, [client.put(A)])
    assert store.apply(made.id, [other.put(A | {"note": "x"}, 1)]).revision == 2


def test_a_span_deleted_by_another_client_conflicts_with_none(
    store: Store, made: AnnotationSet, client: Client, other: Client
) -> None:
    store.apply(made.id, [client.put(A), client.delete("a")])
    with pytest.raises(EditConflict) as caught:
        store.apply(made.id, [other.put(A | {"note": "x"}, 1)])
    assert caught.value.conflicts == (Conflict("two-1", "span", "a", None),)


def test_a_relation_to_a_span_that_is_gone_conflicts_with_none(
    store: Store, made: AnnotationSet, client: Client, other: Client
) -> None:
    store.apply(made.id, [client.put(A), client.put(B), client.delete("b")])
    with pytest.raises(EditConflict) as caught:
        store.apply(made.id, [other.relate(R, 2)])
    assert caught.value.conflicts == (Conflict("two-1", "relation", "r", None),)


def test_deleting_a_span_conflicts_with_a_relation_that_another_client_has_just_added_to_it(
    store: Store, made: AnnotationSet, client: Client, other: Client
) -> None:
    store.apply(made.id, [client.put(A), client.put(B)])
    store.apply(made.id, [other.relate(R, 2)])
    with pytest.raises(EditConflict) as caught:
        store.apply(made.id, [client.delete("a", 2)])
    assert caught.value.conflicts == (Conflict("one-3", "relation", "r", R),)


def test_edits_that_ask_for_what_already_is_do_not_conflict(
    store: Store, made: AnnotationSet, client: Client, other: Client
) -> None:
    store.apply(made.id, [client.put(A), client.put(B), client.delete("b")])
    applied = store.apply(made.id, [other.put(A), other.delete("b", 2)])
    assert records(applied.annotations) == ([A], [])


@pytest.mark.parametrize(
    ("op", "values", "kind"),
    [
        (Op.SET_NOTES, [{"notes": ["x"]}, {"notes": ["y"]}], "notes"),
        (Op.SET_SKIP, [{"reason": "x"}, {"reason": "y"}], "skip"),
        (Op.SET_STATUS, [{"status": "submitted"}, {"status": "adjudicated"}], "status"),
    ],
)
def test_what_a_set_has_once_conflicts_too(
    store: Store, made: AnnotationSet, op: Op, values: list[Record], kind: str
) -> None:
    store.apply(made.id, [Edit("e1", op, values[0], 0, "one")])
    with pytest.raises(EditConflict) as caught:
        store.apply(made.id, [Edit("e2", op, values[1], 0, "two")])
    assert caught.value.conflicts == (Conflict("e2", kind, "", values[0]),)


def test_all_conflicts_of_a_batch_are_told_at_once(
    store: Store, made: AnnotationSet, client: Client, other: Client
) -> None:
    store.apply(made.id, [client.put(A), client.put(B)])
    with pytest.raises(EditConflict, match="2 edits") as caught:
        store.apply(made.id, [other.put(A | {"note": "x"}), other.put(B | {"note": "x"})])
    assert [c.id for c in caught.value.conflicts] == ["a", "b"]


def test_a_submitted_set_is_closed_until_it_is_reopened(store: Store, made: AnnotationSet, client: Client) -> None:
    store.apply(made.id, [client.edit(Op.SET_STATUS, {"status": "submitted"})])
    with pytest.raises(SetClosed, match="Reopen"):
        store.apply(made.id, [client.put(A, 1)])
    reopen = client.edit(Op.SET_STATUS, {"status": "in_progress"}, 1)
    assert store.apply(made.id, [reopen, client.put(A, 1)]).revision == 3


def test_edits_that_arrived_before_submission_are_acknowledged_again_after_it(
    store: Store, made: AnnotationSet, client: Client
) -> None:
    batch = [client.put(A), client.edit(Op.SET_STATUS, {"status": "submitted"})]
    assert store.apply(made.id, batch).revision == store.apply(made.id, batch).revision == 2


def test_a_check_that_raises_aborts_everything(store: Store, made: AnnotationSet, client: Client) -> None:
    def refuse(after: AnnotationSet) -> None:
        assert after.status is Status.SUBMITTED
        raise PermissionError

    with pytest.raises(PermissionError):
        store.apply(made.id, [client.put(A), client.edit(Op.SET_STATUS, {"status": "submitted"})], check=refuse)
    assert store.annotation_set(made.id) == made
    assert store.history(made.id) == []


def test_skipping_keeps_the_set_in_progress_with_its_reason_and_submitting_forgets_it(
    store: Store, made: AnnotationSet, client: Client
) -> None:
    store.apply(made.id, [client.edit(Op.SET_SKIP, {"reason": "not news"})])
    row = store.set_row(made.id)
    assert row is not None
    assert (row.status, row.skipped_reason) == (Status.IN_PROGRESS, "not news")
    store.apply(made.id, [client.edit(Op.SET_STATUS, {"status": "submitted"})])
    row = store.set_row(made.id)
    assert row is not None
    assert row.skipped_reason is None
    assert store.history(made.id)[-1].inverse == (
        Change(Op.SET_STATUS, {"status": "in_progress"}),
        Change(Op.SET_SKIP, {"reason": "not news"}),
    )
