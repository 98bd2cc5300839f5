"""The text that a problem is about, with a mark under it."""

from __future__ import annotations

from typing import Any

import pytest

from annotate.problems import Problem
from annotate.validation.excerpts import WIDTH, Excerpt, Excerpts, excerpt
from annotate.validation.words import listed, printable, quoted, shortened, shown
from tests.validation.making import changed, news_record


def drawn(found: Excerpt | None) -> str:
    assert found is not None
    return f"{found.line}\n{' ' * found.start}{'^' * found.width}"


def test_the_mark_stands_under_the_fragment() -> None:
    text = "One line.\nFishers oppose the toll.\nAnother."
    assert drawn(excerpt(text, text.index("oppose"), text.index(" the"))) == (
        "Fishers oppose the toll.\n        ^^^^^^"
    )


def test_a_long_line_is_cut_on_both_sides() -> None:
    text = "a " * 200 + "HERE" + " b" * 200
    found = excerpt(text, 400, 404)
    assert found.line.startswith("…")
    assert found.line.endswith("…")
    assert found.line[found.start : found.start + found.width] == "HERE"
    assert len(found.line) <= WIDTH + 2


def test_a_fragment_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    assert drawn(excerpt("one\ntwo\nthree", 4, 13)) == "two\n^^^"


@pytest.mark.parametrize(
    ("text", "piece", "mark"),
    [
        ("漢字 toll", "toll", "     ^^^^"),
        ("cafe\u0301 toll", "toll", "     ^^^^"),
        ("\x1b[31m toll", "toll", "         ^^^^"),
        ("\u202etoll", "toll", "        ^^^^"),
        ("a 🙂 b", "🙂", "  ^^"),
    ],
)
def test_the_mark_counts_columns_of_a_terminal(text: str, piece: str, mark: str) -> None:
    start = text.index(piece)
    found = excerpt(text, start, start + len(piece))
    assert " " * found.start + "^" * found.width == mark
    assert found.line.isprintable()


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("/spans/3", "oppose"),
        ("/spans/3/attributes/polarity", "oppose"),
        ("/spans/1/fragments/0", "“We will lower the toll.”"),
        ("/relations/1/tail", "oppose"),
        ("/article/title", None),
        ("/spans/99", None),
        ("/spans/x", None),
        ("", None),
    ],
)
def test_a_pointer_leads_to_its_text(pointer: str, expected: str | None) -> None:
    found = Excerpts(news_record()).of(Problem("T004", "", pointer))
    assert (found and found.line[found.start : found.start + found.width]) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"/spans/0/fragments": "x"},
        {"/spans/0/fragments": []},
        {"/spans/0/fragments/0": {"start": 5, "end": 4}},
        {"/spans/0/fragments/0": {"start": 0, "end": 10**6}},
        {"/spans/0/fragments/0": {"start": "a", "end": None}},
        {"/spans/0": None},
        {"/spans": None},
        {"/article": None},
        {"/article/text": 7},
    ],
)
def test_a_broken_record_has_no_excerpt(changes: dict[str, Any]) -> None:
    assert Excerpts(changed(news_record(), changes)).of(Problem("T004", "", "/spans/0/fragments/0")) is None


def test_nothing_that_a_terminal_obeys_is_left_in_printable_text() -> None:
    hostile = "\x1b]0;title\x07\x9b31m\r\n\t\x00\u202e\u2066\ufeff\u2028\ud800\U000e0041"
    shown_text = printable(hostile)
    assert shown_text.isprintable()
    assert shown_text.startswith("\\x1b]0;title\\x07\\x9b31m\\r\\n\\t\\x00\\u{202e}")
    assert printable("naïve 漢字 قال 👨‍👩‍👧") == "naïve 漢字 قال 👨‍👩‍👧"


def test_values_are_shown_short_and_on_one_line() -> None:
    assert shortened("x" * 100, 10) == "xxxxxx…xxx"
    assert quoted("a\nb") == "“a\\nb”"
    assert [shown(value) for value in (None, True, 1.5, "a", {}, {"a": 1}, [], [1])] == [
        "null",
        "true",
        "1.5",
        "“a”",
        "an empty object",
        "an object",
        "an empty list",
        "a list",
    ]
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", 2, None]) == "a, 2 or null"
    assert listed(map(str, range(20))) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 or one of 8 more"
