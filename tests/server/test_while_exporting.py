"""Annotators go on while a dataset is made, and the dataset shows one moment of the store."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from annotate.dataset.progress import Stage
from annotate.dataset.read import read_annotated
from annotate.workspace.exporting import export
from annotate.workspace.workspace import Workspace
from tests.dataset.making import article, attribution_example

from .conftest import TEXT, Editor, span

SECONDS = 5.0
"""Within which every save is acknowledged, on a machine that does much else at the same time."""

EDITS = 4  # of each save


class Annotator:
    """Changes two submitted sets in turn, the first and the last of the store, and loads an article, again and again.

    Every save opens the set, puts its two spans with a new note on both, and submits: the notes are never different.
    """

    def __init__(self, http: TestClient, workspace: Workspace, set_ids: tuple[str, str]) -> None:
        self._workspace = workspace
        self._editors = [Editor(http, workspace, set_id, "Ann", f"tab-{n}") for n, set_id in enumerate(set_ids)]
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.rounds = 0
        self.slowest = 0.0
        self.failure: AssertionError | None = None

    def __enter__(self) -> Annotator:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self.round()
        except AssertionError as error:  # told in the test's own thread
            self.failure = error

    def round(self) -> None:
        for editor in self._editors:
            begin = time.perf_counter()
            editor.save(
                editor.edit("set-status", {"status": "in_progress"}),
                *(editor.edit("put-span", span(name, covered, note=str(self.rounds))) for name, covered in _PAIR),
                editor.edit("set-status", {"status": "submitted"}),
                base=10**6,
            )
            self.slowest = max(self.slowest, time.perf_counter() - begin)
        list(self._workspace.store.load([article(f"n{self.rounds:05}", f"Number {self.rounds}.")]))
        self.rounds += 1


_PAIR = (("from", "The mayor 👩‍👩‍👧"), ("to", "Others"))


@pytest.fixture
def set_ids(workspace: Workspace) -> tuple[str, str]:
    list(workspace.store.load([article("z9", TEXT), *(attribution_example(f"m{n:03}") for n in range(150))]))
    first, last = (workspace.store.open_set(name, "Ann", workspace.label_set.ref).id for name in ("a1", "z9"))
    return first, last


def test_edits_are_acknowledged_while_a_dataset_is_made_of_one_moment_of_the_store(
    http: TestClient, workspace: Workspace, set_ids: tuple[str, str], tmp_path: Path
) -> None:
    seen: dict[str, int] = {}
    with Annotator(http, workspace, set_ids) as annotator:
        while annotator.rounds < 2 and annotator._thread.is_alive():
            time.sleep(0.01)
        before = annotator.rounds

        def look(stage: Stage, _done: int, _total: int) -> None:
            seen.setdefault(stage, annotator.rounds)

        made = export(workspace, tmp_path / "dataset", on_progress=look)
        during = annotator.rounds - before
    assert annotator.failure is None
    assert during > 2, "the annotator stood still"
    assert seen[Stage.VERIFY] > seen[Stage.SURVEY] >= before, "nothing was saved between the stages"
    assert annotator.slowest < SECONDS
    print(f"{during} rounds during the export, the slowest save took {annotator.slowest:.3f} s")

    found = {read.article.id: read.annotations for read in read_annotated(made.folder)}
    notes = [{span.note for span in found[name].spans} for name in ("a1", "z9")]
    assert [len(both) for both in notes] == [1, 1], "a save is there by half"
    first, last = (int(both.pop() or "") + 1 for both in notes)
    assert before <= first <= seen[Stage.SURVEY] + 1, "the dataset holds what was saved later"
    assert first - last in (0, 1), "the dataset shows two moments"
    unannotated = [item for item in made.manifest["left_out"]["items"] if item["reason"] == "not annotated"]
    articles = len(unannotated)
    assert last - articles in (0, 1)
    assert made.manifest["store_revision"] == 152 + 150 + 2 + EDITS * (first + last) + articles

    for set_id in set_ids:
        held = workspace.store.annotation_set(set_id)
        assert held is not None
        assert {span.note for span in held.spans} == {str(annotator.rounds - 1)}
        assert held.revision == len(workspace.store.history(set_id)) == EDITS * annotator.rounds
