"""The workspace: opened once, and quick to ask again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from annotate.errors import AnnotateError
from annotate.model import Article, sha256_of
from annotate.settings import Settings
from annotate.store import NoSuchSet, Store
from annotate.workspace import workspace as module
from annotate.workspace.recent import Recent
from annotate.workspace.workspace import Workspace, open_workspace

LABEL_SET = Path(__file__).resolve().parents[1] / "label_sets" / "attribution"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(f"sqlite:///{tmp_path}/annotate.db", LABEL_SET)


@pytest.fixture
def workspace(settings: Settings) -> Iterator[Workspace]:
    opened = Workspace.open(settings)
    list(opened.store.load([Article("a1", "Title", "Some text", sha256_of("Some text"), "en")]))
    yield opened
    opened.close()


def test_many_threads_open_one_workspace(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_open", {})
    with ThreadPoolExecutor(8) as pool:
        opened = set(pool.map(open_workspace, [settings] * 32))
    assert len(opened) == 1
    opened.pop().close()


def test_a_workspace_that_could_not_be_opened_is_tried_again(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_open", {})
    missing = Settings(settings.store_url, tmp_path / "nothing")
    for _ in range(2):
        with pytest.raises(AnnotateError):
            open_workspace(missing)


def test_the_article_and_owner_of_a_set_are_read_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    set_id = workspace.store.open_set("a1", "Ann", workspace.label_set.ref).id
    assert workspace.article_of(set_id).text == "Some text"

    def never(*_: Any) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(Store, "set_row", never)
    monkeypatch.setattr(Store, "article", never)
    assert workspace.article_of(set_id).text == "Some text"
    assert workspace.owner_of(set_id) == "Ann"


def test_a_set_that_is_not_there_is_said_not_to_be(workspace: Workspace) -> None:
    with pytest.raises(NoSuchSet):
        workspace.article_of("nothing")


def test_the_longest_unused_values_make_room() -> None:
    recent = Recent[str](10, weight=len)
    made: list[str] = []

    def get(key: str, value: str) -> str:
        def make() -> str:
            made.append(key)
            return value

        return recent.get(key, make)

    get("a", "aaaa")
    get("b", "bbbb")
    get("a", "")
    get("c", "cccc")
    assert get("a", "") == "aaaa"
    get("b", "bbbb")
    assert made == ["a", "b", "c", "b"]


def test_a_value_larger_than_all_room_is_kept_alone() -> None:
    recent = Recent[str](3, weight=len)
    assert recent.get("a", lambda: "large value") == "large value"
    assert recent.get("a", lambda: "made again") == "large value"


def test_threads_that_make_one_value_at_once_get_the_same_room() -> None:
    recent = Recent[int](100)
    barrier = threading.Barrier(8)

    def make() -> int:
        barrier.wait()
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: recent.get("key", make), range(8))) == {1}
    assert recent.get("key", lambda: 2) == 1
