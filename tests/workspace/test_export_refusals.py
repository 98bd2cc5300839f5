"""A locked store or a full disk: a clear error, no folder, and the release before it as it was."""

from __future__ import annotations

import errno
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.store import Store, StoreFull, StoreUnavailable
from annotate.validation import Validator
from annotate.workspace.exporting import export
from annotate.workspace.workspace import Workspace
from tests.dataset.making import attribution_example
from tests.dataset.test_round_trip import contents
from tests.store.conftest import new_postgresql, postgresql_server, url

__all__ = ["new_postgresql", "postgresql_server", "url"]


@pytest.fixture(autouse=True)
def _not_loaded_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.dataset.build.verify", lambda *_: None)


@pytest.fixture
def workspace(url: str, attribution: LabelSet) -> Iterator[Workspace]:
    """Waits 0.3 seconds for locks, where people wait 20."""
    opened = Workspace(Store.open(url, busy_timeout_ms=300), attribution, Validator(attribution))
    list(opened.store.load(attribution_example(f"a{n}") for n in range(4)))
    yield opened
    opened.close()


@contextmanager
def locked_by_another(url: str, *, only_against_writers: bool = False) -> Iterator[None]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.isolation_level = None
            driver.execute(f"BEGIN {'IMMEDIATE' if only_against_writers else 'EXCLUSIVE'}")
        else:
            mode = "EXCLUSIVE" if only_against_writers else "ACCESS EXCLUSIVE"
            connection.execute(sa.text(f"LOCK TABLE articles, annotation_sets, spans IN {mode} MODE"))
        yield
        connection.rollback()
    engine.dispose()


def is_as_before(shelf: Path, before: dict[str, bytes]) -> bool:
    return [path.name for path in shelf.iterdir()] == ["dataset"] and contents(shelf / "dataset") == before


def test_a_store_that_another_program_has_locked_is_said_to_be(workspace: Workspace, url: str, tmp_path: Path) -> None:
    shelf = tmp_path / "exports"
    export(workspace, shelf / "dataset")
    before = contents(shelf / "dataset")
    with locked_by_another(url):
        for name in ("dataset", "new"):
            with pytest.raises(StoreUnavailable, match="locked by another program"):
                export(workspace, shelf / name)
    assert is_as_before(shelf, before)
    export(workspace, shelf / "dataset")
    assert is_as_before(shelf, before)


def test_a_store_that_somebody_writes_to_is_exported_all_the_same(
    workspace: Workspace, url: str, tmp_path: Path
) -> None:
    with locked_by_another(url, only_against_writers=True):
        release = export(workspace, tmp_path / "dataset")
    assert sum(release.rows["articles"].values()) == 4


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """To write more than so many bytes into a file fails, as it does where the disk is full, with another number."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("size", [500, 12_000, 30_000])
def test_where_the_disk_takes_no_more_the_release_before_is_as_it_was(
    workspace: Workspace, tmp_path: Path, size: int
) -> None:
    """On PostgreSQL, as SQLite's store is a file itself. The limits strike Parquet, the manifest and the card."""
    shelf = tmp_path / "exports"
    made = export(workspace, shelf / "dataset")
    before = contents(shelf / "dataset")
    assert size < max(map(len, before.values()))
    list(workspace.store.load(attribution_example(f"b{n}") for n in range(3)))
    for name in ("dataset", "new"):
        with files_of_at_most(size), pytest.raises(AnnotateError, match=r"Cannot write .* is as it was"):
            export(workspace, shelf / name)
    assert is_as_before(shelf, before)
    assert export(workspace, shelf / "dataset").manifest["content_hash"] != made.manifest["content_hash"]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_disk_that_fills_at_the_last_moment_leaves_the_release_as_it_was(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "exports"
    export(workspace, shelf / "dataset")
    before = contents(shelf / "dataset")

    def full(_path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("annotate.dataset.swap.sync", full)
        for name in ("dataset", "new"):
            with pytest.raises(AnnotateError, match="No space left on device"):
                export(workspace, shelf / name)
    assert is_as_before(shelf, before)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_without_space_for_the_copy_that_is_read_nothing_is_exported(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "exports"
    export(workspace, shelf / "dataset")
    before = contents(shelf / "dataset")
    connect = sqlite3.connect

    def small(*arguments: object, **options: object) -> sqlite3.Connection:
        connection = connect(*arguments, **options)  # type: ignore[call-overload]
        connection.execute("PRAGMA max_page_count = 5")
        assert isinstance(connection, sqlite3.Connection)
        return connection

    with monkeypatch.context() as patch:
        patch.setattr("annotate.store.backup.sqlite3.connect", small)
        for name in ("dataset", "new"):
            with pytest.raises(StoreFull, match="no space for a copy of the store"):
                export(workspace, shelf / name)
    assert is_as_before(shelf, before)
    assert not list(tmp_path.glob(".*"))
