"""The quick look at columns passes nothing that the validator would refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.bulk import ARTICLES, RELATIONS, SETS, SPANS, Bulk
from annotate.dataset.from_annotated import bulk_from_annotated
from annotate.dataset.screen import Screen
from annotate.dataset.wire import wire_records
from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle
from annotate.problems import has_errors
from annotate.validation import Validator

from .making import HOSTILE, annotated, article, attribution_example, span

Row = dict[str, Any]
Rows = dict[str, list[Row]]

EMOJI = (
    "\u201cNo,\u201d said Zo\u0065\u0301 \U0001f469\u200d\U0001f469 \U0001f44d\U0001f3fd of Caf\u00e9.\u2003And\tyes"
)


def rows_of(bulk: Bulk) -> Rows:
    return {name: getattr(bulk, name).to_pylist() for name in ("articles", "sets", "spans", "relations")}


def bulk_of(rows: Rows) -> Bulk:
    spans = sorted(rows["spans"], key=lambda row: (row["set"], row["start"], row["end"], row["id"]))
    return Bulk(
        pa.Table.from_pylist(rows["articles"], ARTICLES),
        pa.Table.from_pylist(rows["sets"], SETS),
        pa.Table.from_pylist(spans, SPANS),
        pa.Table.from_pylist(rows["relations"], RELATIONS),
    )


def edgy(label_set: str) -> AnnotatedArticle:
    """A text where an offset that is off by one cuts characters or takes in white space."""
    of = article("edgy", EMOJI)
    version = {"attribution": "0.3.0"}[label_set]
    spans = [span(of, f"e{n}", "cue", (start, start + 1)) for n, start in enumerate((1, 6, 12))]
    return annotated(of, spans, label_set=(label_set, version))


@pytest.fixture(scope="module")
def screened(attribution: LabelSet) -> tuple[Screen, Validator]:
    return Screen(attribution), Validator(attribution)


NAMES = ["source", "cue", "content", "has_source", "has_cue", "stranger"]
ATTRIBUTES = [
    {},
    {"named": True},
    {"named": 1},
    {"factual": "checkable"},
    {"factual": "checkable", "weight": 2.5},
    {"factual": "x", "weight": "x"},
    {"certainty": "certain"},
    {"certainty": None},
    {"named": True, "reliability": 1.0},
    [],
]
JSON = st.sampled_from([json.dumps(value) for value in ATTRIBUTES] + ["{", "null"])
OFFSET = st.integers(-1, 60)
IDS = st.sampled_from(["s10", "s2", "s3", "s4", "e0", "r1", "r2", "", "a b", "x" * 101, "new"])


@st.composite
def fragments(draw: st.DrawFn) -> Row:
    bounds = draw(st.lists(st.tuples(OFFSET, st.integers(0, 5)), max_size=3))
    pairs = [[start, start + length] for start, length in bounds]
    found: Row = {"fragments": json.dumps(pairs, separators=(",", ":"))}
    if pairs:
        found |= {"start": pairs[0][0], "end": pairs[-1][1]}
    return found


CHANGES: dict[str, st.SearchStrategy[Row]] = {
    "spans": st.one_of(
        fragments(),
        st.fixed_dictionaries(
            {"fragments": st.sampled_from(["[[0,1],[null,3]]", "[[0,1,2]]", "[[0.0,1.5]]", "x", "[]"])}
        ),
        st.fixed_dictionaries({"attributes": JSON}),
        st.fixed_dictionaries({"label": st.sampled_from(NAMES)}),
        st.fixed_dictionaries({"id": IDS}),
        st.fixed_dictionaries({"score": st.sampled_from([0.0, 0.5, 1.0, 1.5, -1.0])}),
        st.fixed_dictionaries({"origin": st.sampled_from(["someone", "x" * 201]), "note": st.just("n")}),
    ),
    "relations": st.one_of(
        st.fixed_dictionaries({"head": IDS}),
        st.fixed_dictionaries({"tail": IDS}),
        st.fixed_dictionaries({"id": IDS}),
        st.fixed_dictionaries({"label": st.sampled_from(NAMES)}),
        st.fixed_dictionaries({"attributes": JSON}),
    ),
}


@st.composite
def changed(draw: st.DrawFn) -> Bulk:
    """A few good sets of which something was changed, taken away or said twice."""
    rows = rows_of(bulk_from_annotated([attribution_example("a1"), attribution_example("a2"), edgy("attribution")]))
    for _ in range(draw(st.integers(0, 2))):
        name = draw(st.sampled_from(["spans", "relations"]))
        place = draw(st.integers(0, len(rows[name]) - 1))
        what = draw(st.sampled_from(["change", "change", "drop", "repeat"]))
        if what == "drop":
            del rows[name][place]
            continue
        row = dict(rows[name][place]) if what == "repeat" else rows[name][place]
        row |= draw(CHANGES[name])
        if what == "repeat":
            rows[name].append(row)
    return bulk_of(rows)


def refused(validator: Validator, bulk: Bulk, row: int) -> bool:
    only = np.zeros(len(bulk.sets), np.bool_)
    only[row] = True
    try:
        (record,) = wire_records(bulk, only)
    except ValueError:
        return True  # no JSON
    return has_errors(validator.problems(record))


@given(bulk=changed())
def test_what_the_screen_passes_the_validator_does_not_refuse(screened: tuple[Screen, Validator], bulk: Bulk) -> None:
    screen, validator = screened
    for row in np.flatnonzero(~screen.doubtful(bulk)):
        assert not refused(validator, bulk, int(row))


@given(start=OFFSET, length=st.integers(1, 4), text=st.sampled_from([EMOJI, *HOSTILE.values()]))
def test_the_screen_doubts_every_edge_that_the_validator_refuses(
    screened: tuple[Screen, Validator], start: int, length: int, text: str
) -> None:
    screen, validator = screened
    of = article("a", text)
    bulk = bulk_from_annotated([annotated(of, [span(of, "s", "cue", (start, start + length))])])
    assert screen.doubtful(bulk)[0] or not refused(validator, bulk, 0)


@pytest.mark.parametrize("label", ["has_source", "has_cue"])
def test_the_screen_doubts_every_pair_of_ends_that_the_validator_refuses(
    screened: tuple[Screen, Validator], label: str
) -> None:
    screen, validator = screened
    rows = rows_of(bulk_from_annotated([attribution_example()]))
    ids = [row["id"] for row in rows["spans"]]
    for head, tail in product(ids, ids):
        added = {"set": 0, "id": "r", "label": label, "head": head, "tail": tail, "attributes": "{}"}
        bulk = bulk_of(rows | {"relations": [*rows["relations"], added]})
        assert screen.doubtful(bulk)[0] == refused(validator, bulk, 0)


def test_the_screen_passes_what_is_well(news: LabelSet, attribution: LabelSet, gold_article: AnnotatedArticle) -> None:
    good = [attribution_example(f"a{n}") for n in range(3)]
    assert not Screen(attribution).doubtful(bulk_from_annotated(good)).any()
    assert not Screen(news).doubtful(bulk_from_annotated([gold_article])).any()


def test_the_screen_takes_articles_without_spans(attribution: LabelSet) -> None:
    assert not Screen(attribution).doubtful(bulk_from_annotated([annotated(article("a"))])).any()
    assert len(Screen(attribution).doubtful(bulk_from_annotated([article("a")]))) == 0


def test_one_bad_set_does_not_make_others_doubtful(attribution: LabelSet) -> None:
    rows = rows_of(bulk_from_annotated([attribution_example("a1"), attribution_example("a2")]))
    rows["relations"].pop(0)
    assert Screen(attribution).doubtful(bulk_of(rows)).tolist() == [True, False]


def _shuffled_sets(rows: Rows) -> None:
    rows["sets"].reverse()


def _unknown_set(rows: Rows) -> None:
    rows["spans"][0]["set"] = 9


@pytest.mark.parametrize(("change", "doubt"), [(_shuffled_sets, [False, False]), (_unknown_set, [True, True])])
def test_sets_may_come_in_any_order_but_must_be_there(
    attribution: LabelSet, change: Callable[[Rows], None], doubt: list[bool]
) -> None:
    rows = rows_of(bulk_from_annotated([attribution_example("a1"), attribution_example("a2")]))
    change(rows)
    assert Screen(attribution).doubtful(bulk_of(rows)).tolist() == doubt


def test_a_bad_remark_is_doubted(attribution: LabelSet) -> None:
    rows = rows_of(bulk_from_annotated([attribution_example()]))
    rows["spans"][0] |= {"origin": "x", "score": 0.5, "note": "fine"}
    assert not Screen(attribution).doubtful(bulk_of(rows)).any()
    rows["spans"][0]["score"] = 2.0
    assert Screen(attribution).doubtful(bulk_of(rows)).all()
