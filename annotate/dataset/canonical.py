"""A content hash of rows that depends on their values alone: not on Parquet, its writer, chunks or buffers.

Every leaf of the columns is hashed on its own, as a stream: lengths (of strings and lists) as little-endian 32-bit
numbers, values as little-endian bytes, and the places of nulls. The hash of the table joins the leaves by their names
and types. Rows must come in their canonical order.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from annotate.dataset.text import combined, utf8_of


class ContentHash:
    """Takes tables of one schema, in order."""

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._streams: dict[str, Any] = {}
        self._counts: dict[str, int] = {}
        self.rows = 0
        self.bytes = 0

    def update(self, table: pa.Table) -> None:
        """Adds rows."""
        self.rows += len(table)
        for field in self._schema:
            for chunk in table[field.name].chunks:
                self._walk(field.name, chunk)

    def hexdigest(self) -> str:
        """The hash of all rows so far."""
        whole = hashlib.sha256()
        for name in sorted(self._streams):
            whole.update(f"{name}\x1f{self._counts.get(name, 0)}\x1f{self._streams[name].hexdigest()}\n".encode())
        return whole.hexdigest()

    def _walk(self, path: str, array: pa.Array) -> None:
        self._nulls(path, array)
        kind = array.type
        if pa.types.is_struct(kind):
            for field, child in zip(kind, array.flatten(), strict=True):
                self._walk(f"{path}.{field.name}", child)
        elif pa.types.is_list(kind):
            lengths = _filled(pc.list_value_length(array), 0)
            self._feed(f"{path}[]", np.ascontiguousarray(lengths.to_numpy(zero_copy_only=False), "<i4"))
            self._walk(f"{path}[*]", array.flatten())
        elif pa.types.is_string(kind):
            filled = _filled(array, "")
            self._feed(f"{path}:length", np.ascontiguousarray(pc.binary_length(filled).to_numpy(), "<i4"))
            self._feed(f"{path}:utf8", utf8_of(filled))
        else:
            zero = False if pa.types.is_boolean(kind) else 0
            values = _filled(array, zero).to_numpy(zero_copy_only=False)
            self._feed(f"{path}:{kind}", np.ascontiguousarray(values, values.dtype.newbyteorder("<")))

    def _nulls(self, path: str, array: pa.Array) -> None:
        base = self._counts.get(path, 0)
        self._counts[path] = base + len(array)
        nulls = np.flatnonzero(array.is_null().to_numpy(zero_copy_only=False)) if array.null_count else np.zeros(0, int)
        self._feed(path, (nulls + base).astype("<i8", copy=False))

    def _feed(self, name: str, values: Any) -> None:
        stream = self._streams.get(name)
        if stream is None:
            stream = self._streams[name] = hashlib.sha256()
        stream.update(values.data)
        self.bytes += values.nbytes


def _filled(array: pa.Array, zero: Any) -> pa.Array:
    """The array with ``zero`` for its nulls; where there are none, nothing is copied."""
    return combined(pc.fill_null(array, zero)) if array.null_count else array


def content_hash(schema: pa.Schema, table: pa.Table) -> str:
    """The content hash of one table."""
    whole = ContentHash(schema)
    whole.update(table)
    return whole.hexdigest()


def joined_hash(hashes: dict[str, str]) -> str:
    """One hash for several named ones."""
    text = "".join(f"{name}\x1f{hashes[name]}\n" for name in sorted(hashes))
    return hashlib.sha256(text.encode()).hexdigest()
