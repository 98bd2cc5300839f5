"""Work that may be done beside other work: one piece at a time, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

Run = Callable[[Callable[[], None]], None]
"""Has a piece of work done in the background, once the one before is done. What that one raised is raised here."""


@contextmanager
def background() -> Iterator[Run]:
    """A second thread: Parquet is encoded there while the next rows are made here."""
    pending: list[Future[None]] = []

    def run(work: Callable[[], None]) -> None:
        while pending:
            pending.pop().result()
        pending.append(pool.submit(work))

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="annotate-writer") as pool:
        yield run


def at_once(work: Callable[[], None]) -> None:
    """A ``Run`` that has no second thread."""
    work()
