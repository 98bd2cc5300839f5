"""Makes a dataset folder: survey, splits, tables, card, manifest, verification, and into place in one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from heapq import merge
from operator import attrgetter
from pathlib import Path
from typing import Any

from annotate.bulk import Bulk
from annotate.dataset.agreeing import agreement_record
from annotate.dataset.assemble import ExportPlan, assemble
from annotate.dataset.candidates import KnownSplits
from annotate.dataset.configs import config_columns
from annotate.dataset.describe import Making, write_description
from annotate.dataset.earlier import Earlier, earlier_release, refuse_changed
from annotate.dataset.fingerprints import Fingerprints
from annotate.dataset.left_out import LeftOutList
from annotate.dataset.memory import apart_from_older_objects, give_back
from annotate.dataset.nested import Nester
from annotate.dataset.options import SPLITS, ExportOptions
from annotate.dataset.origin import Origin, is_of, moved_in
from annotate.dataset.progress import OnProgress, Stage, quiet
from annotate.dataset.releasing import refuse_unreleased, release_notes
from annotate.dataset.selection import Selection
from annotate.dataset.split_list import absent
from annotate.dataset.splits import Assignment, Moved, Plan, assign
from annotate.dataset.spool import Spool, spool
from annotate.dataset.survey import Check, Keep, Survey, survey
from annotate.dataset.swap import beside, clear_up, put_in_place
from annotate.dataset.units import units_of
from annotate.dataset.verify import refuse_unloadable, verify
from annotate.dataset.without_text import without_text
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.validation.words import counted

Batches = Callable[[], Iterator[Bulk]]
"""Begins to read the data."""


@dataclass(frozen=True, slots=True)
class Release:
    """A finished dataset folder. ``idle`` are articles of the fixed list of splits that are not in it."""

    folder: Path
    manifest: Mapping[str, Any]
    idle: tuple[str, ...] = ()

    @property
    def rows(self) -> dict[str, dict[str, int]]:
        """Rows by config and split."""
        return {
            name: {split: record["rows"] for split, record in config["splits"].items()}
            for name, config in self.manifest["configs"].items()
        }


@apart_from_older_objects()
def build(
    batches: Batches,
    label_set: LabelSet,
    target: Path,
    options: ExportOptions,
    *,
    check: Check = lambda _bulk, _selection: (),
    keep: Keep = lambda _signatures: None,
    on_progress: OnProgress = quiet,
    release: bool = False,
    revision: int | None = None,
    origin: Origin | None = None,
) -> Release:
    """Writes the dataset folder ``target``. Whatever goes wrong, what was there before is left as it was.

    A ``release`` has a version, which grows by what differs from the release before it, and a changelog. ``revision``
    is that of the store. ``origin`` is the folder that the batches were read from, where they are still the same.
    ``keep`` is told the signatures that the batches do not bring.
    """
    refuse_unloadable(target)
    with _explained(target):
        clear_up(target)
    earlier = earlier_release(target)
    if not release:
        refuse_unreleased(target, earlier)
    nester = Nester(label_set)
    with _explained(target), spool(target, nester.annotations_schema) as rows:
        with Fingerprints() as fingerprints:
            found = survey(
                _read(batches),
                label_set,
                options,
                check=check,
                fingerprints=fingerprints,
                keep=keep,
                put_down=partial(_put_down, rows, nester, options),
                on_batch=lambda done: on_progress(Stage.SURVEY, done, None),
            )
            give_back()
            assignment = _assign(found, fingerprints, options, earlier)
        left_out = found.left_out
        if origin:
            left_out = LeftOutList.of(merge(origin.left_out, left_out, key=attrgetter("article_id")))
        if not assignment.moved:
            assignment = replace(assignment, moved=_moved_before(options, revision, origin, earlier))
        del found, origin  # they are large, and no longer needed
        give_back()
        with beside(target) as folder:
            assembly = assemble(rows, label_set, folder, ExportPlan(options, assignment), on_progress)
            agreement = agreement_record(folder, assembly.written, label_set)
            making = Making(label_set, options, revision, left_out, assignment, assembly, agreement, earlier)
            manifest = write_description(folder, making)
            if release:
                manifest = write_description(folder, making, release_notes(earlier, folder))
            on_progress(Stage.VERIFY, 0, len(assignment.ids))
            size = sum(file["bytes"] for file in manifest["files"].values())
            verify(folder, manifest["configs"], config_columns(label_set), size)
            put_in_place(folder, target, partial(refuse_changed, target, earlier))
    return Release(target, manifest, tuple(absent(options.fixed_splits, assignment.ids)))


def _put_down(rows: Spool, nester: Nester, options: ExportOptions, bulk: Bulk, selection: Selection) -> None:
    annotations = nester.annotations(bulk, selection)
    rows.add(without_text(annotations) if options.without_text else annotations)


def _read(batches: Batches) -> Iterator[Bulk]:
    """The same batches. That they cannot be read has nothing to do with where the dataset will be."""
    try:
        yield from batches()
    except OSError as error:
        file = f"{error.filename}: " if error.filename else ""
        raise AnnotateError(
            f"What is to be exported cannot be read: {file}{error.strerror or error}. Nothing was exported."
        ) from error


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AnnotateError(
            f"Cannot write {target}: {error.strerror or error}. What was there is as it was."
        ) from error


def _moved_before(
    options: ExportOptions, revision: int | None, origin: Origin | None, earlier: Earlier | None
) -> tuple[Moved, ...]:
    """What moved when the same dataset was exported before."""
    if origin:
        return origin.moved if origin.fits(options, revision) else ()
    if earlier and earlier.is_well_formed and is_of(earlier.manifest, options, revision):
        return moved_in(earlier.manifest)
    return ()


def _assign(found: Survey, fingerprints: Fingerprints, options: ExportOptions, earlier: Earlier | None) -> Assignment:
    plan = Plan(
        options.key,
        options.ratios,
        options.test_from_date,
        options.fixed_splits,
        options.earlier or (earlier.splits_for(options) if earlier else KnownSplits.of({})),
    )
    candidates = found.candidates()
    units = units_of(candidates, fingerprints.pairs(), options.group_by)
    assignment = assign(candidates, units, plan, options.group_by)
    filled = set(assignment.articles)
    asked = {split for split, share in zip(SPLITS, options.ratios.shares, strict=True) if share}
    needed = (asked if options.require_every_split else set()) | ({"test"} if options.test_from_date else set())
    empty = [split for split in SPLITS if split in needed - filled]
    if empty:
        raise _empty_split(empty[0], assignment, options)
    return assignment


def _empty_split(split: str, assignment: Assignment, options: ExportOptions) -> AnnotateError:
    if split == "test" and options.test_from_date:
        why = f"none of {counted(len(assignment.ids), 'article')} was published on {options.test_from_date} or later"
        how = "Give an earlier day, or more articles."
    else:
        units = counted(assignment.units, "group or single article", "groups and single articles")
        why = f"there are only {units} to deal out, and a group is never parted"
        how = "Give it a larger share, another key, or more articles."
    return AnnotateError(f"The split {split!r} would be empty: {why}. Nothing was exported. {how}")
