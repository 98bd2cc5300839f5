"""Makes the README's pictures of the editor anew: ``python -m tests.tools.screenshots``."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from annotate.settings import Settings
from annotate.workspace.loading import load_samples
from annotate.workspace.workspace import open_workspace
from tests.browser.live_app import LiveApp
from tests.browser.text import click
from tests.tools.browser import find

DOCS = Path(__file__).resolve().parents[2] / "docs"
ARTICLE, WORDS = "harbour-toll", "honest price"
VIEWPORT = {"width": 1440, "height": 900}


def _shoot(browser: Browser, address: str, scheme: str) -> None:
    page = browser.new_page(viewport=VIEWPORT, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.context.add_cookies([{"name": "annotate_name", "value": "reference", "url": address}])
    page.goto(f"{address}/annotate?article={ARTICLE}")
    page.locator(".an-block").first.wait_for()
    page.wait_for_timeout(1000)
    click(page, WORDS)
    page.mouse.move(10, 500)
    page.wait_for_timeout(1000)
    page.screenshot(path=DOCS / f"editor-{scheme}.png")
    page.close()


def main() -> None:
    """Starts the app on the samples and looks at one of them, in light and in dark."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    executable = find()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = LiveApp(Path(folder))
        load_samples(open_workspace(Settings.read(app.store_url)))
        app.start()
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        for scheme in ("light", "dark"):
            _shoot(browser, app.address, scheme)
        browser.close()
        app.kill()


if __name__ == "__main__":
    main()
