from __future__ import annotations

import random
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from annotate.dataset.near_duplicates import Fingerprints, signatures
from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle

from .conftest import Export
from .making import annotated, article

CHANCE = random.Random(3)
WORDS = ["".join(CHANCE.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(CHANCE.randint(2, 9))) for _ in range(900)]


def story(seed: int, length: int = 400) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) for _ in range(length))


def edited(text: str, edits: int) -> str:
    chance = random.Random(edits)
    words = text.split(" ")
    for _ in range(edits):
        words[chance.randrange(len(words))] = chance.choice(WORDS)
    return " ".join(words)


def pairs(*texts: str) -> set[tuple[int, int]]:
    found = Fingerprints()
    for text in texts:
        found.add(pa.array([text]))
    return set(found.pairs())


@pytest.mark.parametrize(
    "copy",
    [
        story(1),
        story(1).upper(),
        re.sub(" ", "\r\n", story(1)),
        edited(story(1), 10),
        "By our own staff. " + story(1),
        " ".join(story(1).split(" ")[:300]),
        "“" + story(1).replace(" ", ", ") + "”",
    ],
    ids=["same", "case", "spacing", "edits", "byline", "cut", "punctuation"],
)
def test_a_copy_is_found(copy: str) -> None:
    assert pairs(story(1), copy) == {(0, 1)}


def test_other_stories_are_not_joined() -> None:
    assert pairs(*(story(n) for n in range(60))) == set()


def test_the_same_words_in_another_order_are_another_story() -> None:
    assert pairs(story(1), " ".join(sorted(story(1).split()))) == set()


def test_short_texts_are_joined_only_where_they_are_the_same() -> None:
    assert pairs("Too short.", "Too short.", "Another one.", "字が短い", "字が短い") == {(0, 1), (3, 4)}


def test_a_signature_depends_on_the_text_alone() -> None:
    texts = [story(1), "", story(2, 5), story(3, 2000), "字"]
    together = signatures(pa.array(texts))
    assert [signatures(pa.array([text])).tolist()[0] for text in texts] == together.tolist()


def test_near_duplicates_are_never_in_different_splits(export: Export, attribution: LabelSet) -> None:
    items = [annotated(article(f"a{n}-{copy}", edited(story(n), copy * 4))) for n in range(25) for copy in range(3)]
    release = export(attribution, items)
    split_of = {
        article: split
        for split in release.rows["articles"]
        for article in pq.read_table(next(release.folder.glob(f"articles/{split}-*")))["article_id"].to_pylist()
    }
    assert len(set(split_of.values())) == 3
    assert all(len({split_of[f"a{n}-{copy}"] for copy in range(3)}) == 1 for n in range(25))
    shared = release.manifest["splits"]["shared_units"]
    assert next(unit["articles"] for unit in shared) == ["a0-0", "a0-1", "a0-2"]
    assert len(shared) == 25


def test_a_copy_that_is_added_later_joins_the_split_of_the_first(export: Export, attribution: LabelSet) -> None:
    first = [annotated(article(f"n{n}", story(n))) for n in range(30)]
    copies = [annotated(article(f"a{n}", edited(story(n), 3))) for n in range(30)]
    before = splits(export, attribution, first)
    after = splits(export, attribution, [*first, *copies])
    assert {name: after[name] for name in before} == before
    assert all(after[f"a{n}"] == after[f"n{n}"] for n in range(30))


def splits(export: Export, label_set: LabelSet, items: list[AnnotatedArticle]) -> dict[str, str]:
    release = export(label_set, items)
    return {
        article: split
        for split in release.rows["articles"]
        for article in pq.read_table(next(release.folder.glob(f"articles/{split}-*")))["article_id"].to_pylist()
    }
