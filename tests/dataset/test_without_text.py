from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from annotate.dataset.check import check_folder
from annotate.dataset.diff import Bump, diff
from annotate.dataset.options import Source
from annotate.dataset.read import read_annotated
from annotate.dataset.rehydrate import rehydrate
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle

from .conftest import Export
from .making import EXAMPLE, attribution_example
from .test_round_trip import contents, many


def items() -> list[AnnotatedArticle]:
    return [attribution_example(f"a{n}") for n in range(12)]


class Known(dict[str, str]):
    """Texts by their SHA-256."""

    def held(self, hashes: pa.Array) -> pa.Array:
        return pc.is_in(hashes, value_set=pa.array(self, pa.string()))

    def of(self, hashes: Sequence[str]) -> dict[str, str]:
        return {sha256: self[sha256] for sha256 in hashes}


def texts_of(found: list[AnnotatedArticle]) -> Known:
    return Known({item.article.text_sha256: item.article.text for item in found})


def test_no_word_of_a_text_is_in_the_folder(export: Export, attribution: LabelSet) -> None:
    import pyarrow.parquet as pq

    release = export(attribution, items(), without_text=True)
    assert set(release.rows) == {"articles", "annotations"}
    for file in release.folder.rglob("*.parquet"):
        table = pq.read_table(file)
        for column in table.itercolumns():
            values = str(column.to_pylist())
            assert "prices fell" not in values
            assert EXAMPLE[:20] not in values
        assert table["spans"].to_pylist()[0][0]["start"] == 0
        assert table["text_sha256"].null_count == 0


def test_the_folder_loads_and_is_without_problems(export: Export, attribution: LabelSet) -> None:
    from datasets import load_dataset

    folder = export(attribution, items(), without_text=True).folder
    assert not list(check_folder(folder))
    rows = load_dataset(str(folder))["train"]
    assert rows[0]["text"] is None
    assert rows[0]["spans"][0]["fragments"] == [{"start": 0, "end": 3, "text": None}]


@pytest.mark.parametrize("options", [{}, {"key": "k"}, {"near_duplicates": False}])
def test_rehydrating_gives_the_bytes_of_the_full_export(
    export: Export, attribution: LabelSet, tmp_path: Path, options: dict[str, Any]
) -> None:
    found = many()
    whole = export(attribution, found, "whole", **options).folder
    bare = export(attribution, found, "bare", without_text=True, **options).folder
    assert not rehydrate(bare, tmp_path / "again", texts_of(found)).missing
    assert contents(tmp_path / "again") == contents(whole)


def test_articles_whose_texts_are_missing_are_told(export: Export, attribution: LabelSet, tmp_path: Path) -> None:
    bare = export(attribution, items(), without_text=True).folder
    made = rehydrate(bare, tmp_path / "again", texts_of(items()[3:]))
    assert made.missing == ("a0", "a1", "a2")
    assert sum(made.release.rows["articles"].values()) == 9


def test_without_any_of_the_texts_there_is_no_folder(export: Export, attribution: LabelSet, tmp_path: Path) -> None:
    bare = export(attribution, items(), without_text=True).folder
    with pytest.raises(AnnotateError, match=r"holds none of the texts that .* \(12 in all\)"):
        rehydrate(bare, tmp_path / "again", Known())
    assert not (tmp_path / "again").exists()


def test_only_a_few_texts_are_held_at_once(
    export: Export, attribution: LabelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Few(Known):
        def of(self, hashes: Sequence[str]) -> dict[str, str]:
            assert len(hashes) <= 5
            return super().of(hashes)

    monkeypatch.setattr("annotate.dataset.rehydrate._BATCH", 5)
    found = many()
    whole = export(attribution, found, "whole", source=Source.ALL).folder
    bare = export(attribution, found, "bare", source=Source.ALL, without_text=True).folder
    rehydrate(bare, tmp_path / "again", Few(texts_of(found)))
    assert contents(tmp_path / "again") == contents(whole)


def test_what_has_its_texts_is_not_rehydrated(export: Export, attribution: LabelSet, tmp_path: Path) -> None:
    with pytest.raises(AnnotateError, match="no dataset that was exported without texts"):
        rehydrate(export(attribution, items()).folder, tmp_path / "again", Known())


def test_a_folder_without_texts_is_not_read_as_records(export: Export, attribution: LabelSet) -> None:
    with pytest.raises(AnnotateError, match="annotate rehydrate"):
        list(read_annotated(export(attribution, items(), without_text=True).folder))


def test_folders_without_texts_can_be_told_apart(export: Export, attribution: LabelSet) -> None:
    before = export(attribution, items(), "before", without_text=True).folder
    after = export(attribution, items()[1:], "after", without_text=True).folder
    assert diff(before, after).bump is Bump.MAJOR
    assert diff(before, before).bump is Bump.NONE
