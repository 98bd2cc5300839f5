"""The app in a real browser: names, addresses, reloads, the back button."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, Route, expect

from annotate.model import Article, sha256_of
from annotate.store import Edit, Op, Store
from annotate.validation.label_sets import load_label_set
from tests.browser.live_app import LiveApp
from tests.browser.text import wait_for_all_of_the_editor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("app")]

NEWS = Path(__file__).parents[2] / "schemas" / "news"
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
HOSTILE = "<img src=x onerror=alert(1)> **b** :rocket: $x$ [a](javascript:alert(1))"
ME = "Zoë Lindqvist"


def _article(name: str, title: str) -> Article:
    text = f"{title}\n\n“We heard them,” said Mara.\n\nNobody else said anything."
    return Article(name, title, text, sha256_of(text), "en", publisher="The Courier")


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveApp]:
    """The app, which must log no traceback whatever the tests do."""
    app = LiveApp(tmp_path_factory.mktemp("app"))
    titles = ["Harbour toll", HOSTILE, "Night trains", *(f"Article {number}" for number in range(4, 56))]
    with Store.open(app.store_url) as store:
        assert len(list(store.load(_article(f"a{n}", title) for n, title in enumerate(titles, 1)))) == len(titles)
    app.start()
    yield app
    app.kill()
    _, found, first = app.log.partition("Traceback")
    assert not found, first[:4000]


@pytest.fixture
def visit(page: Page, live: LiveApp) -> Callable[[str], Page]:
    """Opens an address of the app as somebody whose name the browser keeps."""
    page.context.add_cookies([{"name": "annotate_name", "value": "Zo%C3%AB%20Lindqvist", "url": live.address}])

    def open_address(address: str = "/") -> Page:
        page.goto(live.address + address)
        return page

    return open_address


def titles(page: Page) -> list[str]:
    page.locator(".app-article-title").first.wait_for()
    return page.locator(".app-article-title").all_inner_texts()


def in_editor(page: Page, title: str) -> None:
    expect(page.locator(".app-editor-place").get_by_role("heading", name=title, exact=True).first).to_be_visible()
    wait_for_all_of_the_editor(page)


def test_the_name_is_asked_once_and_kept_across_reloads(page: Page, live: LiveApp) -> None:
    page.goto(f"{live.address}/guidelines")
    page.get_by_label("Your name").fill(ME)
    page.get_by_label("Your name").press("Enter")
    expect(page.locator(".app-label-heading").first).to_be_visible()
    assert page.url == f"{live.address}/guidelines"
    page.reload()
    expect(page.locator(".app-label-heading").first).to_be_visible()
    expect(page.locator(".st-key-app-identity button")).to_contain_text(ME)
    [cookie] = [cookie for cookie in page.context.cookies() if cookie["name"] == "annotate_name"]
    assert cookie["sameSite"] == "Lax"
    assert cookie["expires"] > 0


def test_the_name_can_be_changed(visit: Callable[..., Page]) -> None:
    page = visit()
    page.locator(".st-key-app-identity button").click()
    page.get_by_label("Your name").fill("Jon")
    page.get_by_role("button", name="Change name").click()
    expect(page.locator(".st-key-app-identity button")).to_contain_text("Jon")
    page.wait_for_function("document.cookie.includes('annotate_name=Jon')")
    page.reload()
    expect(page.locator(".st-key-app-identity button")).to_contain_text("Jon")


def test_an_address_opens_its_article_and_a_reload_stays_there(visit: Callable[..., Page]) -> None:
    page = visit("/annotate?article=a1")
    in_editor(page, "Harbour toll")
    page.wait_for_url(re.compile(r"article=a1&set=[0-9a-f]+$"))
    before = page.url
    page.reload()
    in_editor(page, "Harbour toll")
    assert page.url == before


def test_one_click_is_one_step_back(visit: Callable[..., Page]) -> None:
    page = visit()
    titles(page)
    list_address, steps = page.url, page.evaluate("history.length")
    page.get_by_role("link", name="Night trains, new").click()
    in_editor(page, "Night trains")
    assert page.evaluate("history.length") == steps + 1
    page.go_back()
    titles(page)
    assert page.url == list_address
    page.go_forward()
    in_editor(page, "Night trains")


def test_the_back_button_finds_the_list_as_it_was(visit: Callable[..., Page]) -> None:
    page = visit()
    page.get_by_role("link", name="2", exact=True).click()
    expect(page.locator(".app-article-title").first).to_have_text("Article 51")
    page.locator(".app-article-title").first.click()
    in_editor(page, "Article 51")
    page.go_back()
    expect(page.locator(".app-article-title").first).to_have_text("Article 51")


def test_the_search_narrows_the_list_as_one_types_and_stands_in_the_address(visit: Callable[..., Page]) -> None:
    page = visit("/?page=2")
    page.get_by_placeholder("Search").fill("harbour")
    expect(page.locator(".app-article-title")).to_have_text(["Harbour toll"])
    page.wait_for_url(re.compile("search=harbour"))
    page.reload()
    expect(page.locator(".app-article-title")).to_have_text(["Harbour toll"])


def test_what_is_begun_fills_little_of_the_progress_bar(page: Page, live: LiveApp) -> None:
    page.context.add_cookies([{"name": "annotate_name", "value": "Beginner", "url": live.address}])
    with Store.open(live.store_url) as store:
        for number in range(10, 50):
            begun = store.open_set(f"a{number}", "Beginner", load_label_set(NEWS).ref)
            store.apply(begun.id, [Edit(f"begun-{number}", Op.SET_STATUS, {"status": "in_progress"}, 1, "test")])
    page.goto(live.address)
    expect(page.locator(".app-progress")).to_have_text(
        "You have submitted 0 of 55 articles; 40 in progress and 15 new."
    )
    [bar, part] = (page.locator(f".app-progress-{name}").bounding_box() for name in ("bar", "begun"))
    assert bar
    assert part
    assert part["width"] * part["height"] < bar["width"] * bar["height"] / 3


def test_the_list_works_by_keys(visit: Callable[..., Page]) -> None:
    page = visit()
    assert titles(page)[2] == "Night trains"
    page.locator(".app-article-title").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    in_editor(page, "Night trains")


def test_a_modifier_leaves_a_link_to_the_browser(visit: Callable[..., Page]) -> None:
    page = visit()
    titles(page)
    with page.context.expect_page() as opened:
        page.locator(".app-article-title").first.click(modifiers=["ControlOrMeta"])
    in_editor(opened.value, "Harbour toll")


def test_a_hostile_title_is_text_everywhere(visit: Callable[..., Page]) -> None:
    page = visit()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    assert titles(page)[1] == HOSTILE
    page.locator(".app-article-title").nth(1).click()
    in_editor(page, HOSTILE)
    assert page.locator("img[src=x]").count() == 0


def test_the_editor_leads_to_the_next_article_and_back(visit: Callable[..., Page]) -> None:
    page = visit("/annotate?article=a1")
    in_editor(page, "Harbour toll")
    page.get_by_role("button", name="Next article").click()
    in_editor(page, HOSTILE)
    page.wait_for_url(re.compile("article=a2"))
    page.get_by_role("button", name="Previous article").click()
    in_editor(page, "Harbour toll")
    page.go_back()
    in_editor(page, HOSTILE)


def test_the_editor_fills_the_window_and_the_page_does_not_scroll(visit: Callable[..., Page]) -> None:
    page = visit("/annotate?article=a1")
    in_editor(page, "Harbour toll")
    box = page.locator(".app-editor-place").bounding_box()
    assert box == {"x": 0, "y": 60, "width": 1440, "height": 840}


def test_an_address_without_a_page_shows_the_list_and_says_so(visit: Callable[..., Page]) -> None:
    page = visit("/nope")
    expect(page.get_by_text("There is no page at /nope. These are the articles.")).to_be_visible()
    assert titles(page)[0] == "Harbour toll"


def test_the_list_is_at_the_address_of_its_name_too(visit: Callable[..., Page]) -> None:
    page = visit("/articles")
    assert titles(page)[0] == "Harbour toll"
    expect(page.locator(".st-key-app-missing")).to_have_count(0)


def test_a_missing_article_leads_back_to_the_list(visit: Callable[..., Page]) -> None:
    page = visit("/annotate?article=nothing")
    expect(page.get_by_role("heading", name="This article does not exist")).to_be_visible()
    page.get_by_role("link", name="See all articles").click()
    assert titles(page)[0] == "Harbour toll"


@pytest.mark.parametrize("said", ["https://e.example/a", "HTTP://e.example", "www.e.example", "a@e.example", HOSTILE])
def test_what_an_address_says_becomes_no_link_and_no_markup(visit: Callable[..., Page], said: str) -> None:
    page = visit(f"/annotate?{urlencode({'article': said})}")
    message = page.locator(".stMarkdown", has_text="The address names the article")
    expect(message).to_be_visible()
    assert message.inner_text().replace("\u2060", "").startswith(f"The address names the article “{said}”")
    expect(message.locator("a, img, strong, .katex, [data-testid=stIconMaterial]")).to_have_count(0)


def test_an_expired_token_is_renewed_without_a_word(visit: Callable[..., Page], page: Page) -> None:
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.fulfill(status=401, json={"message": "Your sign-in has expired."})

    page.route(re.compile("/api/v1/annotation-sets/[0-9a-f]+$"), refuse_once)
    visit("/annotate?article=a1")
    in_editor(page, "Harbour toll")
    assert refused


def test_a_page_to_read_offers_no_change_and_sends_none(visit: Callable[..., Page], page: Page, live: LiveApp) -> None:
    with Store.open(live.store_url) as store:
        set_id = store.open_set("a3", "Jon", load_label_set(NEWS).ref).id
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.clock.install()
    visit(f"/annotate?set={set_id}")
    in_editor(page, "Night trains")
    expect(page.get_by_text("The annotations of Jon, to read.")).to_be_visible()
    expect(page.get_by_role("button", name="Submit")).to_have_count(0)
    for _ in range(3):
        page.mouse.move(400, 500)
        page.mouse.move(420, 520)
        page.clock.run_for(30_000)
    page.get_by_role("link", name="Articles").click()
    titles(page)
    assert [url for url in sent if set_id in url] == []


def test_nothing_is_fetched_from_elsewhere(visit: Callable[..., Page], page: Page, live: LiveApp) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    visit("/guidelines")
    expect(page.locator(".app-label-heading").first).to_be_visible()
    page.get_by_role("link", name="Articles").click()
    titles(page)
    page.locator(".app-article-title").first.click()
    in_editor(page, "Harbour toll")
    ours = (live.address, "data:", "blob:")
    assert [url for url in fetched if not url.startswith(ours)] == []


def test_dropped_files_are_loaded_and_what_was_refused_is_said(visit: Callable[..., Page], page: Page) -> None:
    visit()
    page.get_by_role("button", name="Add articles").click()
    files = [
        {"name": "good.txt", "mimeType": "text/plain", "buffer": "Dropped 👩‍👩‍👧\n\nText.".encode()},
        {"name": "<b>bad</b>.txt", "mimeType": "text/plain", "buffer": b"\xff\xfe broken"},
    ]
    page.set_input_files("input[type=file]", files=files)  # type: ignore[arg-type]
    expect(page.locator(".st-key-app-loaded")).to_contain_text("1 loaded, 1 refused.")
    expect(page.locator(".app-problem-table")).to_contain_text("<b>bad</b>.txt")
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".st-key-app-loaded")).to_have_count(0)
    page.get_by_placeholder("Search").fill("Dropped")
    expect(page.locator(".app-article-title")).to_have_text(["Dropped 👩‍👩‍👧"])


def test_a_link_followed_while_the_server_is_away_leads_there_once_it_is_back(
    visit: Callable[..., Page], live: LiveApp
) -> None:
    page = visit()
    titles(page)
    page.wait_for_timeout(500)
    live.kill()
    expect(page.locator("[data-test-connection-state=CONNECTED]")).to_have_count(0)
    page.get_by_role("link", name=re.compile("^Night trains")).click()
    live.start()
    expect(page.locator("[data-test-connection-state=CONNECTED]")).to_have_count(1, timeout=20_000)
    in_editor(page, "Night trains")
    page.get_by_role("button", name="Next article").click()
    in_editor(page, "Article 4")


def test_who_labels_while_the_server_is_away_is_not_interrupted(visit: Callable[..., Page], live: LiveApp) -> None:
    page = visit("/annotate?article=a3")
    in_editor(page, "Night trains")
    page.locator(".an-text").focus()
    live.kill()
    expect(page.locator("[data-test-connection-state=CONNECTED]")).to_have_count(0)
    page.wait_for_timeout(6_000)  # as long as the page tries before it gives the server up for lost
    expect(page.locator("[data-testid=stDialog]")).to_have_count(0)
    expect(page.locator(".an-text")).to_be_focused()
    live.start()
    expect(page.locator("[data-test-connection-state=CONNECTED]")).to_have_count(1, timeout=20_000)


def test_a_list_says_that_the_server_is_away(visit: Callable[..., Page], live: LiveApp) -> None:
    word = "() => getComputedStyle(document.querySelector('.stApp'), '::after').content"
    page = visit()
    titles(page)
    assert page.evaluate(word) == "none"
    live.kill()
    page.wait_for_function(f"({word})().includes('The server cannot be reached.')")
    live.start()
    page.wait_for_function(f"({word})() === 'none'")


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: npm install")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible(visit: Callable[..., Page], page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    for address, landmark in (("/", ".app-article"), ("/guidelines", "#relations"), ("/export", ".app-facts")):
        visit(address)
        page.locator(landmark).first.wait_for()
        page.evaluate(AXE.read_text("utf-8"))
        tags = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
        found = page.evaluate("(tags) => axe.run(document, {runOnly: tags})", tags)["violations"]
        assert [(problem["id"], [node["html"] for node in problem["nodes"]]) for problem in found] == []
