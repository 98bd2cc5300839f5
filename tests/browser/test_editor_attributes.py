"""Attributes in the editor: what the fields suggest."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_editor_text import record, span
from tests.browser.text import click

pytestmark = pytest.mark.browser

OpenEditor = Callable[..., Page]


def test_values_of_the_project_that_come_late_join_what_is_suggested(page: Page, open_editor: OpenEditor) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/values?*attribute=canonical*", hold)
    open_editor(record(spans=[span("s", "speaker", "Ola Berg")]))
    click(page, "Ola Berg")
    page.get_by_role("combobox", name="Canonical name").focus()
    suggested = page.locator(".an-popup:popover-open [role=option]")
    expect(suggested).to_have_text(["1Ola Bergfrom the text"])
    held[0].fulfill(json={"values": ["Mara Lindqvist"]})
    expect(suggested).to_have_text(["1Ola Bergfrom the text", "2Mara Lindqvistused before"])
    page.keyboard.press("2")
    expect(page.get_by_role("combobox", name="Canonical name")).to_have_value("Mara Lindqvist")
