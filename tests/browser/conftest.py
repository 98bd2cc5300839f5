"""Chromium for the browser tests, and the harness that serves the editor alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from annotate.label_set import LabelSet
from tests.browser.harness import Harness
from tests.browser.text import PATIENCE, wait_for_all_of_the_editor
from tests.tools.browser import find

STARTER = Path(__file__).with_name("chromium.sh")
VIEWPORT = {"width": 1440, "height": 900}

expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; $CHROMIUM names another."""
    executable = find()
    if executable is None:
        pytest.skip("there is no Chromium: python -m tests.tools.browser installs one")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        environment: dict[str, str | float | bool] = {**os.environ, "CHROMIUM": str(executable)}
        browser = playwright.chromium.launch(executable_path=STARTER, args=arguments, env=environment)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    with chromium.new_context(viewport=VIEWPORT, reduced_motion="reduce") as context:  # type: ignore[arg-type]
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page of 1440 by 900; the test fails when an error reaches the console."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert not errors


@pytest.fixture(scope="session")
def harness() -> Iterator[Harness]:
    with Harness() as harness:
        yield harness


@pytest.fixture
def open_editor(page: Page, harness: Harness, news: LabelSet) -> Callable[..., Page]:
    """Opens the editor on a record; waits until all of it is there."""

    def open_record(record: dict[str, Any], *, label_set: LabelSet = news, set_id: str = "set") -> Page:
        page.goto(harness.add(set_id, record, label_set.data))
        wait_for_all_of_the_editor(page)
        return page

    return open_record
