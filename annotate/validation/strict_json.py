"""JSON as RFC 8259 means it, and nothing that programs read differently.

Refused, each with its position: a byte order mark, bytes that are not UTF-8, NaN and Infinity, numbers too large for a
double, integers beyond 2^53, a property named twice, NUL, halves of surrogate pairs, more than 64 levels, and sizes
that do not fit into memory.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from json.scanner import make_scanner
from typing import Any, BinaryIO, NoReturn

from annotate.errors import AnnotateError
from annotate.offsets import line_position
from annotate.problems import Problem
from annotate.validation.json_scanner import MAX_DEPTH, MAX_INTEGER, MAX_SCANNED, Violation, first_violation
from annotate.validation.words import HOW_TO_SAVE

MAX_BYTES = 32 * 2**20
MAX_VALUES = 1_000_000

_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


class JsonProblem(AnnotateError):  # noqa: N818 - it carries a problem, and says which
    """Input that strict JSON refuses; ``problem`` tells where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def loads(data: bytes) -> Any:
    """The value of a JSON document. Raises JsonProblem, whose problem tells line, column and byte."""
    text = _decoded(data)
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        violation = first_violation(text) if len(text) <= MAX_SCANNED else None
        raise JsonProblem(_located(text, violation or _in_large(error))) from None
    if _is_suspicious(data):
        violation = first_violation(text) if len(text) <= MAX_SCANNED else _first_in_large(value)
        if violation:
            raise JsonProblem(_located(text, violation))
    return value


def quick_loads(text: str) -> Any:
    """The value of a JSON document without space around it, sooner than by ``loads``. Raises ValueError.

    Passes a property named twice, integers beyond 2^53, deep nesting, and escapes that stand for no character.
    """
    try:
        value, end = _quick_scan(text, 0)
    except StopIteration:
        raise ValueError("no value stands here") from None
    if end != len(text):
        raise ValueError("more follows the value")
    return value


def iter_lines(stream: BinaryIO) -> Iterator[tuple[int, Any | Problem]]:
    """The number (from 1) and the value, or the problem, of every line that is not blank.

    Positions in problems are the stream's: line from 1, byte from its start.
    """
    for number, start, line in raw_lines(stream):
        try:
            yield number, loads(line.rstrip(b"\r\n"))
        except JsonProblem as refusal:
            yield number, in_stream(refusal.problem, number, start)


def raw_lines(stream: BinaryIO, limit: float = math.inf) -> Iterator[tuple[int, int, bytes]]:
    """The number (from 1), the first byte's offset and the bytes of every line that is not blank.

    Of a line longer than MAX_BYTES only as much is given as ``loads`` needs to refuse it. Raises JsonProblem when
    the stream turns out to be longer than ``limit`` bytes.
    """
    number, start, is_rest = 1, 0, False
    while piece := stream.readline(MAX_BYTES + 1):
        if not is_rest and not piece.isspace():
            yield number, start, piece
        start += len(piece)
        if start > limit:
            message = "The file unpacks to far more than records do, and is not read further; check where it is from."
            raise JsonProblem(Problem("I010", message, line=number))
        is_rest = not piece.endswith(b"\n")
        number += not is_rest


def in_stream(problem: Problem, line: int, start: int) -> Problem:
    """A problem found within one line, as a problem within the stream whose byte ``start`` begins the line."""
    return replace(problem, line=line, byte=None if problem.byte is None else start + problem.byte)


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        _refuse(
            "J010", f"This record is larger than {MAX_BYTES // 2**20} MiB; divide it, or put one record on each line."
        )
    if data.startswith(codecs.BOM_UTF8):
        _refuse("J001", f"The file begins with a byte order mark; save it as UTF-8 without one. {HOW_TO_SAVE}")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _refuse("J002", f"The file is UTF-16, or no text at all; save it as UTF-8. {HOW_TO_SAVE}")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        message = f"The byte 0x{data[error.start]:02X} is not UTF-8; save the file as UTF-8."
        raise JsonProblem(_located(before, Violation("J002", message, len(before)))) from None
    # No value is shorter than two bytes, comma included.
    if len(data) > 2 * MAX_VALUES and _count_values(data) > MAX_VALUES:
        _refuse(
            "J010", f"This record holds more than {MAX_VALUES:,} values; divide it, or put one record on each line."
        )
    return text


def _count_values(data: bytes) -> int:
    """At least as many values as there are; more where text holds commas and brackets."""
    return data.count(b",") + data.count(b"[") + data.count(b"{")


def _refuse(code: str, message: str) -> NoReturn:
    raise JsonProblem(Problem(code, message, line=1, column=1, byte=0))


def _located(text: str, violation: Violation) -> Problem:
    position = line_position(text, violation.offset)
    byte = len(text[: violation.offset].encode())
    return Problem(violation.code, violation.message, line=position.line, column=position.column, byte=byte)


def _is_suspicious(data: bytes) -> bool:
    """Whether there may be something that the fast parser passes: deep nesting, a NUL, half of a surrogate pair."""
    # One byte is found much sooner than two.
    if b"\\" in data and b"\\u" in data and (b"\\u0000" in data or b"\\ud" in data or b"\\uD" in data):
        return True
    return not _is_shallow(data.translate(None, _NOT_BRACKETS))


@lru_cache(maxsize=1024)  # records of one kind are bracketed alike
def _is_shallow(brackets: bytes) -> bool:
    """Whether the nesting is surely within the limit. Brackets in text may leave it unsure."""
    for _ in range(MAX_DEPTH):
        if not brackets:
            return True
        inner = brackets.replace(b"{}", b"").replace(b"[]", b"")
        if len(inner) == len(brackets):
            return False
        brackets = inner
    return not brackets


def _in_large(error: Exception) -> Violation:
    """What the fast parser refused in a text that is too large to be scanned slowly."""
    if isinstance(error, _RefusedError):
        return Violation(error.code, f"{error}, somewhere in this record.", 0)
    if isinstance(error, json.JSONDecodeError):
        return Violation("J003", f"This is not JSON: {error.msg}.", error.pos)
    return Violation("J007", f"Objects and lists are nested more than {MAX_DEPTH} deep here; flatten them.", 0)


def _first_in_large(value: Any) -> Violation | None:
    """What the fast parser passed in a text that is too large to be scanned slowly."""
    if _depth(value) > MAX_DEPTH:
        return _in_large(RecursionError())
    written = json.dumps(value, ensure_ascii=False)
    if _NUL.search(written):
        return Violation("J008", "A NUL character (\\u0000) stands somewhere in this record; delete it.", 0)
    try:
        written.encode()
    except UnicodeEncodeError:
        message = "Half of a surrogate pair stands somewhere in this record; write the whole character."
        return Violation("J009", message, 0)
    return None


def _depth(value: Any) -> int:
    """How deep objects and lists are nested; counts no further than just beyond the limit."""
    level, depth = [value], 0
    while level and depth <= MAX_DEPTH:
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
            if isinstance(child, dict | list)
        ]
        depth += 1
    return depth


class _RefusedError(ValueError):
    """Raised from within the fast parser, which cannot tell where it stands."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _RefusedError("J004", "A property stands twice in an object")
    return value


def _exact(digits: str) -> int:
    if len(digits) > 15 and (len(digits) > 17 or abs(int(digits)) > MAX_INTEGER):
        raise _RefusedError("J006", "An integer is beyond 2^53")
    return int(digits)


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise _RefusedError("J005", "A number is too large for a double")
    return value


def _no_constant(word: str) -> NoReturn:
    raise _RefusedError("J005", f"{word} stands for a number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=_exact, parse_float=_finite, parse_constant=_no_constant
)
# The stub asks for another class than the function does.
_quick_scan = make_scanner(json.JSONDecoder(parse_float=_finite, parse_constant=_no_constant))  # type: ignore[arg-type]
