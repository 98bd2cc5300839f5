from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Annotate = Callable[..., Result]
SAMPLES = sorted((Path(__file__).parents[2] / "schemas" / "news" / "samples").glob("*.json"))


@pytest.fixture
def bare(annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset of the samples without their texts."""
    monkeypatch.setattr("annotate.dataset.build.verify", lambda *_: None)
    assert annotate("import", *SAMPLES).exit_code == 0
    assert annotate("export", tmp_path / "bare", "--without-text").exit_code == 0
    return tmp_path / "bare"


def test_rehydrate_takes_the_texts_of_the_store(annotate: Annotate, bare: Path, tmp_path: Path) -> None:
    assert annotate("export", tmp_path / "whole").exit_code == 0
    result = annotate("rehydrate", bare, tmp_path / "again")
    assert result.exit_code == 0, result.stderr
    assert annotate("diff", tmp_path / "whole", tmp_path / "again").stdout == "Nothing differs.\n"


def test_rehydrate_tells_which_texts_it_did_not_find(annotate: Annotate, bare: Path, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert annotate("import", *SAMPLES[1:], "--store", other).exit_code == 0
    result = annotate("rehydrate", bare, tmp_path / "again", "--store", other)
    assert result.exit_code == 1
    assert "the texts of 1 articles" in result.stderr


def test_import_of_a_dataset_without_texts_says_what_to_do(annotate: Annotate, bare: Path) -> None:
    result = annotate("import", bare)
    assert "annotate rehydrate" in result.stderr
