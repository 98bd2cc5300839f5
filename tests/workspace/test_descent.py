"""Whether a folder came from a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotate.dataset.build import Release
from annotate.settings import Settings
from annotate.workspace.descent import may_come_from
from annotate.workspace.exporting import export
from annotate.workspace.loading import load_paths
from annotate.workspace.workspace import Workspace
from tests.dataset.making import attribution_example

LABEL_SET = Path(__file__).parents[1] / "label_sets" / "attribution"


@pytest.fixture(autouse=True)
def _not_loaded_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.dataset.build.verify", lambda *_: None)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Workspace]]:
    """Opens workspaces on new stores with articles of these ids."""
    opened: list[Workspace] = []

    def new(*ids: str) -> Workspace:
        opened.append(Workspace.open(Settings(f"sqlite:///{tmp_path}/store{len(opened)}.db", LABEL_SET)))
        list(opened[-1].store.load(map(attribution_example, ids)))
        return opened[-1]

    yield new
    for workspace in opened:
        workspace.close()


def comes_from(workspace: Workspace, made: Release) -> bool:
    return may_come_from(workspace.store, made.folder, made.manifest)


def test_a_folder_comes_from_the_store_that_made_it_however_much_was_added_since(
    make: Callable[..., Workspace], tmp_path: Path
) -> None:
    workspace = make("a", "b")
    made = export(workspace, tmp_path / "dataset")
    assert comes_from(workspace, made)
    list(workspace.store.load([attribution_example("c")]))
    assert comes_from(workspace, made)


def test_a_folder_comes_from_a_store_that_was_made_of_it(make: Callable[..., Workspace], tmp_path: Path) -> None:
    made = export(make("a", "b"), tmp_path / "dataset")
    other = make()
    load_paths(other, [made.folder])
    assert comes_from(other, made)


def test_a_folder_with_sets_that_a_store_does_not_hold_comes_from_another(
    make: Callable[..., Workspace], tmp_path: Path
) -> None:
    made = export(make("a", "b"), tmp_path / "dataset")
    assert not comes_from(make("b", "c", "d", "e"), made)


def test_a_folder_of_a_later_revision_does_not_come_from_the_store_as_it_is(
    make: Callable[..., Workspace], tmp_path: Path
) -> None:
    made = export(make("a", "b", "c"), tmp_path / "dataset")
    earlier = make("a", "b")
    assert not may_come_from(earlier.store, made.folder, made.manifest)


def test_a_folder_that_cannot_be_read_comes_from_no_store(make: Callable[..., Workspace], tmp_path: Path) -> None:
    workspace = make("a")
    made = export(workspace, tmp_path / "dataset")
    for file in made.folder.glob("annotations/*.parquet"):
        file.write_bytes(b"no Parquet")
    assert not comes_from(workspace, made)
