"""Writes the Parquet files of one split of one config, the same bytes for the same rows however they arrive."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from annotate.dataset.canonical import ContentHash

SHARD_BYTES = 450_000_000
"""A new file is begun behind a row group that ends past this."""


RISING = ("starts", "ends")
"""Columns of rising numbers, which differences pack to half the size."""

PROSE = ("text", "context", "context_before", "context_after")
"""Running text, wherever it stands: nobody asks for the least and the greatest, which would be as long as the texts,
and hardly one comes twice, so that a dictionary costs time and room."""

LEVEL = 2
"""Of zstd. Level 3 takes a third more time, and its files of news are 1 % smaller."""

_IN_LIST = ".list.element"
"""How Parquet's paths go from a list to what it holds."""

_AT_ONCE = 65_536
"""Values that the writer takes at a time. Changes nothing in files whose pages end where the content says. A page of
the others ends behind such a piece: they should hold no long texts."""


@dataclass(frozen=True, slots=True)
class Limits:
    """A row group is closed behind the row that reaches one of these."""

    rows: int
    bytes: int


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """One Parquet file; ``path`` is relative to the dataset folder, with forward slashes."""

    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class WrittenSplit:
    """All files of one split of one config."""

    config: str
    split: str
    rows: int
    bytes: int
    content_hash: str
    files: tuple[WrittenFile, ...]

    @property
    def paths(self) -> list[str]:
        return [file.path for file in self.files]


class SplitWriter:
    """Cuts rows into row groups and shards. ``close`` gives the files their final names.

    Pages are ended ``by_content`` where a later release with a few other rows should have most pages unchanged.
    """

    def __init__(self, folder: Path, split: str, schema: pa.Schema, limits: Limits, *, by_content: bool = True) -> None:
        self._folder, self._split = folder, split
        self._schema, self._limits, self._by_content = schema, limits, by_content
        self._hash = ContentHash(schema)
        self._pending: list[pa.Table] = []
        self._rows = self._weight = 0
        self._shards: list[_Shard] = []

    def write(self, table: pa.Table, weights: Sequence[int] | np.ndarray | None = None) -> None:
        """Adds rows. ``weights`` are their sizes in bytes, where a row may be large."""
        sums = np.cumsum(np.zeros(len(table), np.int64) if weights is None else np.asarray(weights, np.int64))
        done = 0
        while done < len(table):
            before = int(sums[done - 1]) if done else 0
            room = int(np.searchsorted(sums, before + self._limits.bytes - self._weight)) + 1
            take = min(self._limits.rows - self._rows, room - done, len(table) - done)
            take = max(take, 1)
            self._pending.append(table.slice(done, take))
            self._rows += take
            self._weight += int(sums[done + take - 1]) - before
            done += take
            if self._rows >= self._limits.rows or self._weight >= self._limits.bytes:
                self._flush()

    def _flush(self) -> None:
        if not self._pending:
            return
        group = pa.concat_tables(self._pending).combine_chunks()
        self._pending, self._rows, self._weight = [], 0, 0
        self._hash.update(group)
        if not self._shards or self._shards[-1].size >= SHARD_BYTES:
            self._close_shard()
            name = f"{self._split}-{len(self._shards):05d}.partial"
            self._shards.append(_Shard(self._folder / name, self._schema, by_content=self._by_content))
        self._shards[-1].write(group)
        del group
        pa.default_memory_pool().release_unused()

    def close(self) -> WrittenSplit | None:
        """Ends the last row group and file. None where there was no row: an empty split breaks loading."""
        self._flush()
        self._close_shard()
        if not self._shards:
            return None
        files = tuple(self._finish(number, shard) for number, shard in enumerate(self._shards))
        return WrittenSplit(
            self._folder.name, self._split, self._hash.rows, self._hash.bytes, self._hash.hexdigest(), files
        )

    def abandon(self) -> None:
        """Closes what is open, without finishing it."""
        self._pending = []
        if self._shards:
            self._shards[-1].abandon()

    def _close_shard(self) -> None:
        if self._shards:
            self._shards[-1].close()

    def _finish(self, number: int, shard: _Shard) -> WrittenFile:
        name = f"{self._split}-{number:05d}-of-{len(self._shards):05d}.parquet"
        path = shard.path.rename(shard.path.with_name(name))
        return WrittenFile(f"{self._folder.name}/{name}", shard.rows, path.stat().st_size, sha256_of_file(path))


class _Shard:
    def __init__(self, path: Path, schema: pa.Schema, *, by_content: bool) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.rows = 0
        self._file: IO[bytes] = path.open("wb")
        self._writer = parquet_writer(self._file, schema, by_content=by_content)

    @property
    def size(self) -> int:
        return self._file.tell()

    def write(self, group: pa.Table) -> None:
        self.rows += len(group)
        self._writer.write_table(group, row_group_size=max(len(group), 1))

    def close(self) -> None:
        if self._file.closed:
            return
        self._writer.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        for end in (self._writer.close, self._file.close):
            with suppress(OSError):  # a disk that is full cannot take the last bytes either
                end()


def parquet_writer(file: IO[bytes], schema: pa.Schema, *, by_content: bool = True) -> pq.ParquetWriter:
    """Writes as all files of a dataset are written. ``by_content``: see ``SplitWriter``."""
    leaves = [column for field in schema for column in _leaves(field.name, field.type)]
    rising = [name for name in leaves if name.split(".")[0] in RISING]
    prose = [name for name in leaves if name.split(".")[-1] in PROSE]
    # No reader asks for the least and the greatest inside lists, where rows do not begin and end.
    compared = [name for name in leaves if name not in prose and _IN_LIST not in name]
    return pq.ParquetWriter(
        file,
        schema,
        use_dictionary=[name for name in leaves if name not in (*rising, *prose)],
        column_encoding=dict.fromkeys(rising, "DELTA_BINARY_PACKED"),
        write_statistics=compared,
        write_batch_size=_AT_ONCE,
        compression="zstd",
        compression_level=LEVEL,
        write_page_index=True,
        write_page_checksum=True,
        use_content_defined_chunking=by_content,
    )


def _leaves(path: str, kind: pa.DataType) -> Iterator[str]:
    """The paths of a column's leaves, as Parquet names them."""
    if pa.types.is_list(kind):
        yield from _leaves(f"{path}{_IN_LIST}", kind.value_type)
    elif pa.types.is_struct(kind):
        for field in kind:
            yield from _leaves(f"{path}.{field.name}", field.type)
    else:
        yield path


def sha256_of_file(path: Path) -> str:
    """SHA-256 of the file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
