"""What an export costs, against encoding the same rows as Parquet and against `datasets` itself.

    python tests/benchmarks/bench_export.py [--articles 10000] [--store PATH]

Synthetic articles of 3.2 kB with 12 spans and 5 relations each, in SQLite. Every measurement is CPU time of a process
of its own, so that ratios hold on a machine that does other things too. Cores used are CPU time by wall time, which
only a quiet machine shows. Loading takes as long as exporting: a store at PATH is made where there is none, and kept
for the next run (6 kB an article). Beyond 100,000 articles, what holds all rows in memory is not measured.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from annotate.model import (
    AnnotatedArticle,
    AnnotationSet,
    Article,
    Fragment,
    LabelSetRef,
    Relation,
    Span,
    Status,
    sha256_of,
)
from annotate.settings import Settings

IN_MEMORY = 100_000
"""So many articles can be held as Python objects at once."""
GOAL_IN_ENCODINGS = 14.7
"""2,000 articles a second on a machine that encodes 100,000 of them in 3.4 s, where that goal was set."""
LABELS = ("speaker", "quote", "policy", "stance")
ATTRIBUTES: dict[str, dict[str, Any]] = {
    "speaker": {"mention": "named", "entity_type": "person", "anonymous": False, "canonical": "Ann Lee"},
    "quote": {"type": "direct", "attribution": "asserted", "no_speaker": False},
    "policy": {"kind": "law", "topic": 3},
    "stance": {"polarity": "favor", "expression": "explicit", "holder": "author"},
}
RELATIONS = (
    ("attributed_to", 1, 0),
    ("attributed_to", 5, 4),
    ("attributed_to", 9, 8),
    ("target", 3, 2),
    ("target", 7, 6),
)


def articles(count: int) -> Iterator[AnnotatedArticle]:
    """As in the figures that the project promises, but for one stance of each article, which wants a target."""
    chance = random.Random(1)
    words = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 9))) for _ in range(5000)]
    for number in range(count):
        chosen = chance.choices(words, k=495)
        offsets = [0]
        for word in chosen:
            offsets.append(offsets[-1] + len(word) + 1)
        yield _article(number, chosen, offsets)


def _article(number: int, words: list[str], offsets: list[int]) -> AnnotatedArticle:
    text = " ".join(words)
    article = Article(f"article-{number:08}", text[:60].strip(), text, sha256_of(text), "en", "The Daily")
    spans = []
    for place in range(12):
        first = place * 41
        last = first + (2 if place % 3 else 12)
        fragment = Fragment(offsets[first], offsets[last] - 1, text[offsets[first] : offsets[last] - 1])
        label = LABELS[place % 4] if place != 11 else "policy"
        spans.append(Span(f"s{place}", label, (fragment,), ATTRIBUTES[label]))
    relations = tuple(Relation(f"r{n}", label, f"s{h}", f"s{t}") for n, (label, h, t) in enumerate(RELATIONS))
    reference = AnnotationSet(
        article.id, "ann", LabelSetRef("news", "1.0.0"), Status.SUBMITTED, tuple(spans), relations
    )
    return AnnotatedArticle(article, reference)


def load_store(url: str, count: int) -> None:
    from annotate.store import Store

    with Store.open(url) as store:
        refused = [loaded.message for loaded in store.load(articles(count)) if str(loaded.outcome) != "loaded"]
    assert not refused, refused[0]


def export_everything(url: str, folder: Path) -> None:
    from annotate.workspace.exporting import export
    from annotate.workspace.workspace import Workspace

    with closing(Workspace.open(Settings.read(url))) as workspace:
        export(workspace, folder / "dataset")


def stream_first_row(folder: Path) -> None:
    """What somebody waits for who streams a split that they have never loaded."""
    from datasets import load_dataset

    begun = time.perf_counter()
    next(iter(load_dataset(str(folder / "dataset"), split="train", streaming=True)))
    print(f"  first row, streamed {time.perf_counter() - begun:26.1f} s      (goal: 2)")


def one_config(url: str, folder: Path) -> None:
    """The config ``articles`` alone: from the store to the last byte."""
    from annotate.dataset.assemble import LIMITS
    from annotate.dataset.nested import Nester
    from annotate.dataset.options import ExportOptions
    from annotate.dataset.selection import select
    from annotate.dataset.writer import SplitWriter
    from annotate.workspace.workspace import Workspace

    workspace = Workspace.open(Settings.read(url))
    nester = Nester(workspace.label_set)
    writer = SplitWriter(folder / "articles", "train", nester.articles_schema, LIMITS["articles"])
    with workspace.store.snapshot() as snapshot:
        for bulk in snapshot.bulk():
            selection = select(bulk, ExportOptions(), workspace.label_set.name)
            writer.write(nester.articles(nester.annotations(bulk, selection)))
    writer.close()


def encode_only(folder: Path) -> float:
    """CPU seconds of writing the rows that ``one_config`` wrote, once they are Arrow tables."""
    import pyarrow.parquet as pq

    table = pq.read_table(folder / "articles")
    begun = time.process_time()
    with pq.ParquetWriter(
        folder / "again.parquet",
        table.schema,
        compression="zstd",
        compression_level=3,
        write_page_index=True,
        write_page_checksum=True,
        use_content_defined_chunking=True,
    ) as writer:
        writer.write_table(table, row_group_size=10_000)
    return time.process_time() - begun


def encode_as_written(folder: Path) -> float:
    """The same with the settings that datasets are written with: level 2, no dictionaries of texts, and the like."""
    import pyarrow.parquet as pq

    from annotate.dataset.writer import parquet_writer

    table = pq.read_table(folder / "articles")
    begun = time.process_time()
    with (folder / "again.parquet").open("wb") as file, parquet_writer(file, table.schema) as writer:
        writer.write_table(table, row_group_size=10_000)
    return time.process_time() - begun


def by_generator(folder: Path) -> float:
    """CPU seconds of `Dataset.from_generator` and `to_parquet` on the same rows, which are dicts already."""
    import pyarrow.parquet as pq
    from datasets import Dataset, Features

    table = pq.read_table(folder / "articles")
    rows = table.to_pylist()
    begun = time.process_time()
    dataset = Dataset.from_generator(
        partial(iter, rows), features=Features.from_arrow_schema(table.schema), cache_dir=str(folder / "cache")
    )
    dataset.to_parquet(str(folder / "generated.parquet"))
    return time.process_time() - begun


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU and of the clock, and megabytes of memory at most."""

    cpu: float
    wall: float
    memory: float

    @property
    def cores(self) -> float:
        return self.cpu / self.wall


def _measured(work: Callable[[], float | None], pipe: Any) -> None:
    # Starting up costs the same for any number of articles.
    import annotate.store.snapshot
    import annotate.workspace.exporting
    import annotate.workspace.workspace  # noqa: F401

    begun, cpu = time.perf_counter(), time.process_time()
    seconds = work()
    used = time.process_time() - cpu if seconds is None else seconds
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pipe.send(Cost(used, time.perf_counter() - begun, memory))


def measured(work: Callable[[], float | None]) -> Cost:
    """What a piece of work costs in a process of its own."""
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(work, send))
    process.start()
    send.close()
    result: Cost = receive.recv()
    process.join()
    return result


def report(title: str, cost: Cost, remark: str) -> None:
    print(f"  {title:<40}{cost.cpu:7.1f} s CPU   {remark}", flush=True)


def measure_export(title: str, url: str, folder: Path, count: int) -> Cost:
    cost = measured(partial(export_everything, url, folder))
    rate = f"{count / cost.cpu:,.0f} articles/s (goal: 2,000)"
    report(title, cost, f"{rate}, {cost.memory:.0f} MB, {cost.wall:.1f} s, {cost.cores:.2f} cores")
    return cost


def measure_one_config(url: str, folder: Path, everything: Cost) -> None:
    """Beside what else there is to do the same, and beside an export of all."""
    single = measured(partial(one_config, url, folder))
    encoding = measured(partial(encode_only, folder))
    as_written = measured(partial(encode_as_written, folder))
    generator = measured(partial(by_generator, folder))
    report("config articles", single, f"{single.cpu / encoding.cpu:.2f} × encoding alone (goal: at most 2.5)")
    usual = f"at zstd's level 3, as is usual; all configs are {everything.cpu / encoding.cpu:.1f} × that"
    report("encoding alone", encoding, f"{usual} (goal: at most {GOAL_IN_ENCODINGS})")
    report(
        "encoding alone, as datasets are", as_written, f"config articles is {single.cpu / as_written.cpu:.2f} × that"
    )
    ratio = f"{generator.cpu / single.cpu:.2f} × config articles (goal: 3)"
    report("Dataset.from_generator, to_parquet", generator, ratio)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--store", type=Path, metavar="PATH", help="make the store here, and keep it")
    given = parser.parse_args()
    count, store = given.articles, given.store
    with tempfile.TemporaryDirectory(prefix="annotate-bench-") as name:
        folder = Path(name)
        path = (store or folder / "store.db").resolve()
        url = f"sqlite:///{path}"
        if not path.exists():
            load_store(url, count)
        print(f"{count:,} articles", flush=True)
        everything = measure_export("all configs, checked and loaded back", url, folder, count)
        largest = max(file.stat().st_size for file in folder.glob("dataset/*/*.parquet"))
        print(f"  largest file {largest / 1e6:32.0f} MB     (goal: 500)")
        measured(partial(stream_first_row, folder))
        if count <= IN_MEMORY:
            measure_export("the same, with signatures kept", url, folder, count)
            measure_one_config(url, folder, everything)


if __name__ == "__main__":
    main()
