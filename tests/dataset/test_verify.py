"""A dataset is called done only after it was loaded back."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.dataset import describe, verify
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet

from .conftest import Export
from .making import attribution_example


def test_nothing_is_put_in_place_that_does_not_load(
    export: Export, attribution: LabelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = describe._card

    def wrong_count(*arguments: object) -> str:
        return whole(*arguments).replace("num_examples: 6", "num_examples: 7")  # type: ignore[arg-type]

    monkeypatch.setattr(describe, "_card", wrong_count)
    with pytest.raises(AnnotateError, match="does not load"):
        export(attribution, [attribution_example()])
    assert not list(tmp_path.glob("*dataset*"))


@pytest.mark.parametrize("name", ["news [2031]", "a::b"])
def test_a_folder_that_could_not_be_loaded_is_refused_before_anything_is_written(
    export: Export, attribution: LabelSet, tmp_path: Path, name: str
) -> None:
    with pytest.raises(AnnotateError, match=r"could not be loaded.*Choose a folder without square brackets"):
        export(attribution, [attribution_example()], f"{name}/dataset")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["a]b[", "a*b?", "{news}", "näme 🚆"])
def test_any_other_folder_can_be_loaded(export: Export, attribution: LabelSet, name: str) -> None:
    assert export(attribution, [attribution_example()], name).rows["spans"]


def test_large_datasets_are_streamed_back(
    export: Export, attribution: LabelSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "WHOLE_BYTES", 0)
    monkeypatch.setattr(verify, "_load", None)
    assert export(attribution, [attribution_example()]).rows["spans"]


def test_loading_back_leaves_no_cache_behind(export: Export, attribution: LabelSet, own_cache: Path) -> None:
    export(attribution, [attribution_example()])
    assert not own_cache.exists()
