"""What is known at one glance to be well is well by every rule; and most records are known so."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.model import sha256_of
from annotate.validation import Validator, strict_json
from annotate.validation.compose import composed_schema, general_schema
from annotate.validation.label_sets import label_set_from_untrusted
from annotate.validation.quick import quick_schema
from tests.validation.generating import make_record
from tests.validation.making import BASES, LABEL_SETS, as_bytes, changed, load
from tests.validation.test_generated import MUTATIONS, damage, fuzz, label_sets, seeds, validator


def assert_right(name: str, data: bytes) -> None:
    """A record that is taken at one glance is the one that the strict parser reads, and has no problem."""
    record = validator(name).well_record(data)
    if record is not None:
        assert record == strict_json.loads(data)
        assert validator(name).problems(record, parsed=True) == []


@fuzz
@given(seeds, label_sets, st.booleans())
def test_a_record_without_mistakes_takes_one_glance(seed: int, name: str, is_ascii: bool) -> None:
    record = make_record(load(name), Random(seed))
    text = record["article"]["text"]
    data = json.dumps(record, ensure_ascii=is_ascii).encode()
    well = validator(name).well_record(data)
    # Some escapes, and characters made of several, are looked at again.
    assert well == record or (is_ascii and not text.isascii()) or "\u200d" in text


@fuzz
@given(seeds, label_sets, st.sampled_from(sorted(MUTATIONS)))
def test_a_mistake_is_never_overlooked(seed: int, name: str, code: str) -> None:
    random = Random(seed)
    record = make_record(load(name), random)
    if record["relations"] or code[0] != "R":
        MUTATIONS[code](record, random)
        assert_right(name, as_bytes(record))


@fuzz
@given(seeds, st.data(), label_sets)
def test_damage_is_never_overlooked(seed: int, data: st.DataObject, name: str) -> None:
    record = make_record(load(name), Random(seed))
    damage(record, data)
    assert_right(name, as_bytes(record))


@fuzz
@given(seeds, st.data())
def test_any_byte_may_be_another(seed: int, draw: st.DataObject) -> None:
    data = bytearray(as_bytes(make_record(load("news"), Random(seed))))
    for _ in range(draw.draw(st.integers(1, 3))):
        place = draw.draw(st.integers(0, len(data) - 1))
        data[place] = draw.draw(st.sampled_from([*b'":,{}[]\\u0019.e- \n', 0, 0xED, 0xFF]))
    assert_right("news", bytes(data))


@pytest.mark.parametrize("name", sorted(LABEL_SETS))
def test_the_samples_take_one_glance(name: str) -> None:
    for file in (LABEL_SETS[name] / "samples").glob("*.json"):
        assert validator(name).well_record(as_bytes(json.loads(file.read_bytes()))) is not None


def test_colons_in_text_do_not_matter() -> None:
    text = "At 10:30 she said: “No: never.”"
    record = changed(BASES["news"](), {"/article/text": text, "/article/text_sha256": sha256_of(text)})
    quote = {"start": 19, "end": 31, "text": text[19:31]}
    record["spans"] = [{**record["spans"][1], "fragments": [quote]}]
    record["spans"][0]["attributes"]["no_speaker"] = True
    record["relations"] = []
    record["article"] |= {"url": "https://example.org:80/", "metadata": {"desk": "a:b"}, "published_at": "2024-05-31"}
    assert validator("news").well_record(as_bytes(record)) == record


def with_metadata(text: bytes) -> bytes:
    record = as_bytes(changed(BASES["news"](), {"/article/metadata": {"x": 0}}))
    return record.replace(b'{"x": 0}', text)


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(lambda data: data.replace(b'"label": ', b'"label": "speaker", "label": ', 1), id="a name twice"),
        pytest.param(lambda data: data.replace(b'"label": ', b'"label" :"speaker", "label":', 1), id="with space"),
        pytest.param(lambda data: data.replace(b'"ada"', rb'"a\u003ada", "annotator": "a\u003ab"'), id="colon hidden"),
        pytest.param(lambda data: data.replace(b'"ada"', rb'"a\u0000"'), id="NUL"),
        pytest.param(lambda data: data.replace(b'"ada"', rb'"a\ud83d"'), id="half of a pair"),
        pytest.param(lambda data: data.replace(b'"ada"', rb'"a\uDE00"'), id="other half of a pair"),
        pytest.param(lambda data: data.replace(b'"ada"', b'"a\xed\xa0\x80"'), id="not UTF-8"),
        pytest.param(lambda data: b"\xef\xbb\xbf" + data, id="byte order mark"),
        pytest.param(lambda data: data.decode().encode("utf-16"), id="UTF-16"),
        pytest.param(lambda data: data + data, id="two records"),
        pytest.param(lambda data: data[:-1], id="cut off"),
        pytest.param(lambda data: b"", id="nothing"),
        pytest.param(lambda data: b"[" * 100_000, id="nested without end"),
        pytest.param(lambda data: b"[" * 50_000 + b"]" * 50_000 + data, id="nested deeply"),
        pytest.param(lambda data: data.replace(b'"start": 0', b'"start": 0.0', 1), id="an offset with a point"),
        pytest.param(lambda data: data.replace(b'"start": 0', b'"start": false', 1), id="an offset that is a boolean"),
        pytest.param(lambda data: with_metadata(b'{"x": 9007199254740993}'), id="too large an integer"),
        pytest.param(lambda data: with_metadata(b'{"x": 1' + b"0" * 5_000 + b"}"), id="a huge integer"),
        pytest.param(lambda data: with_metadata(b'{"x": 1e999}'), id="infinity"),
        pytest.param(lambda data: with_metadata(b'{"x": NaN}'), id="not a number"),
        pytest.param(lambda data: with_metadata(b'{"x": {"y": 1, "y": 2}}'), id="a name twice deep inside"),
        pytest.param(lambda data: with_metadata(b'{"x": 1, "x": 2}'), id="a name twice in metadata"),
        pytest.param(lambda data: with_metadata(b'{"x":' + b"[" * 70 + b"]" * 70 + b"}"), id="nested in metadata"),
    ],
)
def test_what_strict_json_refuses_is_never_overlooked(damaged: Callable[[bytes], bytes]) -> None:
    data = damaged(as_bytes(BASES["news"]()))
    assert validator("news").well_record(data) is None
    assert thorough(data), "the example itself must be refused"


def thorough(data: bytes) -> list[Any]:
    try:
        return list(validator("news").problems(strict_json.loads(data), parsed=True))
    except strict_json.JsonProblem as refusal:
        return [refusal.problem]


@pytest.mark.parametrize("mark", ["\u0301", "\u200d", "\U0001f3fd", "\u0903"])
def test_a_character_cut_in_two_is_never_overlooked(mark: str) -> None:
    record = BASES["news"]()
    text = record["article"]["text"].replace("mayor", f"mayor{mark}", 1)
    moved = len(mark)
    record["article"] |= {"text": text, "text_sha256": sha256_of(text)}
    for span in record["spans"][1:]:
        fragment = span["fragments"][0]
        fragment["start"] += moved
        fragment["end"] += moved
    assert [problem.code for problem in validator("news").problems(record)] == ["T010"]
    assert validator("news").well_record(as_bytes(record)) is None


def test_without_a_label_set_nothing_is_known_at_one_glance() -> None:
    assert Validator().well_record(as_bytes(BASES["news"]())) is None


WORDS = {"title": "Words", "description": "Words of JSON Schema as names and values."}


@pytest.mark.parametrize(
    "options",
    [
        [{"const": "oneOf"}, {"const": "if", "title": "If"}],
        [{"const": 1}, {"const": 0}],
        [{"const": None}, {"const": "enum"}],
    ],
)
@pytest.mark.parametrize("name", ["enum", "const", "type", "required"])
def test_names_and_options_that_are_words_of_json_schema_change_nothing(name: str, options: list[Any]) -> None:
    schema = {**WORDS, "oneOf": options}
    label_set = label_set_from_untrusted(
        changed(dict(load("news").data), {f"/labels/0/attributes/properties/{name}": schema})
    )
    judge = Validator(label_set)
    for value in (*(option["const"] for option in options), "else", 0, False, 2):
        record = changed(BASES["news"](), {f"/spans/0/attributes/{name}": value})
        assert (judge.well_record(as_bytes(record)) == record) == (judge.problems(record) == [])


def test_the_quick_schema_leaves_the_schemas_that_it_is_made_of_alone() -> None:
    before = deepcopy((general_schema("article"), general_schema("annotated-article"), composed_schema(load("news"))))
    quick_schema(load("news"))
    assert before == (general_schema("article"), general_schema("annotated-article"), composed_schema(load("news")))
