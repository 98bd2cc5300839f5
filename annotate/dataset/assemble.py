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

from annotate.bulk import Bulk
from annotate.dataset.background import Lanes, ahead
from annotate.dataset.block import Block
from annotate.dataset.configs import Maker, makers
from annotate.dataset.features import ANNOTATIONS, ARTICLES, TOKENS
from annotate.dataset.memory import give_back
from annotate.dataset.nested import Nester
from annotate.dataset.options import SPLITS, ExportOptions
from annotate.dataset.progress import OnProgress, Stage
from annotate.dataset.selection import Selection, select
from annotate.dataset.splits import Assignment
from annotate.dataset.stats import Counting
from annotate.dataset.text import combined
from annotate.dataset.without_text import without_text
from annotate.dataset.writer import Limits, SplitWriter, WrittenSplit
from annotate.label_set import LabelSet
from annotate.parquet_file import open_parquet

# As large as readers like them, and small enough that all that is pending at once stays within some hundred megabytes.
LIMITS = {
    ARTICLES: Limits(rows=10_000, bytes=12_000_000),
    ANNOTATIONS: Limits(rows=10_000, bytes=12_000_000),
    TOKENS: Limits(rows=2_000, bytes=3_000_000),
}
ROW_LIMITS = Limits(rows=20_000, bytes=4_000_000)
"""Of row groups, where a row is not an article: a few thousand articles make one."""

LANES = 4
"""Threads that make and write rows, beside the one that reads and the one that divides what is read."""

BLOCK = 250
"""Articles that are turned into rows of other configs at once. Changes nothing in the result."""

BLOCK_BYTES = 16_000_000
"""… as long as their texts are not longer than this together."""


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What is exported, and into which splits."""

    options: ExportOptions
    assignment: Assignment


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
    """Writes the Parquet files of all configs into ``folder``.

    First the annotations, all splits at once, for the store gives articles in the order of their ids; then from these
    the other configs, split by split, so that little must be held.
    """
    nester = Nester(label_set)
    annotations = _write_annotations(
        _selected(batches, label_set.name, plan.options), nester, folder, plan, partial(on_progress, Stage.TABLES)
    )
    give_back()
    derived = _Derived(nester, Counting(label_set), {} if plan.options.without_text else makers(label_set))
    written: dict[str, list[WrittenSplit]] = {config: [] for config in derived.schemas}
    done = 0
    for source in annotations:
        for split in derived.write(folder, source, partial(_tell, on_progress, done)):
            written[split.config].append(split)
        done += source.rows
        give_back()
    splits = (*(split for found in written.values() for split in found), *annotations)
    return Assembly(splits, derived.counting)


def _tell(on_progress: OnProgress, before: int, rows: int) -> None:
    on_progress(Stage.CONFIGS, before + rows)


def _selected(batches: Iterable[Bulk], label_set: str, options: ExportOptions) -> Iterator[tuple[Bulk, Selection]]:
    for bulk in batches:
        yield bulk, select(bulk, options, label_set)


def _write_annotations(
    selected: Iterable[tuple[Bulk, Selection]],
    nester: Nester,
    folder: Path,
    plan: ExportPlan,
    on_articles: Callable[[int], None],
) -> list[WrittenSplit]:
    done = begun = 0
    with ahead(selected) as coming, _writers(folder, {ANNOTATIONS: nester.annotations_schema}) as writers:
        for bulk, selection in coming:
            table = nester.annotations(bulk, selection)
            if plan.options.without_text:
                table = without_text(table)
            codes, begun = plan.assignment.codes_of(table["article_id"], begun)
            for code in np.unique(codes).tolist():
                rows = table.filter(pa.array(codes == code))
                writers.write(ANNOTATIONS, SPLITS[code], partial(_given, rows))
            done += len(bulk.articles)
            on_articles(done)
        return writers.closed()


@dataclass(frozen=True, slots=True)
class _Derived:
    """The configs that follow from the annotations: the reference rows, and what is made of them."""

    nester: Nester
    counting: Counting
    makers: Mapping[str, Maker]

    @property
    def schemas(self) -> dict[str, pa.Schema]:
        return {ARTICLES: self.nester.articles_schema, **{name: schema for name, (schema, _) in self.makers.items()}}

    def write(self, folder: Path, source: WrittenSplit, on_rows: Callable[[int], None]) -> list[WrittenSplit]:
        """Writes one split of each."""
        done, split = 0, source.split
        with ahead(blocks(folder, source.paths)) as coming, _writers(folder, self.schemas, (split,)) as writers:
            for annotations in coming:
                articles = self.nester.articles(annotations)
                if len(articles):
                    self.counting.add(split, articles)
                    self._write_block(articles, split, writers)
                done += len(annotations)
                on_rows(done)
            return writers.closed()

    def _write_block(self, articles: pa.Table, split: str, writers: _Writers) -> None:
        block, weights = Block(articles), _weights(articles)
        writers.write(ARTICLES, split, partial(_given, articles), weights)
        for config, (_, make) in self.makers.items():
            # A row of tokens is as large as its article.
            writers.write(config, split, partial(make, block), weights if config == TOKENS else None)


def blocks(folder: Path, files: Iterable[str]) -> Iterator[pa.Table]:
    """The rows of the files of one split, some at a time."""
    for file in files:
        with open_parquet(folder / file, checked=False) as parquet:
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


def _given(rows: pa.Table) -> pa.Table:
    return rows


class _Writers:
    """A writer for each config and split. The rows of a config are made and written in one lane, in order."""

    def __init__(self, folder: Path, schemas: Mapping[str, pa.Schema], splits: Iterable[str], lanes: Lanes) -> None:
        self._lanes = lanes
        self._lane_of = {config: lane for lane, config in enumerate(schemas)}
        self._writers = {
            (config, split): SplitWriter(folder / config, split, schema, LIMITS.get(config, ROW_LIMITS))
            for split in splits
            for config, schema in schemas.items()
        }

    def write(self, config: str, split: str, make: Callable[[], pa.Table], weights: np.ndarray | None = None) -> None:
        """Has rows made and written. They weigh as much as their texts, where nothing else is said."""

        def work() -> None:
            rows = make()
            self._writers[config, split].write(rows, _weights(rows) if weights is None else weights)

        self._lanes.submit(self._lane_of[config], work)

    def closed(self) -> list[WrittenSplit]:
        """Ends all files, and gives those that have rows."""
        closed: dict[tuple[str, str], WrittenSplit | None] = dict.fromkeys(self._writers)

        def close(key: tuple[str, str]) -> None:
            closed[key] = self._writers[key].close()

        for key in self._writers:
            self._lanes.submit(self._lane_of[key[0]], partial(close, key))
        self._lanes.wait()
        return [split for split in closed.values() if split is not None]

    def abandon(self) -> None:
        for writer in self._writers.values():
            writer.abandon()


@contextmanager
def _writers(folder: Path, schemas: Mapping[str, pa.Schema], splits: Iterable[str] = SPLITS) -> Iterator[_Writers]:
    writers: _Writers | None = None
    try:
        with Lanes(LANES) as lanes:
            writers = _Writers(folder, schemas, splits, lanes)
            yield writers
    finally:
        if writers:
            writers.abandon()
