"""Finds articles that are nearly the same: wire copies, and reprints with light edits.

Two articles belong together where at least half of their shingles are shared. A shingle is a run of 32 bytes of
letters and digits, whatever the case, spacing and punctuation; one in eight is kept, chosen by its hash. MinHash
signatures estimate the share, and locality-sensitive hashing finds the pairs that are worth comparing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rensa import RMinHash

from annotate.dataset.text import Ints, combined, offsets_of, string_bytes

BANDS, ROWS = 42, 3
PERMUTATIONS = BANDS * ROWS
THRESHOLD = 0.5
SEED = 7
_DOUBLINGS = 5
SHINGLE = 2**_DOUBLINGS
_SAMPLE_BITS = 3
_BASE, _MIX = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)
_COMPARED = 100_000
"""Pairs that are compared at once."""

Signatures = npt.NDArray[np.uint16]


class Fingerprints:
    """Collects the signatures of articles, batch by batch."""

    def __init__(self) -> None:
        self._signed = bytearray()  # grows in place, which an array does not

    def add(self, texts: pa.Array | pa.ChunkedArray) -> None:
        """Signs the texts, in order."""
        for part in _light(combined(texts)):
            self._signed += signatures(part).tobytes()

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Places of near duplicates, as pairs that join each cluster."""
        yield from similar_pairs(np.frombuffer(self._signed, np.uint16).reshape(-1, PERMUTATIONS))


def _light(texts: pa.Array, limit: int = 2_000_000) -> Iterator[pa.Array]:
    sizes = np.cumsum(pc.binary_length(texts).to_numpy().astype(np.int64)) // limit
    cuts = np.concatenate(([0], np.flatnonzero(np.diff(sizes)) + 1, [len(texts)]))
    for start, end in pairwise(cuts.tolist()):
        yield texts.slice(start, end - start)


def signatures(texts: pa.Array) -> Signatures:
    """A MinHash signature for each text, of which 16 bits of each number are enough."""
    if len(texts) == 0:
        return np.zeros((0, PERMUTATIONS), np.uint16)
    hashes, offsets = _shingles(texts)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, offsets, PERMUTATIONS, SEED)
    return np.array(matrix.to_rows(), np.uint32).astype(np.uint16).reshape(len(texts), PERMUTATIONS)


def similar_pairs(signed: Signatures) -> Iterator[tuple[int, int]]:
    """Pairs whose signatures agree in at least ``THRESHOLD`` of their places. Each first comes before its second."""
    for band in range(BANDS):
        left, right = _candidates(signed[:, band * ROWS : (band + 1) * ROWS])
        for start in range(0, len(left), _COMPARED):
            some = slice(start, start + _COMPARED)
            agreement = (signed[left[some]] == signed[right[some]]).mean(axis=1)
            near = agreement >= THRESHOLD
            yield from zip(left[some][near].tolist(), right[some][near].tolist(), strict=True)


def _candidates(band: Signatures) -> tuple[Ints, Ints]:
    """Neighbours among the articles that agree in a whole band, and each with the first of them."""
    keys = np.zeros(len(band), np.uint64)
    for row in range(ROWS):
        keys |= band[:, row].astype(np.uint64) << np.uint64(16 * row)
    order = np.argsort(keys, kind="stable")
    same = keys[order][1:] == keys[order][:-1]
    places = np.arange(len(order))
    begins = np.ones(len(order), np.bool_)
    begins[1:] = ~same
    first = np.maximum.accumulate(np.where(begins, places, 0))
    later = np.flatnonzero(~begins)
    neighbours = later - 1
    apart = first[later] != neighbours
    left = np.concatenate((order[neighbours], order[first[later][apart]]))
    right = np.concatenate((order[later], order[later[apart]]))
    return np.minimum(left, right), np.maximum(left, right)


def _shingles(texts: pa.Array) -> tuple[npt.NDArray[np.uint64], list[int]]:
    """The hashes of the kept shingles of all texts, and where each text's begin."""
    data, bounds = _letters(texts)
    hashes = np.append(data.astype(np.uint32) + np.uint32(1), np.zeros(SHINGLE, np.uint32))
    factor = _BASE
    for doubling in range(_DOUBLINGS):
        hashes[: -(2**doubling)] += hashes[2**doubling :] * factor
        factor = np.uint32((int(factor) ** 2) & 0xFFFFFFFF)
    hashes = hashes[: len(data)]
    hashes ^= hashes >> np.uint32(15)
    hashes *= _MIX
    places = np.flatnonzero(hashes >> np.uint32(32 - _SAMPLE_BITS) == 0)
    text_of = np.searchsorted(bounds, places, side="right") - 1
    whole = places + SHINGLE <= bounds[text_of + 1]
    counts = np.bincount(text_of[whole], minlength=len(texts)).astype(np.int64)
    return _with_rest(hashes[places[whole]].astype(np.uint64), counts, texts)


def _with_rest(kept: npt.NDArray[np.uint64], counts: Ints, texts: pa.Array) -> tuple[npt.NDArray[np.uint64], list[int]]:
    # A text too short to have a kept shingle is its own only shingle.
    short = np.flatnonzero(counts == 0)
    offsets = np.concatenate(([0], np.cumsum(counts)))
    own = np.array([_hash_of(texts[int(place)].as_py()) for place in short], np.uint64)
    hashes = np.insert(kept, offsets[short], own)
    counts[short] = 1
    return hashes, np.concatenate(([0], np.cumsum(counts))).tolist()


def _hash_of(text: str) -> int:
    value = 14695981039346656037
    for byte in text.encode():
        value = ((value ^ byte) * 1099511628211) & 0xFFFFFFFFFFFFFFFF
    return value


def _letters(texts: pa.Array) -> tuple[npt.NDArray[np.uint8], Ints]:
    """The bytes of letters, digits and all that is not ASCII, in lower case, and where each text's begin."""
    bounds, data = string_bytes(combined(pc.utf8_lower(texts)))
    kept = _KEPT[data]
    lengths = np.add.reduceat(np.append(kept, False), bounds[:-1], dtype=np.int64)
    return data[kept], offsets_of(np.where(np.diff(bounds) > 0, lengths, 0))


_KEPT = np.array([byte >= 0x80 or chr(byte).isalnum() for byte in range(256)], np.bool_)
