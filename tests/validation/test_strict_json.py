"""Strict JSON: what it refuses, and where it says that the mistake is."""

from __future__ import annotations

import io
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.problems import Problem
from annotate.validation import json_scanner, strict_json
from annotate.validation.json_scanner import first_violation, value_offsets

REFUSED_THOUGH_VALID = {
    # What RFC 8259 leaves open, and programs read differently.
    "y_object_duplicated_key.json": "J004",
    "y_object_duplicated_key_and_value.json": "J004",
    "y_object_escaped_null_in_key.json": "J008",
    "y_string_null_escape.json": "J008",
}

EITHER = {
    "i_number_double_huge_neg_exp.json": None,
    "i_number_huge_exp.json": "J005",
    "i_number_neg_int_huge_exp.json": "J005",
    "i_number_pos_double_huge_exp.json": "J005",
    "i_number_real_neg_overflow.json": "J005",
    "i_number_real_pos_overflow.json": "J005",
    "i_number_real_underflow.json": None,
    "i_number_too_big_neg_int.json": "J006",
    "i_number_too_big_pos_int.json": "J006",
    "i_number_very_big_negative_int.json": "J006",
    "i_object_key_lone_2nd_surrogate.json": "J009",
    "i_string_1st_surrogate_but_2nd_missing.json": "J009",
    "i_string_1st_valid_surrogate_2nd_invalid.json": "J009",
    "i_string_UTF-16LE_with_BOM.json": "J002",
    "i_string_UTF-8_invalid_sequence.json": "J002",
    "i_string_UTF8_surrogate_U+D800.json": "J002",
    "i_string_incomplete_surrogate_and_escape_valid.json": "J009",
    "i_string_incomplete_surrogate_pair.json": "J009",
    "i_string_incomplete_surrogates_escape_valid.json": "J009",
    "i_string_invalid_lonely_surrogate.json": "J009",
    "i_string_invalid_surrogate.json": "J009",
    "i_string_invalid_utf-8.json": "J002",
    "i_string_inverted_surrogates_U+1D11E.json": "J009",
    "i_string_iso_latin_1.json": "J002",
    "i_string_lone_second_surrogate.json": "J009",
    "i_string_lone_utf8_continuation_byte.json": "J002",
    "i_string_not_in_unicode_range.json": "J002",
    "i_string_overlong_sequence_2_bytes.json": "J002",
    "i_string_overlong_sequence_6_bytes.json": "J002",
    "i_string_overlong_sequence_6_bytes_null.json": "J002",
    "i_string_truncated-utf-8.json": "J002",
    "i_string_utf16BE_no_BOM.json": "J002",
    "i_string_utf16LE_no_BOM.json": "J002",
    "i_structure_500_nested_arrays.json": "J007",
    "i_structure_UTF-8_BOM_empty_object.json": "J001",
}


def refusal(data: bytes) -> Problem:
    with pytest.raises(strict_json.JsonProblem) as caught:
        strict_json.loads(data)
    return caught.value.problem


def code_of(data: bytes) -> str | None:
    try:
        strict_json.loads(data)
    except strict_json.JsonProblem as refused:
        return refused.problem.code
    return None


@pytest.fixture(scope="module")
def suite(shared: Path) -> dict[str, bytes]:
    folder = shared / "corpora" / "bad-input" / "json-test-suite"
    if not folder.is_dir():
        pytest.skip("JSONTestSuite is not in ../shared/corpora")
    return {path.name: path.read_bytes() for path in folder.glob("*.json")}


def test_json_test_suite_is_judged_as_rfc_8259_says(suite: dict[str, bytes]) -> None:
    for name, data in suite.items():
        if name.startswith("y_"):
            assert code_of(data) == REFUSED_THOUGH_VALID.get(name), name
        elif name.startswith("n_"):
            assert code_of(data), name
        else:
            assert code_of(data) == EITHER[name], name


def test_every_refusal_of_json_test_suite_has_a_place(suite: dict[str, bytes]) -> None:
    for name, data in suite.items():
        if not code_of(data):
            continue
        problem = refusal(data)
        assert problem.line is not None, name
        assert problem.column is not None, name
        assert problem.byte is not None, name
        before = data[: problem.byte]
        assert problem.line == before.count(b"\n") + 1, name
        assert problem.column == len(before.decode().rpartition("\n")[2]) + 1, name


def test_naughty_strings_pass_through_unchanged(shared: Path) -> None:
    file = shared / "corpora" / "bad-input" / "blns.json"
    if not file.exists():
        pytest.skip("the list of naughty strings is not in ../shared/corpora")
    strings = json.loads(file.read_bytes())
    assert strict_json.loads(file.read_bytes()) == strings
    for string in strings:
        assert strict_json.loads(json.dumps([string]).encode()) == [string]


@pytest.mark.parametrize(
    ("data", "code", "line", "column", "byte"),
    [
        (b"\xef\xbb\xbf{}", "J001", 1, 1, 0),
        (b'{"\xc3\xa9":\n "\xc3\xa9\xff"}', "J002", 2, 4, 11),
        (b"\xff\xfe{\x00}\x00", "J002", 1, 1, 0),
        (b"", "J003", 1, 1, 0),
        (b" \n ", "J003", 2, 2, 3),
        (b'{"a": 1,}', "J003", 1, 9, 8),
        ('["ü", tru]'.encode(), "J003", 1, 7, 7),
        (b'{"a": 1,\n "a": 2}', "J004", 2, 2, 10),
        (b'{"a": {"b": 1, "b": 1}}', "J004", 1, 16, 15),
        (b'{"a": 1, "\\u0061": 2}', "J004", 1, 10, 9),
        (b"[NaN]", "J005", 1, 2, 1),
        (b"[1, -Infinity]", "J005", 1, 5, 4),
        (b"[1e400]", "J005", 1, 2, 1),
        (b"[9007199254740993]", "J006", 1, 2, 1),
        (b"[-9007199254740993]", "J006", 1, 2, 1),
        (b"[" + b"9" * 5000 + b"]", "J006", 1, 2, 1),
        (b"[" * 65 + b"]" * 65, "J007", 1, 65, 64),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "J007", 1, 321, 320),
        (b"[" * 100_000, "J007", 1, 65, 64),
        (b'["a\\u0000b"]', "J008", 1, 4, 3),
        (b'["\\ud83d"]', "J009", 1, 3, 2),
        (b'["\\ude00\\ud83d"]', "J009", 1, 3, 2),
        (b'["\\ud83d\\u0041"]', "J009", 1, 3, 2),
        (b'{"\\uD83D": 1}', "J009", 1, 3, 2),
    ],
)
def test_a_refusal_tells_code_line_column_and_byte(data: bytes, code: str, line: int, column: int, byte: int) -> None:
    problem = refusal(data)
    assert (problem.code, problem.line, problem.column, problem.byte) == (code, line, column, byte)


@pytest.mark.parametrize(
    "data",
    [
        b"9007199254740992",
        b"-9007199254740992",
        b"[" * 64 + b"]" * 64,
        b'{"a":' * 64 + b"1" + b"}" * 64,
        b'["\\ud83d\\ude00"]',
        b'["\\\\u0000 \\\\ud83d"]',
        b'"' + b"[{" * 500 + b'"',
        b"1.7976931348623157e308",
        b"  [1]\r\n",
    ],
)
def test_what_is_well_but_looks_suspicious_is_accepted(data: bytes) -> None:
    assert strict_json.loads(data) == json.loads(data)


def test_a_record_larger_than_the_limit_is_refused_without_reading_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_json, "MAX_BYTES", 10)
    lines = list(strict_json.iter_lines(io.BytesIO(b'[1]\n["' + b"x" * 3_000_000 + b'"]\n[2]\n')))
    assert [(number, value if isinstance(value, list) else value.code) for number, value in lines] == [
        (1, [1]),
        (2, "J010"),
        (3, [2]),
    ]


def test_a_record_of_too_many_values_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_json, "MAX_VALUES", 5)
    assert code_of(b"[0, 1, 2, 3, 4, 5]") == "J010"
    assert code_of(b"[0, 1, 2, 3]") is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a": 1, "a": 2}', "J004"),
        (b"[NaN]", "J005"),
        (b"[1e999]", "J005"),
        (b"[99999999999999999999]", "J006"),
        (b"[" * 65 + b"]" * 65, "J007"),
        (b"[" * 100_000 + b"]" * 100_000, "J007"),
        (b'["\\u0000"]', "J008"),
        (b'["\\ud83d"]', "J009"),
        (b"[1,]", "J003"),
    ],
)
def test_a_record_too_large_to_be_scanned_is_refused_for_the_same_reason(
    data: bytes, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strict_json, "MAX_SCANNED", 1)
    assert code_of(data) == code


@pytest.mark.parametrize("data", [b'["\\\\u0000"]', b'["\\ud83d\\ude00"]', b"[" * 64 + b"]" * 64])
def test_a_record_too_large_to_be_scanned_is_accepted_where_it_is_well(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strict_json, "MAX_SCANNED", 1)
    assert strict_json.loads(data) == json.loads(data)


def test_lines_tell_their_numbers_and_bytes_count_from_the_start_of_the_stream() -> None:
    stream = io.BytesIO('{"é": 1}\r\n\n   \n[1,]\n"é\n'.encode())
    first, second, third = strict_json.iter_lines(stream)
    assert first == (1, {"é": 1})
    assert isinstance(second[1], Problem)
    assert (second[0], second[1].line, second[1].column, second[1].byte) == (4, 4, 4, 19)
    assert isinstance(third[1], Problem)
    assert (third[1].code, third[1].line, third[1].byte) == ("J003", 5, 21)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=30,
)


@given(JSON, st.booleans(), st.sampled_from([None, 1]))
def test_what_json_writes_is_read_back(value: Any, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert strict_json.loads(text.encode()) == value


@given(JSON, st.data())
def test_the_scanner_and_the_parser_judge_a_damaged_text_alike(value: Any, data: st.DataObject) -> None:
    text = json.dumps(value, ensure_ascii=False)
    at = data.draw(st.integers(0, len(text)))
    damaged = (
        text[:at]
        + data.draw(st.sampled_from(["", '"', ",", "}", "]", "0", "\\", "\n", "-", "e", ":"]))
        + text[at + 1 :]
    )
    try:
        parsed = json.loads(damaged, object_pairs_hook=_pairs)
    except ValueError:
        assert first_violation(damaged) is not None
    else:
        violation = first_violation(damaged)
        assert violation is None or violation.code in ("J004", "J005", "J006", "J008"), parsed


def _pairs(pairs: list[tuple[str, Any]]) -> Any:
    return pairs


@given(JSON)
def test_the_scanner_finds_where_every_value_begins(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    places = dict(_places(value, ""))
    for pointer, offset in value_offsets(text, list(places)).items():
        decoded, _ = json.JSONDecoder().raw_decode(text, offset)
        assert decoded == places[pointer] or (isinstance(decoded, float) and math.isnan(decoded))


def _places(value: Any, pointer: str) -> Any:
    yield pointer, value
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _places(item, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _places(item, f"{pointer}/{number}")


def test_the_place_of_what_is_missing_is_its_nearest_parent() -> None:
    assert value_offsets('{"a": {"b": 1}}', ["/a/c/d", "/x", "/a/b"]) == {"/a/c/d": 6, "/x": 0, "/a/b": 12}


def test_the_scanner_is_quick_enough_for_the_largest_text_that_it_is_given() -> None:
    from time import process_time

    text = "[" + "[]," * (json_scanner.MAX_SCANNED // 3 - 1) + "]"
    start = process_time()
    assert first_violation(text)
    assert process_time() - start < 6  # two seconds on a quiet machine
