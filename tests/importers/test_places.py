"""Problems name the line, the row and the byte where they are."""

from __future__ import annotations

import pytest

from tests.importers.conftest import Read


def test_a_bad_byte_in_a_table_refuses_its_row_and_no_other(read: Read) -> None:
    data = b'id,text\r\n1,"a\r\nb"\r\n2,"c\r\nF\xe4hre"\r\n3,d\r\n'
    first, second, third = read("a.csv", data)
    assert first.item is not None
    assert third.item is not None
    (problem,) = second.problems
    assert (problem.code, problem.line, problem.byte) == ("J002", 5, data.index(b"\xe4"))
    assert problem.message.startswith("row 3: ")


def test_a_row_is_placed_at_the_line_where_it_begins(read: Read) -> None:
    *_, last = read("a.csv", b'id,text\n1,"a\n\n\nb"\n2,c,d\n')
    (problem,) = last.problems
    assert (problem.code, problem.line) == ("I007", 6)
    assert problem.message.startswith("row 3: The row has 3 fields, but there are 2 columns.")


def test_rows_after_broken_quotation_marks_are_not_made_up(read: Read) -> None:
    good, broken = read("a.csv", b'id,text\n1,a\n2,"b" c\n3,d\n')
    assert good.item is not None
    assert [problem.code for problem in broken.problems] == ["I008"]


@pytest.mark.parametrize(
    ("data", "byte", "line"),
    [(b"a\xff", 1, 1), (b"a\nb\xe4c", 3, 2), ("ä\n€\n".encode() + b"\xc3", 7, 3), (b"\xed\xa0\x80", 0, 1)],
)
def test_a_bad_byte_in_a_text_is_named(read: Read, data: bytes, byte: int, line: int) -> None:
    (found,) = read("a.txt", data)
    (problem,) = found.problems
    assert (problem.code, problem.byte, problem.line, problem.file) == ("J002", byte, line, "a.txt")


def test_a_record_of_a_list_is_named_by_its_number(read: Read) -> None:
    good, bad = read("a.json", b'[{"id": "a", "text": "x"}, {"id": "b", "text": 3}]')
    assert good.item is not None
    assert bad.problems[0].message.startswith("record 2: ")
    assert bad.problems[0].pointer == "/text"


def test_the_message_of_a_table_without_a_text_names_the_columns_there_are(read: Read) -> None:
    (found,) = read("a.csv", b"headline;body\nx;y\n")
    (problem,) = found.problems
    assert "The columns are “headline” and “body”." in problem.message


def test_names_of_files_cannot_speak_to_the_terminal(read: Read) -> None:
    (found,) = read("a\x1b[2J.md", b"")
    assert "\x1b" not in (found.problems[0].file or "")
