"""One annotation set in memory, and what edits do to it. No SQL: the rules can be read and tested alone.

A state is never changed in place once it is shared: ``copy`` it, apply edits to the copy, and drop it if anything
refuses. Copying is a few pointers per span.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from annotate.model import (
    Record,
    Relation,
    Span,
    Status,
    relation_from_record,
    relation_to_record,
    span_from_record,
    span_to_record,
)
from annotate.store.errors import NotStorable
from annotate.store.types import Change, Op

Item = TypeVar("Item", Span, Relation)


class Target(NamedTuple):
    """What an edit touches; ``id`` is empty for what a set has once (notes, status, skip)."""

    kind: str
    id: str = ""


class Ordered(Generic[Item]):
    """Items by id, and in order, without sorting all of them again at each change."""

    def __init__(self, key: Callable[[Item], tuple[Any, ...]], items: Iterable[Item] = ()) -> None:
        self._key: Callable[[Item], tuple[Any, ...]] = key
        self.by_id: dict[str, Item] = {item.id: item for item in items}
        self._keys = sorted(key(item) for item in self.by_id.values())

    def copy(self) -> Ordered[Item]:
        other = Ordered(self._key)
        other.by_id = self.by_id.copy()
        other._keys = self._keys.copy()
        return other

    def put(self, item: Item) -> Item | None:
        """Adds or replaces; gives what it replaced."""
        old = self.remove(item.id)
        self.by_id[item.id] = item
        insort(self._keys, self._key(item))
        return old

    def remove(self, item_id: str) -> Item | None:
        old = self.by_id.pop(item_id, None)
        if old is not None:
            del self._keys[bisect_left(self._keys, self._key(old))]
        return old

    def values(self) -> tuple[Item, ...]:
        return tuple(self.by_id[key[-1]] for key in self._keys)

    def __len__(self) -> int:
        return len(self.by_id)


def spans_in_order(items: Iterable[Span] = ()) -> Ordered[Span]:
    """By start, end, id."""
    return Ordered(lambda span: span.order, items)


def relations_in_order(items: Iterable[Relation] = ()) -> Ordered[Relation]:
    """By id."""
    return Ordered(lambda relation: (relation.id,), items)


class EndMissing(Exception):  # noqa: N818 - an event, not a failure
    """A relation was put whose head or tail does not exist."""


@dataclass
class State:
    """Everything in a set that edits change."""

    text: str
    spans: Ordered[Span] = field(default_factory=spans_in_order)
    relations: Ordered[Relation] = field(default_factory=relations_in_order)
    notes: tuple[str, ...] = ()
    status: Status = Status.IN_PROGRESS
    skipped_reason: str | None = None

    def copy(self) -> State:
        return State(self.text, self.spans.copy(), self.relations.copy(), self.notes, self.status, self.skipped_reason)

    @property
    def is_closed(self) -> bool:
        """Whether edits other than of the status are refused."""
        return self.status is not Status.IN_PROGRESS

    def record(self, target: Target) -> Record | None:
        """The present value of a target, as a conflict shows it."""
        if target.kind == "span":
            span = self.spans.by_id.get(target.id)
            return None if span is None else span_to_record(span)
        if target.kind == "relation":
            relation = self.relations.by_id.get(target.id)
            return None if relation is None else relation_to_record(relation)
        if target.kind == "notes":
            return {"notes": list(self.notes)}
        if target.kind == "status":
            return {"status": str(self.status)}
        return {"reason": self.skipped_reason}

    def apply(self, op: Op, value: Record) -> tuple[Change, ...]:
        """Does it, and gives the changes that undo it, in order. EndMissing, NotStorable: nothing is done."""
        return _ACTIONS[op](self, value)


def targets(op: Op, value: Record, inverse: Iterable[Change]) -> set[Target]:
    """Everything that an edit touched: its own target, and what it took along (seen in its inverse)."""
    return {target_of(op, value)} | {target_of(change.op, change.value) for change in inverse}


def target_of(op: Op, value: Record) -> Target:
    """What an edit is about."""
    kind = _KINDS[op]
    return Target(kind, value["id"]) if kind in ("span", "relation") else Target(kind)


_KINDS = {
    Op.PUT_SPAN: "span",
    Op.DELETE_SPAN: "span",
    Op.PUT_RELATION: "relation",
    Op.DELETE_RELATION: "relation",
    Op.SET_NOTES: "notes",
    Op.SET_STATUS: "status",
    Op.SET_SKIP: "skip",
}


def check_span(span: Span, text: str) -> None:
    """NotStorable unless the fragments are sorted, disjoint, inside the text, and say what it says."""
    end = 0
    for fragment in span.fragments:
        if (
            not end <= fragment.start < fragment.end <= len(text)
            or text[fragment.start : fragment.end] != fragment.text
        ):
            raise NotStorable(
                f"The span {span.id!r} does not fit its article: fragment {fragment.start}–{fragment.end} "
                "is out of order, outside the text, or does not cover the text that it claims."
            )
        end = fragment.end
    if not span.fragments:
        raise NotStorable(f"The span {span.id!r} covers nothing: it has no fragments.")


def _put_span(state: State, value: Record) -> tuple[Change, ...]:
    span = span_from_record(value)
    check_span(span, state.text)
    old = state.spans.put(span)
    if old is None:
        return (Change(Op.DELETE_SPAN, {"id": span.id}),)
    return (Change(Op.PUT_SPAN, span_to_record(old)),)


def _delete_span(state: State, value: Record) -> tuple[Change, ...]:
    span_id = value["id"]
    if span_id not in state.spans.by_id:
        return ()
    attached = [r for r in state.relations.by_id.values() if span_id in (r.head, r.tail)]
    for relation in attached:
        state.relations.remove(relation.id)
    span = state.spans.remove(span_id)
    assert span is not None  # noqa: S101 - for the type checker
    return (
        Change(Op.PUT_SPAN, span_to_record(span)),
        *(Change(Op.PUT_RELATION, relation_to_record(relation)) for relation in attached),
    )


def _put_relation(state: State, value: Record) -> tuple[Change, ...]:
    relation = relation_from_record(value)
    if relation.head not in state.spans.by_id or relation.tail not in state.spans.by_id:
        raise EndMissing
    old = state.relations.put(relation)
    if old is None:
        return (Change(Op.DELETE_RELATION, {"id": relation.id}),)
    return (Change(Op.PUT_RELATION, relation_to_record(old)),)


def _delete_relation(state: State, value: Record) -> tuple[Change, ...]:
    old = state.relations.remove(value["id"])
    return () if old is None else (Change(Op.PUT_RELATION, relation_to_record(old)),)


def _set_notes(state: State, value: Record) -> tuple[Change, ...]:
    old, state.notes = state.notes, tuple(value["notes"])
    return (Change(Op.SET_NOTES, {"notes": list(old)}),)


def _set_status(state: State, value: Record) -> tuple[Change, ...]:
    inverse = [Change(Op.SET_STATUS, {"status": str(state.status)})]
    state.status = Status(value["status"])
    if state.is_closed and state.skipped_reason is not None:  # who submits has not skipped
        inverse += _set_skip(state, {"reason": None})
    return tuple(inverse)


def _set_skip(state: State, value: Record) -> tuple[Change, ...]:
    old, state.skipped_reason = state.skipped_reason, value["reason"]
    return (Change(Op.SET_SKIP, {"reason": old}),)


_ACTIONS: dict[Op, Callable[[State, Record], tuple[Change, ...]]] = {
    Op.PUT_SPAN: _put_span,
    Op.DELETE_SPAN: _delete_span,
    Op.PUT_RELATION: _put_relation,
    Op.DELETE_RELATION: _delete_relation,
    Op.SET_NOTES: _set_notes,
    Op.SET_STATUS: _set_status,
    Op.SET_SKIP: _set_skip,
}
