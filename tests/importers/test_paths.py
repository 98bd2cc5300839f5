"""Which files paths stand for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate.dataset import manifest as manifests
from annotate.importers import select


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.JSONL.gz", "deep/c.csv", "deep/d.parquet.md", ".hidden.txt", ".git/e.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def _names(folder: Path, paths: list[Path]) -> list[str]:
    return [str(path.relative_to(folder)) for path in paths]


def test_a_folder_stands_for_all_that_can_be_loaded_in_it(folder: Path) -> None:
    selection = select([folder])
    assert _names(folder, selection.files) == ["a.JSONL.gz", "b.txt", "deep/c.csv"]
    assert selection.skipped == {".md": 1}


def test_a_file_that_is_named_is_taken_whatever_its_name(folder: Path) -> None:
    selection = select([folder / ".hidden.txt", folder / "deep/d.parquet.md"])
    assert len(selection.files) == 2
    assert not selection.skipped


def test_a_file_that_is_named_twice_is_taken_once(folder: Path) -> None:
    selection = select([folder / "b.txt", folder, folder / "deep" / ".." / "b.txt"])
    assert _names(folder, selection.files) == ["b.txt", "a.JSONL.gz", "deep/c.csv"]


def test_a_pattern_goes_into_folders_where_it_says_so(folder: Path) -> None:
    assert _names(folder, select([folder / "**" / "*.csv"]).files) == ["deep/c.csv"]


def test_a_name_that_looks_like_a_pattern_is_a_name_where_there_is_such_a_file(folder: Path) -> None:
    (folder / "a[1].txt").write_text("x", "utf-8")
    assert _names(folder, select([folder / "a[1].txt"]).files) == ["a[1].txt"]


def test_an_exported_dataset_is_one_thing_and_its_files_are_not_read_one_by_one(folder: Path) -> None:
    for manifest in (json.dumps({"format": manifests.FORMAT}), "{", "[" * 100_000):
        (folder / "deep" / manifests.MANIFEST).write_text(manifest, "utf-8")
        selection = select([folder])
        assert _names(folder, selection.datasets) == ["deep"]
        assert _names(folder, selection.files) == ["a.JSONL.gz", "b.txt"]


def test_another_programs_manifest_makes_no_dataset_of_a_folder(folder: Path) -> None:
    (folder / "deep" / "manifest.json").write_text('{"name": "Our website"}', "utf-8")
    selection = select([folder])
    assert selection.datasets == []
    assert "deep/c.csv" in _names(folder, selection.files)


def test_a_link_to_a_folder_above_does_not_turn_in_circles(folder: Path) -> None:
    (folder / "deep" / "up").symlink_to(folder, target_is_directory=True)
    assert len(select([folder]).files) == 3


def test_a_link_to_a_folder_elsewhere_is_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "f.txt").write_text("x", "utf-8")
    (folder / "deep" / "linked").symlink_to(elsewhere, target_is_directory=True)
    assert "deep/linked/f.txt" in _names(folder, select([folder]).files)


def test_a_link_to_nothing_is_a_problem_where_it_is_named(folder: Path) -> None:
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    assert [problem.code for problem in select([folder / "gone.txt"]).problems] == ["I005"]
