"""The texts of a store by their SHA-256, of which only the hashes are held in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from annotate.store.rows import damaged_text

_HEX = 64
_HASHES = "SELECT number, text_sha256 FROM articles"
_TEXTS = """
SELECT a.id, a.text_sha256, t.text FROM articles a CROSS JOIN texts t
WHERE a.number IN ({numbers}) AND t.article = a.number
"""


class StoredTexts:
    """Of one snapshot, while it is open; ``read`` answers a query."""

    def __init__(self, read: Callable[[str], pa.Table]) -> None:
        self._read = read
        table = read(_HASHES)
        hashes = _fixed(table["text_sha256"])
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._numbers = hashes[order], table["number"].to_numpy()[order]

    def held(self, hashes: pa.Array) -> pa.Array:
        """For each of some SHA-256, in hexadecimal, whether a text has it."""
        known = pa.FixedSizeBinaryArray.from_buffers(
            pa.binary(_HEX), len(self._hashes), [None, pa.py_buffer(self._hashes)]
        )
        return pc.is_in(hashes.cast(pa.binary()), value_set=known.cast(pa.binary()))

    def of(self, hashes: Sequence[str]) -> dict[str, str]:
        """The texts with these SHA-256, all of which are held. StoreDamaged where one is not what was loaded."""
        if not hashes:
            return {}
        places = np.searchsorted(self._hashes, np.array(hashes, f"S{_HEX}"))
        numbers = ", ".join(map(str, self._numbers[places].tolist()))
        found: dict[str, str] = {}
        for row in self._read(_TEXTS.format(numbers=numbers)).to_pylist():
            if hashlib.sha256(row["text"].encode()).hexdigest() != row["text_sha256"]:
                raise damaged_text(row["id"])
            found[row["text_sha256"]] = row["text"]
        return found


def _fixed(hashes: pa.ChunkedArray) -> np.ndarray:
    """The hashes as numpy compares them."""
    fixed = hashes.cast(pa.string()).cast(pa.binary()).cast(pa.binary(_HEX)).combine_chunks()
    return np.frombuffer(fixed.buffers()[1], f"S{_HEX}")[fixed.offset : fixed.offset + len(fixed)]
