"""The editor opens in one frame. Where its panels are late the text comes first; nothing moves then, or is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from annotate.label_set import LabelSet
from tests.browser.harness import Harness
from tests.browser.text import boxes_of, click, eventually, sweep, wait_for_all_of_the_editor

pytestmark = pytest.mark.browser

TEXT = "Mara Lindqvist asked the board to wait.\n\nOla Berg said no." + "\n\nMore was said." * 40


def article(**attributes: Any) -> dict[str, Any]:
    """With one span."""
    fragment = {"start": 41, "end": 49, "text": "Ola Berg"}
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    return {
        "article": {"id": "a", "title": "Toll", "text": TEXT, "text_sha256": digest, "language": "en"},
        "annotator": "mara",
        "spans": [{"id": "s1", "label": "speaker", "fragments": [fragment], "attributes": attributes}],
        "relations": [],
    }


def hold(page: Page, pattern: str) -> list[Route]:
    """Requests that wait for an answer."""
    routes: list[Route] = []

    def keep(route: Route) -> None:
        routes.append(route)

    page.route(pattern, keep)
    return routes


@pytest.fixture
def held(page: Page) -> list[Route]:
    """Requests for the panels' first module, which wait for an answer."""
    return hold(page, "**/panels/index.js")


@pytest.fixture
def open_text(page: Page, held: list[Route], harness: Harness, news: LabelSet) -> Callable[..., Page]:
    """Opens the editor, with a span that has the attributes given, without the panels."""

    def open_it(**attributes: Any) -> Page:
        page.goto(harness.add("set", article(**attributes), news.data))
        expect(page.locator(".an-run")).to_have_text("Ola Berg")
        expect(page.locator(".an-header")).to_have_count(0)
        eventually(page, lambda: held)
        return page

    return open_it


_PANELS = """() => performance.getEntriesByType("resource").map(({ name }) => name)
  .find((name) => name.endsWith("panels/index.js"))"""

_TELL_OF_DATA = """
  window.hasData = false;
  const tell = performance.mark.bind(performance);
  performance.mark = (name) => { window.hasData ||= name === "an-data"; return tell(name); };
"""

_COUNT_FRAMES = """
  let frame = 0;
  window.shown = {};
  const next = () => { frame += 1; requestAnimationFrame(next); };
  requestAnimationFrame(next);
  const mark = performance.mark.bind(performance);
  performance.mark = (name) => { shown[name] = frame; mark(name); };
"""


_PATIENCE = """
  const { setTimeout } = window;
  window.setTimeout = (job, ms, ...rest) => setTimeout(job, ms === 150 ? 60_000 : ms, ...rest);
"""
"""The moment that the text waits for the panels is not over before they are there."""


def test_text_and_panels_that_are_there_with_the_data_come_in_one_frame(
    page: Page, harness: Harness, news: LabelSet
) -> None:
    page.add_init_script(_COUNT_FRAMES)
    data = hold(page, "**/annotation-sets/set")
    page.goto(harness.add("set", article(), news.data))
    page.wait_for_function(f"({_PANELS})() !== undefined")
    page.evaluate(f"import(({_PANELS})())")
    data[0].continue_()
    expect(page.locator(".an-header")).to_be_visible()
    shown = page.evaluate("shown")
    assert shown["an-text"] == shown["an-ready"]


def test_the_text_waits_a_moment_for_panels_that_come_behind_the_data(
    page: Page, held: list[Route], harness: Harness, news: LabelSet
) -> None:
    page.add_init_script(_COUNT_FRAMES + _TELL_OF_DATA + _PATIENCE)
    page.goto(harness.add("set", article(), news.data))
    page.wait_for_function("hasData")
    page.wait_for_timeout(100)
    expect(page.locator(".an-text")).to_have_count(0)
    held[0].continue_()
    expect(page.locator(".an-header")).to_be_visible()
    shown = page.evaluate("shown")
    assert shown["an-text"] == shown["an-ready"]


@pytest.mark.parametrize("late", [60, 400])
def test_edits_left_in_the_browser_are_shown_where_the_panels_are_late(
    page: Page, held: list[Route], harness: Harness, news: LabelSet, late: int
) -> None:
    address = harness.add("set", article(), news.data)
    page.route("**/edits", lambda route: route.abort())
    page.goto(address)
    eventually(page, lambda: held)
    held[0].continue_()
    wait_for_all_of_the_editor(page)
    sweep(page, "Mara Lindqvist")
    page.keyboard.press("s")
    page.keyboard.press("Escape")
    page.once("dialog", lambda dialog: dialog.accept())
    page.add_init_script(_TELL_OF_DATA)
    page.goto("about:blank")
    page.unroute("**/edits")
    page.goto(address)
    page.wait_for_function("hasData")
    page.wait_for_timeout(late)
    eventually(page, lambda: len(held) == 2)
    held[1].continue_()
    wait_for_all_of_the_editor(page)
    eventually(page, lambda: texts(harness) == ["Ola Berg", "Mara Lindqvist"])
    expect(page.locator(".an-run")).to_have_text(["Mara Lindqvist", "Ola Berg"])


def texts(harness: Harness) -> list[str]:
    return [span["fragments"][0]["text"] for span in harness.sets["set"].spans.values()]


def attributes_of_last(harness: Harness) -> dict[str, Any]:
    attributes: dict[str, Any] = list(harness.sets["set"].spans.values())[-1]["attributes"]
    return attributes


@pytest.mark.parametrize("width", [1440, 900, 700, 400])
def test_the_text_stays_where_it_is_when_the_panels_come(
    open_text: Callable[[], Page], held: list[Route], width: int
) -> None:
    page = open_text()
    page.set_viewport_size({"width": width, "height": 900})
    before = boxes_of(page, "Mara Lindqvist")
    held[0].continue_()
    expect(page.locator(".an-header")).to_be_visible()
    assert boxes_of(page, "Mara Lindqvist") == before


def test_keys_pressed_before_the_panels_are_there_do_what_they_do_afterwards(
    open_text: Callable[[], Page], held: list[Route], harness: Harness
) -> None:
    page = open_text()
    sweep(page, "Mara Lindqvist")
    page.keyboard.press("s")
    page.keyboard.press("2")
    held[0].continue_()
    eventually(page, lambda: texts(harness) == ["Ola Berg", "Mara Lindqvist"])
    eventually(page, lambda: attributes_of_last(harness).get("mention") == "nominal")


def test_words_typed_behind_a_held_key_reach_the_field_that_it_opens(
    open_text: Callable[[], Page], held: list[Route]
) -> None:
    page = open_text()
    page.keyboard.press("/")
    page.keyboard.type("Wail")
    page.keyboard.press("Backspace")
    page.keyboard.type("t. Ola")
    for _ in "t. Ola":
        page.keyboard.press("Backspace")
    page.keyboard.type("t")
    held[0].continue_()
    expect(page.get_by_role("searchbox", name="Find in the text")).to_have_value("Wait")
    expect(page.locator(".an-bar-count")).to_have_text("1 of 1")


def test_a_letter_typed_before_the_panels_are_there_is_written_in_the_field_that_is_asked_for(
    open_text: Callable[..., Page], held: list[Route]
) -> None:
    page = open_text(mention="named", entity_type="person", anonymous=False)
    click(page, "Ola Berg")
    sweep(page, "Mara Lindqvist", keys="Shift")
    page.keyboard.press("x")
    held[0].continue_()
    expect(page.get_by_role("combobox", name="Canonical name")).to_have_value("x")


def test_a_help_asked_for_before_the_panels_are_there_opens_with_them(
    open_text: Callable[[], Page], held: list[Route]
) -> None:
    page = open_text()
    page.keyboard.press("?")
    held[0].continue_()
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_the_mouse_alone_labels_before_the_panels_are_there(
    open_text: Callable[[], Page], held: list[Route], harness: Harness
) -> None:
    page = open_text()
    sweep(page, "Mara Lindqvist")
    page.locator(".an-palette").get_by_text("Speaker").click()
    eventually(page, lambda: texts(harness) == ["Ola Berg", "Mara Lindqvist"])
    held[0].continue_()
    expect(page.locator(".an-form [role=radio]:focus")).to_be_visible()


def test_arrows_scroll_a_text_that_is_there_before_the_panels(open_text: Callable[[], Page]) -> None:
    page = open_text()
    page.keyboard.press("ArrowDown")
    eventually(page, lambda: page.locator(".an-scroller").evaluate("(scroller) => scroller.scrollTop > 0"))


def test_panels_that_cannot_be_had_are_told_of(open_text: Callable[[], Page], held: list[Route]) -> None:
    page = open_text()
    held[0].abort()
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    page.unroute("**/panels/index.js")
    page.get_by_role("button", name="Reload the page").click()
    expect(page.locator(".an-header")).to_be_visible()
    click(page, "Ola Berg")
    expect(page.locator(".an-form")).to_be_visible()
