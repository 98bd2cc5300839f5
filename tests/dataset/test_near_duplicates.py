from __future__ import annotations

import random
import re
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from annotate.dataset import near_duplicates
from annotate.dataset.fingerprints import Fingerprints
from annotate.dataset.near_duplicates import BANDS, PERMUTATIONS, ROWS, scheme, signatures, signed
from annotate.errors import AnnotateError
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


def similar(signed: npt.NDArray[np.uint16], batch: int = 1) -> set[tuple[int, int]]:
    with Fingerprints() as found:
        for start in range(0, len(signed), batch):
            found.add(signed[start : start + batch])
        return {pair for left, right in found.pairs() for pair in zip(left.tolist(), right.tolist(), strict=True)}


def pairs(*texts: str) -> set[tuple[int, int]]:
    return similar(signatures(pa.array(texts)))


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


def test_signatures_that_were_kept_are_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = pa.array([story(1), story(2), story(3, 5)])
    found, new = signed(texts)
    assert new.tolist() == [0, 1, 2]
    kept = [row.tobytes() for row in found]
    monkeypatch.setattr(near_duplicates, "signatures", lambda _: pytest.fail("worked out again"))
    again, new = signed(texts, pa.chunked_array([kept[:1], kept[1:]], pa.binary()))
    assert (again.tolist(), new.tolist()) == (found.tolist(), [])


def test_what_is_no_signature_is_worked_out_anew() -> None:
    texts = pa.array([story(1), story(2), story(3)])
    found, _ = signed(texts)
    kept = pa.array([b"", found[1].tobytes(), found[2].tobytes()[:-1]], pa.binary())
    again, new = signed(texts, kept)
    assert (again.tolist(), new.tolist()) == (found.tolist(), [0, 2])


@pytest.mark.parametrize(
    ("name", "value"), [("SEED", 8), ("SHINGLE", 16), ("_SAMPLE_BITS", 2), ("_MIX", np.uint32(0x85EBCA6D))]
)
def test_another_way_to_sign_has_another_name(name: str, value: object, monkeypatch: pytest.MonkeyPatch) -> None:
    before = scheme()
    monkeypatch.setattr(near_duplicates, name, value)
    assert scheme.__wrapped__() != before


def slowly_similar(found: npt.NDArray[np.uint16]) -> set[frozenset[int]]:
    """The clusters of those that agree in a whole band with one that they agree with in half of all places."""
    clusters = [{place} for place in range(len(found))]
    for left in range(len(found)):
        for right in range(left):
            bands = (found[left] == found[right]).reshape(BANDS, ROWS).all(axis=1)
            if bands.any() and (found[left] == found[right]).mean() >= 0.5:
                joined = next(c for c in clusters if left in c) | next(c for c in clusters if right in c)
                clusters = [c for c in clusters if not c & joined] + [joined]
    return {frozenset(cluster) for cluster in clusters if len(cluster) > 1}


@pytest.mark.parametrize(("batch", "chunk", "compared"), [(1, 8, 10), (7, 8, 1), (300, 8, 1_000_000), (300, 4096, 50)])
def test_clusters_are_those_that_plain_code_finds_however_signatures_lie_in_the_file(
    batch: int, chunk: int, compared: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotate.dataset.fingerprints._CHUNK", chunk)
    monkeypatch.setattr("annotate.dataset.fingerprints._COMPARED", compared)
    monkeypatch.setattr("annotate.dataset.fingerprints._IN_MEMORY", 1000)
    chance = np.random.default_rng(5)
    found = chance.integers(0, 2**16, (120, PERMUTATIONS), np.uint16)
    for place in range(40, 120):  # copies of others with some places changed
        found[place] = found[chance.integers(0, place)]
        found[place, chance.random(PERMUTATIONS) < chance.random() * 0.7] += np.uint16(1)
    clusters = [{place} for place in range(len(found))]
    for left, right in similar(found, batch):
        assert left < right
        joined = next(c for c in clusters if left in c) | next(c for c in clusters if right in c)
        clusters = [c for c in clusters if not c & joined] + [joined]
    assert {frozenset(cluster) for cluster in clusters if len(cluster) > 1} == slowly_similar(found)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
def test_a_full_disk_for_temporary_files_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    with Fingerprints() as found, Path("/dev/full").open("wb", buffering=0) as full:
        monkeypatch.setattr(found, "_file", full)
        with pytest.raises(AnnotateError, match="TMPDIR"):
            found.add(np.zeros((5000, PERMUTATIONS), np.uint16))
        monkeypatch.undo()


def test_no_articles_have_no_pairs() -> None:
    assert similar(np.zeros((0, PERMUTATIONS), np.uint16)) == set()


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
