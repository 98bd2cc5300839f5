"""Values from data that nobody knows, in sentences that anybody may read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters: terminals obey them
    "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"  # what turns or breaks a line, or hides in it
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)

HOW_TO_SAVE = (
    "In Notepad: Save as, encoding “UTF-8”, not “UTF-8 with BOM”. Excel's “CSV UTF-8” has one, so save it once more in "
    "Notepad."
)
"""Where to say what a file's encoding is, in the programs that get it wrong most often."""

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def printable(text: str) -> str:
    """The text on one line, with everything that a terminal would obey written as an escape."""
    return _UNPRINTABLE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return _SHORT.get(char) or (f"\\x{ord(char):02x}" if ord(char) < 0x100 else f"\\u{{{ord(char):x}}}")


def shortened(text: str, limit: int = 60) -> str:
    """The text, or its two ends where it is longer than ``limit``."""
    if len(text) <= limit:
        return text
    tail = limit // 3
    return f"{text[: limit - tail - 1]}…{text[-tail:]}"


def quoted(text: str, limit: int = 60) -> str:
    """A piece of text in quotation marks, on one line, shortened."""
    return f"“{printable(shortened(text, limit))}”"


def shown(value: Any) -> str:
    """A JSON value for a message: text in quotation marks, everything else as JSON writes it, shortened."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dict):
        return "an object" if value else "an empty object"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return printable(shortened(repr(value)))


def listed(values: Iterable[Any], last: str = "or", limit: int = 12) -> str:
    """``a, b or c``; of a long list the first and how many more."""
    words = [value if isinstance(value, str) else shown(value) for value in values]
    words = [printable(shortened(word)) for word in words]
    if len(words) > limit:
        return ", ".join(words[:limit]) + f" {last} one of {len(words) - limit} more"
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + f" {last} {words[-1]}"


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """``1 span``, ``3 spans``, ``no spans``."""
    if number == 1:
        return f"1 {singular}"
    return f"{number or 'no'} {plural or singular + 's'}"
