"""The table of formats: one module for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from annotate.importers import csv_, json_, jsonl, parquet, txt
from annotate.importers.records import Raw
from annotate.importers.source import Source
from annotate.problems import Problem

Reader = Callable[[Source], Iterator[Raw | Problem]]
"""Yields what it finds, record by record; raises UnreadableError where it cannot go on."""

FORMATS: Mapping[str, Reader] = {
    ".txt": txt.read,
    ".json": json_.read,
    ".jsonl": jsonl.read,
    ".csv": csv_.read,
    ".parquet": parquet.read,
}
"""Readers by the ending of a file's name, in lower case. All but Parquet may be packed: ``.jsonl.gz``."""
