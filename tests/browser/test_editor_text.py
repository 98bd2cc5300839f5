"""The text side of the editor with real mouse and keys: labelling, fragments, relations, caret, undo, offsets."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from annotate.label_set import LabelSet
from tests.browser.harness import Harness
from tests.browser.text import boxes_of, click, eventually, sweep

pytestmark = pytest.mark.browser

OpenEditor = Callable[..., Page]
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"

TEXT = (
    "Harbour board splits over toll\n"
    "\n"
    "Mara Lindqvist said the toll was “a gift to no one.” She asked the board to wait.\n"
    "The board’s chair, Ola Berg, disagreed. “We act now,” he said, “or we pay later.”\r\n"
    "\r\n"
    "Residents oppose the toll. Mara Lindqvist left early.\n"
)


def record(text: str = TEXT, spans: list[Any] | None = None, relations: list[Any] | None = None) -> dict[str, Any]:
    digest = hashlib.sha256(text.encode()).hexdigest()
    article = {"id": "a", "title": text.partition("\n")[0], "text": text, "text_sha256": digest, "language": "en"}
    return {
        "article": article,
        "label_set": {"name": "news", "version": "1.0.0"},
        "annotator": "mara",
        "status": "in_progress",
        "spans": spans or [],
        "relations": relations or [],
    }


def span(span_id: str, label: str, *texts: str, attributes: dict[str, Any] | None = None) -> dict[str, Any]:
    starts = [TEXT.index(text) for text in texts]
    fragments = [
        {"start": start, "end": start + len(text), "text": text} for start, text in zip(starts, texts, strict=True)
    ]
    return {"id": span_id, "label": label, "fragments": fragments, "attributes": attributes or {}}


QUOTE = span("q", "quote", "“a gift to no one.”")
SPEAKERS = [span("s1", "speaker", "Mara Lindqvist"), span("s2", "speaker", "Ola Berg"), span("s3", "speaker", "he ")]
SPEAKERS[2] = span("s3", "speaker", "She")


def corner(page: Page, text: str) -> tuple[float, float]:
    first, _ = boxes_of(page, text)
    return first["x"], first["y"]


class Sets:
    """What the server holds of the set that the page shows."""

    def __init__(self, harness: Harness, page: Page) -> None:
        self._harness, self._page = harness, page

    @property
    def spans(self) -> list[dict[str, Any]]:
        return list(self._harness.sets["set"].spans.values())

    @property
    def relations(self) -> list[tuple[str, str, str]]:
        found = self._harness.sets["set"].relations.values()
        return [(relation["label"], relation["head"], relation["tail"]) for relation in found]

    def relations_become(self, *expected: tuple[str, str, str]) -> None:
        """Waits until the server holds exactly these relations."""
        eventually(self._page, lambda: self.relations == list(expected))

    def labelled(self) -> list[tuple[str, ...]]:
        """Each span's label and the texts of its fragments."""
        return [(span["label"], *(fragment["text"] for fragment in span["fragments"])) for span in self.spans]

    def becomes(self, *expected: tuple[str, ...]) -> None:
        """Waits until the server holds exactly these spans, each with the text at its offsets."""
        eventually(self._page, lambda: sorted(self.labelled()) == sorted(expected))
        text = self._harness.sets["set"].article["text"]
        for found in self.spans:
            for fragment in found["fragments"]:
                assert text[fragment["start"] : fragment["end"]] == fragment["text"]


@pytest.fixture
def sets(harness: Harness, page: Page) -> Sets:
    return Sets(harness, page)


def test_a_sweep_then_a_key_labels_whole_words(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record())
    sweep(page, "ara Lindqvi")
    page.keyboard.press("s")
    sets.becomes(("speaker", "Mara Lindqvist"))
    assert sets.spans[0]["attributes"]["anonymous"] is False


def test_with_alt_a_sweep_takes_characters(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record())
    sweep(page, "toll was", keys="Alt", inset=0)
    page.keyboard.press("p")
    sets.becomes(("policy", "toll was"))
    sweep(page, "sident", keys="Alt", inset=0)
    page.keyboard.press("s")
    sets.becomes(("policy", "toll was"), ("speaker", "sident"))


def test_a_double_click_takes_a_word_and_a_triple_click_a_sentence(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record())
    click(page, "Residents", count=2)
    page.keyboard.press("s")
    click(page, "asked the", count=3)
    page.keyboard.press("q")
    sets.becomes(("speaker", "Residents"), ("quote", "She asked the board to wait."))


def test_in_text_with_blank_lines_a_sweep_and_a_triple_click_go_past_a_single_line_break(
    open_editor: OpenEditor, sets: Sets
) -> None:
    wrapped = "Mara said the toll was\na gift to no one. She\nleft early.\n\nThe board waits.\n"
    page = open_editor(record(wrapped))
    sweep(page, "toll was\na gift")
    page.keyboard.press("q")
    page.keyboard.press("Escape")
    sweep(page, "left early.\n\nThe board")
    page.keyboard.press("q")
    page.keyboard.press("Escape")
    click(page, "She\n", count=3)
    page.keyboard.press("t")
    sets.becomes(("quote", "toll was\na gift"), ("quote", "left early.", "The board"), ("stance", "She\nleft early."))


def test_the_palette_labels_by_click_and_its_last_label_by_enter(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record())
    sweep(page, "the toll")
    page.get_by_role("toolbar", name="Label the selection").get_by_text("Policy").click()
    page.keyboard.press("Escape")
    sweep(page, "the toll", 1)
    page.keyboard.press("Enter")
    sets.becomes(("policy", "the toll"), ("policy", "the toll"))


def test_a_sweep_that_ends_beside_the_text_ends_at_the_nearest_place_in_it(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record())
    first, _ = boxes_of(page, "Residents")
    side = page.get_by_role("tablist").bounding_box()
    assert side is not None
    page.mouse.move(first["x"] + 2, first["y"] + 10)
    page.mouse.down()
    page.mouse.move(side["x"] + 40, first["y"] + 12, steps=4)
    page.mouse.up()
    page.keyboard.press("q")
    sets.becomes(("quote", "Residents oppose the toll. Mara Lindqvist left early."))


def test_a_press_within_the_selection_begins_a_new_sweep(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record())
    sweep(page, "Residents oppose the toll")
    sweep(page, "oppose")
    page.keyboard.press("t")
    sets.becomes(("stance", "oppose"))


def test_an_armed_label_labels_every_sweep_until_escape(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record())
    page.keyboard.press("s")
    expect(page.locator(".an-mode")).to_contain_text("Speaker")
    expect(page.locator(".an-legend").get_by_role("button", pressed=True)).to_contain_text("Speaker")
    sweep(page, "Mara Lindqvist")
    sweep(page, "Ola Berg")
    click(page, "Residents", count=2)
    sets.becomes(("speaker", "Mara Lindqvist"), ("speaker", "Ola Berg"), ("speaker", "Residents"))
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(".an-mode")).to_be_hidden()
    expect(page.locator(".an-legend [aria-pressed=true]")).to_have_count(0)
    sweep(page, "the toll")
    expect(page.get_by_role("toolbar", name="Label the selection")).to_be_visible()


def test_the_text_does_not_move_when_spans_are_added(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record())
    words = ("board to wait", "Ola Berg", "left early")
    before = [corner(page, word) for word in words]
    for word in ("the toll was “a gift to no one.”", "toll was", "was “a gift", "“a gift to", "a gift"):
        sweep(page, word)
        page.keyboard.press("q")
        page.keyboard.press("Escape")
    eventually(page, lambda: len(sets.spans) == 5)
    # Where a line is cut into runs, Chromium rounds each width to a 64th of a px.
    assert [corner(page, word) for word in words] == [pytest.approx(place, abs=0.2) for place in before]


def test_shift_and_sweep_adds_a_fragment_and_f_does_too(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record())
    sweep(page, "“We act now,”")
    page.keyboard.press("q")
    sweep(page, "“or we pay later.”", keys="Shift")
    sets.becomes(("quote", "“We act now,”", "“or we pay later.”"))
    sweep(page, "disagreed")
    page.keyboard.press("f")
    sets.becomes(("quote", "disagreed", "“We act now,”", "“or we pay later.”"))


def tag_boxes(page: Page) -> list[tuple[str, float, float, float]]:
    """Each tag's words, where they begin and end from left to right, and their foot."""
    found: list[list[Any]] = page.evaluate(
        """() => [...document.querySelectorAll(".an-run-tag")].map((tag) => {
          const { left, right, bottom, height } = tag.getBoundingClientRect();
          return [tag.dataset.tag, Math.min(left, right - tag.scrollWidth), right, bottom, height];
        })"""
    )
    assert {box.pop() for box in found} == {10}  # all on one line
    return [tuple(box) for box in found]


def test_tags_stand_above_the_ends_of_their_fragment_also_where_it_goes_over_two_lines(open_editor: OpenEditor) -> None:
    parts = ("“We act now,”", "that the board would have to pay for the toll", "before the year was out")
    text = f"The chair told everyone in the room: {parts[0]} and then {parts[1]}, all of it, {parts[2]}.\n"
    fragments = [{"start": text.index(p), "end": text.index(p) + len(p), "text": p} for p in parts]
    page = open_editor(record(text, [{"id": "q", "label": "quote", "fragments": fragments, "attributes": {}}]))
    middle = page.locator(".an-run", has_text=parts[1])
    first, last = middle.evaluate(
        "(run) => [...run.getClientRects()].map(({ left, right, top }) => [left, right, top])"
    )
    tags = tag_boxes(page)
    assert [words for words, *_ in tags] == ["Q", "…", "…Q", "…", "…Q"]
    (_, opens_left, _, opens_foot), (_, _, closes_right, closes_foot) = tags[2:4]
    assert opens_left == pytest.approx(first[0], abs=1)
    assert closes_right == pytest.approx(last[1], abs=1)
    assert opens_foot <= first[2] + 2
    assert closes_foot - last[2] == pytest.approx(opens_foot - first[2], abs=3)


def test_a_click_focuses_the_innermost_span_and_again_the_one_around(open_editor: OpenEditor) -> None:
    outer = span("outer", "quote", "“a gift to no one.”")
    page = open_editor(record(spans=[outer, span("inner", "stance", "a gift")]))
    click(page, "a gift")
    expect(page.locator(".an-focused")).to_have_text("a gift")
    click(page, "a gift")
    expect(page.locator(".an-focused")).to_have_text(["“", "a gift", " to no one.”"])
    click(page, "Residents")
    expect(page.locator(".an-focused")).to_have_count(0)


def test_a_key_relabels_the_focused_span_and_x_removes_it(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record(spans=[span("s", "speaker", "Ola Berg", attributes={"canonical": "Ola Berg"})]))
    click(page, "Ola Berg")
    page.keyboard.press("p")
    sets.becomes(("policy", "Ola Berg"))
    assert sets.spans[0]["attributes"] == {"canonical": "Ola Berg"}
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    sets.becomes()


def test_handles_resize_a_span_and_keep_its_relations(open_editor: OpenEditor, sets: Sets) -> None:
    relation = {"id": "r", "label": "attributed_to", "head": "q", "tail": "s1"}
    page = open_editor(record(spans=[QUOTE, *SPEAKERS], relations=[relation]))
    click(page, "gift to")
    handle = page.locator(".an-handle-end").bounding_box()
    target, _ = boxes_of(page, "asked")
    assert handle is not None
    page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    page.mouse.down()
    page.mouse.move(target["x"] + 20, target["y"] + 8, steps=4)
    page.mouse.up()
    eventually(page, lambda: ("quote", "“a gift to no one.” She asked") in sets.labelled())
    assert sets.relations == [("attributed_to", "q", "s1")]


def drag(page: Page, selector: str, to: tuple[float, float]) -> None:
    """Drags the middle of an element to a point."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(*to, steps=4)
    page.mouse.up()


@pytest.mark.parametrize(
    ("handle", "words", "left"),
    [
        ("end", "board to", "gift"),
        ("end", "a gift", "gift"),
        ("start", "She asked", "one"),
        ("start", "Residents", "one"),
    ],
)
def test_a_handle_dragged_past_the_other_end_leaves_one_word(
    open_editor: OpenEditor, sets: Sets, handle: str, words: str, left: str
) -> None:
    page = open_editor(record(spans=[span("q", "quote", "gift to no one")]))
    click(page, "gift to")
    target, _ = boxes_of(page, words if handle == "start" else "Mara Lindqvist said")
    drag(page, f".an-handle-{handle}", (target["x"] + 3, target["y"] + 10))
    sets.becomes(("quote", left))


def test_a_handle_dropped_on_a_space_ends_the_span_at_the_word(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record(spans=[span("q", "quote", "gift to no one")]))
    click(page, "gift to")
    space, _ = boxes_of(page, " no one")
    drag(page, ".an-handle-end", (space["x"] + 2, space["y"] + 10))
    sets.becomes(("quote", "gift to"))


def test_handles_of_fragments_close_to_each_other_do_not_lie_over_one_another(
    open_editor: OpenEditor, sets: Sets
) -> None:
    page = open_editor(record(spans=[span("q", "quote", "Ola Berg", "disagreed")]))
    click(page, "Ola Berg")
    boxes = [page.locator(".an-handle").nth(place).bounding_box() for place in (1, 2)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    word, _ = boxes_of(page, "Ola")
    page.mouse.move(boxes[0]["x"] + 12, boxes[0]["y"] + 12)
    page.mouse.down()
    page.mouse.move(word["x"] + 10, word["y"] + 20, steps=4)
    page.mouse.up()
    sets.becomes(("quote", "Ola", "disagreed"))


ARABIC = "عنوان المقال\n\nقالت مارا إن الرسوم هدية، ثم غادرت Harbour مبكرا.\n"


@pytest.mark.parametrize(("text", "words"), [(TEXT, "asked the board"), (ARABIC, "مارا إن الرسوم")])
def test_the_handles_stand_where_the_span_begins_and_ends_as_it_is_read(
    open_editor: OpenEditor, sets: Sets, text: str, words: str
) -> None:
    start = text.index(words)
    fragment = {"start": start, "end": start + len(words), "text": words}
    spans = [{"id": "s", "label": "quote", "fragments": [fragment], "attributes": {}}]
    page = open_editor(record(text, spans))
    click(page, words)
    first, last = boxes_of(page, words)
    is_rtl = text is ARABIC
    begin = first["x"] + first["width"] if is_rtl else first["x"]
    end = last["x"] if is_rtl else last["x"] + last["width"]
    handles = {edge: page.locator(f".an-handle-{edge}").bounding_box() for edge in ("start", "end")}
    assert handles["start"] is not None
    assert handles["end"] is not None
    assert begin == pytest.approx(handles["start"]["x"] + (0 if is_rtl else 24), abs=1)
    assert end == pytest.approx(handles["end"]["x"] + (24 if is_rtl else 0), abs=1)
    for box in handles.values():
        assert box is not None
        assert (box["width"], box["height"]) == (24, 24)
        assert box["y"] >= first["y"] + first["height"] - 6
    # The end moves when the end's handle is dragged.
    rest, _ = boxes_of(page, words.partition(" ")[2])
    drag(page, ".an-handle-end", (rest["x"] + (rest["width"] - 5 if is_rtl else 5), rest["y"] + 10))
    sets.becomes(("quote", " ".join(words.split()[:2])))


def test_a_sweep_over_paragraphs_makes_one_fragment_of_each(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record())
    sweep(page, "“We act now,” he said, “or we pay later.”\r\n\r\nResidents oppose")
    page.keyboard.press("q")
    sets.becomes(("quote", "“We act now,” he said, “or we pay later.”", "Residents oppose"))
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    sets.becomes()


def test_select_all_takes_the_text_of_the_article_alone_and_lets_go_again(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record())
    selected = "getSelection().toString().trim()"
    page.keyboard.press("Control+a")
    assert page.evaluate(selected).startswith("Harbour board splits")
    assert page.evaluate(selected).endswith("left early.")
    expect(page.get_by_role("toolbar", name="Label the selection")).to_be_in_viewport()
    page.keyboard.press("Escape")
    assert page.evaluate(selected) == ""
    page.keyboard.press("Control+a")
    sweep(page, "Ola Berg")
    page.keyboard.press("s")
    sets.becomes(("speaker", "Ola Berg"))
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    click(page, "Residents")
    assert page.evaluate(selected) == ""


def test_backspace_removes_no_span_but_delete_does(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record(spans=[span("s", "speaker", "Ola Berg")]))
    click(page, "Ola Berg")
    page.keyboard.press("Backspace")
    page.keyboard.press("u")
    eventually(page, lambda: sets.spans and sets.spans[0].get("unsure"))
    page.keyboard.press("Delete")
    sets.becomes()


def test_the_list_of_occurrences_closes_when_it_is_no_longer_true(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record(spans=[span("p", "policy", "toll"), span("s", "speaker", "Ola Berg")]))
    dialog = page.get_by_role("dialog", name="Label every occurrence")
    click(page, "toll")
    page.keyboard.press("u")
    page.keyboard.press("e")
    expect(dialog).to_be_visible()
    page.keyboard.press("Control+z")
    expect(dialog).to_be_hidden()
    page.keyboard.press("e")
    expect(dialog).to_be_visible()
    click(page, "Ola Berg")
    expect(dialog).to_be_hidden()


def test_keys_resize_a_span_by_words_and_characters(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record(spans=[span("s", "policy", "the toll")]))
    click(page, "toll", 1)
    for keys in ("Shift+ArrowRight", "Control+Shift+ArrowRight", "Alt+Shift+ArrowLeft"):
        page.keyboard.press(keys)
    sets.becomes(("policy", "toll wa"))
    for keys in ("Alt+Shift+ArrowRight", "Alt+Shift+ArrowRight", "Control+Alt+Shift+ArrowLeft", "Shift+ArrowLeft"):
        page.keyboard.press(keys)
    sets.becomes(("policy", "e toll was"))


def test_a_relation_takes_two_keys_when_the_nearest_end_is_meant(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record(spans=[QUOTE, *SPEAKERS]))
    click(page, "gift to")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    eventually(page, lambda: sets.relations == [("attributed_to", "q", "s3")])


def test_only_allowed_ends_light_up_and_keys_walk_them_nearest_first(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record(spans=[QUOTE, *SPEAKERS, span("p", "policy", "the toll was")]))
    click(page, "gift to")
    page.keyboard.press("a")
    expect(page.locator(".an-candidate")).to_have_text(["Mara Lindqvist", "She", "Ola Berg"])
    expect(page.locator(".an-chosen")).to_have_text("She")
    page.keyboard.press("Tab")
    expect(page.locator(".an-chosen")).to_have_text("Mara Lindqvist")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.locator(".an-chosen")).to_have_text("Ola Berg")
    page.keyboard.press("Enter")
    expect(page.locator(".an-candidate")).to_have_count(0)
    eventually(page, lambda: sets.relations == [("attributed_to", "q", "s1"), ("attributed_to", "q", "s2")])


def test_a_relation_is_made_by_click_and_left_by_escape(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record(spans=[QUOTE, *SPEAKERS]))
    click(page, "gift to")
    page.keyboard.press("r")
    page.keyboard.press("Escape")
    expect(page.locator(".an-candidate")).to_have_count(0)
    page.keyboard.press("r")
    click(page, "Ola Berg")
    eventually(page, lambda: sets.relations == [("relayed_by", "q", "s2")])
    expect(page.locator(".an-pill")).to_have_text("Relayed by")


def test_a_relation_is_dragged_from_span_to_span(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(
        record(spans=[span("t", "stance", "oppose"), span("p", "policy", "the toll was"), QUOTE, *SPEAKERS])
    )
    click(page, "oppose")
    knob = page.locator(".an-knob").bounding_box()
    target, _ = boxes_of(page, "the toll was")
    assert knob is not None
    page.mouse.move(knob["x"] + 12, knob["y"] + 12)
    page.mouse.down()
    page.mouse.move(target["x"] + 20, target["y"] + 10, steps=4)
    page.mouse.up()
    eventually(page, lambda: sets.relations == [("target", "t", "p")])


def test_a_drag_that_fits_several_relations_asks_which(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record(spans=[QUOTE, *SPEAKERS]))
    click(page, "gift to")
    knob = page.locator(".an-knob").bounding_box()
    target, _ = boxes_of(page, "Ola Berg")
    assert knob is not None
    page.mouse.move(knob["x"] + 12, knob["y"] + 12)
    page.mouse.down()
    page.mouse.move(target["x"] + 20, target["y"] + 10, steps=4)
    page.mouse.up()
    menu = page.get_by_role("toolbar", name="Which relation?")
    menu.get_by_text("Relayed by").click()
    eventually(page, lambda: sets.relations == [("relayed_by", "q", "s2")])
    page.keyboard.press("Control+z")
    eventually(page, lambda: not sets.relations)
    for key, relation in (("r", "relayed_by"), ("2", "relayed_by"), ("Enter", "attributed_to")):
        drag(page, ".an-knob", (target["x"] + 20, target["y"] + 10))
        expect(menu.locator("kbd")).to_have_text(["a", "↵", "r"])
        page.keyboard.press(key)
        expect(menu).to_be_hidden()
        sets.relations_become((relation, "q", "s2"))
        page.keyboard.press("Control+z")
        eventually(page, lambda: not sets.relations)


def test_the_menu_at_the_knob_lies_over_the_handles(open_editor: OpenEditor) -> None:
    page = open_editor(record(spans=[QUOTE, *SPEAKERS]))
    click(page, "gift to")
    target, _ = boxes_of(page, "She asked")
    drag(page, ".an-knob", (target["x"] + 10, target["y"] + 10))
    assert page.evaluate(
        """() => [...document.querySelectorAll(".an-palette-button")].every((button) => {
          const { left, top, width, height } = button.getBoundingClientRect();
          const at = (part) => document.elementFromPoint(left + width * part, top + height / 2);
          return [0.1, 0.5, 0.9].every((part) => button.contains(at(part)));
        })"""
    )


def test_every_occurrence_is_labelled_after_a_preview_and_undone_at_once(open_editor: OpenEditor, sets: Sets) -> None:
    first = span("p", "policy", "toll", attributes={"kind": "order"})
    page = open_editor(record(spans=[first]))
    click(page, "toll")
    page.keyboard.press("e")
    dialog = page.get_by_role("dialog", name="Label every occurrence")
    expect(dialog.get_by_role("checkbox", name="toll")).to_have_count(3)
    page.keyboard.press("Space")
    expect(dialog.get_by_role("button", name="Label 1")).to_be_visible()
    page.keyboard.press("Enter")
    sets.becomes(("policy", "toll"), ("policy", "toll"))
    assert [found["attributes"] for found in sets.spans] == [{"kind": "order"}] * 2
    page.keyboard.press("Control+z")
    sets.becomes(("policy", "toll"))


def test_a_hint_goes_with_the_next_that_is_done(open_editor: OpenEditor) -> None:
    page = open_editor(record(spans=SPEAKERS))
    click(page, "Ola Berg")
    page.keyboard.press("f")
    expect(page.locator(".an-hint")).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_role("dialog", name="Label every occurrence")).to_be_visible()
    expect(page.locator(".an-hint")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    expect(page.locator(".an-hint")).to_be_visible()
    page.keyboard.press("u")
    expect(page.locator(".an-hint")).to_be_hidden()


def test_of_a_span_with_several_fragments_one_chooses_whose_occurrences_are_labelled(
    open_editor: OpenEditor, sets: Sets
) -> None:
    page = open_editor(record(spans=[span("p", "policy", "board splits", "toll was")]))
    dialog = page.get_by_role("dialog", name="Label every occurrence")
    click(page, "board splits")
    page.keyboard.press("e")
    expect(dialog).to_contain_text("Every “board splits” as Policy")
    expect(dialog.get_by_role("radio")).to_have_count(2)
    expect(dialog.get_by_role("radio", name="“board splits”")).to_be_checked()
    expect(dialog.get_by_role("checkbox", name="Board splits")).to_be_disabled()
    page.keyboard.press("ArrowRight")
    expect(dialog).to_contain_text("Every “toll was” as Policy")
    expect(dialog.get_by_role("radio", name="“toll was”")).to_be_checked()
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("radio", name="“board splits”")).to_be_checked()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    sweep(page, "Residents")
    page.keyboard.press("s")
    page.keyboard.press("Escape")
    sweep(page, "Mara Lindqvist", 1, keys="Shift")
    page.keyboard.press("e")
    dialog.get_by_text("“Mara Lindqvist”", exact=True).click()
    expect(dialog.get_by_role("checkbox", name="Mara Lindqvist")).to_have_count(2)
    page.keyboard.press("Tab")
    dialog.get_by_role("button", name="Label 1").click()
    sets.becomes(
        ("policy", "board splits", "toll was"),
        ("speaker", "Residents", "Mara Lindqvist"),
        ("speaker", "Mara Lindqvist"),
    )
    page.keyboard.press("Control+z")
    sets.becomes(("policy", "board splits", "toll was"), ("speaker", "Residents", "Mara Lindqvist"))


def test_find_walks_the_matches_and_leaves_one_selected_to_be_labelled(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record())
    page.keyboard.press("/")
    page.keyboard.type("mara lindqvist")
    expect(page.get_by_role("search", name="Find in the text")).to_contain_text("1 of 2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("search", name="Find in the text")).to_contain_text("2 of 2")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    sets.becomes(("speaker", "Mara Lindqvist"))
    assert sets.spans[0]["fragments"][0]["start"] == TEXT.rindex("Mara")


@pytest.mark.parametrize(
    "pseudo", ["::selection", "::highlight(an-match)", "::highlight(an-current)", "::highlight(an-preview)"]
)
def test_what_is_selected_or_found_has_a_colour_of_its_own_within_spans_too(
    open_editor: OpenEditor, pseudo: str
) -> None:
    page = open_editor(record(spans=[QUOTE]))
    look = f"(element) => getComputedStyle(element, '{pseudo}').backgroundColor"
    of_span, of_rest = page.locator(".an-run").evaluate(look), page.locator(".an-block").first.evaluate(look)
    assert of_span == of_rest != page.locator(".an-title, .an-header").first.evaluate(look)


def test_without_a_mouse_a_quote_is_selected_labelled_and_attributed(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record(spans=[span("s2", "speaker", "Ola Berg")]))
    page.keyboard.press("c")
    for keys in ("Control+ArrowDown", "Control+ArrowDown", "Alt+ArrowRight"):
        page.keyboard.press(keys)
    page.keyboard.press("Alt+Shift+ArrowRight")
    expect(page.locator(".an-caret")).to_be_visible()
    page.keyboard.press("Alt+Shift+ArrowLeft")
    for _ in range(4):
        page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.press("q")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    eventually(page, lambda: len(sets.relations) == 1)
    assert sets.labelled()[1][0] == "quote"
    assert sets.relations[0][2] == "s2"


def test_the_caret_begins_with_a_word(open_editor: OpenEditor) -> None:
    page = open_editor(record())
    page.keyboard.press("c")
    page.keyboard.press("Control+Shift+ArrowRight")
    assert page.evaluate("getSelection().toString()") == "Harbour"


def test_the_caret_moves_by_lines_and_to_their_edges(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record())
    click(page, "Mara")
    page.keyboard.press("c")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.press("q")
    eventually(page, lambda: len(sets.spans) == 1)
    line = sets.labelled()[0][1]
    assert line in TEXT
    assert "\n" not in line


def test_tab_walks_the_spans_in_order_of_the_text(open_editor: OpenEditor) -> None:
    page = open_editor(record(spans=[QUOTE, *SPEAKERS]))
    seen = []
    for _ in range(4):
        page.keyboard.press("Tab")
        seen.append(page.locator(".an-focused").inner_text())
    assert seen == ["Mara Lindqvist", "“a gift to no one.”", "She", "Ola Berg"]
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".an-focused")).to_have_text("She")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.locator(".an-text")).not_to_be_focused()


def test_undo_reaches_back_over_a_reload(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record())
    for word in ("Mara Lindqvist", "Ola Berg"):
        sweep(page, word)
        page.keyboard.press("s")
        page.keyboard.press("Escape")
    sets.becomes(("speaker", "Mara Lindqvist"), ("speaker", "Ola Berg"))
    page.reload()
    page.locator(".an-run").first.wait_for()
    page.wait_for_timeout(300)
    page.keyboard.press("Control+z")
    sets.becomes(("speaker", "Mara Lindqvist"))
    page.keyboard.press("Control+z")
    sets.becomes()
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+Shift+z")
    sets.becomes(("speaker", "Mara Lindqvist"), ("speaker", "Ola Berg"))


def test_a_touch_selection_opens_the_palette_once_it_rests(harness: Harness, chromium: Browser, news: LabelSet) -> None:
    address = harness.add("set", record(), news.data)
    with chromium.new_context(viewport={"width": 820, "height": 1180}, has_touch=True) as context:
        page = context.new_page()
        page.goto(address)
        page.locator(".an-block").first.wait_for()
        place, _ = boxes_of(page, "Lindqvist")
        page.touchscreen.tap(place["x"] + 5, place["y"] + 5)
        # What the handles of a touch selection do.
        page.evaluate(
            """() => {
              const text = document.querySelectorAll(".an-block")[2].firstChild;
              getSelection().setBaseAndExtent(text, 2, text, 9);
            }"""
        )
        palette = page.get_by_role("toolbar", name="Label the selection")
        expect(palette).to_be_visible()
        boxes = [box for button in palette.get_by_role("button").all() if (box := button.bounding_box())]
        column = page.locator(".an-scroller").bounding_box()
        assert column is not None
        assert len(boxes) == 4
        assert len({box["y"] for box in boxes}) < 3  # side by side
        assert max(box["x"] + box["width"] for box in boxes) < column["x"] + column["width"]
        palette.get_by_text("Speaker").tap()
        Sets(harness, page).becomes(("speaker", "Mara Lindqvist"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_of_in_any_mode(
    page: Page, open_editor: OpenEditor, scheme: Literal["light", "dark"]
) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm install")
    page.emulate_media(color_scheme=scheme)
    open_editor(record(spans=[QUOTE, *SPEAKERS]))
    page.add_script_tag(path=AXE)
    click(page, "gift to")
    for keys in (
        "",
        "a",
        "Escape",
        "e",
        "Escape",
        "/",
        "Escape",
        "c",
        "Control+Shift+ArrowRight",
        "s",
        "Escape",
        "Shift+q",
    ):
        if keys:
            page.keyboard.press(keys)
        options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
        found = page.evaluate("(options) => axe.run('.an-column', options)", options)["violations"]
        assert [(keys, problem["id"], problem["nodes"][0]["html"]) for problem in found] == []


def test_a_span_far_away_is_named_at_the_focused_span_and_leads_there(open_editor: OpenEditor) -> None:
    text = "Mara Lindqvist came.\n" + "A paragraph in between, of no weight at all.\n\n" * 300 + "“No,” she said."
    start = text.index("“No")
    spans = [
        {"id": "s", "label": "speaker", "fragments": [{"start": 0, "end": 14, "text": text[:14]}], "attributes": {}},
        {
            "id": "q",
            "label": "quote",
            "fragments": [{"start": start, "end": start + 5, "text": "“No,”"}],
            "attributes": {},
        },
    ]
    relation = {"id": "r", "label": "attributed_to", "head": "q", "tail": "s"}
    page = open_editor(record(text, spans, [relation]))
    click(page, "Lindqvist")
    expect(page.locator(".an-pill")).to_have_text("Attributed to ↓ “No,”")
    page.locator(".an-pill").click()
    expect(page.locator(".an-focused")).to_have_text("“No,”")
    expect(page.locator(".an-focused")).to_be_in_viewport()


def test_a_very_long_text_keeps_only_what_is_near_the_view(open_editor: OpenEditor, sets: Sets) -> None:
    text = "\n\n".join(f"Paragraph {number} of a very long text goes on and on here." * 5 for number in range(2500))
    page = open_editor(record(text))
    page.wait_for_timeout(500)
    assert page.locator(".an-block").count() < 600
    page.keyboard.press("/")
    page.keyboard.type("Paragraph 2400 ")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    eventually(page, lambda: len(sets.spans) == 1)
    assert sets.spans[0]["fragments"][0]["start"] == text.index("Paragraph 2400 ")
    expect(page.locator(".an-focused")).to_be_in_viewport()
    assert page.locator(".an-block").count() < 1200


def test_keys_are_text_while_one_types_in_a_field(open_editor: OpenEditor, sets: Sets) -> None:
    page = open_editor(record(spans=[span("s", "speaker", "Ola Berg")]))
    click(page, "Ola Berg")
    page.keyboard.press("/")
    page.keyboard.type("xqsc")
    page.wait_for_timeout(200)
    sets.becomes(("speaker", "Ola Berg"))


def test_another_label_set_brings_its_own_keys_and_relations(
    open_editor: OpenEditor, sets: Sets, attribution: LabelSet
) -> None:
    page = open_editor(record(), label_set=attribution)
    sweep(page, "said")
    page.keyboard.press("k")
    page.keyboard.press("Escape")
    sweep(page, "“a gift to no one.”")
    page.keyboard.press("o")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    eventually(page, lambda: len(sets.relations) == 1)
    assert sorted(label for label, *_ in sets.labelled()) == ["content", "cue"]
    assert sets.relations[0][0] == "has_cue"


HARD = {
    "family": ("Then 👨‍👩‍👧 said no.", "👨‍👩‍👧"),
    "flag behind a flag": ("A 🇳🇴🇸🇪 B", "🇳🇴🇸🇪"),
    "astral letters": ("Set 𝔸𝔹 and 𝒳 here", "𝒳"),
    "behind many astral letters": ("😀😀😀 😀 word after", "word"),
    "combining marks": ("Un cafe\u0301 n\u0303o now", "cafe\u0301"),
    "arabic": ("قال الوزير إن الخطة جيدة.", "الوزير"),
    "carriage returns": ("one\r\n\r\ntwo three\r\nfour", "two three"),
    "zero width characters": ("zero\u200bwidth \u2060word\ufeff here", "here"),
    "only line ends before": ("\n\n\n\nword", "word"),
    "tabs and spaces": ("\tone   two\u00a0three", "one   two\u00a0three"),
}


@pytest.mark.parametrize("name", HARD)
def test_offsets_are_exact_code_points_for_hard_text(name: str, open_editor: OpenEditor, sets: Sets) -> None:
    text, word = HARD[name]
    page = open_editor(record(text))
    assert page.evaluate("document.querySelector('.an-text').textContent") == text
    sweep(page, word, keys="Alt", inset=0)
    page.keyboard.press("s")
    sets.becomes(("speaker", word))
    assert sets.spans[0]["fragments"][0]["start"] == text.index(word)


def test_the_reference_annotation_shows_every_span(open_editor: OpenEditor, gold: dict[str, Any]) -> None:
    page = open_editor(gold)
    assert page.evaluate("document.querySelector('.an-text').textContent") == gold["article"]["text"]
    tags = page.locator(".an-run-tag[data-tag]:not([data-tag^='…'])")
    expect(tags).to_have_count(len(gold["spans"]))


def test_a_token_that_is_refused_is_told_to_the_page(page: Page, harness: Harness, news: LabelSet) -> None:
    page.route("**/api/v1/**", lambda route: route.fulfill(status=401, json={"message": "Signed out."}))
    page.goto(harness.add("set", record(), news.data))
    expect(page.get_by_role("alert")).to_contain_text("Signed out.")
    assert page.evaluate("window.told[0][0]") == "token"
    page.unroute("**/api/v1/**")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".an-text")).to_contain_text("Harbour board")
