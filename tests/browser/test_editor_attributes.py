"""Attributes in the editor: what the fields suggest."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.harness import Harness
from tests.browser.test_editor_text import TEXT, record, span
from tests.browser.text import click, eventually

pytestmark = pytest.mark.browser

OpenEditor = Callable[..., Page]


def test_values_of_the_project_that_come_late_join_what_is_suggested(page: Page, open_editor: OpenEditor) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/values?*attribute=canonical*", hold)
    open_editor(record(f"{TEXT} Later Tora Voss left; Tora Voss smiled.", spans=[span("s", "speaker", "Ola Berg")]))
    click(page, "Ola Berg")
    page.get_by_role("combobox", name="Canonical name").focus()
    suggested = page.locator(".an-popup:popover-open [role=option]")
    own = ["1Ola Bergfrom the text", "2Mara Lindqvistin the article", "3Tora Vossin the article"]
    expect(suggested).to_have_text(own)
    held[0].fulfill(json={"values": ["Zoë Ünal", "Tora Voss"]})
    expect(suggested).to_have_text([*own, "4Zoë Ünalused before"])
    page.keyboard.press("4")
    expect(page.get_by_role("combobox", name="Canonical name")).to_have_value("Zoë Ünal")


def test_a_name_that_begins_with_a_figure_can_be_written(open_editor: OpenEditor, harness: Harness) -> None:
    text = f"{TEXT} Later 1 Rivers Trust left."
    page = open_editor(record(text, spans=[span("s", "speaker", "Ola Berg")]))
    click(page, "Ola Berg")
    page.get_by_role("combobox", name="Canonical name").focus()
    expect(page.locator(".an-popup:popover-open [role=option]").first).to_be_visible()
    page.keyboard.type("1 Rivers Trust")
    page.keyboard.press("Enter")
    spans = harness.sets["set"].spans
    eventually(page, lambda: spans["s"]["attributes"].get("canonical") == "1 Rivers Trust")
    assert "unsure" not in spans["s"]


def test_what_is_the_same_as_an_earlier_span_is_offered_no_more_once_it_is(open_editor: OpenEditor) -> None:
    attributes = {"mention": "named", "entity_type": "person", "anonymous": False}
    spans = [span("s1", "speaker", "Mara Lindqvist", attributes=attributes), span("s2", "speaker", "Ola Berg")]
    page = open_editor(record(spans=spans))
    click(page, "Ola Berg")
    offer = page.get_by_role("group", name="Same attributes as an earlier span")
    expect(offer).to_be_visible()
    place = "document.querySelector('.an-form').getBoundingClientRect().top"
    before = page.evaluate(place)
    page.keyboard.press("y")
    expect(offer).to_be_hidden()
    assert page.evaluate(place) == before
