"""The list of articles."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from annotate.app import markup
from annotate.app.views import adding
from annotate.app.views import articles as view
from annotate.model import Article
from annotate.problems import Problem
from annotate.store import Edit, Op

from .conftest import ME, ROOT, App, Page, article, set_status

NEWS = ROOT / "schemas" / "news"

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "**bold** _it_ [link](javascript:alert(1)) `code`",
    ":rocket: :material/home: :red[red] $x^2$",
    "👩‍👩‍👧 🇫🇷 مجلس الميناء \u202e reversed",
]


def test_an_empty_store_offers_files_a_text_or_the_samples(app: App) -> None:
    page = app.open()
    assert [heading.value for heading in page.test.subheader] == ["Drop files", "Paste an article", "Look around first"]


def test_a_label_set_without_samples_offers_none(make_app: Callable[..., App], tmp_path: Path) -> None:
    page = make_app(Path(__file__).parents[1] / "label_sets" / "attribution").open()
    assert "Look around first" not in [heading.value for heading in page.test.subheader]


def test_samples_of_another_label_set_are_not_offered(make_app: Callable[..., App], tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    shutil.copytree(NEWS, folder)
    file = folder / "label-set.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"name": "ours"}), "utf-8")
    assert "Look around first" not in [heading.value for heading in make_app(folder).open().test.subheader]


def test_a_skipped_article_says_why(app: App) -> None:
    app.load(article("a1"))
    made = app.workspace.store.open_set("a1", ME, app.workspace.label_set.ref)
    reason = "<b>Not</b> news: a poem, " + "very " * 30 + "long"
    app.workspace.store.apply(made.id, [Edit("e", Op.SET_SKIP, {"reason": reason}, made.revision, "test")])
    shown = app.open().text
    assert "Skipped: <b>Not</b> news: a poem, very" in shown
    assert reason not in shown


def test_an_address_that_led_nowhere_is_told_as_it_is_written(app: App) -> None:
    app.load(article("a1", "Harbour toll"))
    page = app.open(missing="/article/<b>harbour</b>")
    assert "There is no page at /article/<b>harbour</b>. These are the articles." in page.text
    assert "There is no page at" not in app.open().text


def test_an_article_named_to_the_list_opens_and_one_that_is_not_there_is_said_to_be_missing(app: App) -> None:
    app.load(article("a1", "Harbour toll"))
    assert app.open(article="a1").components("annotate.editor")
    assert [title.value for title in app.open(article="nope").test.title] == ["This article does not exist"]


def test_a_refused_record_is_shown_with_its_place() -> None:
    of_record = Problem("S004", "…", "/article/language", file="a.jsonl", line=3)
    of_span = Problem("T004", "…", "/spans/0", file="a.jsonl", line=3, span_id="s1")
    shown = markup.text_of([adding.problem_table([of_record, of_span])])
    assert "a.jsonl, line 3, /article/language" in shown
    assert "/spans/0" not in shown


@pytest.mark.parametrize("label_set", [NEWS, NEWS / "label-set.json"], ids=["folder", "file"])
def test_the_samples_open_with_one_click(make_app: Callable[..., App], label_set: Path) -> None:
    page = make_app(label_set).open()
    next(button for button in page.test.button if button.label == "Open the samples").click()
    assert "5 loaded" in page.run().text
    assert len(page.elements("app-article")) == 5


def added(app: App, page: Page) -> Article:
    """The only article of the store, once the form is sent."""
    next(button for button in page.test.button if button.label == "Add the article").click()
    page.run()
    [row] = app.workspace.store.articles().rows
    stored = app.workspace.store.article(row.id)
    assert stored is not None
    return stored


def test_a_pasted_text_is_kept_to_the_last_character(app: App) -> None:
    page = app.open()
    page.test.text_input[1 if page.test.text_input[0].label != "Title" else 0].input("Harbour toll")
    page.test.text_area[0].input("  First line \r\n\r\n“Quote” 👩‍👩‍👧\n\n")
    stored = added(app, page)
    assert stored.text == "  First line \r\n\r\n“Quote” 👩‍👩‍👧\n\n"
    assert page.texts("app-article-title") == ["Harbour toll"]


def test_a_pasted_text_is_of_the_language_that_was_chosen(app: App) -> None:
    page = app.open()
    page.test.text_area[0].input("Hafenmaut\n\nDer Rat sagt nein.")
    page.test.selectbox(key="add-text-language").select("de")
    stored = added(app, page)
    assert stored.language == "de"


def test_an_article_that_was_only_looked_at_is_still_new_to_everybody(app: App) -> None:
    app.load(article("a"))
    app.open("annotate", article="a")
    for annotator in (ME, "Somebody Else"):
        page = app.open(annotator=annotator)
        assert [node[1]["title"] for node in page.elements("app-state-new")] == ["New"]
        assert "in progress" not in page.text


@pytest.mark.parametrize("title", HOSTILE)
def test_titles_stand_as_they_are_written(app: App, title: str) -> None:
    app.load(article("a", title))
    assert app.open().texts("app-article-title") == [title]


def test_a_row_tells_what_the_annotator_did_and_who_else_worked_on_it(app: App) -> None:
    app.load(article("a", publisher="The Courier", published_at="2031-04-16"))
    set_status(app, "a", "submitted")
    other = set_status(app, "a", "submitted", "Jon")
    page = app.open()
    assert page.texts("app-article-work")[0].startswith("0 spans, 0 relationsSubmitted, ")
    assert page.texts("app-article-facts") == ["The Courier · 2031-04-16 · 20 characters · Jon: submitted"]
    [link] = page.elements("app-aside")
    assert link[1]["href"] == f"annotate?set={other}"


def test_the_list_is_filtered_by_the_address(app: App) -> None:
    app.load(article("a"), article("b"), article("c"))
    set_status(app, "b", "submitted")
    assert app.open(status="submitted").texts("app-article-title") == ["b"]
    assert app.open(status="new").texts("app-article-title") == ["a", "c"]
    assert app.open(status="no such").texts("app-article-title") == []


def test_the_filters_say_how_many_articles_each_holds(app: App) -> None:
    app.load(article("a"), article("b"), article("c"))
    set_status(app, "b", "submitted")
    assert app.open().texts("app-filter") == ["All3New2Submitted1UnsureWith notes"]


def test_the_progress_is_told_in_figures_and_only_what_is_submitted_is_done(app: App) -> None:
    app.load(*(article(name) for name in "abcd"))
    for name in "ab":
        set_status(app, name, "in_progress")
    page = app.open()
    assert page.texts("app-progress") == ["You have submitted 0 of 4 articles; 2 in progress and 2 new."]
    assert not page.elements("app-progress-done")
    set_status(app, "a", "submitted")
    assert app.open().texts("app-progress") == ["You have submitted 1 of 4 articles; 1 in progress and 2 new."]
    for name in "bcd":
        set_status(app, name, "submitted")
    assert app.open().texts("app-progress") == ["You have submitted 4 of 4 articles."]


def test_the_search_is_in_the_address_and_ignores_case(app: App) -> None:
    app.load(article("a", "Harbour toll"), article("b", "River Act"))
    page = app.open(search="HARBOUR")
    assert page.texts("app-article-title") == ["Harbour toll"]
    assert "Nothing matches “nothing like it”." in app.open(search="nothing like it").text


def test_a_hostile_search_only_finds_nothing(app: App) -> None:
    app.load(article("a"))
    for search in ("%", "_", "'; drop table articles; --", "\x00"):
        assert app.open(search=search).texts("app-article-title") == []


def test_the_list_comes_in_pages(app: App) -> None:
    app.load(*(article(f"a{number:03}") for number in range(view.PAGE_SIZE * 2 + 1)))
    assert app.open().texts("app-paging") == ["123"]
    assert app.open(page="3").texts("app-article-title") == ["a100"]
    for page in ("99", "-1", "x", "", "9" * 40):
        app.open(page=page)


def test_the_next_article_is_the_first_that_is_not_submitted(app: App) -> None:
    app.load(article("a"), article("b&c=1"))
    set_status(app, "a", "submitted")
    [button] = app.open().elements("app-button")
    assert button[1]["href"] == "annotate?article=b%26c%3D1"
    set_status(app, "b&c=1", "submitted")
    assert app.open().elements("app-button") == []
