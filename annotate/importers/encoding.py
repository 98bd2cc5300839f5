"""Strict UTF-8: what is not exactly that is refused with the byte where it goes wrong."""

from __future__ import annotations

from annotate.importers import codes
from annotate.importers.records import Place, UnreadableError
from annotate.problems import Problem
from annotate.validation.words import HOW_TO_SAVE

UTF8_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode(data: bytes, place: Place) -> str:
    """The text of a whole file. Raises UnreadableError."""
    problem = mark_problem(data, place) or nul_problem(data, place)
    if problem:
        raise UnreadableError(problem)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(byte_problem(data, error.start, place)) from None


def mark_problem(data: bytes, place: Place) -> Problem | None:
    """The problem of a byte order mark at the start of a file."""
    if data.startswith(UTF8_MARK):
        message = f"The file begins with a byte order mark; save it as UTF-8 without one. {HOW_TO_SAVE}"
        return place.problem(codes.BYTE_ORDER_MARK, message, line=1, byte=0)
    if data.startswith(UTF16_MARKS):
        message = f"The file is UTF-16, or no text at all; save it as UTF-8. {HOW_TO_SAVE}"
        return place.problem(codes.NOT_UTF8, message, line=1, byte=0)
    return None


def nul_problem(data: bytes, place: Place, base: int = 0, base_line: int = 1) -> Problem | None:
    """The problem of the first NUL in ``data``, which begins at byte ``base`` of the file."""
    at = data.find(b"\0")
    if at < 0:
        return None
    message = "There is a NUL character, which text does not hold; is this another kind of file?"
    return place.problem(codes.NUL, message, line=base_line + data.count(b"\n", 0, at), byte=base + at)


def byte_problem(data: bytes, at: int, place: Place, base: int = 0, base_line: int = 1) -> Problem:
    """The problem of a byte that is not UTF-8, at ``at`` in ``data``, which begins at byte ``base`` of the file."""
    message = f"The byte 0x{data[at]:02X} is not UTF-8; save the file as UTF-8."
    return place.problem(codes.NOT_UTF8, message, line=base_line + data.count(b"\n", 0, at), byte=base + at)
