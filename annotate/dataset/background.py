"""Work that goes on beside other work. What is made never depends on how many threads or cores made it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Self, TypeVar

Item = TypeVar("Item")
_WAITING = 4
"""Pieces of work that may wait: more would hold more memory and save no time."""


class Lanes:
    """Threads that each do one piece of work after another, in the order given. To be left before what they work on."""

    def __init__(self, count: int) -> None:
        self._pools = [ThreadPoolExecutor(1, "annotate-writer") for _ in range(count)]
        self._pending: deque[Future[None]] = deque()

    def submit(self, lane: int, work: Callable[[], None]) -> None:
        """Has a piece of work done. What an earlier one raised is raised here sooner or later, or by ``wait``."""
        while len(self._pending) >= _WAITING:
            self._pending.popleft().result()
        self._pending.append(self._pools[lane % len(self._pools)].submit(work))

    def wait(self) -> None:
        """Returns when all work is done."""
        while self._pending:
            self._pending.popleft().result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)


@contextmanager
def ahead(items: Iterable[Item]) -> Iterator[Iterator[Item]]:
    """The same items, each made in a second thread while the one before is in use. Nothing is being made on leaving."""
    iterator = iter(items)
    with ThreadPoolExecutor(1, "annotate-reader") as reader:
        yield _ahead(lambda: reader.submit(_following, iterator))


def _ahead(following: Callable[[], Future[list[Item]]]) -> Iterator[Item]:
    coming = following()
    while found := coming.result():
        coming = following()
        yield found.pop()


def _following(iterator: Iterator[Item]) -> list[Item]:
    """The next item, or nothing at the end."""
    for item in iterator:
        return [item]
    return []
