"""Reads JSON slowly, and knows where it stands: which character is wrong, and where a value begins.

``strict_json`` parses at C speed and comes here only when something is wrong.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import NoReturn

from annotate.problems import pointer_to
from annotate.validation.words import quoted

MAX_SCANNED = 3_000_000  # code points, in about a second
MAX_DEPTH = 64
MAX_INTEGER = 2**53

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?P<real>(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)")
_PLAIN = re.compile(r'[^"\\\x00-\x1f\ud800-\udfff]*(?:\\["\\/bfnrt][^"\\\x00-\x1f\ud800-\udfff]*)*')
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u(?P<unit>[0-9a-fA-F]{4}))')
_WORD = re.compile(r"[-+]?[A-Za-z0-9_.+-]+")
_LITERALS = frozenset({"true", "false", "null"})
_NOT_FINITE = frozenset({"nan", "infinity", "inf"})

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Violation:
    """The first thing that is wrong; ``offset`` counts code points from the start of the text."""

    code: str
    message: str
    offset: int


class _RefusedError(Exception):
    def __init__(self, violation: Violation) -> None:
        self.violation = violation


def first_violation(text: str) -> Violation | None:
    """What strict JSON refuses in the text, or None where it is well."""
    try:
        _Scanner(text, _no_note).document()
    except _RefusedError as refused:
        return refused.violation
    return None


def value_offsets(text: str, pointers: Collection[str]) -> dict[str, int]:
    """Where the values begin that the JSON Pointers name, in code points. The text must be strict JSON.

    A pointer to what is not there gets its nearest parent's place.
    """
    offsets: dict[str, int] = {}
    wanted = {parent for pointer in pointers for parent in _parents(pointer)}

    def note(path: Path, offset: int) -> None:
        pointer = pointer_to(*path)
        if pointer in wanted:
            offsets[pointer] = offset

    _Scanner(text, note).document()
    return {pointer: next(offsets[p] for p in _parents(pointer) if p in offsets) for pointer in pointers}


def _parents(pointer: str) -> list[str]:
    """The pointer itself and everything above it, nearest first."""
    parts = pointer.split("/")
    return ["/".join(parts[:n]) for n in range(len(parts), 0, -1)]


def _no_note(_path: Path, _offset: int) -> None:
    """Of no interest: who looks for a violation does not ask where values begin."""


class _Scanner:
    def __init__(self, text: str, on_value: Callable[[Path, int], None]) -> None:
        self._text = text
        self._at = 0
        self._on_value = on_value

    def document(self) -> None:
        self._space()
        if self._at == len(self._text):
            self._refuse("J003", "There is no JSON value here; write a record, or delete the file")
        self._value(())
        self._space()
        if self._at < len(self._text):
            self._refuse("J003", "More text follows the JSON value; delete it, or put one record on each line")

    def _value(self, path: Path) -> None:
        self._space()
        self._on_value(path, self._at)
        char = self._char()
        if char in ("{", "["):
            if len(path) >= MAX_DEPTH:
                self._refuse("J007", f"Objects and lists are nested more than {MAX_DEPTH} deep here; flatten them")
            self._object(path) if char == "{" else self._array(path)
        elif char == '"':
            self._string()
        elif number := _NUMBER.match(self._text, self._at):
            self._number(number)
        else:
            self._literal()

    def _object(self, path: Path) -> None:
        names: set[str] = set()
        self._at += 1
        if self._skip("}"):
            return
        while True:
            self._space()
            start = self._at
            if self._char() != '"':
                self._refuse("J003", "A property's name in double quotation marks must stand here")
            name = self._string()
            if name in names:
                self._refuse("J004", f"The property {quoted(name)} stands twice in this object; keep one", start)
            names.add(name)
            if not self._skip(":"):
                self._refuse("J003", f"A colon must follow the property's name {quoted(name)}")
            self._value((*path, name))
            if self._skip("}"):
                return
            if not self._skip(","):
                self._refuse("J003", "A comma or } must follow here")

    def _array(self, path: Path) -> None:
        self._at += 1
        if self._skip("]"):
            return
        index = 0
        while True:
            self._value((*path, index))
            index += 1
            if self._skip("]"):
                return
            if not self._skip(","):
                self._refuse("J003", "A comma or ] must follow here")

    def _string(self) -> str:
        start = self._at
        self._at += 1
        while True:
            self._at = self._match_end(_PLAIN)
            char = self._char()
            if char == '"':
                self._at += 1
                value: str = json.loads(self._text[start : self._at])
                return value
            if char == "\\":
                self._escape()
            elif not char:
                self._refuse("J003", "The text that begins here has no closing quotation mark", start)
            elif char < " ":
                self._refuse(
                    "J003", f"Inside of text the control character U+{ord(char):04X} must be written as an escape"
                )
            else:
                self._refuse_surrogate(self._at)

    def _escape(self) -> None:
        start = self._at
        escape = _ESCAPE.match(self._text, start)
        if escape is None:
            found = quoted(self._text[start : start + 2])
            self._refuse("J003", f"{found} begins no escape that JSON knows; write \\\\ for a backslash")
        self._at = escape.end()
        if escape["unit"] is None:
            return
        unit = int(escape["unit"], 16)
        if unit == 0:
            self._refuse("J008", "A NUL character (\\u0000) stands here; delete it", start)
        if 0xDC00 <= unit <= 0xDFFF:
            self._refuse_surrogate(start)
        if 0xD800 <= unit <= 0xDBFF:
            low = _ESCAPE.match(self._text, self._at)
            if low is None or low["unit"] is None or not 0xDC00 <= int(low["unit"], 16) <= 0xDFFF:
                self._refuse_surrogate(start)
            self._at = low.end()

    def _number(self, number: re.Match[str]) -> None:
        digits = number[0]
        start, self._at = self._at, number.end()
        after = self._char()
        if after and (after.isalnum() or after in ".+-_"):
            self._refuse_word(start)
        if number["real"]:
            if not math.isfinite(float(digits)):
                self._refuse("J005", f"The number {quoted(digits)} is too large for a double", start)
        elif len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:
            message = f"The integer {quoted(digits)} is beyond 2^53, where programs disagree; write it as text"
            self._refuse("J006", message, start)

    def _literal(self) -> None:
        word = _WORD.match(self._text, self._at)
        if word is not None and word[0] in _LITERALS:
            self._at = word.end()
        elif word is None:
            self._refuse("J003", f"A value must stand here{self._instead()}")
        else:
            self._refuse_word(self._at)

    def _refuse_word(self, start: int) -> NoReturn:
        match = _WORD.match(self._text, start)
        word = match[0] if match else self._text[start : start + 1]
        if word.lstrip("+-").lower() in _NOT_FINITE:
            self._refuse("J005", f"{quoted(word)} is not a number in JSON; write null where there is no value", start)
        self._refuse("J003", f"{quoted(word)} is not JSON; put text into double quotation marks", start)

    def _refuse_surrogate(self, start: int) -> NoReturn:
        self._refuse("J009", "Half of a surrogate pair stands here; write the whole character", start)

    def _refuse(self, code: str, message: str, offset: int | None = None) -> NoReturn:
        if offset is None and self._at == len(self._text) > 0:
            message += "; the text ends here, it may have been cut off"
        raise _RefusedError(Violation(code, message + ".", self._at if offset is None else offset))

    def _instead(self) -> str:
        char = self._char()
        return f", not {quoted(char)}" if char else ""

    def _char(self) -> str:
        """The character here, or nothing at the end."""
        return self._text[self._at : self._at + 1]

    def _space(self) -> None:
        self._at = self._match_end(_SPACE)

    def _skip(self, char: str) -> bool:
        self._space()
        found = self._char() == char
        self._at += found
        return found

    def _match_end(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self._at)
        return match.end() if match else self._at
