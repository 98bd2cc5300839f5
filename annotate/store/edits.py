"""Applying edits: exactly once, all or nothing, refused where somebody else changed the same thing.

The order of work in one write transaction: lock the set, drop the edits that were seen before, apply the others to a
copy of the state, refuse on conflicts, let the caller check, write what was touched, append the edits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from annotate.model import AnnotationSet, LabelSetRef
from annotate.store import history, revision, sets
from annotate.store import tables as t
from annotate.store.errors import Conflict, EditConflict, NotStorable, SetClosed
from annotate.store.inserting import INSERT
from annotate.store.rows import Values, relation_values, span_values
from annotate.store.sets import RecentStates
from annotate.store.state import EndMissing, State, Target, target_of, targets
from annotate.store.types import Applied, Change, Edit, Op, StoredEdit
from annotate.store.values import checked, now

Check = Callable[[AnnotationSet], object]
Count = Callable[[AnnotationSet], int]
Version = Callable[[LabelSetRef], str]


def apply(
    connection: Connection,
    recent: RecentStates,
    set_id: str,
    edits: Sequence[Edit],
    *,
    version: Version | None,
    check: Check | None,
    count_errors: Count | None,
) -> tuple[Applied, State]:
    """Applies within the connection's transaction; the state may be remembered once that is committed."""
    row = sets.get(connection, set_id, lock=True)
    ref = _version_in_use(row, version)
    before = sets.state_of(connection, row, recent)
    others = _by_others(connection, row, before.text, edits)
    fresh = _unseen(connection, row.number, edits)
    if not edits and ref.version != row.label_set_version:
        return _move(connection, row, before, ref, check=check, count_errors=count_errors), before
    if not fresh:
        return Applied(row.revision, sets.annotation_set(row, before, row.revision), others), before
    after, stored = _run(before, row, fresh, others)
    annotations = sets.annotation_set(row, after, stored[-1].revision, ref)
    if check is not None:
        check(annotations)
    errors = row.errors if count_errors is None else count_errors(annotations)
    _write_items(connection, row.number, stored, before, after)
    connection.execute(_APPEND, [_edit_values(edit, row.number) for edit in stored])
    values = sets.mirror(after) | {
        "label_set_version": ref.version,
        "revision": annotations.revision,
        "errors": errors,
        "updated_at": stored[-1].at,
        "of_number": row.number,
    }
    connection.execute(_UPDATE_SET, values)
    return Applied(stored[-1].revision, annotations, others), after


def _move(
    connection: Connection,
    row: Row[Any],
    state: State,
    ref: LabelSetRef,
    *,
    check: Check | None,
    count_errors: Count | None,
) -> Applied:
    """Moves a set to another version of its label set under which nothing of it changes: it gets no revision."""
    annotations = sets.annotation_set(row, state, row.revision, ref)
    if check is not None:
        check(annotations)
    errors = row.errors if count_errors is None else count_errors(annotations)
    moved = sa.update(t.sets).where(t.sets.c.number == row.number)
    connection.execute(moved.values(label_set_version=ref.version, errors=errors))
    revision.grow(connection)
    return Applied(row.revision, annotations, ())


def _by_others(connection: Connection, row: Row[Any], text: str, edits: Sequence[Edit]) -> tuple[StoredEdit, ...]:
    base = min((edit.base_revision for edit in edits), default=row.revision)
    if base >= row.revision:
        return ()
    clients = {edit.client for edit in edits}
    return tuple(edit for edit in history.read(connection, row.number, text, after=base) if edit.client not in clients)


_SEEN = sa.select(t.edits.c.id).where(
    t.edits.c.set == sa.bindparam("of_set"), t.edits.c.id.in_(sa.bindparam("ids", expanding=True))
)


def _unseen(connection: Connection, set_number: int, edits: Sequence[Edit]) -> list[Edit]:
    by_id = {edit.id: edit for edit in edits}  # an id repeated within the batch is one edit, too
    seen = set(connection.execute(_SEEN, {"of_set": set_number, "ids": list(by_id)}).scalars()) if by_id else set()
    return [edit for edit_id, edit in by_id.items() if edit_id not in seen]


def _run(
    before: State, row: Row[Any], edits: Sequence[Edit], others: Sequence[StoredEdit]
) -> tuple[State, list[StoredEdit]]:
    state = before.copy()
    changed_by_others = _latest(others)
    conflicts: list[Conflict] = []
    stored: list[StoredEdit] = []
    at = now()
    for edit in edits:
        if state.is_closed and edit.op is not Op.SET_STATUS:
            raise SetClosed("This annotation set is submitted. Reopen it to change it.")
        own = target_of(edit.op, edit.value)
        was = state.record(own)
        try:
            inverse = state.apply(edit.op, edit.value)
        except EndMissing:
            conflicts.append(Conflict(edit.id, own.kind, own.id, before.record(own)))
            continue
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise NotStorable(f"The edit {edit.id!r} ({edit.op}) does not have the shape of its operation.") from error
        if state.record(own) != was:
            conflicts += _conflicts(edit, inverse, changed_by_others, before)
        revision = row.revision + len(stored) + 1
        stored.append(StoredEdit(revision, edit.id, edit.op, edit.value, inverse, row.annotator, edit.client, at))
    if conflicts:
        raise EditConflict(tuple(conflicts), row.revision)
    return state, stored


def _latest(others: Iterable[StoredEdit]) -> dict[Target, int]:
    latest: dict[Target, int] = {}
    for edit in others:
        for target in targets(edit.op, edit.value, edit.inverse):
            latest[target] = edit.revision
    return latest


def _conflicts(edit: Edit, inverse: Iterable[Change], changed: dict[Target, int], before: State) -> list[Conflict]:
    return [
        Conflict(edit.id, target.kind, target.id, before.record(target))
        for target in sorted(targets(edit.op, edit.value, inverse))
        if changed.get(target, -1) > edit.base_revision
    ]


def _version_in_use(row: Row[Any], version: Version | None) -> LabelSetRef:
    """The label set that the set is edited by; another version than before moves the set there."""
    before = LabelSetRef(row.label_set_name, row.label_set_version)
    return before if version is None else LabelSetRef(before.name, version(before))


_APPEND = sa.insert(t.edits)
_UPDATE_SET = sa.update(t.sets).where(t.sets.c.number == sa.bindparam("of_number"))


def _write_items(
    connection: Connection, number: int, stored: Iterable[StoredEdit], before: State, after: State
) -> None:
    """Writes what the edits touched. Relations are deleted before their ends, and put after them."""
    touched: set[Target] = set()
    for edit in stored:
        touched |= targets(edit.op, edit.value, edit.inverse)
    span_ids = [target.id for target in touched if target.kind == "span"]
    relation_ids = [target.id for target in touched if target.kind == "relation"]
    old_spans, new_spans = before.spans.by_id, after.spans.by_id
    old_relations, new_relations = before.relations.by_id, after.relations.by_id
    sets.delete_rows(
        connection, t.relations, number, [i for i in relation_ids if i in old_relations and i not in new_relations]
    )
    _put_rows(connection, t.spans, [span_values(new_spans[i], number) for i in span_ids if i in new_spans])
    _put_rows(
        connection, t.relations, [relation_values(new_relations[i], number) for i in relation_ids if i in new_relations]
    )
    sets.delete_rows(connection, t.spans, number, [i for i in span_ids if i in old_spans and i not in new_spans])


def _put_rows(connection: Connection, table: sa.Table, rows: list[Values]) -> None:
    if not rows:
        return
    connection.execute(_UPSERTS[connection.dialect.name, table.name], rows)


def _upsert(dialect: str, table: sa.Table) -> Any:
    statement = INSERT[dialect](table)
    others = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)


_UPSERTS = {(dialect, table.name): _upsert(dialect, table) for dialect in INSERT for table in (t.spans, t.relations)}


def _edit_values(edit: StoredEdit, set_number: int) -> Values:
    where = f"The edit {edit.id!r}"
    return {
        "set": set_number,
        "revision": edit.revision,
        "id": edit.id,
        "op": str(edit.op),
        "value": history.dump_value(edit.op, edit.value, where),
        "inverse": history.dump_changes(edit.inverse, where),
        "annotator": edit.annotator,
        "client": edit.client,
        "at": edit.at,
    }


_NEEDED = {
    Op.PUT_SPAN: ("id", "label", "fragments", "attributes"),
    Op.PUT_RELATION: ("id", "label", "head", "tail"),
    Op.DELETE_SPAN: ("id",),
    Op.DELETE_RELATION: ("id",),
    Op.SET_NOTES: ("notes",),
    Op.SET_STATUS: ("status",),
    Op.SET_SKIP: ("reason",),
}


def validated(edit: Edit) -> Edit:
    """NotStorable unless the value has what the operation needs; the shapes of records are validation's matter."""
    where = f"The edit {edit.id!r} ({edit.op})"
    checked(edit.id, where)
    checked(edit.client, where)
    missing = [name for name in _NEEDED[edit.op] if name not in edit.value]
    if missing:
        raise NotStorable(f"{where} has no {', '.join(missing)}.")
    return edit
