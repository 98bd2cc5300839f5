"""Agreement on spans, by two measures that need no reference: neither annotator is taken to be right.

*Exact*: the other has a span of the same label with the same fragments. *Overlap*: the other has a span of the same
label that shares at least one code point with this one. For either, F1 is the share of both annotators' spans for which
that holds. For exact matches this is the usual F1, 2 × matches / (spans of one + spans of the other), which is the same
whoever stands for the reference (Hripcsak and Rothschild 2005, doi:10.1197/jamia.M1733).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from annotate.model import Span


@dataclass(frozen=True, slots=True)
class Agreement:
    """``spans`` counts those of both; ``exact`` and ``overlap`` how many of them the other has too. Sums are sound."""

    spans: int = 0
    exact: int = 0
    overlap: int = 0

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(self.spans + other.spans, self.exact + other.exact, self.overlap + other.overlap)

    @property
    def exact_f1(self) -> float | None:
        """From 0 to 1; None where neither has a span."""
        return self.exact / self.spans if self.spans else None

    @property
    def overlap_f1(self) -> float | None:
        """From 0 to 1; None where neither has a span."""
        return self.overlap / self.spans if self.spans else None


def pair_agreement(left: Iterable[Span], right: Iterable[Span]) -> dict[str, Agreement]:
    """By label, of two annotation sets of one article."""
    ours, theirs = _by_label(left), _by_label(right)
    return {
        label: _one_way(ours[label], theirs[label]) + _one_way(theirs[label], ours[label])
        for label in sorted(ours.keys() | theirs.keys())
    }


def pairwise_agreement(sets: Sequence[Iterable[Span]]) -> dict[str, Agreement]:
    """By label, summed over every pair of the annotation sets of one article."""
    read = [tuple(spans) for spans in sets]
    return summed(pair_agreement(left, right) for left, right in combinations(read, 2))


def summed(parts: Iterable[Mapping[str, Agreement]]) -> dict[str, Agreement]:
    """By label, over articles or pairs: every span weighs the same."""
    total: defaultdict[str, Agreement] = defaultdict(Agreement)
    for part in parts:
        for label, agreement in part.items():
            total[label] += agreement
    return dict(sorted(total.items()))


def _by_label(spans: Iterable[Span]) -> defaultdict[str, list[Span]]:
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for span in spans:
        found[span.label].append(span)
    return found


def _one_way(spans: Sequence[Span], others: Sequence[Span]) -> Agreement:
    same = Counter(_place(span) for span in spans) & Counter(_place(span) for span in others)
    covered = _covered(others)
    return Agreement(len(spans), same.total(), sum(_touches(span, covered) for span in spans))


def _place(span: Span) -> tuple[tuple[int, int], ...]:
    return tuple((fragment.start, fragment.end) for fragment in span.fragments)


_Covered = tuple[list[int], list[int]]
"""Starts and ends of the disjoint stretches that spans cover, in order."""


def _covered(spans: Sequence[Span]) -> _Covered:
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted(piece for span in spans for piece in _place(span)):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends


def _touches(span: Span, covered: _Covered) -> bool:
    starts, ends = covered
    # The first stretch that ends behind the fragment's start shares a code point if it begins before its end.
    return any(
        place < len(starts) and starts[place] < fragment.end
        for fragment in span.fragments
        for place in (bisect_right(ends, fragment.start),)
    )
