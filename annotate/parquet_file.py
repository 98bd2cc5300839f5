"""Opening Parquet files for reading from the first row to the last in little memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

import pyarrow.parquet as pq

_BUFFER_BYTES = 1_000_000


def open_parquet(source: Path | BinaryIO, *, checked: bool = True, **options: Any) -> pq.ParquetFile:
    """``checked`` files have their pages' checksums compared; further options are those of ``ParquetFile``.

    Arrow's own way of reading ahead keeps the whole file in memory until it is closed.
    """
    return pq.ParquetFile(
        source, pre_buffer=False, buffer_size=_BUFFER_BYTES, page_checksum_verification=checked, **options
    )
