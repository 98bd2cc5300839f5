"""What the store holds in place of an edit that it did not take: shown to the annotator, and put back in the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from annotate.model import AnnotationSet, Record, relation_to_record, span_to_record
from annotate.store import Change, Edit, NoSuchSet, Op, Store


class Standing:
    """One annotation set as it stands, read when it is first asked for."""

    def __init__(self, store: Store, set_id: str) -> None:
        self._store = store
        self._set_id = set_id

    @cached_property
    def annotations(self) -> AnnotationSet:
        found = self._store.annotation_set(self._set_id)
        if found is None:
            raise NoSuchSet
        return found

    def conflict(self, edit: Edit) -> Record:
        """The two versions that the annotator chooses from, as the answer tells of them.

        ``current`` is null where there is none. ``missing`` names the ends of a relation that are gone: without them
        there is no choice.
        """
        changes = self.changes(edit)
        gone = not changes or changes[0].op in (Op.DELETE_SPAN, Op.DELETE_RELATION)
        return {
            "edit": edit.id,
            "kind": edit.op.split("-")[1],
            "id": edit.value.get("id", ""),
            "current": None if gone else changes[0].value,
            "standing": [change.to_record() for change in changes],
            "missing": self._missing_ends(edit),
        }

    def _missing_ends(self, edit: Edit) -> list[str]:
        if edit.op is not Op.PUT_RELATION:
            return []
        there = {span.id for span in self.annotations.spans}
        return [end for end in (edit.value["head"], edit.value["tail"]) if end not in there]

    def changes(self, edit: Edit) -> list[Change]:
        """Changes that take back, in a page that shows the edit, what the edit did. Empty for what names nothing."""
        return _STANDING[edit.op](self, edit.value)

    def _span(self, value: Record) -> list[Change]:
        """With its relations: the page may have deleted the span, and them with it, before or after it put the span."""
        span_id = value.get("id")
        span = next((span for span in self.annotations.spans if span.id == span_id), None)
        if span is None:
            return [Change(Op.DELETE_SPAN, {"id": span_id})] if isinstance(span_id, str) else []
        attached = (relation for relation in self.annotations.relations if span_id in (relation.head, relation.tail))
        put = (Change(Op.PUT_RELATION, relation_to_record(relation)) for relation in attached)
        return [Change(Op.PUT_SPAN, span_to_record(span)), *put]

    def _relation(self, value: Record) -> list[Change]:
        relation_id = value.get("id")
        relation = next((relation for relation in self.annotations.relations if relation.id == relation_id), None)
        if relation is not None:
            return [Change(Op.PUT_RELATION, relation_to_record(relation))]
        return [Change(Op.DELETE_RELATION, {"id": relation_id})] if isinstance(relation_id, str) else []

    def _notes(self, _value: Record) -> list[Change]:
        return [Change(Op.SET_NOTES, {"notes": list(self.annotations.notes)})]

    def _status(self, _value: Record) -> list[Change]:
        return [Change(Op.SET_STATUS, {"status": str(self.annotations.status)})]

    def _skip(self, _value: Record) -> list[Change]:
        row = self._store.set_row(self._set_id)
        return [Change(Op.SET_SKIP, {"reason": row.skipped_reason if row else None})]


_STANDING: dict[Op, Callable[[Standing, Record], list[Change]]] = {
    Op.PUT_SPAN: Standing._span,
    Op.DELETE_SPAN: Standing._span,
    Op.PUT_RELATION: Standing._relation,
    Op.DELETE_RELATION: Standing._relation,
    Op.SET_NOTES: Standing._notes,
    Op.SET_STATUS: Standing._status,
    Op.SET_SKIP: Standing._skip,
}
