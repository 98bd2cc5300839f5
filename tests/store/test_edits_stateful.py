"""Random edits by two clients with views of any age, against a plain model of the rules."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from annotate.model import Record, relation_to_record, span_to_record
from annotate.store import Edit, EditConflict, Op, Store

from .making import REF, at_revision, make_relation, make_span

IDS = st.sampled_from(["a", "b", "c"])
CLIENTS = st.sampled_from(["one", "two"])
AGES = st.integers(0, 4)
Touched = set[tuple[str, str]]


class Machine(RuleBasedStateMachine):
    store: Store
    url: str
    examples = 0

    def __init__(self) -> None:
        super().__init__()
        Machine.examples += 1
        self.set_id = self.store.open_set("a1", f"annotator {Machine.examples}", REF).id
        self.spans: dict[str, Record] = {}
        self.relations: dict[str, Record] = {}
        self.notes: list[str] = []
        self.log: list[tuple[str, Touched]] = []
        self.sent: list[Edit] = []
        self.past: list[tuple[dict[str, Record], dict[str, Record]]] = [({}, {})]

    @rule(
        span_id=IDS,
        start=st.integers(0, 20),
        length=st.integers(1, 9),
        client=CLIENTS,
        age=AGES,
    )
    def put_span(self, span_id: str, start: int, length: int, client: str, age: int) -> None:
        record = make_span(span_id, start, start + length)
        if self._send((Op.PUT_SPAN, record, client, age), {("span", span_id)}, same=self.spans.get(span_id) == record):
            self.spans[span_id] = record
            self._accepted()

    @rule(span_id=IDS, client=CLIENTS, age=AGES)
    def delete_span(self, span_id: str, client: str, age: int) -> None:
        absent = span_id not in self.spans
        attached = {i for i, r in self.relations.items() if span_id in (r["head"], r["tail"])}
        touched = {("span", span_id)} | {("relation", i) for i in attached}
        if self._send((Op.DELETE_SPAN, {"id": span_id}, client, age), touched, same=absent):
            self.spans.pop(span_id, None)
            for relation_id in attached:
                del self.relations[relation_id]
            self._accepted()

    @rule(relation_id=IDS, head=IDS, tail=IDS, client=CLIENTS, age=AGES)
    def put_relation(self, relation_id: str, head: str, tail: str, client: str, age: int) -> None:
        record = make_relation(relation_id, head, tail)
        ends = {head, tail} <= set(self.spans)
        same = self.relations.get(relation_id) == record
        touched = {("relation", relation_id)}
        if self._send((Op.PUT_RELATION, record, client, age), touched, same=same, possible=ends):
            self.relations[relation_id] = record
            self._accepted()

    @rule(relation_id=IDS, client=CLIENTS, age=AGES)
    def delete_relation(self, relation_id: str, client: str, age: int) -> None:
        absent = relation_id not in self.relations
        if self._send((Op.DELETE_RELATION, {"id": relation_id}, client, age), {("relation", relation_id)}, same=absent):
            self.relations.pop(relation_id, None)
            self._accepted()

    @rule(notes=st.lists(st.sampled_from(["é", "😀"]), max_size=2), client=CLIENTS, age=AGES)
    def set_notes(self, notes: list[str], client: str, age: int) -> None:
        if self._send((Op.SET_NOTES, {"notes": notes}, client, age), {("notes", "")}, same=notes == self.notes):
            self.notes = notes
            self._accepted()

    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        if self.sent:
            again = data.draw(st.lists(st.sampled_from(self.sent), min_size=1, max_size=3))
            assert self.store.apply(self.set_id, again).revision == len(self.log)

    @rule()
    def undo_the_last(self) -> None:
        if self.log:
            last = self.store.history(self.set_id)[-1]
            now = len(self.log)
            edits = [
                Edit(f"undo-{now}-{i}", change.op, change.value, now, "one") for i, change in enumerate(last.inverse)
            ]
            applied = self.store.apply(self.set_id, edits)
            self.spans, self.relations = (dict(part) for part in self.past[-2])
            self.notes = list(applied.annotations.notes)
            for change in last.inverse:
                kind = {"span": "span", "relation": "relation"}.get(change.op.partition("-")[2], "notes")
                self.log.append(("one", {(kind, change.value.get("id", ""))}))
                self.past.append((dict(self.spans), dict(self.relations)))
            self.past[-1] = (dict(self.spans), dict(self.relations))

    @invariant()
    def the_store_holds_what_the_model_says(self) -> None:
        held = self.store.annotation_set(self.set_id)
        assert held is not None
        assert {s.id: span_to_record(s) for s in held.spans} == self.spans
        assert {r.id: relation_to_record(r) for r in held.relations} == self.relations
        assert (list(held.notes), held.revision) == (self.notes, len(self.log))
        assert list(held.spans) == sorted(held.spans, key=lambda span: span.order)

    def teardown(self) -> None:
        with Store.open(self.url) as other:
            assert other.annotation_set(self.set_id) == self.store.annotation_set(self.set_id)
            assert at_revision(other, self.set_id, 0).spans == ()
            row = other.set_row(self.set_id)
            assert row is not None
            assert (row.spans, row.relations) == (len(self.spans), len(self.relations))

    def _send(self, edit: tuple[Op, Record, str, int], touched: Touched, *, same: bool, possible: bool = True) -> bool:
        op, value, client, age = edit
        base = max(0, len(self.log) - age)
        made = Edit(f"e{len(self.sent)}-{len(self.log)}", op, value, base, client)
        clash = not same and any(who != client and touched & what for who, what in self.log[base:])
        try:
            self.store.apply(self.set_id, [made])
        except EditConflict:
            assert clash or not possible
            return False
        assert possible
        assert not clash
        self.sent.append(made)
        self.log.append((client, touched))
        return True

    def _accepted(self) -> None:
        self.past.append((dict(self.spans), dict(self.relations)))


def test_any_sequence_of_edits_does_what_the_rules_say(store_with_article: Store, url: str) -> None:
    machine: Any = type("Bound", (Machine,), {"store": store_with_article, "url": url})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
