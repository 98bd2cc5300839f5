"""Reading in the editor: the lists beside the text, and what lies over it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_editor_text import record
from tests.browser.text import sweep

pytestmark = pytest.mark.browser

OpenEditor = Callable[..., Page]

LINES = [f"Paragraph {number} is what Mara says." for number in range(60)]
TEXT = "\n".join(LINES)


def marked(span_id: str, label: str, paragraph: int, words: str) -> dict[str, Any]:
    start = TEXT.index(words, TEXT.index(LINES[paragraph]))
    fragments = [{"start": start, "end": start + len(words), "text": words}]
    return {"id": span_id, "label": label, "fragments": fragments, "attributes": {}}


def test_a_filtered_list_begins_with_its_first_row(open_editor: OpenEditor) -> None:
    quotes = [marked(f"q{number}", "quote", number, "what") for number in range(60)]
    speakers = [marked(f"s{number}", "speaker", number, "Mara") for number in range(60)]
    page = open_editor(record(TEXT, [*quotes, *speakers]))
    spans = page.get_by_role("listbox", name="Spans")
    spans.focus()
    for key in ("End", "ArrowUp"):  # a quote in the last line
        page.keyboard.press(key)
    page.get_by_role("combobox", name="Filter spans by kind").select_option("Speaker")
    assert spans.evaluate("(list) => list.scrollTop") == 0
    page.get_by_role("combobox", name="Filter spans by kind").select_option("Quote")
    expect(spans.get_by_role("option", selected=True)).to_be_in_viewport()


def test_the_occurrence_that_is_looked_at_is_not_hidden_by_the_list_of_them(open_editor: OpenEditor) -> None:
    page = open_editor(record(TEXT, [marked("s", "speaker", 0, "Mara")]))
    page.keyboard.press("Tab")
    page.keyboard.press("e")
    bar = page.get_by_role("dialog", name="Label every occurrence")
    for _ in range(20):
        page.keyboard.press("ArrowDown")
        found = page.evaluate("[...CSS.highlights.get('an-current')][0].getBoundingClientRect().bottom")
        covered = bar.bounding_box()
        assert covered is not None
        assert found < covered["y"]
    page.keyboard.press("Enter")
    expect(page.locator(".an-hint")).to_have_text("Labelled 59 occurrences as Speaker. Ctrl+Z takes this back.")


def test_with_forced_colours_one_sees_spans_the_focus_the_ends_to_choose_from_and_what_is_chosen(
    page: Page, open_editor: OpenEditor
) -> None:
    page.emulate_media(forced_colors="active")
    said = marked("q", "quote", 0, "what")
    open_editor(record(TEXT, [said | {"attributes": {"type": "direct"}}, marked("s", "speaker", 0, "Mara")]))
    style = "(element, name) => getComputedStyle(element)[name]"
    quote, speaker = page.locator(".an-run", has_text="what"), page.locator(".an-run", has_text="Mara")
    plain = page.locator(".an-block").nth(1).evaluate(style, "color")
    assert "linear-gradient" in quote.evaluate(style, "backgroundImage")
    page.keyboard.press("Tab")
    assert quote.evaluate(style, "color") != plain
    page.keyboard.press("a")
    assert speaker.evaluate(style, "color") != quote.evaluate(style, "color")
    page.keyboard.press("Escape")
    colours = [
        page.get_by_role("radio", name=name, exact=True).evaluate(style, "backgroundColor")
        for name in ("Direct", "Indirect")
    ]
    assert colours[0] != colours[1]


def test_a_problem_stands_beside_its_sign_and_within_its_row(open_editor: OpenEditor) -> None:
    page = open_editor(record(TEXT))
    page.route("**/edits", lambda route: route.abort())  # what the browser knows by itself
    for words, key in (("Mara", "s"), ("what", "q")):
        sweep(page, words)
        page.keyboard.press(key)
    page.get_by_role("tab", name="Problems").click()
    page.get_by_role("listbox", name="Problems").get_by_role("option").first.wait_for()
    for row in page.get_by_role("listbox", name="Problems").get_by_role("option").all():
        sign, message, where = (
            row.locator(f".an-{part}").bounding_box() for part in ("icon", "problem-message", "kind")
        )
        box = row.bounding_box()
        assert sign
        assert message
        assert where
        assert box
        assert abs(sign["y"] - message["y"]) < 4
        assert where["y"] + where["height"] <= box["y"] + box["height"]


def test_the_list_of_spans_reads_out_what_it_shows(open_editor: OpenEditor) -> None:
    relation = {"id": "r", "label": "attributed_to", "head": "q", "tail": "s"}
    spans = [marked("q", "quote", 0, "what"), marked("s", "speaker", 0, "Mara")]
    page = open_editor(record(TEXT, spans, [relation]))
    rows = page.get_by_role("listbox", name="Spans").get_by_role("option")
    expect(rows.nth(1)).to_have_accessible_name("Speaker Mara 1 relation")
