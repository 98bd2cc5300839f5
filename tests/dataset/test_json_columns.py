"""Whatever many rows say alike is parsed once, and says the same as when each row is parsed on its own."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.bulk import SPANS
from annotate.dataset import json_columns
from annotate.dataset.columns import AttributeColumn
from annotate.dataset.json_columns import attribute_arrays, fragment_bounds
from annotate.errors import AnnotateError
from annotate.label_set import Attribute, Kind, Option

CHOICES = ("a", 'q"uote', "\u00e9\U0001f44d", "null", "")
TEXTS = st.one_of(
    st.none(),
    st.sampled_from(["", "null", '"x": null', '{"x":null}', "\\", "\n", "\u2028", "\U0001f44d", "1.0", "[]"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "c": st.none() | st.sampled_from(CHOICES),
    "i": st.none() | st.integers(-(2**53), 2**53) | st.sampled_from([1.0, -0.0, 3.0]),
    "b": st.none() | st.booleans(),
    "t": TEXTS,
    "n": st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(-9, 9),
}
KINDS = {"c": Kind.CHOICE, "i": Kind.INTEGER, "b": Kind.BOOLEAN, "t": Kind.TEXT, "n": Kind.NUMBER}
OWNERS = ("one", "other", 'o"dd')


def column(owner: str, name: str) -> AttributeColumn:
    options = tuple(Option(value, value) for value in CHOICES) if name == "c" else ()
    attribute = Attribute(name, name, "", KINDS[name], options, True, False, None, False)
    return AttributeColumn(owner, attribute, f"{owner}_{name}")


COLUMNS = [column(owner, name) for owner in OWNERS[:2] for name in KINDS]
OBJECTS = st.fixed_dictionaries({}, optional=VALUES)
ROWS = st.lists(st.tuples(st.sampled_from(OWNERS[:2]), OBJECTS, st.booleans()), max_size=6)


def table_of(rows: list[tuple[str, str]]) -> tuple[list[list[Any]], list[list[str]]]:
    owners = pa.array([owner for owner, _ in rows], pa.string())
    arrays, explicit = attribute_arrays(owners, pa.array([text for _, text in rows], pa.string()), COLUMNS)
    assert all(len(array) == len(rows) for array in [*arrays, explicit])
    return [array.to_pylist() for array in arrays], explicit.to_pylist()


@pytest.mark.parametrize("few", [0, 200])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=ROWS, times=st.integers(1, 3))
def test_attributes_say_what_their_json_says_however_often_they_repeat(
    few: int, drawn: list[tuple[str, dict[str, Any], bool]], times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_columns, "FEW", few)
    said = [(owner, value) for owner, value, _ in drawn] * times
    texts = [json.dumps(value, ensure_ascii=ascii_only) for _, value, ascii_only in drawn] * times
    rows = [(owner, text) for (owner, _), text in zip(said, texts, strict=True)]
    arrays, explicit = table_of(rows)
    for place, c in enumerate(COLUMNS):
        values = [value.get(c.attribute.name) if owner == c.owner else None for owner, value in said]
        if c.attribute.name == "c":
            values = [None if value is None else CHOICES.index(value) for value in values]
        assert arrays[place] == values
    assert explicit == [[name for name in KINDS if name in value and value[name] is None] for _, value in said]
    for row, one in enumerate(rows):
        alone, nulls = table_of([one])
        assert [values[0] for values in alone] == [values[row] for values in arrays]
        assert nulls[0] == explicit[row]


def test_the_same_text_under_two_labels_is_read_by_each_label_s_own_attributes() -> None:
    columns = [column("one", "t"), column("other", "i")]
    owners = pa.array(["one", "other", "one"])
    arrays, _ = attribute_arrays(owners, pa.array(['{"t":"1"}', '{"i":1}', '{"t":"1"}']), columns)
    assert [array.to_pylist() for array in arrays] == [["1", None, "1"], [None, 1, None]]
    with pytest.raises(AnnotateError, match="does not name these attributes of 'other'"):
        attribute_arrays(owners, pa.array(['{"t":"1"}'] * 3), columns)


def test_no_rows_have_no_attributes() -> None:
    assert table_of([]) == ([[] for _ in COLUMNS], [])


def spans_of(rows: list[tuple[int, int, str]]) -> pa.Table:
    facts = {"set": 1, "id": "s", "label": "l", "attributes": "{}", "unsure": False}
    return pa.Table.from_pylist([{**facts, "start": a, "end": b, "fragments": text} for a, b, text in rows], SPANS)


OFFSETS = st.integers(-3, 2**40)
LISTS = st.lists(st.tuples(OFFSETS, OFFSETS), max_size=3)


@given(st.lists(st.tuples(OFFSETS, OFFSETS, st.none() | LISTS, st.sampled_from(["", " "])), max_size=5))
def test_fragments_are_those_of_the_json_whatever_the_span_s_own_offsets(
    drawn: list[tuple[int, int, list[tuple[int, int]] | None, str]],
) -> None:
    lists = [[(start, end)] if pairs is None else pairs for start, end, pairs, _ in drawn]
    texts = [json.dumps(pairs, separators=("," + space, ":")) for pairs, (*_, space) in zip(lists, drawn, strict=True)]
    spans = spans_of([(start, end, text) for (start, end, *_), text in zip(drawn, texts, strict=True)])
    counts, starts, ends = fragment_bounds(spans)
    assert counts.tolist() == [len(pairs) for pairs in lists]
    assert list(zip(starts.tolist(), ends.tolist(), strict=True)) == [pair for pairs in lists for pair in pairs]


@pytest.mark.parametrize(
    "text", ["null", "[null]", "[[1]]", "[[1,null]]", "[[1,2,3],[4]]", "[1,2]", '[["1","2"]]', "x"]
)
def test_fragments_that_are_no_pairs_are_refused(text: str) -> None:
    with pytest.raises(pa.ArrowInvalid):
        fragment_bounds(spans_of([(1, 2, "[[1,2]]"), (1, 2, text)]))
