"""Another label set, on text that shifts careless offsets, through the app, the store and the dataset."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import datasets
import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from annotate.cli.main import main
from annotate.model import Article, sha256_of
from annotate.store import Store
from tests.browser.live_app import LiveApp
from tests.browser.text import eventually, sweep, wait_for_all_of_the_editor
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

LABEL_SET = ROOT / "tests" / "label_sets" / "attribution"
TEXT = (
    "👩‍🚀🚀 Moon office speaks\r\n"
    "\r\n"
    "𝒟r Noe\u0308l 🇳🇴🇸🇪 warned 👨‍👩‍👧‍👦 that \u200bthe dust is “toxic \u2060🧪”.\r\n"
    "قال المتحدث إن الغبار سامّ 🙂 as well.\n"
)
CONTENT, SOURCE, CUE, ARABIC = "the dust is “toxic \u2060🧪”", "𝒟r Noe\u0308l 🇳🇴🇸🇪", "warned", "المتحدث"


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveApp]:
    app = LiveApp(tmp_path, LABEL_SET)
    with Store.open(app.store_url) as store:
        assert len(list(store.load([Article("moon", "Moon office speaks", TEXT, sha256_of(TEXT), "en")]))) == 1
    app.start()
    yield app
    app.kill()


def _label(page: Page, words: str, key: str, *answers: str) -> None:
    sweep(page, words, keys="Alt")
    for pressed in (key, *answers):
        page.keyboard.press(pressed)


def _relate(page: Page, key: str, end: str) -> None:
    page.keyboard.press(key)
    for _ in range(5):
        if end in page.locator(".an-chosen").all_text_contents():
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{end!r} was not offered as an end: {page.locator('.an-chosen').all_text_contents()}")


def _stored(live: LiveApp) -> Any:
    with Store.open(live.store_url) as store:
        [row] = store.sets()
        annotations = store.annotation_set(row.id)
    assert annotations is not None
    return annotations


def _covered(row: dict[str, Any], span: dict[str, Any]) -> list[str]:
    return [row["text"][fragment["start"] : fragment["end"]] for fragment in span["fragments"]]


def test_another_label_set_runs_through_editor_validation_and_export(page: Page, live: LiveApp, tmp_path: Path) -> None:
    page.context.add_cookies([{"name": "annotate_name", "value": "noor", "url": live.address}])
    page.goto(f"{live.address}/annotate?article=moon")
    wait_for_all_of_the_editor(page)
    assert page.evaluate("document.querySelector('.an-text').textContent") == TEXT

    _label(page, SOURCE, "s")
    _label(page, ARABIC, "s")
    _label(page, CUE, "k")
    _label(page, CONTENT, "o", "2", "Escape")
    _relate(page, "h", SOURCE)
    _relate(page, "b", CUE)
    eventually(page, lambda: len(_stored(live).relations) == 2)
    page.keyboard.press("Control+Enter")
    eventually(page, lambda: _stored(live).status == "submitted")
    expect(page.get_by_text("could not")).to_have_count(0)

    annotations = _stored(live)
    labelled = sorted((span.label, span.fragments[0].text) for span in annotations.spans)
    assert labelled == sorted([("content", CONTENT), ("cue", CUE), ("source", SOURCE), ("source", ARABIC)])
    for span in annotations.spans:
        assert [TEXT[f.start : f.end] for f in span.fragments] == [f.text for f in span.fragments]

    folder = tmp_path / "exports" / "moon"
    for command in (
        ["export", "--store", live.store_url, "--label-set", str(LABEL_SET), str(folder)],
        ["validate", str(folder)],
    ):
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 0, done.output
    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    [(split, rows)] = loaded.items()
    [row] = rows
    label = loaded[split].features["spans"].feature["label"]
    assert row["text"] == TEXT
    exported = sorted((label.int2str(span["label"]), *_covered(row, span)) for span in row["spans"])
    assert exported == labelled
    assert {relation["label"] for relation in row["relations"]} == {0, 1}
