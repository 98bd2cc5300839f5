"""Keeps in the store what an export worked out, beside the export and never in its way or in that of annotators."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import Queue
from threading import Thread

from annotate.dataset.survey import Keep
from annotate.errors import AnnotateError
from annotate.store import Store

Signed = Sequence[tuple[str, bytes]]

_WAITING = 8
"""Batches that may wait for the store."""


@contextmanager
def keeping(store: Store, scheme: str) -> Iterator[Keep]:
    """What it gives keeps signatures in the background, a batch in a transaction. Returns when all are kept.

    Once the store cannot be written (it is read-only, locked, or its disk is full) nothing more is kept: the next
    export works out what is missing.
    """
    waiting: Queue[Signed | None] = Queue(_WAITING)
    thread = Thread(target=_keep_all, args=(store, scheme, waiting), name="annotate-signatures", daemon=True)
    thread.start()
    try:
        yield waiting.put
    finally:
        waiting.put(None)
        thread.join()


def _keep_all(store: Store, scheme: str, waiting: Queue[Signed | None]) -> None:
    is_writable = True
    while (signed := waiting.get()) is not None:
        if not is_writable:
            continue
        begun = time.monotonic()
        try:
            store.keep_signatures(scheme, signed)
        except AnnotateError:
            is_writable = False
        else:
            time.sleep(time.monotonic() - begun)  # whoever waits to save comes first
