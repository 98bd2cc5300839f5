"""Writes every config, split by split: the annotations as they were put down, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from annotate.dataset.background import Lanes, ahead
from annotate.dataset.block import Block
from annotate.dataset.configs import Maker, makers
from annotate.dataset.features import ANNOTATIONS, ARTICLES, TOKENS
from annotate.dataset.memory import give_back
from annotate.dataset.nested import Nester
from annotate.dataset.options import SPLITS, ExportOptions
from annotate.dataset.progress import OnProgress, Stage
from annotate.dataset.splits import Assignment
from annotate.dataset.spool import Spool
from annotate.dataset.stats import Counting
from annotate.dataset.text import combined
from annotate.dataset.writer import Limits, SplitWriter, WrittenSplit
from annotate.label_set import LabelSet

# As large as readers like them, and small enough that all that is pending at once stays within some hundred megabytes.
LIMITS = {
    ARTICLES: Limits(rows=10_000, bytes=12_000_000),
    ANNOTATIONS: Limits(rows=10_000, bytes=12_000_000),
    TOKENS: Limits(rows=2_000, bytes=3_000_000),
}
ROW_LIMITS = Limits(rows=20_000, bytes=4_000_000)
"""Of row groups, where a row is not an article: a few thousand articles make one."""

FULL_PAGES = frozenset({TOKENS})
"""Configs whose pages end where they are full, not where the content says. Their columns live on dictionaries, which
differ from release to release: the bytes that two releases share are hardly more for it, and the tokens would take half
as long again to write. Other configs hold long texts, of which a page may be too full.
"""

LANES = 4
"""Threads that make and write rows, beside the one that reads and the one that divides what is read."""

BLOCK = 250
"""Rows of ``annotations`` that are gathered, at the least, and turned into rows of other configs at once: no batch is
parted for it. Changes nothing in the result.
"""

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


def assemble(rows: Spool, label_set: LabelSet, folder: Path, plan: ExportPlan, on_progress: OnProgress) -> Assembly:
    """Writes the Parquet files of all configs into ``folder``.

    ``rows`` are those of ``annotations``, article by article as they were dealt to the splits. Every split goes through
    them anew, for as little as one split's files are written at once.
    """
    writing = _Writing(Nester(label_set), Counting(label_set), {} if plan.options.without_text else makers(label_set))
    written: dict[str, list[WrittenSplit]] = {config: [] for config in writing.schemas}
    done, total = 0, len(plan.assignment.ids)
    for code in np.unique(plan.assignment.codes).tolist():
        coming = blocks_of(_of_split(rows, plan.assignment, code))
        for split in writing.write(folder, SPLITS[code], coming, partial(_tell, on_progress, done, total)):
            written[split.config].append(split)
        done += plan.assignment.articles[SPLITS[code]]
        give_back()
    return Assembly(tuple(split for found in written.values() for split in found), writing.counting)


def _tell(on_progress: OnProgress, before: int, total: int, articles: int) -> None:
    on_progress(Stage.TABLES, before + articles, total)


def _of_split(rows: Spool, assignment: Assignment, code: int) -> Iterator[pa.Table]:
    begun = 0
    for batch in rows.batches():
        codes, begun = assignment.codes_of(batch["article_id"], begun)
        yield batch.filter(pa.array(codes == code))


@dataclass(frozen=True, slots=True)
class _Writing:
    """Writes the annotations, the reference rows among them, and what is made of these."""

    nester: Nester
    counting: Counting
    makers: Mapping[str, Maker]

    @property
    def schemas(self) -> dict[str, pa.Schema]:
        derived = {name: schema for name, (schema, _) in self.makers.items()}
        return {ARTICLES: self.nester.articles_schema, **derived, ANNOTATIONS: self.nester.annotations_schema}

    def write(
        self, folder: Path, split: str, rows: Iterable[pa.Table], on_articles: Callable[[int], None]
    ) -> list[WrittenSplit]:
        """Writes one split of each."""
        done, last = 0, None
        with ahead(rows) as coming, _writers(folder, self.schemas, split) as writers:
            for annotations in coming:
                writers.write(ANNOTATIONS, partial(_given, annotations))
                articles = self.nester.articles(annotations)
                if len(articles):
                    self.counting.add(split, articles)
                    self._write_block(articles, writers)
                ids = annotations["article_id"]
                done += pc.count_distinct(ids).as_py() - (ids[0] == last)  # a block may begin within an article
                last = ids[-1]
                on_articles(done)
            return writers.closed()

    def _write_block(self, articles: pa.Table, writers: _Writers) -> None:
        block, weights = Block(articles), _weights(articles)
        writers.write(ARTICLES, partial(_given, articles), weights)
        for config, (_, make) in self.makers.items():
            # A row of tokens is as large as its article.
            writers.write(config, partial(make, block), weights if config == TOKENS else None)


def blocks_of(batches: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows, some at a time."""
    pending: list[pa.Table] = []
    for batch in batches:
        pending.append(batch)
        if sum(map(len, pending)) >= BLOCK:
            yield from _light(pa.concat_tables(pending).combine_chunks())
            pending = []
    yield from _light(pa.concat_tables(pending).combine_chunks()) if pending else ()


def _light(table: pa.Table) -> Iterator[pa.Table]:
    """The same rows in tables of texts that are not too long together."""
    weights = _weights(table)
    if weights is None or weights.sum() <= BLOCK_BYTES or len(table) == 1:
        if len(table):
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
    """A writer for each config of a split. The rows of a config are made and written in one lane, in order."""

    def __init__(self, folder: Path, schemas: Mapping[str, pa.Schema], split: str, lanes: Lanes) -> None:
        self._lanes = lanes
        self._lane_of = {config: lane for lane, config in enumerate(schemas)}
        self._writers = {
            config: SplitWriter(
                folder / config, split, schema, LIMITS.get(config, ROW_LIMITS), by_content=config not in FULL_PAGES
            )
            for config, schema in schemas.items()
        }

    def write(self, config: str, make: Callable[[], pa.Table], weights: np.ndarray | None = None) -> None:
        """Has rows made and written. They weigh as much as their texts, where nothing else is said."""

        def work() -> None:
            rows = make()
            self._writers[config].write(rows, _weights(rows) if weights is None else weights)

        self._lanes.submit(self._lane_of[config], work)

    def closed(self) -> list[WrittenSplit]:
        """Ends all files, and gives those that have rows."""
        closed: dict[str, WrittenSplit | None] = dict.fromkeys(self._writers)

        def close(config: str) -> None:
            closed[config] = self._writers[config].close()

        for config in self._writers:
            self._lanes.submit(self._lane_of[config], partial(close, config))
        self._lanes.wait()
        return [split for split in closed.values() if split is not None]

    def abandon(self) -> None:
        for writer in self._writers.values():
            writer.abandon()


@contextmanager
def _writers(folder: Path, schemas: Mapping[str, pa.Schema], split: str) -> Iterator[_Writers]:
    writers: _Writers | None = None
    try:
        with Lanes(LANES) as lanes:
            writers = _Writers(folder, schemas, split, lanes)
            yield writers
    finally:
        if writers:
            writers.abandon()
