"""The signatures of all articles, and the pairs among them that are similar: locality-sensitive hashing.

A signature is cut into bands. Articles that agree in a whole band are compared in all. Signatures lie band by band in a
temporary file (in memory while they are few): no more than one band is read at a time, however many articles there are.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from annotate.dataset.near_duplicates import BANDS, PERMUTATIONS, ROWS, Signatures
from annotate.dataset.text import Ints
from annotate.dataset.units import Pairs
from annotate.errors import AnnotateError

THRESHOLD = 0.5
"""The share of places in which near duplicates agree."""
_CHUNK = 4096
"""Articles whose bands lie together in the file."""
_IN_MEMORY = 8_000_000
_COMPARED = 1_000_000
"""About so many pairs are compared in one go through the bands."""


class Fingerprints:
    """Collects signatures in order, then finds the pairs. To be closed."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, prefix="annotate-signatures-")  # noqa: SIM115
        self._pending: list[Signatures] = []
        self._count = self._written = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def add(self, signed: Signatures) -> None:
        """Takes the signatures of the next articles."""
        self._pending.append(signed)
        self._count += len(signed)
        while self._count - self._written >= _CHUNK:
            self._write(_CHUNK)

    def pairs(self) -> Iterator[Pairs]:
        """Places of near duplicates, pairs that join each cluster. Of each pair, the first comes before the second."""
        self._write(self._count - self._written)
        found: list[npt.NDArray[np.uint64]] = []
        for band in range(BANDS):
            found.append(_candidates(self._band(band)))
            if band == BANDS - 1 or sum(map(len, found)) >= _COMPARED:
                yield self._similar(np.unique(np.concatenate(found)))
                found = []

    def _write(self, count: int) -> None:
        rows = np.concatenate([*self._pending, np.zeros((0, PERMUTATIONS), np.uint16)])
        chunk, rest = rows[:count], rows[count:]
        try:
            self._file.write(chunk.reshape(count, BANDS, ROWS).swapaxes(0, 1).tobytes())
        except OSError as error:
            raise AnnotateError(
                f"Cannot write to {tempfile.gettempdir()}, the folder for temporary files: {error.strerror or error}. "
                "Nothing was exported. Make space there, or name another folder in the environment variable TMPDIR."
            ) from error
        self._written += count
        self._pending = [rest]

    def _band(self, band: int) -> Signatures:
        """That part of all signatures: ``ROWS`` numbers for each."""
        parts = [np.zeros((0, ROWS), np.uint16)]
        for start in range(0, self._written, _CHUNK):
            count = min(_CHUNK, self._written - start)
            self._file.seek((start * PERMUTATIONS + band * count * ROWS) * parts[0].itemsize)
            content = self._file.read(count * ROWS * parts[0].itemsize)
            parts.append(np.frombuffer(content, np.uint16).reshape(-1, ROWS))
        return np.concatenate(parts)

    def _similar(self, pairs: npt.NDArray[np.uint64]) -> Pairs:
        left, right = (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
        agreeing = np.zeros(len(pairs), np.int64)
        if len(pairs):
            for number in range(BANDS):
                band = self._band(number)
                agreeing += (band[left] == band[right]).sum(axis=1)
        near = agreeing >= THRESHOLD * PERMUTATIONS
        return left[near], right[near]


def _candidates(band: Signatures) -> npt.NDArray[np.uint64]:
    """Neighbours among the articles that agree in a whole band, and each with the first: one number a pair."""
    keys = np.zeros(len(band), np.uint64)
    for row in range(ROWS):
        keys |= band[:, row].astype(np.uint64) << np.uint64(16 * row)
    ordered = np.sort(keys)
    repeated = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(repeated):
        return repeated
    near = np.minimum(np.searchsorted(repeated, keys), len(repeated) - 1)
    places = np.flatnonzero(repeated[near] == keys)
    order = places[np.argsort(near[places], kind="stable")]
    begins = np.diff(near[order], prepend=-1) != 0
    first = np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))
    later = np.flatnonzero(~begins)
    apart = later[first[later] != later - 1]
    return np.concatenate((_pairs(order[later - 1], order[later]), _pairs(order[first[apart]], order[apart])))


def _pairs(left: Ints, right: Ints) -> npt.NDArray[np.uint64]:
    return left.astype(np.uint64) << np.uint64(32) | right.astype(np.uint64)
