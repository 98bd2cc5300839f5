"""What the editor reads and saves: the checks of validation around the store's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from annotate.errors import AnnotateError
from annotate.model import (
    AnnotationSet,
    Article,
    Record,
    Status,
    article_to_record,
    relation_to_record,
    span_to_record,
)
from annotate.problems import Problem, Severity, has_errors, pointer_to
from annotate.store import Change, Edit, EditConflict, NoSuchSet, Op, SetClosed, StoredEdit
from annotate.workspace.edit_values import refusals
from annotate.workspace.standing import Standing
from annotate.workspace.workspace import Workspace


class Refused(AnnotateError):  # noqa: N818
    """Edits that no store will ever take, or a submission that errors forbid. Nothing was applied.

    ``edits`` names the ones that are refused, each with the changes that bring back what the store holds.
    """

    def __init__(self, message: str, problems: Sequence[Problem], edits: dict[str, list[Change]]) -> None:
        super().__init__(message)
        self.problems = tuple(problems)
        self.edits = edits

    def to_record(self) -> Record:
        """The body of the answer."""
        refused = [{"edit": edit_id, "standing": _records(changes)} for edit_id, changes in self.edits.items()]
        return {"message": self.message, "problems": [p.to_record() for p in self.problems], "refused": refused}


class Conflicted(AnnotateError):  # noqa: N818
    """Another client changed the same things in the meantime, or closed the set. Nothing was applied."""

    def __init__(self, message: str, body: Record) -> None:
        super().__init__(message)
        self._body = body

    def to_record(self) -> Record:
        """The body of the answer."""
        return {"message": self.message, **self._body}


def payload(workspace: Workspace, set_id: str) -> Record:
    """Everything that the editor needs to show a set. Raises NoSuchSet and OtherLabelSet."""
    annotations, row = workspace.store.annotation_set(set_id), workspace.store.set_row(set_id)
    if annotations is None or row is None:
        raise NoSuchSet
    workspace.version_for(annotations.label_set)
    article = workspace.article_of(set_id)
    return {
        "store": workspace.store.id,
        "revision": annotations.revision,
        "article": article_to_record(article),
        "label_set": dict(workspace.label_set.data),
        "set": {
            "id": annotations.id,
            "annotator": annotations.annotator,
            "status": str(annotations.status),
            "spans": [span_to_record(span) for span in annotations.spans],
            "relations": [relation_to_record(relation) for relation in annotations.relations],
            "notes": list(annotations.notes),
            "skipped_reason": row.skipped_reason,
            "active_seconds": row.active_seconds,
        },
        "problems": [problem.to_record() for problem in workspace.problems(article, annotations)],
    }


def save(workspace: Workspace, set_id: str, edits: Sequence[Edit], *, known_revision: int | None = None) -> Record:
    """Applies edits, all or none, and answers when they are on the disk.

    ``changes`` in the answer are everybody's edits since ``known_revision``. Without one they are those since the
    lowest base revision, and none where no other client made any. The own ones are told too, because a page must take
    in the others' before or behind them as the store did. No edits: only the news. Raises Refused, Conflicted,
    OtherLabelSet and the store's errors.
    """
    if not edits:
        return _news(workspace, set_id, known_revision)
    article = workspace.article_of(set_id)
    _refuse_unstorable(workspace, set_id, article, edits)
    judge = _Judge(workspace, article)
    try:
        applied = workspace.store.apply(
            set_id, edits, version=workspace.version_for, check=judge.may_be_saved, count_errors=judge.errors
        )
    except EditConflict as conflict:
        raise _conflicted(workspace, set_id, edits, conflict) from conflict
    except SetClosed as closed:
        raise _closed(workspace, set_id, edits, closed) from closed
    except _NotYetSubmittable as refusal:
        raise _submission_refused(workspace, set_id, edits, refusal.problems) from None
    changes: Sequence[StoredEdit] = applied.changes
    if known_revision is not None or changes:
        known = min(edit.base_revision for edit in edits) if known_revision is None else known_revision
        changes = _all_changes(workspace, set_id, known, applied.revision)
    return _answer(applied.revision, judge.problems(applied.annotations), changes)


def history(
    workspace: Workspace, set_id: str, *, after: int = 0, before: int | None = None, last: int | None = None
) -> Record:
    """The stored edits that made revisions above ``after`` and below ``before``, oldest first; the ``last`` so many."""
    edits = workspace.store.history(set_id, after=after, before=before, last=last)
    return {"history": [edit_to_record(edit) | {"inverse": _records(edit.inverse)} for edit in edits]}


def edit_to_record(edit: StoredEdit) -> Record:
    """A stored edit as the editor hears of it."""
    return {
        "revision": edit.revision,
        "id": edit.id,
        "op": str(edit.op),
        "value": edit.value,
        "client": edit.client,
        "annotator": edit.annotator,
        "at": edit.at,
    }


class _NotYetSubmittable(AnnotateError):  # noqa: N818
    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("The set has errors.")
        self.problems = problems


class _Judge:
    """Finds the problems of a set at most once for each state that it is shown."""

    def __init__(self, workspace: Workspace, article: Article) -> None:
        self._workspace = workspace
        self._article = article
        self._judged: tuple[AnnotationSet, list[Problem]] | None = None

    def problems(self, annotations: AnnotationSet) -> list[Problem]:
        if self._judged is None or self._judged[0] is not annotations:
            self._judged = (annotations, self._workspace.problems(self._article, annotations))
        return self._judged[1]

    def errors(self, annotations: AnnotationSet) -> int:
        return sum(problem.severity is Severity.ERROR for problem in self.problems(annotations))

    def may_be_saved(self, annotations: AnnotationSet) -> None:
        """In progress a set may hold problems; submitted it may not hold errors."""
        if annotations.status is not Status.IN_PROGRESS and has_errors(self.problems(annotations)):
            raise _NotYetSubmittable(self.problems(annotations))


def _refuse_unstorable(workspace: Workspace, set_id: str, article: Article, edits: Sequence[Edit]) -> None:
    problems: list[Problem] = []
    refused: list[Edit] = []
    for number, edit in enumerate(edits):
        if found := refusals(workspace.validator, edit, article.text):
            refused.append(edit)
            problems += [replace(problem, pointer=pointer_to("edits", number) + problem.pointer) for problem in found]
    if problems:
        raise Refused(problems[0].message, problems, _standing(workspace, set_id, refused))


def _submission_refused(
    workspace: Workspace, set_id: str, edits: Iterable[Edit], problems: Sequence[Problem]
) -> Refused:
    count = sum(problem.severity is Severity.ERROR for problem in problems)
    what = "1 error is" if count == 1 else f"{count} errors are"
    closing = [edit for edit in edits if edit.op is Op.SET_STATUS and edit.value["status"] != Status.IN_PROGRESS]
    message = f"{what} left in this annotation set. It can be submitted when there are none."
    return Refused(message, problems, _standing(workspace, set_id, closing))


def _standing(workspace: Workspace, set_id: str, edits: Iterable[Edit]) -> dict[str, list[Change]]:
    standing = Standing(workspace.store, set_id)
    return {edit.id: standing.changes(edit) for edit in edits}


def _conflicted(workspace: Workspace, set_id: str, edits: Iterable[Edit], conflict: EditConflict) -> Conflicted:
    standing = Standing(workspace.store, set_id)
    met = {found.edit for found in conflict.conflicts}
    conflicts = [standing.conflict(edit) for edit in edits if edit.id in met]
    return Conflicted(conflict.message, {"revision": conflict.revision, "conflicts": conflicts})


def _closed(workspace: Workspace, set_id: str, edits: Iterable[Edit], closed: SetClosed) -> Conflicted:
    standing = Standing(workspace.store, set_id)
    conflicts = [standing.conflict(edit) for edit in edits if edit.op is not Op.SET_STATUS]
    now = standing.annotations
    return Conflicted(closed.message, {"revision": now.revision, "closed": str(now.status), "conflicts": conflicts})


def _news(workspace: Workspace, set_id: str, known_revision: int | None) -> Record:
    now = Standing(workspace.store, set_id).annotations
    workspace.version_for(now.label_set)
    known = now.revision if known_revision is None else known_revision
    changes = _all_changes(workspace, set_id, known, now.revision)
    problems = workspace.problems(workspace.article_of(set_id), now)
    return _answer(now.revision, problems, changes)


def _answer(revision: int, problems: Iterable[Problem], changes: Iterable[StoredEdit]) -> Record:
    return {
        "revision": revision,
        "problems": [problem.to_record() for problem in problems],
        "changes": [edit_to_record(change) for change in changes],
    }


def _all_changes(workspace: Workspace, set_id: str, after: int, until: int) -> list[StoredEdit]:
    if after >= until:
        return []
    return [edit for edit in workspace.store.history(set_id, after=after) if edit.revision <= until]


def _records(changes: Iterable[Change]) -> list[Record]:
    return [change.to_record() for change in changes]
