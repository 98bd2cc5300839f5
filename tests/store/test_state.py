"""The rules of edits, and the memory of recent sets, without a database."""

from __future__ import annotations

from annotate.store import Op
from annotate.store.sets import RecentStates
from annotate.store.state import State, Target, targets

from .making import TEXT, make_relation, make_span


def state_of(*span_ids: str) -> State:
    state = State(TEXT)
    for place, span_id in enumerate(span_ids):
        state.apply(Op.PUT_SPAN, make_span(span_id, place, place + 1))
    return state


def test_a_copy_keeps_what_the_original_forgets() -> None:
    state = state_of("a", "b")
    state.apply(Op.PUT_RELATION, make_relation("r", "a", "b"))
    copy = state.copy()
    state.apply(Op.DELETE_SPAN, {"id": "a"})
    assert [span.id for span in state.spans.values()] == ["b"]
    assert [span.id for span in copy.spans.values()] == ["a", "b"]
    assert [relation.id for relation in copy.relations.values()] == ["r"]


def test_an_inverse_applied_gives_the_state_before() -> None:
    state = state_of("a", "b")
    state.apply(Op.PUT_RELATION, make_relation("r", "a", "b"))
    before = state.copy()
    for change in state.apply(Op.DELETE_SPAN, {"id": "b"}):
        state.apply(change.op, change.value)
    assert state.spans.values() == before.spans.values()
    assert state.relations.values() == before.relations.values()


def test_an_edit_touches_what_it_takes_along() -> None:
    state = state_of("a", "b")
    state.apply(Op.PUT_RELATION, make_relation("r", "a", "b"))
    inverse = state.apply(Op.DELETE_SPAN, {"id": "a"})
    assert targets(Op.DELETE_SPAN, {"id": "a"}, inverse) == {Target("span", "a"), Target("relation", "r")}


def test_a_remembered_state_counts_only_with_its_revision() -> None:
    recent = RecentStates()
    state = state_of("a")
    recent.put("x", 3, state)
    assert recent.get("x", 3) is state
    assert recent.get("x", 4) is None
    assert recent.get("y", 3) is None


def test_the_oldest_states_are_forgotten_first() -> None:
    recent = RecentStates(capacity=8)
    for name in "xyz":
        recent.put(name, 1, state_of("a", "b"))  # weighs three
        recent.get("x", 1)
    assert [recent.get(name, 1) is not None for name in "xyz"] == [True, False, True]


def test_a_state_too_large_is_remembered_alone() -> None:
    recent = RecentStates(capacity=1)
    recent.put("x", 1, state_of("a", "b"))
    recent.put("y", 1, state_of("a", "b"))
    assert recent.get("x", 1) is None
    assert recent.get("y", 1) is not None
