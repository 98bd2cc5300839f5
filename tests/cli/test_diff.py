from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Annotate = Callable[..., Result]
SAMPLES = sorted((Path(__file__).parents[2] / "schemas" / "news" / "samples").glob("*.json"))


@pytest.fixture
def folders(annotate: Annotate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A dataset of some samples, and one of all."""
    monkeypatch.setattr("annotate.dataset.build.verify", lambda *_: None)
    assert annotate("import", *SAMPLES[:3]).exit_code == 0
    assert annotate("export", tmp_path / "some").exit_code == 0
    assert annotate("import", *SAMPLES).exit_code == 0
    assert annotate("export", tmp_path / "all").exit_code == 0
    return tmp_path / "some", tmp_path / "all"


def test_diff_tells_what_was_added(annotate: Annotate, folders: tuple[Path, Path]) -> None:
    result = annotate("diff", *folders)
    assert result.exit_code == 1
    assert f"article added: {len(SAMPLES) - 3}" in result.stdout
    assert result.stdout.endswith("Version bump: minor\n")


def test_diff_of_equal_folders_tells_nothing(annotate: Annotate, folders: tuple[Path, Path]) -> None:
    result = annotate("diff", folders[0], folders[0])
    assert (result.exit_code, result.stdout) == (0, "Nothing differs.\n")


def test_diff_as_json_tells_every_change(annotate: Annotate, folders: tuple[Path, Path]) -> None:
    found = json.loads(annotate("diff", *reversed(folders), "--json").stdout)
    assert found["bump"] == "major"
    assert {change["kind"] for change in found["changes"]} == {"article removed"}


def test_diff_of_what_is_no_dataset_is_refused(annotate: Annotate, tmp_path: Path) -> None:
    result = annotate("diff", tmp_path, tmp_path)
    assert result.exit_code == 2
    assert "no dataset folder" in result.stderr
