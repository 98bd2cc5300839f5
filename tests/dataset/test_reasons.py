"""Why something was left out, as people read it."""

from __future__ import annotations

import pytest

from annotate.dataset.reasons import in_words


@pytest.mark.parametrize(
    ("reason", "count", "words"),
    [
        ("another annotator", 5, "5 annotation sets by other annotators"),
        ("another annotator", 12_345, "12,345 annotation sets by other annotators"),
        ("another annotator", 1, "1 annotation set by another annotator"),
        ("in progress", 2, "2 annotation sets still in progress"),
        ("not annotated", 1, "1 article that nobody annotated"),
        ("not adjudicated", 3, "3 annotation sets that are not adjudicated"),
        ("not the adjudicated set", 1, "1 annotation set beside the adjudicated one"),
        ("label set news", 2, "2 annotation sets of the label set “news”"),
        ("language pt-BR", 1, "1 article in another language (pt-BR)"),
        (
            "2 submitted sets and nothing to choose between them",
            4,
            "4 submitted annotation sets, 2 to an article, as nothing chooses between them",
        ),
        ("a reason of a later version", 2, "2 a reason of a later version"),
    ],
)
def test_a_reason_is_said_in_a_phrase(reason: str, count: int, words: str) -> None:
    assert in_words(reason, count) == words
