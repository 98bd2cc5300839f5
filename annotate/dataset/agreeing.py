"""Agreement between annotators, from the config ``annotations`` as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from annotate.agreement.spans import Agreement, pairwise_agreement, summed
from annotate.dataset.features import ANNOTATIONS
from annotate.dataset.text import combined
from annotate.dataset.writer import WrittenSplit
from annotate.label_set import LabelSet
from annotate.model import Fragment, Span, Status
from annotate.parquet_file import open_parquet

_SPAN = "spans.list.element"
_PLACES = [f"{_SPAN}.label", *(f"{_SPAN}.fragments.list.element.{edge}" for edge in ("start", "end"))]
"""Of the spans, only these columns are read."""

_BATCH = 250
_DIGITS = 4


def agreement_record(folder: Path, written: Iterable[WrittenSplit], label_set: LabelSet) -> dict[str, Any] | None:
    """How those agree who submitted the same article, by label; None where nobody did.

    Adjudicated sets are left out: whoever made them has seen the others.
    """
    labels = [label.name for label in label_set.labels]
    found: dict[str, Agreement] = {}
    articles = pairs = 0
    for split in written:
        if split.config != ANNOTATIONS:
            continue
        for sets in _sets_of_articles(folder, split.paths, labels):
            articles += 1
            pairs += len(sets) * (len(sets) - 1) // 2
            found = summed([found, pairwise_agreement(sets)])
    if not articles:
        return None
    total = sum(found.values(), Agreement())
    return {
        "articles": articles,
        "pairs": pairs,
        "all": _record(total),
        "labels": {name: _record(found[name]) for name in labels if name in found},
    }


def _record(agreement: Agreement) -> dict[str, Any]:
    return {
        "spans": agreement.spans,
        "exact_f1": _rounded(agreement.exact_f1),
        "overlap_f1": _rounded(agreement.overlap_f1),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)


def _sets_of_articles(folder: Path, files: Sequence[str], labels: Sequence[str]) -> Iterator[list[list[Span]]]:
    """The submitted sets of every article that has more than one. The rows of an article stand together."""
    wanted = _among_several(folder, files)
    if not wanted.any():
        return
    for _, rows in groupby(_rows(folder, files, wanted), _article_id):
        yield [[_span(span, labels) for span in row["spans"]] for row in rows]


def _among_several(folder: Path, files: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which rows are submitted sets of an article that has another one."""
    tables = [pq.read_table(folder / file, columns=["article_id", "status"]) for file in files]
    table = pa.concat_tables(tables)
    submitted = np.flatnonzero(pc.equal(table["status"], str(Status.SUBMITTED)).to_numpy())
    ids = combined(table["article_id"]).take(pa.array(submitted))
    same_as_next = pc.equal(ids[1:], ids[:-1]).to_numpy(zero_copy_only=False)
    wanted = np.zeros(len(table), np.bool_)
    wanted[submitted[1:][same_as_next]] = True
    wanted[submitted[:-1][same_as_next]] = True
    return wanted


def _rows(folder: Path, files: Sequence[str], wanted: npt.NDArray[np.bool_]) -> Iterator[dict[str, Any]]:
    begun = 0
    for file in files:
        with open_parquet(folder / file, checked=False) as parquet:
            for batch in parquet.iter_batches(_BATCH, columns=["article_id", *_PLACES]):
                yield from batch.filter(pa.array(wanted[begun : begun + len(batch)])).to_pylist()
                begun += len(batch)


def _article_id(row: dict[str, Any]) -> str:
    return str(row["article_id"])


def _span(row: dict[str, Any], labels: Sequence[str]) -> Span:
    fragments = tuple(Fragment(piece["start"], piece["end"], "") for piece in row["fragments"])
    return Span("", labels[row["label"]], fragments)
