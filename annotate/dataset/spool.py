"""Rows that are made once and read several times: in a file without a name, beside the dataset that they become.

It is packed, for every annotator's row brings the article's text again: half as large as the dataset, for
a sixtieth of an export's time.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa


class Spool:
    """Takes batches of rows, and gives them again as often as it is asked, each as it came."""

    def __init__(self, file: IO[bytes], schema: pa.Schema) -> None:
        self._file = file
        self._writer = pa.ipc.new_file(file, schema, options=pa.ipc.IpcWriteOptions(compression="lz4"))
        self._is_complete = False

    def add(self, rows: pa.Table) -> None:
        """Keeps some rows, in one piece."""
        for batch in rows.combine_chunks().to_batches():
            self._writer.write_batch(batch)

    def batches(self) -> Iterator[pa.Table]:
        """All that was added, in its order. Nothing can be added afterwards."""
        if not self._is_complete:
            self._writer.close()
            self._is_complete = True
        reader = pa.ipc.open_file(self._file)
        for number in range(reader.num_record_batches):
            yield pa.Table.from_batches([reader.get_batch(number)])


@contextmanager
def spool(target: Path, schema: pa.Schema) -> Iterator[Spool]:
    """A spool on the disk where ``target`` will be. Nothing is left of it, whatever happens to the process."""
    folder = next(parent for parent in target.absolute().parents if parent.is_dir())
    with tempfile.TemporaryFile(dir=folder, prefix=f".{target.name}.") as file:
        yield Spool(file, schema)
