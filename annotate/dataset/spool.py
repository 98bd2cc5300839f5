"""Rows that are made once and read several times: in a file without a name, beside the dataset that they become.

As they are, they take three quarters of the dataset's room; packed, half of it, for a twentieth of an export's time. So
they are packed where they are many, and every annotator's row brings the article's text again.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa

LOOSE_BYTES = 1_000_000_000
"""What is put down behind these is packed."""


class Spool:
    """Takes batches of rows, and gives them again as often as it is asked, each as it came."""

    def __init__(self, file: IO[bytes], schema: pa.Schema) -> None:
        self._file, self._schema = file, schema
        self._begun: list[int] = []  # where in the file the loose rows begin, and the packed ones
        self._writer = self._begin(None)
        self._is_complete = False

    def _begin(self, compression: str | None) -> pa.RecordBatchStreamWriter:
        self._begun.append(self._file.tell())
        return pa.ipc.new_stream(self._file, self._schema, options=pa.ipc.IpcWriteOptions(compression=compression))

    def add(self, rows: pa.Table) -> None:
        """Keeps some rows, in one piece."""
        if len(self._begun) == 1 and self._file.tell() >= LOOSE_BYTES:
            self._writer.close()
            self._writer = self._begin("lz4")
        for batch in rows.combine_chunks().to_batches():
            self._writer.write_batch(batch)

    def batches(self) -> Iterator[pa.Table]:
        """All that was added, in its order. Nothing can be added afterwards, and only one reads at a time."""
        if not self._is_complete:
            self._writer.close()
            self._is_complete = True
        for begun in self._begun:
            self._file.seek(begun)
            for batch in pa.ipc.open_stream(self._file):
                yield pa.Table.from_batches([batch])


@contextmanager
def spool(target: Path, schema: pa.Schema) -> Iterator[Spool]:
    """A spool on the disk where ``target`` will be. Nothing is left of it, whatever happens to the process."""
    folder = next(parent for parent in target.absolute().parents if parent.is_dir())
    with tempfile.TemporaryFile(dir=folder, prefix=f".{target.name}.") as file:
        yield Spool(file, schema)
