from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotate.agreement.spans import Agreement, pair_agreement, pairwise_agreement, summed
from annotate.model import Fragment, Span


def span(label: str, *pieces: tuple[int, int]) -> Span:
    return Span(f"{label}{pieces}", label, tuple(Fragment(start, end, "") for start, end in pieces), {})


def test_equal_spans_agree_fully() -> None:
    spans = [span("a", (0, 3)), span("b", (0, 3), (5, 8))]
    found = pair_agreement(spans, spans)
    assert {label: (a.exact_f1, a.overlap_f1) for label, a in found.items()} == {"a": (1.0, 1.0), "b": (1.0, 1.0)}


def test_exact_f1_is_twice_the_matches_over_the_spans_of_both() -> None:
    left = [span("a", (0, 3)), span("a", (10, 12)), span("a", (20, 25))]
    right = [span("a", (0, 3)), span("a", (30, 31))]
    assert pair_agreement(left, right)["a"].exact_f1 == 2 * 1 / (3 + 2)


def test_overlap_needs_one_code_point_of_the_same_label() -> None:
    left = [span("a", (0, 3))]
    assert pair_agreement(left, [span("a", (2, 9))])["a"] == Agreement(2, 0, 2)
    assert pair_agreement(left, [span("a", (3, 9))])["a"] == Agreement(2, 0, 0)
    assert pair_agreement(left, [span("b", (0, 3))]) == {"a": Agreement(1), "b": Agreement(1)}


def test_an_interrupted_span_does_not_overlap_by_its_gap() -> None:
    assert pair_agreement([span("a", (0, 3), (8, 9))], [span("a", (4, 7))])["a"].overlap == 0


def test_without_spans_there_is_no_figure() -> None:
    assert pair_agreement([], []) == {}
    assert Agreement().exact_f1 is None
    assert Agreement().overlap_f1 is None


def test_three_annotators_make_three_pairs() -> None:
    a, b = [span("a", (0, 3))], [span("a", (0, 2))]
    assert pairwise_agreement([a, a, b]) == {"a": Agreement(6, 2, 6)}
    assert pairwise_agreement([a]) == {}


def test_articles_add_up_span_by_span() -> None:
    parts = [{"a": Agreement(4, 2, 4)}, {"a": Agreement(2, 0, 0), "b": Agreement(1)}]
    assert summed(parts) == {"a": Agreement(6, 2, 4), "b": Agreement(1)}


PIECES = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda p: (p[0], p[0] + p[1])), max_size=8)


@given(PIECES, PIECES)
def test_overlap_is_what_comparing_each_with_each_finds(
    left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    found = pair_agreement([span("a", piece) for piece in left], [span("a", piece) for piece in right])
    pairs = [(p, q) for p in left for q in right if p[0] < q[1] and q[0] < p[1]]
    expected = sum(any(p == x for x, _ in pairs) for p in left) + sum(any(q == y for _, y in pairs) for q in right)
    assert found.get("a", Agreement()).overlap == expected


@given(PIECES, PIECES)
def test_agreement_does_not_depend_on_who_is_first(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    ours, theirs = [span("a", piece) for piece in left], [span("a", piece) for piece in right]
    assert pair_agreement(ours, theirs) == pair_agreement(theirs, ours)
