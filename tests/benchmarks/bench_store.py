"""How fast the store acknowledges edits, against what the disk allows.

    python tests/benchmarks/bench_store.py [--seconds 3] [--sets 100 100000]

One edit per transaction, synced in full. Beside it, in the same run and folder, a bare loop of write and fsync. A
commit of SQLite in its rollback mode syncs four times (journal twice, database, truncated journal), so a quarter of the
bare rate would be perfect. Ratios tell more than rates: the disk and the machine are shared.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from annotate.store import Store
from tests.store.making import REF, Client, make_annotated, make_article, make_span

TEXT = "The mayor said that the new line will open in spring. " * 1200


@dataclass(frozen=True)
class Result:
    """Latencies of one measurement, in seconds."""

    name: str
    latencies: list[float]
    seconds: float

    def __str__(self) -> str:
        ordered = sorted(self.latencies)
        p95 = ordered[int(len(ordered) * 0.95)]
        rate = len(ordered) / self.seconds
        median = statistics.median(ordered)
        return f"{self.name:<58}{rate:8.0f}/s   median {median * 1e3:6.2f} ms   p95 {p95 * 1e3:6.2f} ms"


def measure(name: str, seconds: float, once: Callable[[], object]) -> Result:
    latencies: list[float] = []
    begin = time.perf_counter()
    while (now := time.perf_counter()) < begin + seconds:
        once()
        latencies.append(time.perf_counter() - now)
    return Result(name, latencies, time.perf_counter() - begin)


def bare_fsync(folder: Path, seconds: float) -> Result:
    with (folder / "bare").open("wb", buffering=0) as file:

        def once() -> None:
            file.write(b"x" * 4096)
            os.fsync(file.fileno())

        return measure("bare loop: write 4 kB, fsync", seconds, once)


def fill(store: Store, sets: int) -> None:
    """Small articles with a set each, and one long article to work on."""
    list(store.load(make_annotated(make_article(f"small-{i}", f"{i} " + TEXT[:300]), spans=6) for i in range(sets)))
    list(store.load([make_article("long", TEXT)]))


class Annotator:
    """Puts and changes spans in a set of its own."""

    def __init__(self, store: Store, name: str, spans: int) -> None:
        self.store = store
        self.spans = spans
        self.client = Client(name)
        self.set = store.open_set("long", name, REF)
        self.revision = 0
        self.turn = 0
        if spans:
            edits = [self.client.put(make_span(f"s{i}", i, i + 9, TEXT)) for i in range(spans)]
            self.revision = store.apply(self.set.id, edits).revision

    def edit(self) -> None:
        self.turn += 1
        span = make_span(f"s{self.turn % max(self.spans, 10)}", self.turn % 1000, self.turn % 1000 + 9, TEXT)
        edit = self.client.put(span, self.revision)
        self.revision = self.store.apply(self.set.id, [edit]).revision


def many_annotators(store: Store, count: int, seconds: float, name: str) -> Result:
    annotators = [Annotator(store, f"{name} {i}", 0) for i in range(count)]
    lock = threading.Lock()
    latencies: list[float] = []

    def work(annotator: Annotator) -> None:
        result = measure("", seconds, annotator.edit)
        with lock:
            latencies.extend(result.latencies)

    begin = time.perf_counter()
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(work, annotators))
    return Result(name, latencies, time.perf_counter() - begin)


def results(folder: Path, seconds: float, sizes: list[int]) -> Iterator[Result]:
    yield bare_fsync(folder, seconds)
    for size in sizes:
        with Store.open(str(folder / f"store{size}.db")) as store:
            fill(store, size)
            for spans in (10, 1000, 5000):
                annotator = Annotator(store, f"ann{spans}", spans)
                yield measure(f"one annotator, {spans} spans, {size} sets in the store", seconds, annotator.edit)
            yield many_annotators(store, 8, seconds, f"eight annotators at once, {size} sets in the store")
    yield bare_fsync(folder, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3, help="of each measurement")
    parser.add_argument("--sets", type=int, nargs="+", default=[100, 100_000], help="sizes of the store")
    parser.add_argument("--folder", type=Path, help="on the disk to measure; default: a temporary one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for result in results(Path(folder), options.seconds, options.sets):
            print(result, flush=True)


if __name__ == "__main__":
    main()
