"""Offsets: code points everywhere, UTF-16 code units only at the edges that need them.

The same test vectors (``tests/vectors/offsets.json``) check this module and ``editor/offsets.js``.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


class Utf16Index:
    """Converts between code points and UTF-16 code units of one text, in logarithmic time."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._astral = [i for i, char in enumerate(text) if ord(char) > 0xFFFF]
        self._astral_units = [point + before for before, point in enumerate(self._astral)]

    def to_utf16(self, point: int) -> int:
        """Code point offset (0 to the length of the text) to UTF-16 offset. Outside: ValueError."""
        if not 0 <= point <= self._length:
            raise ValueError(f"offset {point} is outside a text of {self._length} code points")
        return point + bisect_right(self._astral, point - 1)

    def to_code_points(self, unit: int) -> int:
        """UTF-16 offset to code point offset. Outside the text or within a surrogate pair: ValueError."""
        before = bisect_right(self._astral_units, unit - 1)
        point = unit - before
        if not 0 <= point <= self._length or self.to_utf16(point) != unit:
            raise ValueError(f"UTF-16 offset {unit} is outside the text or within a character")
        return point


@dataclass(frozen=True, slots=True)
class LinePosition:
    """Line and column, both counted from 1; the column counts code points."""

    line: int
    column: int


def line_position(text: str, offset: int) -> LinePosition:
    """Where a code point offset stands. Lines end at ``\\n``."""
    line_start = text.rfind("\n", 0, offset) + 1
    return LinePosition(text.count("\n", 0, line_start) + 1, offset - line_start + 1)
