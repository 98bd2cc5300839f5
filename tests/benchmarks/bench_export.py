"""What an export costs, against encoding the same rows as Parquet and against `datasets` itself.

    python tests/benchmarks/bench_export.py [--articles 10000]

Synthetic articles of 3.2 kB with 12 spans and 5 relations each, in SQLite. Every measurement is CPU time of a process
of its own, so that ratios hold on a machine that does other things too.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
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

    export(Workspace.open(Settings.read(url)), folder / "dataset")


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


def _measured(work: Callable[[], float | None], pipe: Any) -> None:
    # Starting up costs the same for any number of articles.
    import annotate.workspace.exporting
    import annotate.workspace.workspace  # noqa: F401

    begun = time.process_time()
    seconds = work()
    used = time.process_time() - begun if seconds is None else seconds
    pipe.send((used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def measured(work: Callable[[], float | None]) -> tuple[float, float]:
    """CPU seconds and megabytes of a piece of work in a process of its own."""
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(work, send))
    process.start()
    send.close()
    result: tuple[float, float] = receive.recv()
    process.join()
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    count = parser.parse_args().articles
    with tempfile.TemporaryDirectory(prefix="annotate-bench-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder / 'store.db'}"
        load_store(url, count)
        everything, memory = measured(partial(export_everything, url, folder))
        single, _ = measured(partial(one_config, url, folder))
        encoding, _ = measured(partial(encode_only, folder))
        generator, _ = measured(partial(by_generator, folder))
    rows = (
        ("all configs, checked and loaded back", everything, f"{count / everything:,.0f} articles/s, {memory:.0f} MB"),
        ("config articles", single, f"{single / encoding:.2f} × encoding alone (goal: at most 2.5)"),
        ("encoding alone", encoding, ""),
        ("Dataset.from_generator, to_parquet", generator, f"{generator / single:.2f} × config articles (goal: 3)"),
    )
    print(f"{count:,} articles")
    for title, seconds, remark in rows:
        print(f"  {title:<40}{seconds:7.1f} s CPU   {remark}")


if __name__ == "__main__":
    main()
