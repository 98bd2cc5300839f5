"""Whether the fragments of a span fit the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from annotate.model import Record
from annotate.validation.words import quoted

ZERO_WIDTH_JOINER = "\u200d"
FIRST_MARK = "\u0300"  # no character below it continues another one
_SKIN_TONES = range(0x1F3FB, 0x1F400)

Found = tuple[str, str, int]
"""A rule's code, a clause for people, and the number of the fragment."""


def fit(fragments: Sequence[Record], text: str) -> bool:
    """Whether there is surely nothing to say of the fragments. Quick; where it is false, ``misfits`` tells more."""
    behind = -1
    for fragment in fragments:
        start, end = fragment["start"], fragment["end"]
        if type(start) is not int or type(end) is not int or not behind < start < end <= len(text):
            return False
        claimed = fragment["text"]
        if end - start != len(claimed):
            return False
        covered = text[start:end]
        if covered != claimed or covered[0].isspace() or covered[-1].isspace():
            return False
        if _cuts_a_character(text, start) or _cuts_a_character(text, end):
            return False
        behind = end
    return True


def misfits(fragments: Sequence[Record], text: str) -> Iterator[Found]:
    """Everything that is wrong with the fragments of one span."""
    previous: tuple[int, int] | None = None
    for number, fragment in enumerate(fragments):
        broken = _broken_offsets(fragment, len(text))
        if broken:
            yield (*broken, number)
            continue
        start, end = fragment["start"], fragment["end"]
        for code, message in _within(text, start, end, fragment["text"]):
            yield code, message, number
        if previous is not None and (disorder := _disorder(*previous, start)):
            yield (*disorder, number)
        previous = start, end


def _broken_offsets(fragment: Record, length: int) -> tuple[str, str] | None:
    start, end = fragment["start"], fragment["end"]
    if type(start) is not int or type(end) is not int:
        return "S004", "offsets must be whole numbers, written without a decimal point"
    if end <= start:
        return "T002", f"the fragment ends at {end}, but begins at {start}; its end must lie behind its start"
    if start < 0 or end > length:
        return "T003", f"the fragment ends at {end:,}, but the article at {length:,}; correct the offsets"
    return None


def _within(text: str, start: int, end: int, claimed: str) -> Iterator[tuple[str, str]]:
    # A short fragment may claim to cover millions of characters: never copy more than is needed.
    covered = text[start:end] if end - start == len(claimed) else text[start : min(end, start + 100)]
    if covered != claimed:
        yield "T004", _difference(text, start, covered, claimed)
        return
    if covered[0].isspace() or covered[-1].isspace():
        edge = "begins" if covered[0].isspace() else "ends"
        yield "T007", f"the fragment {edge} with white space; move its edge to the word"
    elif _cuts_a_character(text, start) or _cuts_a_character(text, end):
        yield "T010", "the fragment ends or begins within a character, an accent or an emoji; include the whole of it"


def _difference(text: str, start: int, covered: str, claimed: str) -> str:
    message = f"at its offsets the article reads {quoted(covered, 40)}, the fragment says {quoted(claimed, 40)}"
    elsewhere = _nearest(text, claimed, start)
    if elsewhere is None:
        return f"{message}; correct the offsets or the text"
    return f"{message}; that stands at {elsewhere} to {elsewhere + len(claimed)}, so correct the offsets"


def _nearest(text: str, piece: str, start: int) -> int | None:
    """Where the piece stands, nearest to the start. Looks only nearby: offsets are off by a little, or wrong."""
    near = 2_000
    first = max(0, start - near)
    window = text[first : start + near + len(piece)]
    places = (window.rfind(piece, 0, start - first + len(piece)), window.find(piece, start - first))
    found = [first + place for place in places if place >= 0]
    return min(found, key=lambda place: abs(place - start)) if found else None


def _disorder(previous_start: int, behind: int, start: int) -> tuple[str, str] | None:
    if start < previous_start:
        return "T005", "the fragment stands before the one above it; put them in the order of the text"
    if start < behind:
        return "T006", "the fragment overlaps the one before it; make them one, or shorten one of them"
    if start == behind:
        return "T009", "the fragment begins where the one before it ends; make them one"
    return None


def _cuts_a_character(text: str, offset: int) -> bool:
    """Whether what people see as one character reaches over the offset."""
    if not 0 < offset < len(text):
        return False
    before, after = text[offset - 1], text[offset]
    if after < FIRST_MARK or before.isspace():
        return False
    return before == ZERO_WIDTH_JOINER or joins_what_is_before(after)


@lru_cache(maxsize=4096)
def joins_what_is_before(char: str) -> bool:
    """Whether people see a character and the one before it as one."""
    return (
        char == ZERO_WIDTH_JOINER
        or ord(char) in _SKIN_TONES
        or (char >= FIRST_MARK and unicodedata.category(char).startswith("M"))
    )
