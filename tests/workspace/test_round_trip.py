"""A folder that is imported into an empty store and exported again is the same to the byte, on both engines."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from annotate.dataset.candidates import KnownSplits
from annotate.dataset.options import ExportOptions, Source
from annotate.label_set import LabelSet
from annotate.model import LabelSetRef, Status
from annotate.settings import Settings
from annotate.store import Edit, Op
from annotate.workspace.exporting import export
from annotate.workspace.loading import load_paths
from annotate.workspace.rehydrating import rehydrate_from
from annotate.workspace.workspace import Workspace
from tests.dataset.making import annotated, article, attribution_example, filler
from tests.dataset.test_round_trip import contents
from tests.store.conftest import new_postgresql, postgresql_server, url

__all__ = ["new_postgresql", "postgresql_server", "url"]

LABEL_SET = Path(__file__).parents[1] / "label_sets" / "attribution"
TEXT = filler("a text that two articles share", 120)


@pytest.fixture(autouse=True)
def _not_loaded_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.dataset.build.verify", lambda *_: None)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1717113600")


@pytest.fixture
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Workspace]]:
    """Opens workspaces on new stores of one engine."""
    opened: list[Workspace] = []
    engine = request.node.callspec.params["url"]

    def new() -> Workspace:
        if engine == "sqlite":
            location = f"sqlite:///{tmp_path}/store{len(opened)}.db"
        else:
            location = request.getfixturevalue("new_postgresql")()
        opened.append(Workspace.open(Settings(location, LABEL_SET)))
        return opened[-1]

    yield new
    for workspace in opened:
        workspace.close()


@pytest.fixture
def filled(make: Callable[[], Workspace], url: str) -> Workspace:
    """Holds everything that an export leaves out too: a set in progress, articles without one, another label set."""
    workspace = make()
    of = article("z1", f"Ann said no. {filler('z1')}", language="pt-BR")
    other = LabelSetRef("other", "1.0.0")
    items: list[Any] = [
        *(attribution_example(f"a{n}") for n in range(6)),
        article("untouched"),
        annotated(of, annotator="ann"),
        annotated(of, annotator="bob"),
        annotated(of, annotator="eve", label_set=("other", "1.0.0")),
        annotated(article("b1", TEXT), annotator="ann", status=Status.IN_PROGRESS),
    ]
    assert {str(loaded.outcome) for loaded in workspace.store.load(items)} == {"loaded"}
    begun = workspace.store.open_set("untouched", "ann", workspace.label_set.ref)
    workspace.store.apply(begun.id, [Edit("e1", Op.SET_NOTES, {"notes": ["why?"]}, 0, "c")])
    workspace.store.open_set("untouched", "bob", other)
    return workspace


def imported(make: Callable[[], Workspace], folder: Path) -> Workspace:
    workspace = make()
    summary = load_paths(workspace, [folder])
    assert summary.refused == 0
    return workspace


@pytest.mark.parametrize("source", [Source.AUTO, Source.ALL])
def test_importing_and_exporting_again_gives_the_same_bytes_twice_in_a_row(
    filled: Workspace, make: Callable[[], Workspace], tmp_path: Path, source: Source
) -> None:
    options = ExportOptions(source)
    first = export(filled, tmp_path / "0", options)
    assert first.manifest["store_revision"] == filled.store.revision()
    assert first.manifest["left_out"]["count"] >= 3
    for number in (1, 2):
        workspace = imported(make, tmp_path / str(number - 1))
        assert workspace.store.revision() == filled.store.revision()
        export(workspace, tmp_path / str(number), options)
        assert contents(tmp_path / str(number)) == contents(tmp_path / "0")


def test_a_release_comes_back_too(filled: Workspace, make: Callable[[], Workspace], tmp_path: Path) -> None:
    export(filled, tmp_path / "0", release=True)
    export(imported(make, tmp_path / "0"), tmp_path / "1", release=True)
    assert contents(tmp_path / "1") == contents(tmp_path / "0")
    list(filled.store.load([attribution_example("more")]))
    export(filled, tmp_path / "0", release=True)
    again = Path(shutil.copytree(tmp_path / "0", tmp_path / "2"))
    export(imported(make, tmp_path / "0"), again, release=True)
    assert contents(again) == contents(tmp_path / "0")


def test_articles_that_an_earlier_export_kept_in_place_or_moved_come_back_where_they_are(
    filled: Workspace, make: Callable[[], Workspace], tmp_path: Path
) -> None:
    """What joins two groups moves one of them, and the folder remembers where they were."""
    options = ExportOptions(near_duplicates=False)
    list(filled.store.load(annotated(article(f"g{n}", filler(f"g{n}"), group=f"g{n}")) for n in range(12)))
    export(filled, tmp_path / "0", options)
    list(filled.store.load(annotated(article(f"h{n}", filler(f"h{n}"), group="g0")) for n in range(2)))
    were = {f"g{n}": "test" for n in range(12)} | {"h0": "validation"}
    joining = ExportOptions(near_duplicates=False, earlier=KnownSplits.of(were))
    made = export(filled, tmp_path / "1", joining)
    assert made.manifest["splits"]["moved"]
    assert made.manifest["splits"]["pinned"]
    export(imported(make, tmp_path / "1"), tmp_path / "2", options)
    assert contents(tmp_path / "2") == contents(tmp_path / "1")
    before = contents(tmp_path / "1")
    export(filled, tmp_path / "1", options)
    assert contents(tmp_path / "1") == before


def test_a_store_that_went_on_says_what_it_leaves_out_itself(
    filled: Workspace, make: Callable[[], Workspace], tmp_path: Path
) -> None:
    first = export(filled, tmp_path / "0").manifest
    workspace = imported(make, tmp_path / "0")
    list(workspace.store.load([attribution_example("more")]))
    second = export(workspace, tmp_path / "1").manifest
    assert second["store_revision"] == first["store_revision"] + 2
    assert second["left_out"]["count"] < first["left_out"]["count"]
    asked_otherwise = export(imported(make, tmp_path / "0"), tmp_path / "2", ExportOptions(languages=("en",)))
    assert {item["article_id"] for item in asked_otherwise.manifest["left_out"]["items"]} == {"z1"}


def test_a_folder_beside_other_articles_changes_no_revision_but_by_what_is_loaded(
    filled: Workspace, make: Callable[[], Workspace], tmp_path: Path, attribution: LabelSet
) -> None:
    export(filled, tmp_path / "0")
    workspace = make()
    list(workspace.store.load([article("mine")]))
    load_paths(workspace, [tmp_path / "0"])
    assert workspace.store.revision() == len(workspace.store.sets()) + workspace.store.articles(limit=1).total


def test_a_dataset_without_texts_is_the_same_again_once_they_are_put_back(filled: Workspace, tmp_path: Path) -> None:
    export(filled, tmp_path / "0")
    export(filled, tmp_path / "1", ExportOptions(without_text=True))
    made = rehydrate_from(filled.store, tmp_path / "1", tmp_path / "2")
    assert made.missing == ()
    assert contents(tmp_path / "2") == contents(tmp_path / "0")
