"""Memory that is no longer needed goes back to the system between the stages of an export."""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa


def give_back() -> None:
    """Gives back what Arrow and the C library keep for later, as far as they can."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # only glibc has it
        trim(0)


@contextmanager
def apart_from_older_objects() -> Iterator[None]:
    """Lets ``give_back`` look only at what was made within: all the libraries' objects take it a tenth of a second."""
    gc.collect()  # what is frozen is not found: garbage would lie there until the end
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
