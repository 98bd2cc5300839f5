"""What the editor says, and when it stops saying it: refusals, questions, where the keyboard is, what was submitted."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from annotate.label_set import LabelSet
from tests.browser.harness import Harness
from tests.browser.test_editor_text import record, span
from tests.browser.text import click, eventually, sweep

pytestmark = pytest.mark.browser

OpenEditor = Callable[..., Page]
SPEAKER = {"mention": "named", "entity_type": "person", "anonymous": False}


def refuse_from_now(page: Page) -> None:
    """Every edit is refused; what stood before stands."""

    def refuse(route: Route) -> None:
        edits = json.loads(route.request.post_data or "{}")["edits"]
        refused = [{"edit": edit["id"], "standing": [span_edit("s")]} for edit in edits]
        answer = {"message": "The fragment ends with white space.", "revision": 1, "problems": [], "refused": refused}
        route.fulfill(status=422, json=answer)

    page.route("**/edits", refuse)


def span_edit(span_id: str) -> dict[str, Any]:
    return {"op": "put-span", "value": span(span_id, "speaker", "Ola Berg", attributes=SPEAKER)}


def test_a_refused_edit_is_no_step_of_undo_and_its_message_goes_with_escape(open_editor: OpenEditor) -> None:
    page = open_editor(record(spans=[span("s", "speaker", "Ola Berg", attributes=SPEAKER)]))
    click(page, "Ola Berg")
    refuse_from_now(page)
    page.keyboard.press("Shift+ArrowRight")
    message = page.get_by_role("alert")
    expect(message).to_contain_text("The fragment ends with white space.")
    # What lies under it, the text, does not show through.
    see_through = "alert => /^rgba\\(.*, 0(\\.\\d+)?\\)$/.test(getComputedStyle(alert).backgroundColor)"
    assert not message.evaluate(see_through)
    expect(page.locator(".an-focused")).to_have_text("Ola Berg")
    page.keyboard.press("Control+z")
    expect(page.locator(".an-hint")).to_have_text("Nothing to undo.")
    boxes = [page.locator(selector).bounding_box() for selector in (".an-toast", ".an-hint")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["y"] + boxes[0]["height"] <= boxes[1]["y"]
    page.keyboard.press("Escape")
    expect(message).to_be_hidden()
    expect(page.locator(".an-focused")).to_have_text("Ola Berg")


def test_what_was_refused_can_be_read_downloaded_sent_again_and_thrown_away(
    open_editor: OpenEditor, harness: Harness
) -> None:
    page = open_editor(record(spans=[span("s", "speaker", "Ola Berg", attributes=SPEAKER)]))
    click(page, "Ola Berg")
    refuse_from_now(page)
    pill = page.locator(".an-save")
    page.keyboard.press("u")
    expect(pill).to_have_text("1 refused")
    page.keyboard.press("Shift+ArrowRight")
    expect(pill).to_have_text("2 refused")
    page.reload()
    expect(pill).to_have_text("2 refused")
    pill.click()
    dialog = page.get_by_role("dialog", name="Not saved: refused by the server")
    first, second = (dialog.get_by_role("region", name="Span").nth(place) for place in (0, 1))
    expect(first).to_contain_text("The fragment ends with white space.")
    expect(first).to_contain_text("UnsureYes")
    expect(second).to_contain_text("Ola Berg, disagreed")
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download all").click()
    kept = json.loads(download.value.path().read_text("utf-8"))
    assert [edit["value"].get("unsure") for edit in kept] == [True, None]
    second.get_by_role("button", name="Throw away").click()
    page.unroute("**/edits")
    first.get_by_role("button", name="Send again").click()
    expect(dialog).to_be_hidden()
    eventually(page, lambda: harness.sets["set"].spans["s"].get("unsure") is True)
    expect(pill).to_have_text("Saved")


def test_a_set_that_takes_nothing_any_more_says_so_and_keeps_what_was_not_saved(open_editor: OpenEditor) -> None:
    page = open_editor(record(spans=[span("s", "speaker", "Ola Berg", attributes=SPEAKER)]))
    gone = {"message": "There is no such annotation set. Open it from the list of articles."}
    page.route("**/annotation-sets/**", lambda route: route.fulfill(status=404, json=gone))
    click(page, "Ola Berg")
    page.keyboard.press("u")
    expect(page.get_by_role("alert")).to_contain_text(gone["message"])
    expect(page.locator(".an-save")).to_have_text("1 refused")
    page.keyboard.press("x")
    expect(page.locator(".an-hint")).to_have_text(gone["message"])
    expect(page.get_by_role("button", name="Submit")).to_be_hidden()


def test_a_sign_in_that_has_expired_is_told_and_edits_are_saved_once_it_is_renewed(open_editor: OpenEditor) -> None:
    page = open_editor(record(spans=[span("s", "speaker", "Ola Berg", attributes=SPEAKER)]))
    page.route("**/edits", lambda route: route.fulfill(status=401, json={"message": "Your sign-in has expired."}))
    pill = page.locator(".an-save")
    click(page, "Ola Berg")
    page.keyboard.press("u")
    expect(pill).to_have_text("Signed out · 1 pending")
    page.unroute("**/edits")
    page.evaluate("editor.update({ set: 'set', token: 'new' })")
    expect(pill).to_have_text("Saved")


def test_edits_that_another_article_left_in_the_browser_are_told_with_the_way_there(open_editor: OpenEditor) -> None:
    page = open_editor(record(spans=[span("s", "speaker", "Ola Berg", attributes=SPEAKER)]), set_id="one")
    page.route("**/edits", lambda route: route.abort())
    click(page, "Ola Berg")
    page.keyboard.press("u")
    expect(page.locator(".an-save")).to_have_text("Offline · 1 pending")
    page.on("dialog", lambda dialog: dialog.accept())
    open_editor(record(spans=[]), set_id="two")
    message = page.get_by_role("alert")
    expect(message).to_contain_text("Edits of another article wait in this browser")
    page.get_by_role("button", name="Open it").click()
    assert page.evaluate("window.told") == [["open", "one"]]


def test_characters_that_no_store_can_hold_are_left_out_at_the_field_which_is_said(
    open_editor: OpenEditor, harness: Harness
) -> None:
    page = open_editor(record(spans=[span("s", "speaker", "Ola Berg", attributes=SPEAKER)]))
    click(page, "Ola Berg")
    page.keyboard.press("n")
    page.evaluate("document.execCommand('insertText', false, 'ask\\0 the \\ud83ddesk')")
    page.keyboard.press("Enter")
    eventually(page, lambda: harness.sets["set"].spans["s"].get("note") == "ask the desk")
    expect(page.locator(".an-hint")).to_have_text("2 characters that cannot be stored were left out.")
    expect(page.locator(".an-save")).to_have_text("Saved")


def test_an_article_without_a_label_is_submitted_when_it_is_meant(open_editor: OpenEditor, harness: Harness) -> None:
    page = open_editor(record())
    question = page.get_by_text("Nothing is labelled. Submit anyway?")
    page.keyboard.press("Control+Enter")
    expect(question).to_be_visible()
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(question).to_be_visible()
    assert harness.sets["set"].status == "in_progress"
    page.keyboard.press("Control+Enter")
    eventually(page, lambda: harness.sets["set"].status == "submitted")
    expect(question).to_be_hidden()


def test_the_next_article_says_what_was_submitted(open_editor: OpenEditor, harness: Harness, news: LabelSet) -> None:
    page = open_editor(record(spans=[span("s", "speaker", "Ola Berg", attributes=SPEAKER)]))
    harness.add("next", record(), news.data)
    page.keyboard.press("Control+Enter")
    eventually(page, lambda: ["navigate", "next"] in page.evaluate("window.told"))
    page.evaluate("window.editor.update({ set: 'next', token: 'token' })")
    expect(page.get_by_role("status").filter(has_text="Submitted: Harbour board")).to_be_attached()
    expect(page.locator(".an-hint")).to_have_text("Submitted: Harbour board splits over toll")


def test_the_end_of_a_form_is_said_and_typing_on_removes_nothing(open_editor: OpenEditor, harness: Harness) -> None:
    page = open_editor(record())
    sweep(page, "Ola Berg")
    page.keyboard.press("s")
    for key in ("1", "1", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".an-hint")).to_contain_text("Back in the text")
    eventually(page, lambda: len(harness.sets["set"].spans) == 1)  # edits are sent after the frame
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.an-line')?.dataset.attribute") == "mention"
    assert len(harness.sets["set"].spans) == 1


def test_esc_right_behind_the_last_attribute_leaves_the_span_focused(open_editor: OpenEditor) -> None:
    page = open_editor(record())
    for go_on in ([], ["ArrowDown"], ["Escape"]):
        sweep(page, "Ola Berg")
        for key in ("s", "1", "1", "Enter", *go_on, "Escape"):
            page.keyboard.press(key)
        focused = page.locator(".an-card-body:visible")
        if go_on:  # Esc is an answer to what was done since
            expect(focused).to_have_count(0)
        else:
            expect(focused).to_contain_text("Ola Berg")
            assert page.evaluate("document.activeElement.classList.contains('an-text')")
            expect(page.locator(".an-hint")).to_contain_text("Esc again")
            page.keyboard.press("Escape")
            expect(focused).to_have_count(0)
        page.keyboard.press("Control+z")


def test_esc_a_while_behind_the_last_attribute_leaves_the_span(open_editor: OpenEditor) -> None:
    page = open_editor(record())
    sweep(page, "Ola Berg")
    for key in ("s", "1", "1", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".an-hint")).to_contain_text("Back in the text")
    page.wait_for_timeout(1_100)
    page.keyboard.press("Escape")
    expect(page.locator(".an-card-body:visible")).to_have_count(0)


def test_keys_typed_at_once_after_a_label_are_taken_by_its_form(open_editor: OpenEditor, harness: Harness) -> None:
    page = open_editor(record())
    sweep(page, "Ola Berg")
    # In one task, before any frame.
    page.evaluate(
        """() => {
          for (const key of ["s", "2", "2"]) {
            const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
            document.activeElement.dispatchEvent(event);
          }
        }"""
    )
    expected = {"anonymous": False, "mention": "nominal", "entity_type": "organization"}
    eventually(page, lambda: [s["attributes"] for s in harness.sets["set"].spans.values()] == [expected])


def test_the_title_of_an_article_in_arabic_begins_beside_the_others(open_editor: OpenEditor) -> None:
    page = open_editor(record("عنوان المقال\n\nقالت مارا.\n"))
    title, counts = (page.locator(selector).bounding_box() for selector in (".an-head-name", ".an-meta"))
    assert title is not None
    assert counts is not None
    assert title["x"] == counts["x"]
    assert title["width"] < 200
    assert page.locator(".an-head-name").evaluate("(name) => getComputedStyle(name).direction") == "rtl"


def test_only_the_button_of_the_panel_in_view_is_pressed(open_editor: OpenEditor) -> None:
    page = open_editor(record())
    history, guidelines = (page.get_by_role("button", name=name, exact=True) for name in ("History", "Guidelines"))
    history.click()
    expect(history).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("F1")
    expect(history).to_have_attribute("aria-pressed", "false")
    expect(guidelines).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(guidelines).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("label", ["s", "p", "q", "t"])
def test_the_whole_help_of_the_attribute_in_focus_can_be_read(open_editor: OpenEditor, label: str) -> None:
    page = open_editor(record())
    sweep(page, "Ola Berg")
    page.keyboard.press(label)
    page.keyboard.press("Escape")
    count = page.locator(".an-line").count()
    for place in range(count):
        page.keyboard.press(str(place + 1))
        assert page.evaluate(
            """() => {
              const help = document.activeElement.closest(".an-line").querySelector(".an-line-help");
              const head = help.parentElement.getBoundingClientRect();
              const box = help.getBoundingClientRect();
              const isWhole = help.scrollWidth <= help.clientWidth;
              return isWhole && box.right <= head.right + 1 && box.bottom <= head.bottom + 1;
            }"""
        )
        page.keyboard.press("Escape")


def test_a_set_that_takes_no_edits_any_more_is_said_to_be_read_only_and_why(
    page: Page, open_editor: OpenEditor
) -> None:
    open_editor(record())
    message = "There is no such annotation set any more."
    page.route("**/edits", lambda route: route.fulfill(status=404, json={"message": message}))
    sweep(page, "Ola Berg")
    page.keyboard.press("s")
    expect(page.locator(".an-status")).to_have_text("Read only")
    expect(page.locator(".an-status")).to_have_attribute("title", message)
    expect(page.locator(".an-save")).to_have_text("1 refused")
    sweep(page, "Mara Lindqvist")
    expect(page.get_by_role("toolbar", name="Label the selection")).to_be_hidden()
    page.keyboard.press("s")
    expect(page.locator(".an-hint")).to_have_text(message)
