"""What an edit's value must be for a store to take it. Spans and relations are validation's matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from annotate.model import Record, Status
from annotate.problems import Problem
from annotate.store import Edit, Op
from annotate.validation import Validator

MAX_NOTES = 1_000
MAX_NOTE = 10_000
MAX_REASON = 1_000
_MAX_ID = 100


def refusals(validator: Validator, edit: Edit, text: str) -> list[Problem]:
    """Why no store may take the edit; pointers are into the edit. Empty: it can be applied."""
    if edit.op is Op.PUT_SPAN:
        found = validator.span_refusals(edit.value, text)
    elif edit.op is Op.PUT_RELATION:
        found = validator.relation_refusals(edit.value)
    else:
        found = list(_CHECKS[edit.op](edit.value))
    return [replace(problem, pointer=f"/value{problem.pointer}") for problem in found]


def _id(value: Record) -> Iterator[Problem]:
    yield from _only(value, "id")
    if not isinstance(value.get("id"), str) or not 0 < len(value["id"]) <= _MAX_ID:
        yield Problem("S004", f"A deletion names what it deletes: “id”, a text of at most {_MAX_ID} characters.", "/id")


def _notes(value: Record) -> Iterator[Problem]:
    yield from _only(value, "notes")
    notes = value.get("notes")
    if not isinstance(notes, list) or not all(isinstance(note, str) for note in notes):
        yield Problem("S004", "“notes” is a list of texts.", "/notes")
    elif len(notes) > MAX_NOTES:
        yield Problem("S009", f"There can be at most {MAX_NOTES:,} notes on an article.", "/notes")
    elif any(len(note) > MAX_NOTE for note in notes):
        yield Problem("S006", f"A note can be at most {MAX_NOTE:,} characters long. Divide it.", "/notes")


def _status(value: Record) -> Iterator[Problem]:
    yield from _only(value, "status")
    if value.get("status") not in (Status.IN_PROGRESS, Status.SUBMITTED):
        yield Problem("S005", "An annotator can set the status to “in_progress” or “submitted”.", "/status")


def _skip(value: Record) -> Iterator[Problem]:
    yield from _only(value, "reason")
    reason = value.get("reason", 0)
    if reason is not None and not isinstance(reason, str):
        yield Problem("S004", "“reason” is a text, or null where the article is not skipped.", "/reason")
    elif reason is not None and len(reason) > MAX_REASON:
        yield Problem("S006", f"A reason can be at most {MAX_REASON:,} characters long.", "/reason")


def _only(value: Record, name: str) -> Iterator[Problem]:
    for other in sorted(value.keys() - {name}):
        yield Problem("S003", f"This edit has nothing but “{name}”; remove “{other[:_MAX_ID]}”.", "")


_CHECKS: dict[Op, Callable[[dict[str, Any]], Iterator[Problem]]] = {
    Op.DELETE_SPAN: _id,
    Op.DELETE_RELATION: _id,
    Op.SET_NOTES: _notes,
    Op.SET_STATUS: _status,
    Op.SET_SKIP: _skip,
}
