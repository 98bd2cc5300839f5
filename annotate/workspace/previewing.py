"""What an export would take, without reading any text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from annotate.bulk import ARTICLES, RELATIONS, SETS, SPANS, Bulk
from annotate.dataset.options import ExportOptions
from annotate.dataset.selection import select
from annotate.store import SetRow
from annotate.workspace.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Preview:
    """``articles`` are all in the store; ``exported`` of them have a reference set; ``reasons`` count what is left out:
    annotation sets, and articles where nobody began. ``with_errors`` counts reference sets that had errors when they
    were last saved.
    """

    articles: int
    exported: int
    reference_sets: int
    submitted_sets: int
    with_errors: int
    reasons: Mapping[str, int]
    annotators: tuple[str, ...]


def preview(workspace: Workspace, options: ExportOptions) -> Preview:
    """How the store as it is now answers to the options. Languages are not looked at."""
    rows = workspace.store.sets()
    total = workspace.store.articles(limit=1).total
    selection = select(_bulk(rows), options, workspace.label_set.name)
    chosen = [row for row, is_reference in zip(rows, selection.reference.tolist(), strict=True) if is_reference]
    reasons = Counter(item.reason for item in selection.left_out)
    untouched = total - len({row.article_id for row in rows})
    if untouched:
        reasons["not annotated"] += untouched
    return Preview(
        articles=total,
        exported=len({row.article_id for row in chosen}),
        reference_sets=len(chosen),
        submitted_sets=int(selection.kept.sum()),
        with_errors=sum(bool(row.errors) for row in chosen),
        reasons=dict(reasons),
        annotators=tuple(sorted({row.annotator for row in rows})),
    )


def _bulk(rows: list[SetRow]) -> Bulk:
    """The sets without what is in them: all that a selection looks at."""
    articles = list(dict.fromkeys(row.article_id for row in rows))
    return Bulk(
        articles=_filled(ARTICLES, len(articles), id=articles),
        sets=_filled(
            SETS,
            len(rows),
            article_id=[row.article_id for row in rows],
            annotator=[row.annotator for row in rows],
            label_set_name=[row.label_set_name for row in rows],
            status=[str(row.status) for row in rows],
        ),
        spans=SPANS.empty_table(),
        relations=RELATIONS.empty_table(),
    )


def _filled(schema: pa.Schema, length: int, **columns: list[str]) -> pa.Table:
    blank = {"string": "", "int64": 0}
    arrays = [pa.array(columns.get(f.name, [blank[str(f.type)]] * length), f.type) for f in schema]
    return pa.Table.from_arrays(arrays, schema=schema)
