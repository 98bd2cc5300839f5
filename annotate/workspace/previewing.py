"""What an export would take, and how it would be split, without reading any text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from annotate.bulk import ARTICLES, RELATIONS, SETS, SPANS, Bulk
from annotate.dataset.candidates import COLUMNS, Candidates
from annotate.dataset.options import SPLITS, ExportOptions
from annotate.dataset.selection import select
from annotate.dataset.split_list import absent, refuse_unknown
from annotate.dataset.splits import Assignment, Plan, assign
from annotate.dataset.units import units_of
from annotate.store import ArticleFacts, SetRow
from annotate.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Preview:
    """``articles`` are all in the store; ``exported`` of them have a reference set; ``reasons`` count what is left out:
    annotation sets, and articles where nobody began. ``with_errors`` counts reference sets that had errors when they
    were last saved. ``splits`` are the exported articles of each split, and ``groups`` what is kept together, as far as
    can be told without reading texts: near duplicates may move some. ``idle`` are articles of a fixed list of splits
    that are not exported. ``revision`` is that of the store.
    """

    articles: int
    exported: int
    reference_sets: int
    submitted_sets: int
    with_errors: int
    reasons: Mapping[str, int]
    annotators: tuple[str, ...]
    languages: Mapping[str, int]
    splits: Mapping[str, int]
    groups: int
    idle: tuple[str, ...]
    revision: int


def preview(workspace: Workspace, options: ExportOptions) -> Preview:
    """How the store as it is now answers to the options. AnnotateError where they ask for what it does not hold."""
    rows, facts = workspace.store.sets(), workspace.store.article_facts()
    refuse_unknown(options.fixed_splits, pa.array([fact.id for fact in facts], pa.string()))
    selection = select(_bulk(rows, facts), options, workspace.label_set.name)
    chosen = [row for row, is_reference in zip(rows, selection.reference.tolist(), strict=True) if is_reference]
    kept = {row.article_id for row, is_kept in zip(rows, selection.kept.tolist(), strict=True) if is_kept}
    exported = {row.article_id for row in chosen}
    assignment = _assignment([fact for fact in facts if fact.id in kept], options)
    counted = pc.is_in(assignment.ids, value_set=pa.array(exported, pa.string())).to_numpy(zero_copy_only=False)
    by_split = np.bincount(assignment.codes[counted], minlength=len(SPLITS)).tolist()
    return Preview(
        articles=len(facts),
        exported=len(exported),
        reference_sets=len(chosen),
        submitted_sets=int(selection.kept.sum()),
        with_errors=sum(bool(row.errors) for row in chosen),
        reasons=dict(Counter(item.reason for item in selection.left_out)),
        annotators=tuple(sorted({row.annotator for row in rows})),
        languages=dict(sorted(Counter(fact.language for fact in facts).items())),
        splits=dict(zip(SPLITS, by_split, strict=True)),
        groups=len(assignment.shared),
        idle=tuple(absent(options.fixed_splits, assignment.ids)),
        revision=workspace.store.revision(),
    )


def _assignment(facts: Sequence[ArticleFacts], options: ExportOptions) -> Assignment:
    columns = ([getattr(fact, name) for fact in facts] for name in COLUMNS)
    candidates = Candidates(*(pa.array(column, pa.string()) for column in columns))
    plan = Plan(options.key, options.ratios, options.test_from_date, options.fixed_splits)
    return assign(candidates, units_of(candidates, (), options.group_by), plan, options.group_by)


def _bulk(rows: Sequence[SetRow], facts: Sequence[ArticleFacts]) -> Bulk:
    """The sets without what is in them: all that a selection looks at."""
    return Bulk(
        articles=_filled(
            ARTICLES, len(facts), id=[fact.id for fact in facts], language=[fact.language for fact in facts]
        ),
        sets=_filled(
            SETS,
            len(rows),
            article_id=[row.article_id for row in rows],
            annotator=[row.annotator for row in rows],
            label_set_name=[row.label_set_name for row in rows],
            status=[str(row.status) for row in rows],
            skipped=[int(row.skipped_reason is not None) for row in rows],
        ),
        spans=SPANS.empty_table(),
        relations=RELATIONS.empty_table(),
    )


def _filled(schema: pa.Schema, length: int, **columns: Sequence[str | int]) -> pa.Table:
    blank = {"string": "", "int64": 0}
    arrays = [pa.array(columns.get(f.name, [blank[str(f.type)]] * length), f.type) for f in schema]
    return pa.Table.from_arrays(arrays, schema=schema)
