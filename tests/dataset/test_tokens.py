from __future__ import annotations

import sys

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.dataset import tokenizer
from annotate.dataset.block import Block
from annotate.dataset.from_annotated import bulk_from_annotated
from annotate.dataset.nested import Nester
from annotate.dataset.options import ExportOptions
from annotate.dataset.selection import select
from annotate.dataset.tokenizer import tokenize
from annotate.dataset.tokens import TokenTables
from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle, Fragment, Span

from .making import HOSTILE, annotated, article, span

TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("ab 1'-.,\r\n\t\u200d\u0301👩👧🇩🇪字ไé“”"),
    ),
    max_size=40,
)


def words(text: str) -> list[str]:
    found = tokenize(pa.array([text]))
    return [text[a:b] for a, b in zip(found.starts, found.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Can't stop,” she said.", ["“", "Can't", "stop", ",", "”", "she", "said", "."]),
        ("anti-war 1,000.5 a@b.com", ["anti-war", "1,000.5", "a@b.com"]),
        ("(U.S.)", ["(", "U.S", ".", ")"]),
        ("👩‍👩‍👧 🇩🇪 👍🏽!", ["👩‍👩‍👧", "🇩🇪", "👍🏽", "!"]),
        ("Cafe\u0301 ok", ["Cafe\u0301", "ok"]),
        ("字が書", ["字", "が", "書"]),
        ("مرحبا، بالعالم", ["مرحبا", "،", "بالعالم"]),
        ("a\u200bb", ["a\u200bb"]),
        ("\u0301a", ["\u0301", "a"]),
        (" \r\n\t", []),
        ("", []),
    ],
)
def test_text_is_cut_into(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(TEXT)
def test_every_code_point_that_is_no_white_space_is_in_exactly_one_token(text: str) -> None:
    found = tokenize(pa.array([text]))
    covered = [i for a, b in zip(found.starts, found.ends, strict=True) for i in range(a, b)]
    assert covered == sorted(set(covered))
    assert set(covered) == {i for i, char in enumerate(text) if not char.isspace()}


@given(st.lists(TEXT, max_size=6))
def test_a_text_is_cut_the_same_alone_and_among_others(texts: list[str]) -> None:
    together = tokenize(pa.array(texts, pa.string()))
    alone = [tokenize(pa.array([text])) for text in texts]
    assert together.counts.tolist() == [len(found.starts) for found in alone]
    assert together.starts.tolist() == [int(start) for found in alone for start in found.starts]
    assert together.ends.tolist() == [int(end) for found in alone for end in found.ends]


def tagged(label_set: LabelSet, items: list[AnnotatedArticle]) -> list[dict[str, list[list[int]]]]:
    """For each article, all rows of tags of every label."""
    bulk, nester = bulk_from_annotated(items), Nester(label_set)
    articles = nester.articles(nester.annotations(bulk, select(bulk, ExportOptions(), label_set.name)))
    rows = TokenTables(label_set).tokens(Block(articles)).to_pylist()
    return [
        {label.name: [row[f"{label.name}_tags"], *row[f"{label.name}_tags_more"]] for label in label_set.labels}
        for row in rows
    ]


def test_a_token_carries_every_label_that_touches_it(attribution: LabelSet) -> None:
    of = article("a", "Ann said no-one came")
    spans = [span(of, "1", "source", (0, 3)), span(of, "2", "content", (0, 11)), span(of, "3", "cue", (4, 8))]
    (tags,) = tagged(attribution, [annotated(of, spans)])
    assert tags == {"source": [[1, 0, 0, 0]], "cue": [[0, 1, 0, 0]], "content": [[1, 2, 2, 0]]}


def test_an_interrupted_span_continues_with_inside_tags(attribution: LabelSet) -> None:
    of = article("a", "“No,” Ann said, “never.”")
    (tags,) = tagged(attribution, [annotated(of, [span(of, "1", "content", (0, 5), (16, 24))])])
    assert tags["content"] == [[1, 2, 2, 2, 0, 0, 0, 2, 2, 2, 2]]


def test_nested_spans_of_one_label_get_further_rows(attribution: LabelSet) -> None:
    of = article("a", "one two three four")
    spans = [
        span(of, "inner", "content", (4, 7)),
        span(of, "outer", "content", (0, 13)),
        span(of, "late", "content", (14, 18)),
        span(of, "deep", "content", (4, 13)),
    ]
    (tags,) = tagged(attribution, [annotated(of, spans)])
    assert tags["content"] == [[1, 2, 2, 1], [0, 1, 2, 0], [0, 1, 0, 0]]


def test_two_spans_in_one_token_are_both_kept(attribution: LabelSet) -> None:
    of = article("a", "anti-war")
    (tags,) = tagged(attribution, [annotated(of, [span(of, "1", "cue", (0, 4)), span(of, "2", "cue", (5, 8))])])
    assert tags["cue"] == [[1], [1]]


@given(data=st.data())
def test_every_span_can_be_read_off_the_tags(attribution: LabelSet, data: st.DataObject) -> None:
    items = []
    for number in range(data.draw(st.integers(1, 3))):
        of = article(f"a{number}", data.draw(TEXT.filter(lambda text: bool(text.strip()))))
        places = [i for i, char in enumerate(of.text) if not char.isspace()]
        spans = []
        for place in range(data.draw(st.integers(0, 5))):
            bounds = sorted(data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=4, unique=True)))
            pairs = list(zip(bounds[::2], bounds[1::2] or bounds, strict=False))
            fragments = tuple(Fragment(a, b + 1, of.text[a : b + 1]) for a, b in pairs)
            spans.append(Span(f"s{place}", data.draw(st.sampled_from(["source", "cue"])), fragments))
        items.append(annotated(of, spans))
    for item, tags in zip(items, tagged(attribution, items), strict=True):
        for label in ("source", "cue"):
            wanted = sorted(_in_tokens(item, s) for s in item.annotations.spans if s.label == label)
            assert sorted(found for row in tags[label] for found in _decoded(row)) == wanted


def _in_tokens(item: AnnotatedArticle, of: Span) -> tuple[int, ...]:
    found = tokenize(pa.array([item.article.text]))
    return tuple(
        number
        for number, (a, b) in enumerate(zip(found.starts, found.ends, strict=True))
        if any(a < f.end and f.start < b for f in of.fragments)
    )


def _decoded(tags: list[int]) -> list[tuple[int, ...]]:
    spans: list[list[int]] = []
    for number, tag in enumerate(tags):
        if tag == 1:
            spans.append([])
        if tag:
            spans[-1].append(number)
    return [tuple(tokens) for tokens in spans]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_loses_no_code_point(text: str) -> None:
    assert "".join(words(text)) == "".join(char for char in text if not char.isspace())


def test_classes_are_the_same_as_if_every_code_point_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    found = tokenizer.classes()
    monkeypatch.setattr(tokenizer, "_MAY_BE_ASSIGNED", [range(sys.maxunicode + 1)])
    tokenizer.classes.cache_clear()
    assert np.array_equal(found, tokenizer.classes())
