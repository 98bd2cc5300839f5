"""Cuts many texts into tokens at once.

A token is a run of letters and digits (with apostrophes, hyphens and dots inside it: ``can't``, ``anti-war``,
``1,000.5``), a single character of a script written without spaces, a run of symbols such as emoji, or one
punctuation mark. Combining marks, variation selectors, joiners and other invisible characters belong to the token
before them. Every code point that is no white space lies in exactly one token.
"""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from annotate.dataset.text import (
    Ints,
    Points,
    begins_point,
    code_points,
    first_points,
    offsets_of,
    string_bytes,
    strings_from,
)

SPACE, WORD, SINGLE, SYMBOL, PUNCTUATION, EXTEND = range(6)
_INNER = "'’-‐‑.,·_@&"
JOINER = 0x200D
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x31FF),  # CJK radicals, Hiragana, Katakana, Bopomofo
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x1B000, 0x1B16F),
    (0x20000, 0x3FFFF),
)


Kinds = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of consecutive texts; ``starts`` and ``ends`` are offsets into each token's own text."""

    counts: Ints
    starts: Ints
    ends: Ints
    strings: pa.Array


def tokenize(texts: pa.Array) -> Tokens:
    """The tokens of every text of a string array without nulls."""
    byte_offsets, data = string_bytes(texts)
    points = code_points(data)
    first = first_points(byte_offsets, data)
    own_kinds = _looked_up(classes(), points)
    kinds = _joined(points, own_kinds, first)
    begins = _begins(points, own_kinds, kinds, first)
    inside = kinds != SPACE
    # A token ends before the next token or white space begins, or where its text ends.
    stops = np.append(begins | ~inside, True)
    stops[first] = True
    stops[1:] &= inside
    starts, ends = np.flatnonzero(begins), np.flatnonzero(stops[1:]) + 1
    counts = np.diff(np.searchsorted(starts, first))
    origin = np.repeat(first[:-1], counts)
    return Tokens(counts, starts - origin, ends - origin, _strings(data, points, inside, starts, ends))


def _looked_up(table: Kinds | npt.NDArray[np.bool_], points: Points) -> Kinds:
    """What the table says of each code point, not to be written to. Bytes need no index of eight bytes each."""
    if points.dtype != np.uint8:
        return np.take(table, points).view(np.uint8)
    return np.frombuffer(points.tobytes().translate(table[:256].tobytes()), np.uint8)


def _strings(data: Kinds, points: Points, inside: npt.NDArray[np.bool_], starts: Ints, ends: Ints) -> pa.Array:
    """The tokens that begin and end at these code points: all that is no white space, in its order."""
    if points.dtype == np.uint8:
        return strings_from(offsets_of(ends - starts), np.compress(inside, data))
    heads = np.append(np.flatnonzero(begins_point(data)), len(data))
    kept = np.compress(np.repeat(inside, np.diff(heads)), data)
    return strings_from(offsets_of(heads[ends] - heads[starts]), kept)


def _begins(points: Points, own_kinds: Kinds, kinds: Kinds, first: Ints) -> npt.NDArray[np.bool_]:
    inside = kinds != SPACE
    runs = (kinds == WORD) | (kinds == SYMBOL)
    begins: npt.NDArray[np.bool_] = inside.copy()
    begins[1:] &= ~(runs[1:] & (kinds[1:] == kinds[:-1]))
    if points.dtype != np.uint8:
        begins[1:] &= ~((points[:-1] == JOINER) & (kinds[:-1] != SPACE) & (kinds[1:] == SYMBOL))
    # What extends begins a token only where nothing stands before it.
    begins[own_kinds == EXTEND] = False
    alone = np.ones(len(points) + 1, np.bool_)
    alone[1:-1] = ~inside[:-1]
    alone[first] = True
    begins |= alone[:-1] & inside
    return begins


def _joined(points: Points, own_kinds: Kinds, first: Ints) -> Kinds:
    """Classes with extending characters taken into the run before them, and marks inside words into the words."""
    kinds = own_kinds.copy()
    extends = kinds == EXTEND
    heads = first[:-1][np.diff(first) > 0]
    extends[heads] = False
    kinds[heads[kinds[heads] == EXTEND]] = PUNCTUATION
    if extends.any():
        # The class of the last character before it that does not extend.
        places = np.where(extends, 0, np.arange(len(kinds)))
        np.maximum.accumulate(places, out=places)
        kinds = kinds[places]
        kinds[extends & (kinds == SPACE)] = PUNCTUATION
    inner = _looked_up(_inner_marks(), points).view(np.bool_).copy()
    inner[heads] = inner[np.append(heads[1:], len(points))[: len(heads)] - 1] = False
    words = kinds == WORD
    inner[1:-1] &= words[:-2] & words[2:]
    kinds[np.flatnonzero(inner)] = WORD
    return kinds


@cache
def classes() -> npt.NDArray[np.uint8]:
    """The class of every code point."""
    table = np.full(sys.maxunicode + 1, PUNCTUATION, np.uint8)
    for points in _MAY_BE_ASSIGNED:
        categories = map(unicodedata.category, map(chr, points))
        table[points.start : points.stop] = [_BY_CATEGORY.get(category, PUNCTUATION) for category in categories]
    for low, high in _UNSPACED:
        run = table[low : high + 1]
        run[run == WORD] = SINGLE
    spaces = [point for point in range(0x3001) if chr(point).isspace()]
    table[spaces] = SPACE
    table[0x1F3FB:0x1F400] = EXTEND  # skin tones
    table[0x1F1E6:0x1F200] = SYMBOL  # flags
    return table


_BY_CATEGORY = {
    **dict.fromkeys(("Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No"), WORD),
    **dict.fromkeys(("Mn", "Mc", "Me", "Cf"), EXTEND),
    **dict.fromkeys(("So", "Sk"), SYMBOL),
    **dict.fromkeys(("Zs", "Zl", "Zp"), SPACE),
}

_MAY_BE_ASSIGNED = (range(0x40000), range(0xE0000, 0xE1000))
"""All other code points are for private use, or none; to ask of each takes three times as long."""


@cache
def _inner_marks() -> npt.NDArray[np.bool_]:
    table = np.zeros(sys.maxunicode + 1, np.bool_)
    table[[ord(mark) for mark in _INNER]] = True
    return table
