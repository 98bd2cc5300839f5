"""What an export takes from the store."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from annotate.dataset.options import ExportOptions
from annotate.dataset.progress import Stage
from annotate.settings import Settings
from annotate.store import Edit, Op, StoreDamaged
from annotate.workspace.exporting import export
from annotate.workspace.previewing import preview
from annotate.workspace.workspace import Workspace
from tests.dataset.making import article, attribution_example

LABEL_SET = Path(__file__).resolve().parents[1] / "label_sets" / "attribution"


def test_one_text_that_is_not_the_loaded_one_refuses_the_whole_export(tmp_path: Path) -> None:
    workspace = Workspace.open(Settings(f"sqlite:///{tmp_path}/annotate.db", LABEL_SET))
    list(workspace.store.load([attribution_example(f"a{n}") for n in range(3)]))
    workspace.close()
    with sqlite3.connect(tmp_path / "annotate.db") as connection:
        connection.execute("UPDATE texts SET text = text || '!' WHERE article = 2")
    connection.close()
    workspace = Workspace.open(Settings(f"sqlite:///{tmp_path}/annotate.db", LABEL_SET))
    with pytest.raises(StoreDamaged, match="The text of the article 'a1' is not what was loaded"):
        export(workspace, tmp_path / "dataset")
    workspace.close()
    assert not list(tmp_path.glob("*dataset*"))


def test_a_set_that_was_skipped_is_told_apart_from_one_in_progress(tmp_path: Path) -> None:
    workspace = Workspace.open(Settings(f"sqlite:///{tmp_path}/annotate.db", LABEL_SET))
    list(
        workspace.store.load([attribution_example(), article("b", "Nobody likes this one."), article("c", "Or this.")])
    )
    for name, op, value in (("b", Op.SET_SKIP, {"reason": "not news"}), ("c", Op.SET_NOTES, {"notes": ["begun"]})):
        made = workspace.store.open_set(name, "ann", workspace.label_set.ref)
        workspace.store.apply(made.id, [Edit(name, op, value, made.revision, "test")])
    found = preview(workspace, ExportOptions())
    release = export(workspace, tmp_path / "dataset")
    workspace.close()
    assert found.reasons == release.manifest["left_out"]["reasons"] == {"skipped": 1, "in progress": 1}


def test_each_stage_is_told_of_as_many_articles_as_it_goes_through(tmp_path: Path) -> None:
    workspace = Workspace.open(Settings(f"sqlite:///{tmp_path}/annotate.db", LABEL_SET))
    bare = [article(f"b{n}", f"Nobody has annotated this {n}.") for n in range(4)]
    list(workspace.store.load([*(attribution_example(f"a{n}") for n in range(3)), *bare]))
    last: dict[Stage, tuple[int, int]] = {}
    export(
        workspace, tmp_path / "dataset", on_progress=lambda stage, done, total: last.__setitem__(stage, (done, total))
    )
    workspace.close()
    assert last == {Stage.SURVEY: (7, 7), Stage.TABLES: (3, 3), Stage.VERIFY: (0, 3)}
