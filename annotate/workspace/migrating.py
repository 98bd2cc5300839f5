"""Takes the annotation sets of a store to another version of their label set, where they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from secrets import token_hex
from typing import Any

from annotate.errors import AnnotateError
from annotate.model import AnnotatedArticle, AnnotationSet, Record, Status, annotated_article_to_record
from annotate.store import Edit, EditConflict, NoSuchSet, Op, SetClosed, Store
from annotate.validation.migration import Migrated, Migration


class _Changed(Exception):  # noqa: N818 - says what happened
    """Somebody edited the set while it was being migrated."""


def migrate_store(store: Store, steps: Migration) -> Iterator[Migrated]:
    """Takes every set that the steps begin at, each in a transaction of its own, and tells what became of it.

    What changes in a set is added to its history. A set that cannot be migrated stays as it is, under the label set
    that it was made with. Whoever breaks off may begin again: what is done is not looked at twice.
    """
    if steps.old.name != steps.new.name:
        raise AnnotateError(
            f"A set in a store keeps the name of its label set, but this migration leads from “{steps.old.name}” to "
            f"“{steps.new.name}”. Write the store to a file with `annotate dump`, migrate that, and import it."
        )
    client = f"migrate-{token_hex(8)}"
    for set_id in store.sets_under(steps.old):
        yield _migrate(store, steps, set_id, client)


def _migrate(store: Store, steps: Migration, set_id: str, client: str) -> Migrated:
    while True:
        annotated = _annotated(store, set_id)
        before, text = annotated.annotations, annotated.article.text
        record = annotated_article_to_record(annotated)
        found = steps.migrate(record)
        if not found.is_done:
            return found
        edits = _edits(record, found.record, before, client)
        try:
            store.apply(
                set_id,
                edits,
                version=lambda _: steps.new.version,
                check=_nobody_else(before.revision + len(edits)),
                count_errors=partial(steps.errors, text),
            )
        except (_Changed, EditConflict, SetClosed):
            continue
        return found


def _annotated(store: Store, set_id: str) -> AnnotatedArticle:
    annotations = store.annotation_set(set_id)
    if annotations is None or (article := store.article(annotations.article_id)) is None:
        raise NoSuchSet
    return AnnotatedArticle(article, annotations)


def _nobody_else(revision: int) -> Callable[[AnnotationSet], None]:
    def check(annotations: AnnotationSet) -> None:
        if annotations.revision != revision:
            raise _Changed

    return check


def _edits(old: Record, new: Record, annotations: AnnotationSet, client: str) -> list[Edit]:
    """What makes one record of the other. A closed set is opened for it, and closed again."""
    changes: list[tuple[Op, dict[str, Any]]] = [
        (op, item)
        for op, kind in ((Op.PUT_SPAN, "spans"), (Op.PUT_RELATION, "relations"))
        for before, item in zip(old[kind], new[kind], strict=True)
        if item != before
    ]
    if changes and annotations.status is not Status.IN_PROGRESS:
        opening, closing = ({"status": str(status)} for status in (Status.IN_PROGRESS, annotations.status))
        changes = [(Op.SET_STATUS, opening), *changes, (Op.SET_STATUS, closing)]
    return [
        Edit(f"{client}-{number}", op, value, annotations.revision, client)
        for number, (op, value) in enumerate(changes)
    ]
