"""Saving from a real browser, with its own storage, locks and network, to a server that is killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from annotate.model import Article, sha256_of
from annotate.server import tokens
from annotate.server.assets import editor_url
from annotate.settings import Settings
from annotate.workspace.workspace import Workspace
from tests.server.process import ServerProcess

pytestmark = pytest.mark.browser

_LABEL_SET = Path(__file__).resolve().parents[1] / "label_sets" / "attribution"
_TEXT = "The mayor said the bridge would stay."

_OPEN = """
async ({ module, ...options }) => {
  const { createSync } = await import(module);
  const heard = { states: [], changes: [], problems: [], revision: options.revision };
  const sync = createSync({
    ...options,
    onState: (state) => heard.states.push(state),
    onAcknowledged: ({ revision, changes }) => {
      heard.revision = revision;
      heard.changes.push(...changes);
    },
    onConflict: (conflicts) => heard.problems.push(...conflicts),
    onRefused: (refusal) => heard.problems.push(refusal),
  });
  await sync.ready;
  const span = (id) => ({ ...options.span, id: `span-${id}` });
  const push = (id) => sync.push([{ id, op: "put-span", value: span(id) }], heard.revision);
  Object.assign(window, { sync, heard, span, push });
}
"""


class World:
    """A store with one annotation set, a server before it, and tabs that save to it."""

    def __init__(self, folder: Path, context: BrowserContext) -> None:
        settings = Settings(f"sqlite:///{folder}/annotate.db", _LABEL_SET)
        self.workspace = Workspace.open(settings)
        list(self.workspace.store.load([Article("a1", "The bridge", _TEXT, sha256_of(_TEXT), "en")]))
        self.set_id = self.workspace.store.open_set("a1", "Ann", self.workspace.label_set.ref).id
        self.server = ServerProcess(settings)
        self._context = context
        # The page itself is there whether the server is or not: what is tested begins behind it.
        context.route("**/page", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))

    def open_tab(self) -> Page:
        page = self._context.new_page()
        page.goto(f"{self.server.url}/page")
        self.open_sync(page)
        return page

    def open_sync(self, page: Page) -> None:
        fragments = [{"start": 4, "end": 9, "text": "mayor"}]
        options = {
            "module": editor_url().replace("main.js", "sync.js"),
            "set": self.set_id,
            "storeId": self.workspace.store.id,
            "annotator": "Ann",
            "token": tokens.issue(self.workspace, self.set_id, "Ann"),
            "revision": len(self.stored),
            "span": {"label": "source", "fragments": fragments, "attributes": {"named": False}},
        }
        page.evaluate(_OPEN, options)

    @property
    def stored(self) -> list[str]:
        """Ids of the edits in the store, in order."""
        return [edit.id for edit in self.workspace.store.history(self.set_id)]

    def wait_until_saved(self, page: Page) -> None:
        page.wait_for_function("heard.problems.length > 0 || heard.states.at(-1)?.status === 'saved'", timeout=30_000)
        assert page.evaluate("heard.problems") == []
        assert page.evaluate("localStorage.length") == 0


@pytest.fixture
def world(tmp_path: Path, context: BrowserContext) -> Iterator[World]:
    made = World(tmp_path, context)
    with made.server:
        yield made
    made.workspace.close()


def test_a_hundred_edits_as_fast_as_the_browser_can_arrive_once_though_the_server_is_killed(world: World) -> None:
    tab = world.open_tab()
    tab.evaluate("for (let i = 0; i < 50; i += 1) push(`e${i}`)")
    world.server.kill()
    tab.evaluate("for (let i = 50; i < 100; i += 1) push(`e${i}`)")
    assert len(world.stored) <= 50
    world.server.start()
    world.wait_until_saved(tab)
    assert world.stored == [f"e{i}" for i in range(100)]


def test_edits_survive_a_reload_while_the_server_is_gone(world: World) -> None:
    tab = world.open_tab()
    world.server.kill()
    tab.evaluate("for (let i = 0; i < 5; i += 1) push(`e${i}`)")
    assert tab.evaluate("localStorage.length") == 5
    _reload(tab)
    world.server.start()
    world.open_sync(tab)
    assert _ids(tab.evaluate("sync.pending()")) == ["e0", "e1", "e2", "e3", "e4"]
    tab.evaluate("push('e5')")
    world.wait_until_saved(tab)
    assert world.stored == ["e0", "e1", "e2", "e3", "e4", "e5"]


def test_a_tab_that_stays_saves_and_shows_the_edits_of_one_that_was_closed(world: World) -> None:
    closing, staying = world.open_tab(), world.open_tab()
    world.server.kill()
    closing.evaluate("push('e0'); push('e1')")
    closing.close()
    world.server.start()
    staying.wait_for_function("heard.changes.length === 2", timeout=30_000)
    assert [change["value"]["id"] for change in staying.evaluate("heard.changes")] == ["span-e0", "span-e1"]
    assert staying.evaluate("localStorage.length") == 0
    assert world.stored == ["e0", "e1"]


def test_a_page_that_goes_saves_what_it_has_just_been_given(world: World) -> None:
    tab = world.open_tab()
    tab.evaluate("push('e0'); setTimeout(() => { push('e1'); location.href = 'about:blank'; })")
    tab.wait_for_url("about:blank")
    _wait_for(tab, lambda: world.stored == ["e0", "e1"])


def test_what_the_server_refuses_for_good_is_kept_in_the_browser_and_the_page_shows_what_stands(world: World) -> None:
    tab = world.open_tab()
    tab.evaluate("push('e0')")
    world.wait_until_saved(tab)
    tab.evaluate("""
        sync.push([
          { id: "bad", op: "put-span", value: { ...span("e0"), note: "a\\0b" } },
          { id: "e1", op: "put-span", value: span("e1") },
        ], heard.revision)
    """)
    tab.wait_for_function("heard.states.at(-1)?.refused === 1 && heard.states.at(-1).status === 'saved'")
    assert world.stored == ["e0", "e1"]
    assert tab.evaluate("heard.problems.map(({ isShown, isTurnedAway }) => [isShown, isTurnedAway])") == [[True, False]]
    assert tab.evaluate("heard.changes[0].value.note") is None
    _reload(tab)
    world.open_sync(tab)
    [kept] = tab.evaluate("sync.refused()")
    assert (kept["id"], kept["value"]["note"]) == ("bad", "a\0b")
    assert "NUL" in kept["message"]


def _reload(tab: Page) -> None:
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.reload()


def _ids(edits: list[dict[str, Any]]) -> list[str]:
    return [edit["id"] for edit in edits]


def _wait_for(tab: Page, holds: Any) -> None:
    for _ in range(100):
        if holds():
            return
        tab.wait_for_timeout(50)
    assert holds()
