"""Writes every config: articles and annotations from the store's batches, the rest from the articles as written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from annotate.bulk import Bulk
from annotate.dataset.background import background
from annotate.dataset.block import Block
from annotate.dataset.configs import Maker, makers
from annotate.dataset.features import ANNOTATIONS, ARTICLES, RELATIONS, SPANS, TOKENS
from annotate.dataset.nested import Nester
from annotate.dataset.options import SPLITS, ExportOptions
from annotate.dataset.progress import OnProgress, Stage
from annotate.dataset.selection import select
from annotate.dataset.splits import Assignment
from annotate.dataset.stats import Counting
from annotate.dataset.text import combined
from annotate.dataset.without_text import without_text
from annotate.dataset.writer import Limits, SplitWriter, WrittenSplit
from annotate.label_set import LabelSet

LIMITS = {
    ARTICLES: Limits(rows=10_000, bytes=64_000_000),
    ANNOTATIONS: Limits(rows=10_000, bytes=64_000_000),
    SPANS: Limits(rows=60_000, bytes=32_000_000),
    RELATIONS: Limits(rows=60_000, bytes=32_000_000),
    TOKENS: Limits(rows=2_000, bytes=8_000_000),
}
VIEW_LIMITS = Limits(rows=60_000, bytes=32_000_000)
BLOCK = 500
"""Articles that are turned into rows of another config at once. Changes nothing in the result."""

BLOCK_BYTES = 16_000_000
"""… as long as their texts are not longer than this together."""


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What is exported, and into which splits."""

    options: ExportOptions
    assignment: Assignment


@dataclass(frozen=True, slots=True)
class Told:
    """Who hears of the reference rows as they are written."""

    counting: Counting
    on_progress: OnProgress


@dataclass(frozen=True, slots=True)
class Assembly:
    """All that was written, in the order of configs and splits, and the counts taken on the way."""

    written: tuple[WrittenSplit, ...]
    counting: Counting


def assemble(
    batches: Iterable[Bulk],
    label_set: LabelSet,
    folder: Path,
    plan: ExportPlan,
    on_progress: OnProgress,
) -> Assembly:
    """Writes the Parquet files of all configs into ``folder``."""
    counting = Counting(label_set)
    nested = _write_nested(batches, label_set, folder, plan, Told(counting, on_progress))
    # The other configs are made of text.
    derived = {} if plan.options.without_text else makers(label_set)
    written = {ARTICLES: nested[ARTICLES], **{config: [] for config in derived}, ANNOTATIONS: nested[ANNOTATIONS]}
    done = 0
    for source in nested[ARTICLES]:
        for split in _derive(source, folder, derived, partial(_tell, on_progress, done)):
            written[split.config].append(split)
        done += source.rows
    return Assembly(tuple(split for splits in written.values() for split in splits), counting)


def _tell(on_progress: OnProgress, before: int, rows: int) -> None:
    on_progress(Stage.CONFIGS, before + rows)


def _write_nested(
    batches: Iterable[Bulk],
    label_set: LabelSet,
    folder: Path,
    plan: ExportPlan,
    told: Told,
) -> dict[str, list[WrittenSplit]]:
    nester = Nester(label_set)
    schemas = {ARTICLES: nester.articles_schema, ANNOTATIONS: nester.annotations_schema}
    done = 0
    with _writers(folder, schemas) as writers:
        for bulk in batches:
            table = nester.annotations(bulk, select(bulk, plan.options, label_set.name))
            if plan.options.without_text:
                table = without_text(table)
            split_of = [plan.assignment.split_by_article[i] for i in table["article_id"].to_pylist()]
            for split in dict.fromkeys(split_of):
                rows = table.filter(pa.array([s == split for s in split_of]))
                articles = nester.articles(rows)
                told.counting.add(split, articles)
                writers[ANNOTATIONS, split].write(rows, _weights(rows))
                writers[ARTICLES, split].write(articles, _weights(articles))
            done += len(bulk.articles)
            told.on_progress(Stage.TABLES, done)
        closed = {key: writer.close() for key, writer in writers.items()}
    return {config: [w for (c, _), w in closed.items() if c == config and w is not None] for config in schemas}


def _derive(
    source: WrittenSplit, folder: Path, derived: Mapping[str, Maker], on_rows: Callable[[int], None]
) -> list[WrittenSplit]:
    """Writes one split of all configs that follow from ``articles``."""
    done = 0
    with _writers(folder, {config: schema for config, (schema, _) in derived.items()}, (source.split,)) as writers:
        for articles in blocks(folder, source.paths):
            block = Block(articles)
            for config, (_, make) in derived.items():
                table = make(block)
                # A row of tokens is as large as its article.
                writers[config, source.split].write(table, _weights(articles if config == TOKENS else table))
            done += len(articles)
            on_rows(done)
        closed = [writer.close() for writer in writers.values()]
    return [split for split in closed if split is not None]


def blocks(folder: Path, files: Iterable[str]) -> Iterator[pa.Table]:
    """The rows of the files of one split, some at a time."""
    for file in files:
        with pq.ParquetFile(folder / file) as parquet:
            for batch in parquet.iter_batches(BLOCK):
                yield from _light(pa.Table.from_batches([batch]))


def _light(table: pa.Table) -> Iterator[pa.Table]:
    """The same rows in tables of texts that are not too long together."""
    weights = _weights(table)
    if weights is None or weights.sum() <= BLOCK_BYTES or len(table) == 1:
        yield table
        return
    half = len(table) // 2
    yield from _light(table.slice(0, half))
    yield from _light(table.slice(half))


def _weights(table: pa.Table) -> np.ndarray | None:
    if "text" not in table.column_names:
        return None
    return np.asarray(combined(pc.fill_null(pc.binary_length(table["text"]), 0)).to_numpy(), np.int64)


@contextmanager
def _writers(
    folder: Path, schemas: Mapping[str, pa.Schema], splits: Iterable[str] = SPLITS
) -> Iterator[dict[tuple[str, str], SplitWriter]]:
    writers: dict[tuple[str, str], SplitWriter] = {}
    try:
        with background() as run:
            for split in splits:
                for config, schema in schemas.items():
                    limits = LIMITS.get(config, VIEW_LIMITS)
                    writers[config, split] = SplitWriter(folder / config, split, schema, limits, run)
            yield writers
    finally:
        for writer in writers.values():
            writer.abandon()
