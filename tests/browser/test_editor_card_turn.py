"""The card turns to a new span when the frame that shows it in the text, and one more, have been painted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness import Harness
from tests.browser.test_editor_text import record, span
from tests.browser.text import click, eventually, sweep

pytestmark = pytest.mark.browser

OpenEditor = Callable[..., Page]

_HOLD_FRAMES = """() => {
  const { requestAnimationFrame, setTimeout } = window;
  const held = [];
  window.requestAnimationFrame = (job) => held.push(job);
  window.setTimeout = () => 0;
  window.letFramesCome = () => {
    Object.assign(window, { requestAnimationFrame, setTimeout });
    held.forEach((job) => requestAnimationFrame(job));
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
  };
}"""


_TAKE_FRAMES = """() => {
  const { requestAnimationFrame, setTimeout } = window;
  const jobs = [];
  let timers = [];
  window.requestAnimationFrame = (job) => jobs.push(job);
  window.setTimeout = (job, ms = 0, ...rest) => ms ? setTimeout(job, ms + 60_000, ...rest) : timers.push(job);
  window.letOneFrameCome = () => new Promise((done) => requestAnimationFrame(() => {
    for (const job of jobs.splice(0)) job(performance.now());
    setTimeout(() => {
      const due = timers;
      timers = [];
      for (const job of due) job();
      done();
    });
  }));
}"""


_NAMED = {"mention": "named", "entity_type": "person", "anonymous": False}


def two_speakers() -> dict[str, Any]:
    names = {"a": "Mara Lindqvist", "z": "Residents"}
    return record(spans=[span(id_, "speaker", name, attributes=_NAMED) for id_, name in names.items()])


@pytest.fixture
def labelled(open_editor: OpenEditor) -> Callable[[str, str], Page]:
    """A page in which words have been labelled by a key, and no frame has come since."""

    def label(words: str, key: str) -> Page:
        page = open_editor(record())
        sweep(page, words)
        page.evaluate(_HOLD_FRAMES)
        page.keyboard.press(key)
        return page

    return label


def test_a_number_right_behind_a_label_decides_its_first_attribute(labelled: Callable[[str, str], Page]) -> None:
    page = labelled("Ola Berg", "s")
    page.keyboard.press("1")
    expect(page.get_by_role("radiogroup", name="Mention").get_by_role("radio", checked=True)).to_have_text("1Named")


def test_the_space_bar_right_behind_a_label_presses_what_it_leads_to(labelled: Callable[[str, str], Page]) -> None:
    page = labelled("Ola Berg", "s")
    page.keyboard.press(" ")
    expect(page.get_by_role("radiogroup", name="Mention").get_by_role("radio", checked=True)).to_have_text("1Named")


def test_a_key_right_behind_a_label_is_taken_once(labelled: Callable[[str, str], Page]) -> None:
    page = labelled("Ola Berg", "s")
    page.keyboard.press("/")
    page.evaluate("letFramesCome()")
    search = page.get_by_role("searchbox", name="Find in the text")
    expect(search).to_be_focused()
    expect(search).to_have_value("")


def test_what_was_written_for_a_span_stays_its_own_when_another_gets_the_focus(
    open_editor: OpenEditor, harness: Harness
) -> None:
    page = open_editor(two_speakers())
    click(page, "Mara Lindqvist")
    page.get_by_role("combobox", name="Canonical name").focus()
    page.keyboard.type("Mara L")
    # As who does not use the mouse presses it: by voice, or by a screen reader.
    page.locator(".an-row").filter(has_text="Residents").evaluate("(row) => row.click()")
    spans = harness.sets["set"].spans
    eventually(page, lambda: spans["a"]["attributes"].get("canonical") == "Mara L")
    assert "canonical" not in spans["z"]["attributes"]


def test_a_note_that_was_written_for_a_span_stays_its_own_when_another_gets_the_focus(
    open_editor: OpenEditor, harness: Harness
) -> None:
    page = open_editor(two_speakers())
    click(page, "Mara Lindqvist")
    page.get_by_role("button", name="Note on this span").click()
    page.keyboard.type("about Mara")
    page.locator(".an-row").filter(has_text="Residents").evaluate("(row) => row.click()")
    spans = harness.sets["set"].spans
    eventually(page, lambda: spans["a"].get("note") == "about Mara")
    expect(page.get_by_role("combobox", name="Canonical name")).to_be_visible()
    assert "note" not in spans["z"]


def test_the_card_turns_behind_the_second_frame_and_the_lists_behind_the_third(open_editor: OpenEditor) -> None:
    page = open_editor(record())
    sweep(page, "Ola Berg")
    page.wait_for_timeout(300)
    page.evaluate(_TAKE_FRAMES)
    page.keyboard.press("s")
    card, count = page.get_by_role("radiogroup", name="Mention"), page.get_by_role("tab", name="Spans")
    assert page.locator(".an-run").count() == 1
    shown = []
    for _ in range(3):
        page.evaluate("letOneFrameCome()")
        shown.append((card.is_visible(), count.inner_text().split()))
    assert shown == [(False, ["Spans", "0"]), (True, ["Spans", "0"]), (True, ["Spans", "1"])]


def test_a_key_that_repeats_from_span_to_span_turns_no_card_by_itself(open_editor: OpenEditor) -> None:
    page = open_editor(two_speakers())
    page.locator(".an-text").focus()
    page.evaluate(_TAKE_FRAMES)
    words = page.locator(".an-card-words")
    for _ in range(2):
        page.keyboard.press("Tab")
        assert not words.is_visible()
    page.evaluate("letOneFrameCome()")
    page.evaluate("letOneFrameCome()")
    expect(words).to_have_text("Residents")


def test_esc_right_behind_a_label_leads_back_to_the_text(labelled: Callable[[str, str], Page]) -> None:
    page = labelled("Ola Berg", "s")
    page.keyboard.press("Escape")
    expect(page.locator(".an-text")).to_be_focused()
    expect(page.get_by_role("combobox", name="Label")).to_have_value("speaker")


def test_behind_a_sweep_right_after_a_label_keys_are_the_texts(
    labelled: Callable[[str, str], Page],
) -> None:
    page = labelled("Ola Berg", "s")
    sweep(page, "Mara Lindqvist")
    page.evaluate("letFramesCome()")
    expect(page.locator(".an-text")).to_be_focused()


def test_a_letter_right_behind_the_turn_to_a_field_is_written_there(open_editor: OpenEditor) -> None:
    page = open_editor(record(spans=[span("s", "speaker", "Ola Berg", attributes=_NAMED)]))
    click(page, "Ola Berg")
    page.evaluate(_HOLD_FRAMES)
    sweep(page, "Mara Lindqvist", keys="Shift")
    page.keyboard.press("x")
    expect(page.get_by_role("combobox", name="Canonical name")).to_have_value("x")
