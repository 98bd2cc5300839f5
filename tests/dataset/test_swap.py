"""Whoever looks at the folder, at any moment, sees the old export whole or the new one whole."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.dataset import swap
from annotate.dataset.build import build
from annotate.dataset.check import check_folder
from annotate.dataset.from_annotated import bulk_from_annotated
from annotate.dataset.options import ExportOptions
from annotate.dataset.progress import Stage
from annotate.dataset.read import read_annotated
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet

from .conftest import Export
from .making import annotated, article, attribution_example
from .test_round_trip import contents


def visible(parent: Path) -> set[str]:
    return {path.name for path in parent.iterdir() if not path.name.startswith(".")} - {"cache"}


@pytest.mark.parametrize("stage", Stage)
def test_an_export_that_fails_leaves_the_old_folder_whole(
    export: Export, attribution: LabelSet, tmp_path: Path, stage: Stage
) -> None:
    before = contents(export(attribution, [attribution_example()]).folder)
    bulk = bulk_from_annotated([attribution_example(f"b{n}") for n in range(5)])

    def interrupt(at: Stage, _done: int, _total: int | None) -> None:
        if at is stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(lambda: iter([bulk]), attribution, tmp_path / "dataset", ExportOptions(), on_progress=interrupt)
    assert contents(tmp_path / "dataset") == before
    assert not list(tmp_path.glob(".dataset*"))


def test_where_the_disk_cannot_exchange_names_two_renames_do(
    export: Export, attribution: LabelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(attribution, [attribution_example()])
    monkeypatch.setattr(swap, "_exchange", lambda _left, _right: False)
    release = export(attribution, [attribution_example("other")])
    assert not list(check_folder(release.folder))
    assert visible(tmp_path) == {"dataset"}
    assert not list(tmp_path.glob(".dataset*"))


@pytest.mark.parametrize("comes_back", [True, False])
def test_two_renames_of_which_the_second_fails_leave_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, comes_back: bool
) -> None:
    target = tmp_path / "dataset"
    target.mkdir()
    (target / "file").write_text("old")
    rename, failures = Path.rename, 1 if comes_back else 2

    def failing(path: Path, to: Path) -> Path:
        nonlocal failures
        if to == target and failures:
            failures -= 1
            raise OSError(errno.EIO, "Input/output error")
        return rename(path, to)

    monkeypatch.setattr(swap, "_exchange", lambda _left, _right: False)
    monkeypatch.setattr(Path, "rename", failing)
    with (
        pytest.raises(OSError if comes_back else AnnotateError, match="Input/output error") as failure,
        swap.beside(target) as folder,
    ):
        swap.put_in_place(folder, target, lambda _place: None)
    (found,) = tmp_path.iterdir()
    assert (found / "file").read_text() == "old"
    assert found == target if comes_back else f"in {found}" in str(failure.value)


def test_what_cannot_be_exchanged_back_is_kept_where_people_see_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "dataset"
    target.mkdir()
    (target / "file").write_text("old")
    exchange, answers = swap._exchange, iter([True, False])

    def refuse(place: Path) -> None:
        if place != target:
            raise AnnotateError("changed")

    monkeypatch.setattr(swap, "_exchange", lambda left, right: next(answers) and exchange(left, right))
    with pytest.raises(AnnotateError, match=r"It is whole, in .*\.kept"), swap.beside(target) as folder:
        swap.put_in_place(folder, target, refuse)
    (kept,) = tmp_path.glob("dataset.*.kept")
    assert (kept / "file").read_text() == "old"


def test_what_was_moved_aside_before_a_crash_comes_back(tmp_path: Path) -> None:
    aside = tmp_path / f".dataset.{16 * '0'}.partial.old"
    aside.mkdir()
    (aside / "file").write_text("old")
    with swap.beside(tmp_path / "dataset"):
        assert (tmp_path / "dataset" / "file").read_text() == "old"


def test_what_comes_back_after_a_crash_is_gone_on_from(export: Export, attribution: LabelSet, tmp_path: Path) -> None:
    folder = export(attribution, [attribution_example()]).folder
    card = folder / "README.md"
    card.write_text(card.read_text("utf-8") + "\nOurs.\n", "utf-8")
    folder.rename(tmp_path / f".dataset.{16 * '0'}.partial.old")
    assert export(attribution, [attribution_example()]).folder == folder
    assert "\nOurs.\n" in card.read_text("utf-8")


def test_the_leftovers_of_a_folder_whose_name_begins_alike_are_left_alone(tmp_path: Path) -> None:
    other = tmp_path / f".dataset.v2.{16 * '0'}.partial.old"
    other.mkdir()
    with swap.beside(tmp_path / "dataset"):
        assert not (tmp_path / "dataset").exists()
    assert other.is_dir()


@pytest.fixture
def no_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that knows no locks on folders."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr("fcntl.flock", refuse)


def test_where_the_disk_knows_no_locks_an_export_is_made_and_nothing_of_others_removed(
    tmp_path: Path, no_locks: None
) -> None:
    left = tmp_path / f".dataset.{16 * '0'}.partial"
    left.mkdir()
    with swap.beside(tmp_path / "dataset") as folder:
        swap.put_in_place(folder, tmp_path / "dataset", lambda _place: None)
    assert (tmp_path / "dataset").is_dir()
    assert left.is_dir()


def test_where_the_disk_knows_no_locks_what_was_moved_aside_comes_back_all_the_same(
    tmp_path: Path, no_locks: None
) -> None:
    aside = tmp_path / f".dataset.{16 * '0'}.partial.old"
    aside.mkdir()
    (aside / "file").write_text("old")
    swap.clear_up(tmp_path / "dataset")
    assert (tmp_path / "dataset" / "file").read_text() == "old"


def meddle(folder: Path, change: str) -> None:
    (folder / ("notes.txt" if change == "a file" else "README.md")).write_text("Ours.", "utf-8")


@pytest.mark.parametrize("change", ["text of the card", "a file", "another export"])
def test_what_somebody_does_in_the_folder_during_an_export_is_not_lost(
    export: Export, attribution: LabelSet, tmp_path: Path, change: str
) -> None:
    folder = export(attribution, [attribution_example()]).folder
    bulk = bulk_from_annotated([attribution_example("b")])

    def on_progress(at: Stage, _done: int, _total: int | None) -> None:
        if at is Stage.VERIFY and change == "another export":
            export(attribution, [attribution_example("c")])
        elif at is Stage.VERIFY:
            meddle(folder, change)

    with pytest.raises(AnnotateError, match=r"was changed while|would be lost: notes\.txt"):
        build(lambda: iter([bulk]), attribution, folder, ExportOptions(), on_progress=on_progress)
    kept = {"text of the card": "README.md", "a file": "notes.txt"}.get(change, "manifest.json")
    assert (folder / kept).exists()
    assert "b" not in {item.article.id for item in read_annotated(folder)}
    assert not list(tmp_path.glob(".dataset*"))


@pytest.mark.parametrize("step", ["_sync_tree", "_exchange", "_moved_aside"])
@pytest.mark.parametrize("change", ["text of the card", "a file"])
def test_what_somebody_does_in_the_folder_while_another_takes_its_place_is_not_lost(
    export: Export, attribution: LabelSet, monkeypatch: pytest.MonkeyPatch, change: str, step: str
) -> None:
    folder = export(attribution, [attribution_example()]).folder
    before = contents(folder)
    real = getattr(swap, step)

    def slow(*paths: Path) -> object:
        meddle(folder, change)
        return real(*paths)

    if step == "_moved_aside":
        monkeypatch.setattr(swap, "_exchange", lambda _left, _right: False)
    with monkeypatch.context() as patch:
        patch.setattr(swap, step, slow)
        with pytest.raises(AnnotateError, match=r"dataset was changed while|dataset holds files .* notes\.txt"):
            export(attribution, [attribution_example("b")])
    meddled = "notes.txt" if change == "a file" else "README.md"
    assert contents(folder) == {**before, meddled: b"Ours."}
    assert visible(folder.parent) == {"dataset"}
    assert not list(folder.parent.glob(".dataset*"))


def test_of_two_exports_that_end_at_once_one_is_refused(
    export: Export, attribution: LabelSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = export(attribution, [attribution_example()]).folder
    exchange = swap._exchange

    def export_another(left: Path, right: Path) -> bool:
        monkeypatch.setattr(swap, "_exchange", exchange)
        with pytest.raises(AnnotateError, match="Another export is being put in place"):
            export(attribution, [attribution_example("c")])
        return exchange(left, right)

    monkeypatch.setattr(swap, "_exchange", export_another)
    export(attribution, [attribution_example("b")])
    assert {item.article.id for item in read_annotated(folder)} == {"b"}


def test_a_folder_that_another_export_is_writing_is_not_removed(tmp_path: Path) -> None:
    with swap.beside(tmp_path / "dataset") as first, swap.beside(tmp_path / "dataset") as second:
        assert first.is_dir()
        assert first != second


def test_a_folder_of_other_things_is_refused(export: Export, attribution: LabelSet, tmp_path: Path) -> None:
    (tmp_path / "dataset").mkdir()
    (tmp_path / "dataset" / "thesis.tex").write_text("ten years of work")
    with pytest.raises(AnnotateError, match="is no earlier export"):
        export(attribution, [attribution_example()])
    assert (tmp_path / "dataset" / "thesis.tex").read_text() == "ten years of work"


def test_files_that_people_put_into_an_export_are_not_lost(export: Export, attribution: LabelSet) -> None:
    folder = export(attribution, [attribution_example()]).folder
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(AnnotateError, match=r"notes\.txt"):
        export(attribution, [attribution_example()])
    assert (folder / "notes.txt").read_text() == "mine"


def test_an_empty_folder_is_taken(export: Export, attribution: LabelSet, tmp_path: Path) -> None:
    (tmp_path / "dataset").mkdir()
    assert export(attribution, [attribution_example()]).rows["articles"]


def test_a_symbolic_link_is_refused(export: Export, attribution: LabelSet, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "dataset").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AnnotateError, match="symbolic link"):
        export(attribution, [attribution_example()])


def test_a_file_is_refused(export: Export, attribution: LabelSet, tmp_path: Path) -> None:
    (tmp_path / "dataset").write_text("x")
    with pytest.raises(AnnotateError, match="is a file"):
        export(attribution, [attribution_example()])


def test_a_folder_that_cannot_be_made_is_a_clear_error(export: Export, attribution: LabelSet, tmp_path: Path) -> None:
    (tmp_path / "parent").write_text("a file")
    with pytest.raises(AnnotateError, match=r"parent/dataset cannot be made: .*/parent is a file\. Choose another"):
        export(attribution, [annotated(article("a"))], "parent/dataset")


def test_a_place_where_one_may_not_write_is_a_clear_error(
    export: Export, attribution: LabelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(AnnotateError, match=f"The folder dataset cannot be made in {tmp_path}: you may not write"):
        export(attribution, [annotated(article("a"))])


def test_of_a_large_strange_folder_no_more_than_one_file_is_looked_at(
    export: Export, attribution: LabelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def walk(folder: Path, _pattern: str) -> Iterator[Path]:
        yield folder / "thesis.tex"
        raise AssertionError("somebody may have named the root of the disk")

    (tmp_path / "dataset").mkdir()
    monkeypatch.setattr(Path, "rglob", walk)
    with pytest.raises(AnnotateError, match="is no earlier export"):
        export(attribution, [annotated(article("a"))])
