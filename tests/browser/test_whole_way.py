"""The product's main job: an article goes in, is labelled with mouse and keys, and comes out as a dataset."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import datasets
import pytest
from playwright.sync_api import Page, expect

from annotate.store import Store
from tests.browser.live_app import LiveApp
from tests.browser.text import eventually, sweep, wait_for_all_of_the_editor
from tests.conftest import ROOT, SHARED

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Article:
    """What there is to label in an article: the words of one span of each label."""

    name: str
    content: bytes
    title: str
    speaker: str
    quote: tuple[str, ...]
    policy: str
    stance: str


def _article() -> Article:
    """The real article where it is at hand, else a sample."""
    real = next((SHARED / "articles").glob("*.txt"), None) if SHARED.is_dir() else None
    if real:
        content = real.read_bytes()
        text = content.decode()
        return Article(
            name=real.name,
            content=content,
            title=text.split("\n", 1)[0],
            speaker="Luis Guerra",
            quote=(_passage(text, "“I think", "what they do."), _passage(text, "“We don’t", "trying to.”")),
            policy="restore asylum at the border",
            stance="don’t actually believe",
        )
    sample = json.loads((ROOT / "schemas/news/samples/harbour-toll.json").read_text("utf-8"))["article"]
    return Article(
        name="harbour-toll.txt",
        content=sample["text"].encode(),
        title=sample["title"],
        speaker="Mara Lindqvist",
        quote=(
            "“This is the first honest price we have ever put on that road,”",
            "“and the people who breathe its air have paid it for years.”",
        ),
        policy="The toll",
        stance="first honest price",
    )


def _passage(text: str, first: str, last: str) -> str:
    start = text.index(first)
    return text[start : text.index(last, start) + len(last)]


@pytest.fixture
def article() -> Article:
    return _article()


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveApp]:
    app = LiveApp(tmp_path)
    app.start()
    yield app
    app.kill()


def _label(page: Page, words: str, key: str, choices: str) -> None:
    """Sweeps over words, labels them, and answers what the form asks with number keys."""
    sweep(page, words)
    page.keyboard.press(key)
    for choice in choices:
        page.keyboard.press(choice)


def _relate(page: Page, words: str, key: str) -> None:
    """Joins the focused span to the nearest allowed end, which must be the one with these words."""
    page.keyboard.press(key)
    expect(page.locator(".an-chosen").first).to_have_text(words)
    page.keyboard.press("Enter")


def _stored(live: LiveApp) -> dict[str, Any]:
    """Label, texts, attributes and relations of the only annotation set in the store."""
    with Store.open(live.store_url) as store:
        [row] = store.sets()
        annotations = store.annotation_set(row.id)
    assert annotations is not None
    return {
        "status": str(annotations.status),
        "spans": {span.id: span for span in annotations.spans},
        "relations": {(r.label, r.head, r.tail) for r in annotations.relations},
    }


def test_an_article_goes_the_whole_way_from_a_file_to_a_dataset(page: Page, live: LiveApp, article: Article) -> None:
    # Who I am, and the article.
    page.goto(live.address)
    page.get_by_label("Your name").fill("Zoë Lindqvist")
    page.get_by_label("Your name").press("Enter")
    expect(page.get_by_text("Begin with an article")).to_be_visible()
    page.locator("input[type=file]").set_input_files(
        {"name": article.name, "mimeType": "text/plain", "buffer": article.content}
    )
    expect(page.get_by_text("1 loaded")).to_be_visible()
    page.get_by_role("link", name=article.title).click()
    wait_for_all_of_the_editor(page)

    # A span of each label, one in two fragments; attributes by number keys.
    _label(page, article.speaker, "s", "11")
    _label(page, article.policy, "p", "1")
    sweep(page, article.quote[0])
    page.keyboard.press("q")
    page.keyboard.press("1")
    sweep(page, article.quote[1], keys="Shift")

    # Submitted too early, it is refused, and the problem leads to its span.
    page.keyboard.press("Control+Enter")
    expect(page.locator(".an-panel, .an-side, [role=tabpanel]").get_by_text("Attributed to").first).to_be_visible()
    page.keyboard.press(".")
    _relate(page, article.speaker, "a")

    _label(page, article.stance, "t", "211")
    _relate(page, article.speaker, "h")
    page.keyboard.press("g")
    while page.locator(".an-chosen").first.inner_text() != article.policy:
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    eventually(page, lambda: len(_stored(live)["relations"]) == 3)
    page.keyboard.press("Control+Enter")
    eventually(page, lambda: _stored(live)["status"] == "submitted")
    labelled = _stored(live)
    by_label = {span.label: span for span in labelled["spans"].values()}
    assert [fragment.text for fragment in by_label["quote"].fragments] == list(article.quote)
    assert {label: by_label[label].fragments[0].text for label in ("speaker", "policy", "stance")} == {
        "speaker": article.speaker,
        "policy": article.policy,
        "stance": article.stance,
    }
    assert labelled["relations"] == {
        ("attributed_to", by_label["quote"].id, by_label["speaker"].id),
        ("holder", by_label["stance"].id, by_label["speaker"].id),
        ("target", by_label["stance"].id, by_label["policy"].id),
    }

    # Out it comes.
    page.goto(f"{live.address}/export")
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.get_by_text("load_dataset").first).to_be_visible(timeout=60_000)
    folder = live.folder / "exports" / "news"
    loaded = datasets.load_dataset(str(folder), cache_dir=str(live.folder / "cache"))
    [row] = [row for split in loaded.values() for row in split]
    assert row["text"].encode() == article.content
    spans = loaded[next(iter(loaded))].features["spans"].feature
    exported = {span["id"]: span for span in row["spans"]}
    assert set(exported) == set(labelled["spans"])
    for name, span in labelled["spans"].items():
        found = exported[name]
        assert spans["label"].int2str(found["label"]) == span.label
        assert [(f["start"], f["end"]) for f in found["fragments"]] == [(f.start, f.end) for f in span.fragments]
        assert [row["text"][f["start"] : f["end"]] for f in found["fragments"]] == [f.text for f in span.fragments]
    relations = loaded[next(iter(loaded))].features["relations"].feature
    assert {(relations["label"].int2str(r["label"]), r["head"], r["tail"]) for r in row["relations"]} == labelled[
        "relations"
    ]
