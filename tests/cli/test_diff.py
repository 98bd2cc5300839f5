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


def test_diff_tells_that_texts_are_left_out_or_put_back(
    annotate: Annotate, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    bare, whole = tmp_path / "bare", folders[1]
    assert annotate("export", bare, "--without-text").exit_code == 0
    assert annotate("diff", whole, bare).stdout.startswith(f"text left out: {len(SAMPLES)}\n")
    assert annotate("diff", bare, whole).stdout.startswith(f"text put back: {len(SAMPLES)}\n")


def test_diff_as_json_tells_every_change(annotate: Annotate, folders: tuple[Path, Path]) -> None:
    found = json.loads(annotate("diff", *reversed(folders), "--json").stdout)
    assert found["bump"] == "major"
    assert {change["kind"] for change in found["changes"]} == {"article removed"}


def test_diff_of_what_is_no_dataset_is_refused(annotate: Annotate, tmp_path: Path) -> None:
    result = annotate("diff", tmp_path, tmp_path)
    assert result.exit_code == 2
    assert "no dataset folder" in result.stderr


def test_diff_proposes_the_version_that_the_next_release_gets(
    annotate: Annotate, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    assert annotate("export", tmp_path / "release", "--release").exit_code == 0
    smaller, _ = folders
    assert annotate("diff", tmp_path / "release", smaller).stdout.endswith("Version bump: major (1.0.0 → 2.0.0)\n")
    found = json.loads(annotate("diff", tmp_path / "release", smaller, "--json").stdout)
    assert (found["version"], found["proposed_version"]) == ("1.0.0", "2.0.0")
    found = json.loads(annotate("diff", *folders, "--json").stdout)
    assert (found["version"], found["proposed_version"]) == (None, None)
