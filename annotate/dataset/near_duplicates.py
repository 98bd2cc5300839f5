"""Finds articles that are nearly the same: wire copies, and reprints with light edits.

Two articles belong together where at least half of their shingles are shared. A shingle is a run of 32 bytes of
letters and digits, whatever the case, spacing and punctuation; one in eight is kept, chosen by its hash. MinHash
signatures estimate the share; ``fingerprints`` finds the articles that have similar ones.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from rensa import RMinHash

from annotate.dataset.text import Ints, combined, offsets_of, string_bytes

BANDS, ROWS = 42, 3
PERMUTATIONS = BANDS * ROWS
SEED = 7
_DOUBLINGS = 5
SHINGLE = 2**_DOUBLINGS
_SAMPLE_BITS = 3
_SAMPLED = np.uint32(2 ** (32 - _SAMPLE_BITS))
_BASE, _MIX = np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)

_AT_ONCE = 250_000
"""Bytes of texts that are worked on at once. For larger arrays the C library asks the system for memory each time,
which takes as long as the work itself.
"""

Signatures = npt.NDArray[np.uint16]


def signed(
    texts: pa.Array | pa.ChunkedArray, kept: pa.Array | pa.ChunkedArray | None = None
) -> tuple[Signatures, Ints]:
    """The signature of each text, and the places of those that had to be worked out.

    ``kept`` are signatures of the texts from before, as bytes; what is none is worked out anew.
    """
    found = np.zeros((len(texts), PERMUTATIONS), np.uint16)
    known = np.zeros(len(texts), np.bool_)
    if kept is not None:
        whole = combined(kept)
        known = pc.equal(pc.binary_length(whole), found.itemsize * PERMUTATIONS).to_numpy(zero_copy_only=False)
        values = b"".join(whole.filter(pa.array(known)).to_pylist())
        found[known] = np.frombuffer(values, found.dtype).reshape(-1, PERMUTATIONS)
    missing = np.flatnonzero(~known)
    done = 0
    for part in _light(combined(texts).take(pa.array(missing))) if len(missing) else ():
        found[missing[done : done + len(part)]] = signatures(part)
        done += len(part)
    return found, missing


@cache
def scheme() -> str:
    """Names the way in which signatures are made: another one for whatever makes another signature of a text."""
    probes = [
        "Ünïcode, ΑΒΓ and 字: signed “once”. " + " ".join(f"{n * n:x}" for n in range(size)) for size in (0, 9, 99, 999)
    ]
    made = hashlib.blake2b(signatures(pa.array(probes)).tobytes(), digest_size=8)
    made.update(repr((BANDS, ROWS, SEED, SHINGLE, _SAMPLE_BITS, int(_BASE), int(_MIX))).encode())
    return f"minhash-{made.hexdigest()}"


def _light(texts: pa.Array) -> Iterator[pa.Array]:
    sizes = np.cumsum(pc.binary_length(texts).to_numpy().astype(np.int64)) // _AT_ONCE
    cuts = np.concatenate(([0], np.flatnonzero(np.diff(sizes)) + 1, [len(texts)]))
    for start, end in pairwise(cuts.tolist()):
        yield texts.slice(start, end - start)


def signatures(texts: pa.Array) -> Signatures:
    """A MinHash signature for each text, of which 16 bits of each number are enough."""
    if len(texts) == 0:
        return np.zeros((0, PERMUTATIONS), np.uint16)
    hashes, offsets = _shingles(texts)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(hashes, offsets, PERMUTATIONS, SEED)
    rows = b"".join([array("I", row).tobytes() for row in matrix.to_rows()])
    return np.frombuffer(rows, np.uintc).astype(np.uint16).reshape(len(texts), PERMUTATIONS)


def _shingles(texts: pa.Array) -> tuple[npt.NDArray[np.uint64], list[int]]:
    """The hashes of the kept shingles of all texts, and where each text's begin."""
    data, bounds = _letters(texts)
    hashes = np.zeros(len(data) + SHINGLE, np.uint32)
    np.add(data, np.uint32(1), out=hashes[: len(data)])
    factor, later = _BASE, np.empty_like(hashes)
    for doubling in range(_DOUBLINGS):
        size = len(hashes) - 2**doubling
        hashes[:size] += np.multiply(hashes[2**doubling :], factor, out=later[:size])
        factor = np.uint32((int(factor) ** 2) & 0xFFFFFFFF)
    hashes = hashes[: len(data)]
    hashes ^= np.right_shift(hashes, np.uint32(15), out=later[: len(data)])
    hashes *= _MIX
    sampled = hashes < _SAMPLED
    last = bounds[1:, None] - np.arange(1, SHINGLE)  # a shingle that begins here would reach into the next text
    sampled[last[last >= bounds[:-1, None]]] = False
    places = np.flatnonzero(sampled)
    return _with_rest(hashes[places].astype(np.uint64), np.diff(np.searchsorted(places, bounds)), texts)


def _with_rest(kept: npt.NDArray[np.uint64], counts: Ints, texts: pa.Array) -> tuple[npt.NDArray[np.uint64], list[int]]:
    # A text too short to have a kept shingle is its own only shingle.
    short = np.flatnonzero(counts == 0)
    offsets = offsets_of(counts)
    own = np.array([_hash_of(texts[int(place)].as_py()) for place in short], np.uint64)
    hashes = np.insert(kept, offsets[short], own)
    counts[short] = 1
    return hashes, offsets_of(counts).tolist()


def _hash_of(text: str) -> int:
    value = 14695981039346656037
    for byte in text.encode():
        value = ((value ^ byte) * 1099511628211) & 0xFFFFFFFFFFFFFFFF
    return value


def _letters(texts: pa.Array) -> tuple[npt.NDArray[np.uint8], Ints]:
    """The bytes of letters, digits and all that is not ASCII, in lower case, and where each text's begin."""
    bounds, data = string_bytes(combined(pc.utf8_lower(texts)))
    content = data.tobytes()
    letters = [content[start:end].translate(None, _DROPPED) for start, end in pairwise(bounds.tolist())]
    return np.frombuffer(b"".join(letters), np.uint8), offsets_of(np.array([*map(len, letters)], np.int64))


_DROPPED = bytes(byte for byte in range(0x80) if not chr(byte).isalnum())
