"""Exporting a store's annotations as a dataset folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyarrow as pa

from annotate.bulk import Bulk
from annotate.dataset.build import Release, build
from annotate.dataset.candidates import KnownSplits
from annotate.dataset.facts import Facts
from annotate.dataset.near_duplicates import scheme as signature_scheme
from annotate.dataset.options import ExportOptions
from annotate.dataset.origin import Origin
from annotate.dataset.progress import Stage
from annotate.dataset.screen import Screen
from annotate.dataset.selection import Selection
from annotate.dataset.split_list import refuse_unknown
from annotate.dataset.wire import wire_records
from annotate.problems import Problem
from annotate.store.snapshot import Snapshot
from annotate.workspace.keeping import keeping
from annotate.workspace.workspace import Workspace

BATCH = 500
"""Articles that are held at once. More cost memory and save no time."""

OnProgress = Callable[[Stage, int, int], None]
"""Told the stage, how many articles it is done with, and of how many. An exception that it raises stops the export."""


def export(
    workspace: Workspace,
    folder: Path,
    options: ExportOptions | None = None,
    on_progress: OnProgress = lambda _stage, _done, _total: None,
    *,
    release: bool = False,
) -> Release:
    """Writes the dataset folder from one snapshot of the store, while annotators go on.

    A ``release`` gets a version and a changelog, by what differs from the release that stands in ``folder``.
    Raises AnnotateError where there is nothing to export or the folder cannot be written, and ExportRefusedError, with
    the problems, where a selected annotation set has errors. Then ``folder`` is as it was before.
    """
    chosen = options or ExportOptions()
    scheme = signature_scheme()
    with workspace.store.snapshot() as snapshot, keeping(workspace.store, scheme) as keep:
        total = snapshot.article_count
        origin = Origin.from_record(snapshot.origin) if snapshot.origin else None
        if origin and not origin.fits(chosen, snapshot.revision):
            origin = None  # the store has gone on, or something else is asked of it
        if chosen.fixed_splits:
            refuse_unknown(chosen.fixed_splits, _known(snapshot, origin))
        return build(
            partial(snapshot.bulk, BATCH, scheme),
            workspace.label_set,
            folder,
            replace(chosen, earlier=KnownSplits.of(origin.splits)) if origin else chosen,
            check=_checked_by(workspace),
            keep=keep,
            on_progress=lambda stage, done, of: on_progress(stage, done, total if of is None else of),
            release=release,
            revision=snapshot.revision,
            origin=origin,
        )


def _known(snapshot: Snapshot, origin: Origin | None) -> pa.ChunkedArray:
    """The ids of the store's articles, and of those that the dataset which it was made from only names."""
    named = pa.array([item.article_id for item in origin.left_out] if origin else [], pa.string())
    return pa.chunked_array([*snapshot.article_ids().chunks, named], pa.string())


def _checked_by(workspace: Workspace) -> Callable[[Bulk, Selection], Sequence[Problem]]:
    screen, facts, validator = Screen(workspace.label_set), Facts(workspace.label_set), workspace.validator

    def problems(bulk: Bulk, selection: Selection) -> list[Problem]:
        doubtful = selection.kept & (screen.doubtful(bulk) | facts.doubtful(bulk))
        if not doubtful.any():
            return []
        records = wire_records(bulk, doubtful)
        return [problem for record in records for problem in validator.problems(record, parsed=True)]

    return problems
