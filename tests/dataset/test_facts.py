"""The quick look at the facts of articles and sets passes nothing that the validator would say a word of."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotate.bulk import ARTICLES, Bulk
from annotate.dataset.facts import Facts
from annotate.dataset.from_annotated import bulk_from_annotated
from annotate.dataset.wire import wire_records
from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle, sha256_of
from annotate.problems import Problem
from annotate.validation import Validator
from annotate.validation.compose import composed_schema

from .making import HOSTILE, attribution_example
from .test_screen import Rows, bulk_of, rows_of

LENGTHS = (35, 40, 50, 100, 200, 500, 2_000, 4_000, 10_000)
"""The longest that texts of some kind may be."""

ANYTHING = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    st.sampled_from([*HOSTILE.values(), "", " ", "a", "A\u2028b", "\x7f", "x\n", "<a href='x'>", "\U0001f469\u200d"]),
    st.builds(str.__mul__, st.sampled_from("ax-\u00e9\U0001f469"), st.sampled_from(LENGTHS)),
    st.builds(str.__mul__, st.sampled_from("ax\u00e9\U0001f469"), st.sampled_from([n + 1 for n in LENGTHS])),
)
LANGUAGES = st.sampled_from(["en", "EN", "pt-BR", "e", "en_US", "en-", "zh-Hant-TW", "x" * 9, "en\n"])
DAYS = st.one_of(
    st.sampled_from(
        ["2024-05-31", "2024-02-30", "2024-5-31", "2024-05-31T24:00:00Z", "2024-05-31T10:00", "0000-01-01"]
    ),
    st.sampled_from(["2024-05-31t10:00:00z", "2024-05-31T10:00:00+25:00", "2024-05-31T10:00:00.123456789Z", "31 May"]),
    st.datetimes().map(lambda when: f"{when.isoformat(timespec='seconds')}Z"),
)
VERSIONS = st.sampled_from(
    ["0.3.0", "0.3.1", "0.2.9", "0.2.0", "1.0.0", "0.3", "0.03.0", "v0.3.0", "0.3.0-beta", "9" * 60]
)
HASHES = st.sampled_from(["a" * 63, "A" * 64, "g" * 64, "a" * 64 + "\n"])
JSONS = st.one_of(
    st.sampled_from(["{", "", "nul", '{"a":NaN}', '{"a":1e999}', "[[1]]", '["\\ud800"]', "[" * 200 + "]" * 200]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
        max_leaves=5,
    ).map(json.dumps),
    st.sampled_from([10_000, 10_001]).map(lambda length: json.dumps(["n" * length])),
    st.sampled_from([1_000, 1_001]).map(lambda length: json.dumps(["n"] * length)),
)
STATUSES = st.sampled_from(["in_progress", "submitted", "adjudicated", "done", "Submitted"])
LIKELY = {
    "language": LANGUAGES,
    "published_at": DAYS,
    "label_set_version": VERSIONS,
    "label_set_name": st.sampled_from(["attribution", "news", "Attribution"]),
    "text_sha256": HASHES,
    "metadata": JSONS,
    "notes": JSONS,
    "status": STATUSES,
}
OF_SETS = ("annotator", "label_set_name", "label_set_version", "status", "notes")


@st.composite
def changed(draw: st.DrawFn) -> Bulk:
    """Two good sets, some facts of which were changed or taken away."""
    rows = rows_of(bulk_from_annotated([attribution_example("a1"), attribution_example("a2")]))
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from([*ARTICLES.names, *OF_SETS]))
        value = draw(st.one_of(LIKELY.get(name, ANYTHING), ANYTHING, st.none()))
        _change(rows, draw(st.sampled_from([0, 1])), name, value)
    assume(rows["articles"][0]["id"] != rows["articles"][1]["id"])
    return bulk_of(rows)


def _change(rows: Rows, place: int, name: str, value: Any) -> None:
    (rows["sets"] if name in OF_SETS else rows["articles"])[place][name] = value
    if name == "id":
        rows["sets"][place]["article_id"] = value
    if name == "text" and value is not None:
        rows["articles"][place]["text_sha256"] = sha256_of(value)


def said(validator: Validator, bulk: Bulk, row: int) -> list[Problem]:
    """What is said of a record without spans, for these stand in a text that may not be there any more."""
    only = np.zeros(len(bulk.sets), np.bool_)
    only[row] = True
    bare = Bulk(bulk.articles, bulk.sets, bulk.spans.slice(0, 0), bulk.relations.slice(0, 0))
    (record,) = wire_records(bare, only)
    return validator.problems(record, parsed=True)


@pytest.fixture(scope="module")
def looked(attribution: LabelSet) -> tuple[Facts, Validator]:
    return Facts(attribution), Validator(attribution)


@given(bulk=changed())
def test_of_what_is_passed_the_validator_has_nothing_to_say(looked: tuple[Facts, Validator], bulk: Bulk) -> None:
    facts, validator = looked
    for row in np.flatnonzero(~facts.doubtful(bulk)):
        assert said(validator, bulk, int(row)) == []


@given(bulk=changed())
def test_what_is_well_is_passed_whatever_stands_beside_it(looked: tuple[Facts, Validator], bulk: Bulk) -> None:
    facts, validator = looked
    for row in np.flatnonzero(facts.doubtful(bulk)):
        with suppress(ValueError, KeyError, TypeError):  # no JSON, or an article without an id
            assert said(validator, bulk, int(row))


@pytest.mark.parametrize("text", ["\u00e9" * 5_000_000, "\u00e9" * 5_000_001, ""])
def test_a_text_may_be_as_long_as_the_schema_says(looked: tuple[Facts, Validator], text: str) -> None:
    facts, validator = looked
    rows = rows_of(bulk_from_annotated([attribution_example("a1")]))
    _change(rows, 0, "text", text)
    assert bool(facts.doubtful(bulk_of(rows))[0]) == bool(said(validator, bulk_of(rows), 0))


def test_bytes_that_are_no_text_are_doubted(looked: tuple[Facts, Validator]) -> None:
    bulk = bulk_from_annotated([attribution_example("a1")])
    broken = pa.array([b"\xff\xfe"], pa.binary()).view(pa.string())
    articles = bulk.articles.set_column(1, ARTICLES.field("title"), broken)
    assert looked[0].doubtful(Bulk(articles, bulk.sets, bulk.spans, bulk.relations)).all()


def test_a_set_whose_article_is_not_there_is_doubted(looked: tuple[Facts, Validator]) -> None:
    rows = rows_of(bulk_from_annotated([attribution_example("a1"), attribution_example("a2")]))
    rows["sets"][1]["article_id"] = "elsewhere"
    assert looked[0].doubtful(bulk_of(rows)).tolist() == [False, True]


def test_what_is_well_is_passed(news: LabelSet, gold_article: AnnotatedArticle, attribution: LabelSet) -> None:
    good = [
        attribution_example("a1", publisher="P", metadata={"a": [1, None]}, published_at="2024-05-31"),
        attribution_example("a2", url="https://example.org", group="g", published_at="2024-05-31T10:00:00Z"),
    ]
    assert not Facts(attribution).doubtful(bulk_from_annotated(good)).any()
    assert not Facts(news).doubtful(bulk_from_annotated([gold_article])).any()


def test_every_property_that_the_schema_knows_is_looked_at(attribution: LabelSet) -> None:
    schema = composed_schema(attribution)
    assert set(schema["$defs"]["article"]["properties"]) == set(ARTICLES.names)
    record = set(schema["properties"]) - {"spans", "relations", "article"}  # these are looked at elsewhere
    assert record == {"label_set", "annotator", "status", "notes"}
    assert set(schema["properties"]["label_set"]["properties"]) == {"name", "version"}
