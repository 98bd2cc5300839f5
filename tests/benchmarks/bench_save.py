"""Saving under load: many annotators against one server process on loopback, beside bare fsyncs of the same disk.

    python tests/benchmarks/bench_save.py [--seconds 60] [--annotators 50] [--saturation 15] [--sets 0]

First the everyday load, each annotator saving one edit every 1 to 2 seconds; then saturation, each as fast as it can.
``--sets`` fills the store with so many other annotation sets before.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(_ROOT))

from annotate.model import Article, sha256_of  # noqa: E402
from annotate.server import tokens  # noqa: E402
from annotate.settings import Settings  # noqa: E402
from annotate.workspace.workspace import Workspace  # noqa: E402
from tests.server.process import ServerProcess  # noqa: E402
from tests.store.making import many  # noqa: E402

_LABEL_SET = _ROOT / "tests" / "label_sets" / "attribution"
_WORDS = 600
_SPANS = 60  # of a set; later edits change them


@dataclass
class Annotator:
    """One client with its set, and what it has seen."""

    set_id: str
    token: str
    text: str
    sent: int = 0
    revision: int = 0
    latencies: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def request(self, host: str) -> bytes:
        body = json.dumps({"base_revision": self.revision, "client": "bench", "edits": [self._edit()]}).encode()
        head = (
            f"POST /api/v1/annotation-sets/{self.set_id}/edits HTTP/1.1\r\nHost: {host}\r\n"
            f"Authorization: Bearer {self.token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def _edit(self) -> dict[str, Any]:
        number = self.sent % _SPANS
        start = number * 10
        fragments = [{"start": start, "end": start + 9, "text": self.text[start : start + 9]}]
        attributes = {"named": self.sent % 2 == 0}
        self.sent += 1
        value = {"id": f"s{number}", "label": "source", "fragments": fragments, "attributes": attributes}
        return {"id": f"{self.set_id}-{self.sent}", "op": "put-span", "value": value}

    def heard(self, status: int, body: bytes, seconds: float) -> None:
        if status != 200:
            self.failures.append(f"{status}: {body[:200].decode()}")
            return
        self.revision = json.loads(body)["revision"]
        self.latencies.append(seconds)


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="annotate-bench-", dir=options.folder) as folder:
        settings = Settings(f"sqlite:///{folder}/bench.db", _LABEL_SET)
        workspace = Workspace.open(settings)
        _fill(workspace, options.sets)
        annotators = [_annotator(workspace, number) for number in range(options.annotators)]
        with ServerProcess(settings) as server:
            everyday = asyncio.run(_run(server.url, annotators, options.seconds, (1.0, 2.0)))
            _report(f"{options.annotators} annotators, a save every 1–2 s each, {options.seconds:.0f} s", everyday)
            fsyncs = list(_fsyncs(Path(folder) / "fsync", 2.0))
            saturated = asyncio.run(_run(server.url, annotators, options.saturation, (0.0, 0.0)))
            _report(f"{options.annotators} annotators, as fast as they can, {options.saturation:.0f} s", saturated)
            _report_fsyncs(fsyncs + list(_fsyncs(Path(folder) / "fsync", 2.0)))
        _verify(workspace, annotators)
        workspace.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--annotators", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0, help="of everyday load")
    parser.add_argument("--saturation", type=float, default=15.0, help="seconds of saturation")
    parser.add_argument("--sets", type=int, default=0, help="other annotation sets in the store")
    parser.add_argument("--folder", help="where the store is made: the disk that is measured")
    return parser.parse_args()


def _fill(workspace: Workspace, count: int) -> None:
    begin = time.perf_counter()
    for _ in workspace.store.load(many(count)):
        pass
    if count:
        print(f"{count:,} other annotation sets loaded in {time.perf_counter() - begin:.0f} s")


def _annotator(workspace: Workspace, number: int) -> Annotator:
    text = " ".join(f"word{number:02}{i:03}" for i in range(_WORDS))
    article_id = f"bench-{number}"
    for _ in workspace.store.load([Article(article_id, "Title", text, sha256_of(text), "en")]):
        pass
    set_id = workspace.store.open_set(article_id, "Ann", workspace.label_set.ref).id
    return Annotator(set_id, tokens.issue(workspace, set_id, "Ann"), text)


async def _run(
    url: str, annotators: list[Annotator], seconds: float, pause: tuple[float, float]
) -> tuple[float, list[Annotator]]:
    """Runs all annotators; how long it took, and what each heard in this time."""
    for annotator in annotators:
        annotator.latencies, annotator.failures = [], []
    begin = time.perf_counter()
    await asyncio.gather(*(_annotate(url, annotator, begin + seconds, pause) for annotator in annotators))
    return time.perf_counter() - begin, annotators


async def _annotate(url: str, annotator: Annotator, end: float, pause: tuple[float, float]) -> None:
    dice = random.Random(annotator.set_id)
    await asyncio.sleep(dice.uniform(0, pause[1]))
    async with _connection(url) as (reader, writer):
        while time.perf_counter() < end:
            begin = time.perf_counter()
            writer.write(annotator.request(urlsplit(url).netloc))
            status, body = await _answer(reader)
            annotator.heard(status, body, time.perf_counter() - begin)
            await asyncio.sleep(dice.uniform(*pause))


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(head.split("content-length:")[1].split("\r\n")[0])
    return int(head.split(" ", 2)[1]), await reader.readexactly(length)


def _report(title: str, run: tuple[float, list[Annotator]]) -> None:
    seconds, annotators = run
    latencies = sorted(1000 * seconds for annotator in annotators for seconds in annotator.latencies)
    failures = [failure for annotator in annotators for failure in annotator.failures]
    p50, p95 = _percentile(latencies, 50), _percentile(latencies, 95)
    print(f"{title}:")
    print(f"  {len(latencies):,} edits acknowledged, {len(latencies) / seconds:.0f} a second, {len(failures)} failed")
    print(f"  p50 {p50:.1f} ms, p95 {p95:.1f} ms, longest {latencies[-1]:.0f} ms")
    for failure in failures[:3]:
        print(f"  {failure}")


def _report_fsyncs(durations: list[float]) -> None:
    milliseconds = sorted(1000 * seconds for seconds in durations)
    print("Bare fsyncs of 4 kB each on the same disk, one after the other:")
    print(f"  {1000 / statistics.mean(milliseconds):.0f} a second")
    print(f"  p50 {_percentile(milliseconds, 50):.1f} ms, p95 {_percentile(milliseconds, 95):.1f} ms")


def _percentile(values: list[float], percent: int) -> float:
    return values[min(len(values) - 1, len(values) * percent // 100)]


def _fsyncs(path: Path, seconds: float) -> Iterator[float]:
    with _descriptor(path) as descriptor:
        end = time.perf_counter() + seconds
        while (begin := time.perf_counter()) < end:
            os.write(descriptor, b"x" * 4096)
            os.fsync(descriptor)
            yield time.perf_counter() - begin


@contextmanager
def _descriptor(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _verify(workspace: Workspace, annotators: list[Annotator]) -> None:
    """Every acknowledged edit is in the store, once and in order."""
    for annotator in annotators:
        stored = [edit.id for edit in workspace.store.history(annotator.set_id)]
        if stored != [f"{annotator.set_id}-{number + 1}" for number in range(annotator.sent)]:
            sys.exit(f"{annotator.set_id}: {annotator.sent} edits sent, {len(stored)} stored, or in another order")
    print(f"{sum(annotator.sent for annotator in annotators):,} edits sent, all of them stored once and in order")


if __name__ == "__main__":
    main()
