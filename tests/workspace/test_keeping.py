"""What an export works out of a text is kept in the store, and never stands in anybody's way."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotate.dataset import near_duplicates
from annotate.dataset.near_duplicates import scheme
from annotate.settings import Settings
from annotate.store import Store, StoreUnavailable
from annotate.workspace.exporting import export
from annotate.workspace.keeping import keeping
from annotate.workspace.workspace import Workspace
from tests.dataset.making import article, attribution_example

LABEL_SET = Path(__file__).resolve().parents[1] / "label_sets" / "attribution"
COUNT = 80  # their signatures fill several pages of a store


@pytest.fixture(autouse=True)
def not_loaded_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.dataset.build.verify", lambda *_: None)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.open(Settings(f"sqlite:///{tmp_path}/annotate.db", LABEL_SET))
    list(opened.store.load([attribution_example(f"a{n:02}") for n in range(COUNT)]))
    list(opened.store.load([article("b", "Nobody has annotated this one.")]))
    yield opened
    opened.close()


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many signatures were worked out, call by call."""
    counts: list[int] = []
    original = near_duplicates.signatures

    def counted(texts: Any) -> Any:
        counts.append(len(texts))
        return original(texts)

    scheme()
    monkeypatch.setattr(near_duplicates, "signatures", counted)
    return counts


def kept(workspace: Workspace) -> int:
    with workspace.store.snapshot() as snapshot:
        columns = [bulk.signatures for bulk in snapshot.bulk(5, scheme())]
    return sum(bool(signature) for column in columns if column is not None for signature in column.to_pylist())


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_a_signature_is_worked_out_once_and_the_export_is_the_same(
    workspace: Workspace, worked_out: list[int], tmp_path: Path
) -> None:
    first = content(export(workspace, tmp_path / "first").folder)
    assert (sum(worked_out), kept(workspace)) == (COUNT, COUNT)
    second = content(export(workspace, tmp_path / "second").folder)
    assert sum(worked_out) == COUNT
    assert second == first


def test_articles_that_were_added_are_signed_alone(workspace: Workspace, worked_out: list[int], tmp_path: Path) -> None:
    export(workspace, tmp_path / "first")
    list(workspace.store.load([attribution_example("c")]))
    export(workspace, tmp_path / "second")
    assert sum(worked_out) == COUNT + 1
    assert kept(workspace) == COUNT + 1


def test_signatures_of_another_scheme_are_worked_out_anew(
    workspace: Workspace, worked_out: list[int], tmp_path: Path
) -> None:
    workspace.store.keep_signatures("minhash-of-old", [(f"a{n:02}", bytes(252)) for n in range(COUNT)])
    export(workspace, tmp_path / "first")
    assert (sum(worked_out), kept(workspace)) == (COUNT, COUNT)


def test_without_near_duplicates_nothing_is_signed(workspace: Workspace, worked_out: list[int], tmp_path: Path) -> None:
    from annotate.dataset.options import ExportOptions

    export(workspace, tmp_path / "first", ExportOptions(near_duplicates=False))
    assert (worked_out, kept(workspace)) == ([], 0)


def _read_only(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only=1")


def _full(connection: sqlite3.Connection) -> None:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={pages}")


@pytest.mark.parametrize("broken", [_read_only, _full])
def test_an_export_goes_on_where_the_store_cannot_be_written(
    broken: Any, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlalchemy as sa

    monkeypatch.setattr("annotate.workspace.exporting.BATCH", 2)
    engine = workspace.store._database.engine
    engine.dispose()
    sa.event.listen(engine, "connect", lambda connection, _: broken(connection))
    folder = export(workspace, tmp_path / "first").folder
    assert kept(workspace) < COUNT / 2
    assert content(folder)


def test_an_export_goes_on_while_another_program_holds_the_store(tmp_path: Path, workspace: Workspace) -> None:
    with Store.open(f"sqlite:///{tmp_path}/annotate.db", busy_timeout_ms=50) as store:
        impatient = Workspace(store, workspace.label_set, workspace.validator)
        other = sqlite3.connect(tmp_path / "annotate.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        export(impatient, tmp_path / "first")
        other.execute("ROLLBACK")
        other.close()
    assert kept(workspace) == 0


def test_once_the_store_refuses_nothing_more_is_tried(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def refuse(_scheme: str, signed: Any) -> None:
        tried.append(signed)
        raise StoreUnavailable("no")

    monkeypatch.setattr(workspace.store, "keep_signatures", refuse)
    with keeping(workspace.store, "one") as keep:
        for n in range(100):
            keep([(f"a{n}", b"")])
    assert len(tried) == 1


def test_the_thread_is_gone_with_the_export_that_fails(workspace: Workspace) -> None:
    def fail() -> None:
        with keeping(workspace.store, "one") as keep:
            keep([("a00", b"1")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not [thread for thread in threading.enumerate() if thread.name == "annotate-signatures"]
