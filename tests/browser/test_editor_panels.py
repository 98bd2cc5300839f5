"""The panels around the text, in a real browser: form, relations, lists, problems, history, guidelines, colours."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from annotate.label_set import LabelSet
from annotate.model import relation_from_record, span_from_record
from annotate.validation import Validator
from tests.browser.harness import Harness
from tests.browser.harness.sets import MemorySet
from tests.browser.text import eventually, focused_attribute, sweep

pytestmark = pytest.mark.browser

Record = dict[str, Any]

TEXT = (
    "Mara Lindqvist said “we back the ferry law”. She told Reuters so.\n"
    "\n"
    "The Harbour Board opposes the ferry law. “It costs too much,” the board said.\n"
)
SPEAKER = {"mention": "named", "entity_type": "person", "canonical": "Mara Lindqvist", "anonymous": False}
BOARD = {"mention": "named", "entity_type": "organization", "canonical": "Harbour Board", "anonymous": False}
QUOTE = {"type": "direct", "attribution": "asserted", "no_speaker": False}


@dataclass
class CheckedSet(MemorySet):
    """A set whose problems the server finds, as the real one does."""

    validator: Validator | None = None

    def payload(self) -> Record:
        self.problems = self._found()
        return super().payload()

    def apply(self, edits: list[Record], client: str) -> Record:
        answer = super().apply(edits, client)
        return answer | {"problems": self._found()}

    def _found(self) -> list[Record]:
        assert self.validator is not None
        spans = sorted(map(span_from_record, self.spans.values()), key=lambda span: span.order)
        relations = [relation_from_record(relation) for relation in self.relations.values()]
        return [problem.to_record() for problem in self.validator.set_problems(self.article["text"], spans, relations)]


def span(span_id: str, label: str, text: str, attributes: Record | None = None, nth: int = 0, **more: Any) -> Record:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(text, start + 1)
    fragment = {"start": start, "end": start + len(text), "text": text}
    return {"id": span_id, "label": label, "fragments": [fragment], "attributes": attributes or {}, **more}


def relation(relation_id: str, label: str, head: str, tail: str, **attributes: Any) -> Record:
    record: Record = {"id": relation_id, "label": label, "head": head, "tail": tail}
    return record | ({"attributes": attributes} if attributes else {})


MARA = span("mara", "speaker", "Mara Lindqvist", SPEAKER)
WORDS = span("words", "quote", "“we back the ferry law”", QUOTE)


@dataclass
class Opened:
    """The editor on one set, and what the server holds of it."""

    page: Page
    harness: Harness

    @property
    def set(self) -> MemorySet:
        return self.harness.sets["set"]

    def attributes(self, span_id: str) -> Record:
        found: Record = self.set.spans[span_id]["attributes"]
        return found

    def only_span(self) -> Record:
        [found] = self.set.spans.values()
        return found

    def eventually(self, condition: Callable[[], Any]) -> None:
        eventually(self.page, condition)

    def focus(self, text: str) -> None:
        """Focuses the span by its row in the list."""
        self.page.get_by_role("listbox", name="Spans").get_by_role("option").filter(has_text=text).first.click()

    def line(self, title: str) -> Any:
        """The form's line for an attribute."""
        title_only = re.compile(f"^{re.escape(title)}$")
        return self.page.locator(".an-line", has=self.page.locator(".an-line-title", has_text=title_only))

    def tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=name).click()


Open = Callable[..., Opened]


@pytest.fixture
def open_set(page: Page, harness: Harness, news: LabelSet) -> Open:
    def open_it(
        spans: list[Record] | None = None,
        relations: list[Record] | None = None,
        *,
        label_set: LabelSet = news,
        text: str = TEXT,
        notes: list[str] | None = None,
    ) -> Opened:
        digest = hashlib.sha256(text.encode()).hexdigest()
        article = {"id": "a", "title": "Ferry law", "text": text, "text_sha256": digest, "language": "en"}
        record = {"article": article, "annotator": "mara", "spans": spans or [], "relations": relations or []}
        checked = CheckedSet.of("set", record | {"notes": notes or []}, dict(label_set.data))
        assert isinstance(checked, CheckedSet)
        checked.validator = Validator(label_set)
        harness.sets["set"] = checked
        page.goto(f"{harness.url}/?set=set")
        page.locator(".an-header").wait_for()
        return Opened(page, harness)

    return open_it


def is_in_text(page: Page) -> bool:
    return bool(page.evaluate("document.activeElement.classList.contains('an-text')"))


# The form


def test_number_keys_lead_through_the_form_and_back_to_the_text(page: Page, open_set: Open) -> None:
    editor = open_set()
    sweep(page, "Mara Lindqvist")
    page.keyboard.press("s")
    assert focused_attribute(page) == "mention"
    page.keyboard.press("1")
    page.keyboard.press("1")
    assert focused_attribute(page) == "canonical"
    expect(page.get_by_role("option", name="Mara Lindqvist from the text")).to_be_visible()
    page.keyboard.press("1")
    assert is_in_text(page)
    editor.eventually(lambda: editor.only_span()["attributes"] == SPEAKER)


def test_escape_leaves_the_form_and_enter_comes_back(page: Page, open_set: Open) -> None:
    editor = open_set()
    sweep(page, "Mara Lindqvist")
    page.keyboard.press("s")
    page.keyboard.press("Escape")
    assert is_in_text(page)
    page.keyboard.press("Enter")
    assert focused_attribute(page) == "mention"
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    assert focused_attribute(page) == "anonymous"
    page.keyboard.press("1")
    editor.eventually(lambda: editor.only_span()["attributes"] == {"anonymous": True})


def test_a_span_like_one_before_takes_its_attributes_with_one_key(page: Page, open_set: Open) -> None:
    editor = open_set([span("board", "speaker", "Harbour Board", BOARD), MARA])
    sweep(page, "Reuters")
    page.keyboard.press("s")
    offered = page.get_by_role("group", name="Same attributes as an earlier span").get_by_role("button")
    expect(offered).to_have_text(["4Mara Lindqvist · Named · Person", "5Harbour Board · Named · Organization"])
    page.keyboard.press("1")
    page.keyboard.press("6")  # entity type has four values: 5 is Mara, 6 the board
    assert is_in_text(page)
    editor.eventually(lambda: any(s["attributes"] == BOARD for s in editor.set.spans.values() if s["id"] != "board"))


def test_none_is_a_choice_and_open_is_not(page: Page, open_set: Open) -> None:
    editor = open_set([span("board", "speaker", "board", {"anonymous": False})])
    editor.focus("board")
    page.keyboard.press("3")
    assert focused_attribute(page) == "canonical"
    page.keyboard.press("0")
    editor.eventually(lambda: editor.attributes("board") == {"anonymous": False, "canonical": None})
    expect(editor.line("Canonical name").get_by_role("button", name="None")).to_have_attribute("aria-pressed", "true")


def test_a_name_is_completed_from_the_article_while_it_is_typed(page: Page, open_set: Open) -> None:
    editor = open_set([span("she", "speaker", "She", {**SPEAKER, "canonical": None})])
    editor.focus("She")
    page.keyboard.press("3")
    page.keyboard.type("Chair of Har")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    editor.eventually(lambda: editor.attributes("she")["canonical"] == "Chair of Harbour Board 2")


def test_what_no_store_takes_stays_in_the_field_with_the_reason(page: Page, open_set: Open) -> None:
    editor = open_set([MARA])
    editor.focus("Mara")
    field = editor.line("Wikidata").get_by_role("combobox")
    field.fill("42")
    field.press("Enter")
    expect(editor.line("Wikidata")).to_contain_text('Not saved: Wikidata "42" does not have the right form.')
    expect(field).to_have_attribute("aria-invalid", "true")
    assert "wikidata" not in editor.attributes("mara")
    field.fill("Q42")
    field.press("Enter")
    editor.eventually(lambda: editor.attributes("mara").get("wikidata") == "Q42")
    expect(editor.line("Wikidata")).not_to_contain_text("Not saved")


def test_a_long_list_narrows_as_one_types(page: Page, open_set: Open) -> None:
    editor = open_set([span("law", "policy", "the ferry law", {"kind": "law"})])
    editor.focus("the ferry law")
    page.keyboard.press("2")
    expect(page.get_by_role("option", name="Transportation")).to_be_visible()
    page.keyboard.type("trans")
    expect(page.locator(".an-popup:popover-open").get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    editor.eventually(lambda: editor.attributes("law").get("topic") == 10)
    assert focused_attribute(page) == "canonical"


def test_a_condition_asks_for_another_attribute(page: Page, open_set: Open, attribution: LabelSet) -> None:
    editor = open_set([span("c", "content", "we back the ferry law")], label_set=attribution)
    editor.focus("we back")
    expect(editor.line("Evidence")).to_have_attribute("data-state", "open")
    page.keyboard.press("1")
    page.keyboard.press("1")
    expect(editor.line("Evidence")).to_have_attribute("data-state", "missing")
    assert focused_attribute(page) == "evidence"
    page.keyboard.press("0")
    expect(editor.line("Evidence")).to_have_attribute("data-state", "decided")


def test_numbers_keep_to_their_limits(page: Page, open_set: Open, attribution: LabelSet) -> None:
    spans = [span("c", "content", "we back the ferry law", {"factual": "opinion"}), span("s", "source", "Reuters")]
    editor = open_set(spans, label_set=attribution)
    editor.focus("we back")
    field = editor.line("Weight").get_by_role("textbox")
    field.fill("1.5")
    field.press("Enter")
    expect(editor.line("Weight")).to_contain_text("It must be at most 1.")
    field.fill("0,25")
    field.press("Enter")
    editor.eventually(lambda: editor.attributes("c").get("weight") == 0.25)
    editor.focus("Reuters")
    page.keyboard.press("2")
    page.keyboard.press("4")
    editor.eventually(lambda: editor.attributes("s").get("reliability") == 4)


def test_what_was_refused_for_one_span_is_not_shown_with_another(page: Page, open_set: Open) -> None:
    editor = open_set([MARA, span("board", "speaker", "Harbour Board", BOARD)])
    editor.focus("Mara")
    field = editor.line("Wikidata").get_by_role("combobox")
    field.fill("nonsense")
    field.press("Enter")
    editor.focus("Harbour Board")
    expect(field).to_have_value("")
    expect(editor.line("Wikidata")).not_to_contain_text("Not saved")


def test_values_that_the_label_set_no_longer_allows_go_with_one_edit(page: Page, open_set: Open) -> None:
    old = {**SPEAKER, "role": "chair", "mention": "by name"}
    editor = open_set([{**MARA, "attributes": old}])
    editor.focus("Mara")
    page.get_by_role("button", name="Remove what is not allowed: mention, role").click()
    expected = {name: value for name, value in SPEAKER.items() if name != "mention"}
    editor.eventually(lambda: editor.attributes("mara") == expected)
    expect(page.locator(".an-callout")).not_to_be_visible()


def test_what_is_being_written_is_saved_when_the_article_is_left(page: Page, open_set: Open) -> None:
    editor = open_set([MARA])
    editor.focus("Mara")
    page.keyboard.press("n")
    page.keyboard.type("half a note")
    page.evaluate("window.editor.unmount()")
    editor.eventually(lambda: editor.set.spans["mara"].get("note") == "half a note")


# Relations


def test_a_missing_relation_is_asked_for_added_followed_and_removed(page: Page, open_set: Open) -> None:
    editor = open_set([MARA, WORDS])
    editor.focus("we back")
    group = page.locator("[data-type=attributed_to]")
    expect(group).to_contain_text("1 needed")
    group.get_by_role("button", name="Add Attributed to").click()
    page.keyboard.press("Enter")
    editor.eventually(lambda: [r["tail"] for r in editor.set.relations.values()] == ["mara"])
    expect(group).not_to_contain_text("needed")
    group.get_by_role("button", name="Attributed to to Speaker Mara Lindqvist").click()
    expect(page.locator(".an-card-words")).to_have_text("Mara Lindqvist")
    incoming = page.locator(".an-rel-incoming")
    expect(incoming).to_contain_text("Attributed to")
    incoming.get_by_role("button", name=re.compile("^Remove")).click()
    editor.eventually(lambda: not editor.set.relations)


def test_a_relation_has_its_own_attributes(page: Page, open_set: Open, attribution: LabelSet) -> None:
    spans = [span("c", "content", "we back the ferry law", {"factual": "opinion"}), span("s", "source", "Reuters")]
    editor = open_set(spans, [relation("r", "has_source", "c", "s", certainty="certain")], label_set=attribution)
    editor.focus("we back")
    editor.line("Certainty").get_by_role("radio", name="Likely").click()
    editor.eventually(lambda: editor.set.relations["r"]["attributes"] == {"certainty": "likely"})


# Lists


def test_5000_spans_are_listed_with_few_rows_in_the_page(page: Page, open_set: Open) -> None:
    text = "word " * 5_000
    spans = [
        {"id": f"s{n}", "label": "policy", "fragments": [{"start": 5 * n, "end": 5 * n + 4, "text": "word"}]}
        | {"attributes": {"kind": "law"}}
        for n in range(5_000)
    ]
    open_set(spans, text=text.strip() + "\n")
    rows = page.get_by_role("listbox", name="Spans").get_by_role("option")
    assert rows.count() < 60
    page.get_by_role("listbox", name="Spans").focus()
    page.keyboard.press("End")
    expect(rows.last).to_have_attribute("aria-posinset", "5000")
    expect(page.locator("[aria-selected=true][aria-posinset='5000']")).to_be_visible()
    assert rows.count() < 60


def test_the_list_keeps_to_a_label_to_words_and_to_problems(page: Page, open_set: Open) -> None:
    bare = span("board", "speaker", "Harbour Board", {"anonymous": False}, note="who?")
    open_set([MARA, bare, span("law", "policy", "the ferry law", {"kind": "law"})])
    rows = page.get_by_role("listbox", name="Spans").get_by_role("option")
    expect(rows).to_have_count(3)
    kinds = page.get_by_role("combobox", name="Filter spans by kind")
    kinds.select_option("speaker")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Only with problems").click()
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Only with problems").click()
    page.get_by_role("button", name="Only unsure or with a note").click()
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Only unsure or with a note").click()
    kinds.select_option("")
    page.get_by_role("searchbox", name="Filter spans by words").fill("ferry")
    expect(rows).to_have_text(["Policythe ferry law"])


def test_arrows_in_the_list_move_the_focus_and_enter_goes_to_the_text(page: Page, open_set: Open) -> None:
    open_set([MARA, WORDS])
    page.get_by_role("listbox", name="Spans").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".an-card-words")).to_contain_text("we back")
    page.keyboard.press("Enter")
    assert is_in_text(page)


def test_relations_are_listed_too(page: Page, open_set: Open) -> None:
    editor = open_set([MARA, WORDS], [relation("r", "attributed_to", "words", "mara")])
    editor.tab("Relations")
    row = page.get_by_role("listbox", name="Relations").get_by_role("option")
    expect(row).to_contain_text("→ Attributed to")
    row.click()
    expect(page.locator(".an-card-words")).to_contain_text("we back")


# Problems


def test_problems_appear_and_go_with_the_keys_that_make_and_mend_them(page: Page, open_set: Open) -> None:
    editor = open_set()
    count = page.locator(".an-problem-count")
    expect(count).to_have_text("No problems")
    page.route("**/edits", lambda route: route.abort())  # what the browser knows by itself
    sweep(page, "Mara Lindqvist")
    page.keyboard.press("s")
    expect(count).to_have_text("2 problems")
    page.keyboard.press("1")
    expect(count).to_have_text("1 problem")
    editor.tab("Problems")
    expect(page.get_by_role("listbox", name="Problems").get_by_role("option")).to_contain_text(
        "Entity type is missing."
    )


def test_a_problem_leads_to_the_attribute_or_relation_that_mends_it(page: Page, open_set: Open) -> None:
    bare = span("board", "speaker", "Harbour Board", {"mention": "named", "anonymous": False})
    editor = open_set([MARA, WORDS, bare])
    editor.tab("Problems")
    rows = page.get_by_role("listbox", name="Problems").get_by_role("option")
    rows.filter(has_text="Entity type").click()
    assert focused_attribute(page) == "entity_type"
    rows.filter(has_text="Attributed to").click()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Add Attributed to"
    page.keyboard.press("Escape")
    page.keyboard.press(".")
    assert focused_attribute(page) == "entity_type"
    page.keyboard.press(".")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Add Attributed to"


def test_submission_is_refused_while_there_are_errors_and_goes_on_without(page: Page, open_set: Open) -> None:
    editor = open_set([span("mara", "speaker", "Mara Lindqvist", {"mention": "named", "anonymous": False})])
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Not submitted: 1 problem has to be solved first.")
    assert focused_attribute(page) == "entity_type"
    assert editor.set.status == "in_progress"
    page.keyboard.press("1")
    expect(page.get_by_role("alert")).to_have_count(0)  # it counted a problem that is solved
    page.keyboard.press("Control+Enter")
    editor.eventually(lambda: editor.set.status == "submitted")
    editor.eventually(lambda: page.evaluate("window.told.map(([name]) => name)") == ["submitted", "navigate"])


def test_a_submitted_set_is_closed_until_it_is_reopened(page: Page, open_set: Open) -> None:
    editor = open_set([MARA])
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".an-status")).to_have_text("Submitted")
    expect(page.get_by_text("Select words, then press a key.")).to_be_hidden()
    editor.focus("Mara")
    expect(page.locator(".an-form-slot")).to_have_attribute("inert", "")
    expect(page.get_by_role("button", name="Delete this span")).to_be_disabled()
    page.get_by_role("button", name="Reopen").click()
    editor.eventually(lambda: editor.set.status == "in_progress")
    expect(page.get_by_role("button", name="Delete this span")).to_be_enabled()


def test_an_article_is_skipped_with_a_reason_and_the_next_opens(page: Page, open_set: Open) -> None:
    editor = open_set([MARA])
    edits: list[Record] = []

    def take(route: Route) -> None:
        edits.extend(json.loads(route.request.post_data or "{}")["edits"])
        route.fulfill(json={"revision": 1, "problems": [], "changes": []})

    page.route("**/edits", take)
    page.keyboard.press("Alt+End")
    page.get_by_role("textbox", name="Why is it skipped?").fill("No news")
    page.keyboard.press("Enter")
    editor.eventually(lambda: [(edit["op"], edit["value"]) for edit in edits] == [("set-skip", {"reason": "No news"})])
    assert page.evaluate("window.told") == [["navigate", "next"]]
    expect(page.locator(".an-status")).to_have_text("Skipped: No news")
    page.get_by_role("button", name="Skip this article").click()
    editor.eventually(lambda: edits[-1]["value"] == {"reason": None})


# Saving


def test_the_header_says_what_is_not_saved(page: Page, open_set: Open) -> None:
    editor = open_set([MARA])
    pill = page.locator(".an-save")
    expect(pill).to_have_text("Saved")
    page.route("**/edits", lambda route: route.abort())
    editor.focus("Mara")
    page.keyboard.press("2")
    page.keyboard.press("3")
    expect(pill).to_have_text("Offline · 1 pending")
    page.unroute("**/edits")
    pill.click()
    expect(pill).to_have_text("Saved")
    assert editor.attributes("mara")["entity_type"] == "group"


@pytest.mark.parametrize("choice", ["Keep mine", "Take theirs"])
def test_a_conflict_shows_both_values_and_lets_one_choose(page: Page, open_set: Open, choice: str) -> None:
    editor = open_set([MARA])
    theirs = {**MARA, "attributes": {**SPEAKER, "canonical": "M. Lindqvist"}}

    def refuse(route: Route) -> None:
        [edit] = json.loads(route.request.post_data or "{}")["edits"]
        conflict = {"edit": edit["id"], "kind": "span", "id": "mara", "current": theirs, "missing": []}
        conflict["standing"] = [{"op": "put-span", "value": theirs}]
        route.fulfill(status=409, json={"message": "Changed elsewhere.", "revision": 1, "conflicts": [conflict]})
        page.unroute("**/edits")

    page.route("**/edits", refuse)
    editor.set.spans["mara"] = theirs
    editor.focus("Mara")
    page.keyboard.press("2")
    page.keyboard.press("3")
    dialog = page.get_by_role("dialog", name="Changed in two places")
    expect(dialog.get_by_role("region", name="Yours").locator(".an-different")).to_have_text(
        ["Entity type", "Group", "Canonical name", "Mara Lindqvist"]
    )
    expect(page.locator(".an-save")).to_contain_text("Conflict")
    dialog.get_by_role("button", name=choice).click()
    expect(dialog).not_to_be_visible()
    expect(page.locator(".an-save")).to_have_text("Saved")
    expected = {**SPEAKER, "entity_type": "group"} if choice == "Keep mine" else theirs["attributes"]
    editor.eventually(lambda: editor.attributes("mara") == expected)
    expect(editor.line("Canonical name").get_by_role("combobox")).to_have_value(str(expected["canonical"]))


def test_several_edits_of_a_span_make_one_choice_which_says_that_the_article_was_submitted(
    page: Page, open_set: Open
) -> None:
    editor = open_set([MARA])
    page.route("**/edits", lambda route: route.abort())
    editor.focus("Mara")
    page.keyboard.press("u")
    page.keyboard.press("2")
    page.keyboard.press("3")
    expect(page.locator(".an-save")).to_have_text("Offline · 2 pending")

    def refuse(route: Route) -> None:
        edits = json.loads(route.request.post_data or "{}")["edits"]
        place: Record = {"kind": "span", "id": "mara", "current": None, "missing": [], "standing": []}
        conflicts = [{"edit": edit["id"], **place} for edit in edits]
        route.fulfill(status=409, json={"message": "…", "revision": 1, "closed": "submitted", "conflicts": conflicts})

    page.unroute("**/edits")
    page.route("**/edits", refuse)
    page.locator(".an-save").click()
    dialog = page.get_by_role("dialog", name="Changed in two places")
    expect(dialog).to_contain_text("The article was submitted elsewhere before these edits were saved.")
    expect(dialog.get_by_role("region", name="Yours")).to_have_count(1)
    expect(dialog.get_by_role("region", name="Yours")).to_contain_text("UnsureYes")
    expect(dialog.get_by_role("region", name="Theirs")).to_contain_text("Not there")


def test_an_article_that_is_submitted_offline_says_when_it_goes_on(page: Page, open_set: Open) -> None:
    editor = open_set([MARA])
    page.route("**/edits", lambda route: route.abort())
    editor.focus("Mara")
    page.keyboard.press("u")
    expect(page.locator(".an-save")).to_have_text("Offline · 1 pending")
    page.keyboard.press("Alt+PageDown")
    expect(page.locator(".an-hint")).to_contain_text("Other articles open once it can.")
    assert page.evaluate("window.told") == []
    page.keyboard.press("Control+Enter")
    expect(page.locator(".an-hint")).to_contain_text("The article is submitted once it can")
    page.unroute("**/edits")
    page.locator(".an-save").click()
    editor.eventually(lambda: page.evaluate("window.told").count(["navigate", "next"]) == 1)
    assert editor.set.status == "submitted"


# Notes, history, guidelines, help


def test_notes_on_the_article_and_on_a_span_are_kept(page: Page, open_set: Open) -> None:
    editor = open_set([MARA], notes=["first"])
    editor.tab("Notes")
    page.get_by_role("textbox", name="New note on the article").fill("second\nline")
    page.get_by_role("button", name="Add note").click()
    editor.eventually(lambda: editor.set.notes == ["first", "second\nline"])
    page.get_by_role("button", name="Remove note 1").click()
    editor.eventually(lambda: editor.set.notes == ["second\nline"])
    editor.tab("Spans")
    editor.focus("Mara")
    page.keyboard.press("n")
    page.keyboard.type("ask the desk")
    page.keyboard.press("Enter")
    editor.eventually(lambda: editor.set.spans["mara"].get("note") == "ask the desk")
    expect(page.get_by_role("tab", name="Notes")).to_have_text("Notes2")
    page.keyboard.press("Escape")
    editor.tab("Notes")
    page.get_by_role("list", name="Notes on spans").get_by_role("button").click()
    expect(page.locator(".an-text")).to_be_focused()
    expect(page.get_by_role("combobox", name="Label")).to_have_value("speaker")
    page.get_by_role("button", name="Unsure: ask for a second look").click()
    editor.eventually(lambda: editor.set.spans["mara"].get("unsure") is True)


def test_a_deletion_is_taken_back_from_its_message(page: Page, open_set: Open) -> None:
    editor = open_set([MARA, WORDS], [relation("r", "attributed_to", "words", "mara")])
    editor.focus("Mara")
    page.get_by_role("button", name="Delete this span").click()
    editor.eventually(lambda: not editor.set.relations)
    page.get_by_role("button", name="Undo").click()
    editor.eventually(lambda: "mara" in editor.set.spans and "r" in editor.set.relations)


def test_a_deletion_that_was_taken_back_otherwise_is_offered_no_more(page: Page, open_set: Open) -> None:
    editor = open_set([MARA])
    editor.focus("Mara")
    page.keyboard.press("Delete")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()


def test_ctrl_enter_ends_a_note_and_only_the_next_one_submits(page: Page, open_set: Open) -> None:
    editor = open_set([MARA])
    page.keyboard.press("n")
    page.keyboard.type("Compare with the wire.")
    page.keyboard.press("Control+Enter")
    editor.eventually(lambda: editor.set.notes == ["Compare with the wire."])
    assert editor.set.status == "in_progress"
    expect(page.locator(".an-text")).to_be_focused()
    page.keyboard.press("Control+Enter")
    editor.eventually(lambda: editor.set.status == "submitted")


def test_what_is_being_written_is_kept_when_the_article_is_submitted(page: Page, open_set: Open) -> None:
    editor = open_set([MARA])
    editor.focus("Mara")
    page.get_by_role("combobox", name="Canonical name").fill("Mara L.")
    page.keyboard.press("Control+Enter")
    editor.eventually(lambda: editor.set.status == "submitted")
    assert editor.attributes("mara")["canonical"] == "Mara L."


def test_a_note_that_is_not_yet_added_is_kept_when_the_article_is_submitted(page: Page, open_set: Open) -> None:
    editor = open_set([MARA])
    page.keyboard.press("n")
    page.keyboard.type("Compare with the wire.")
    page.get_by_role("button", name="Submit").click()
    editor.eventually(lambda: editor.set.status == "submitted")
    assert editor.set.notes == ["Compare with the wire."]


def test_a_submitted_article_says_that_it_is_submitted(page: Page, open_set: Open) -> None:
    editor = open_set([MARA])
    page.keyboard.press("Control+Enter")
    editor.eventually(lambda: editor.set.status == "submitted")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".an-hint")).to_have_text("This article is submitted already. Alt PageDown goes to the next.")


def test_an_earlier_state_comes_back_as_a_new_edit(page: Page, open_set: Open) -> None:
    editor = open_set([MARA])
    editor.focus("Mara")
    for key in ("2", "3", "2", "4"):
        page.keyboard.press(key)
    editor.eventually(lambda: len(editor.set.history) == 2)
    page.get_by_role("button", name="History").click()
    steps = page.get_by_role("listbox", name="History").get_by_role("option")
    expect(steps).to_have_count(2)
    expect(steps.nth(0)).to_contain_text("Speaker “Mara Lindqvist”: Entity type Document")
    steps.nth(1).click()
    page.get_by_role("button", name="Go back to here").click()
    editor.eventually(lambda: editor.attributes("mara")["entity_type"] == "group")
    assert len(editor.set.history) == 3
    expect(steps).to_have_count(3)
    expect(page.locator('[aria-posinset="1"]', has_text="Entity type Group")).to_be_visible()
    expect(page.get_by_role("listbox", name="History").get_by_role("option", selected=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Go back to here")).to_be_disabled()


def test_history_and_undo_reach_the_first_edit_and_the_panel_says_where_it_ends(page: Page, open_set: Open) -> None:
    editor = open_set([MARA])
    span = editor.set.spans["mara"]
    for step in range(4):
        notes = [f"{step}.{number}" for number in range(300)]
        values = [span | {"note": note} for note in notes]
        editor.set.apply([{"id": f"c{step}-{n}", "op": "put-span", "value": v} for n, v in enumerate(values)], "other")
    page.reload()
    page.get_by_role("button", name="History").click()
    panel = page.get_by_role("region", name="History")
    expect(panel).to_contain_text("there is more before")
    expect(panel.get_by_role("option")).to_have_count(1)
    panel.get_by_role("button", name="Show earlier").click()
    expect(panel.get_by_role("option")).to_have_count(2)
    panel.get_by_role("button", name="Show earlier").click()
    panel.get_by_role("button", name="Show earlier").click()
    expect(panel.get_by_role("option")).to_have_count(4)
    expect(panel).to_contain_text("From the first edit on")
    expect(panel.get_by_role("button", name="Show earlier")).to_be_hidden()
    page.keyboard.press("Escape")

    def note_is(note: str | None) -> bool:
        return bool(editor.set.spans["mara"].get("note") == note)

    for expected in ("2.299", "1.299", "0.299", None):
        page.keyboard.press("Control+z")
        editor.eventually(partial(note_is, expected))


def test_guidelines_open_beside_the_text_and_hold_nothing_but_text(page: Page, open_set: Open, news: LabelSet) -> None:
    label = {**news.data["labels"][0], "guideline": "Mark **all**.\n\n- <img src=x onerror='window.hacked=1'>\n- two"}
    label["examples"] = [{"parts": ["So said ", {"mark": "Ola Berg"}, "."], "note": "A name."}]
    changed = LabelSetOf({**news.data, "labels": [label, *news.data["labels"][1:]]})
    editor = open_set([MARA], label_set=changed)
    editor.focus("Mara")
    page.get_by_role("button", name="Guidelines of this label").click()
    region = page.get_by_role("region", name="Guidelines of Speaker")
    expect(region.locator("strong").first).to_have_text("all")
    expect(region.locator("mark")).to_have_text("Ola Berg")
    expect(region.locator("li").first).to_have_text("<img src=x onerror='window.hacked=1'>")
    assert page.evaluate("window.hacked") is None
    page.keyboard.press("Escape")
    expect(region).not_to_be_visible()


def LabelSetOf(data: Record) -> LabelSet:  # noqa: N802 - reads as a constructor
    from annotate.label_set import label_set_from_data

    return label_set_from_data(data)


def test_the_keys_are_shown_and_put_away(page: Page, open_set: Open) -> None:
    open_set()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("Label the selection")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    assert is_in_text(page)


# How it looks


VIEWPORTS = ((1440, 900), (1280, 720))


@pytest.mark.parametrize(("width", "height"), VIEWPORTS)
def test_nothing_in_the_panels_moves_the_text_or_needs_sideways_scrolling(
    page: Page, open_set: Open, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    editor = open_set([MARA, WORDS, span("board", "speaker", "Harbour Board", {"anonymous": False})])
    place = "JSON.stringify(document.querySelector('.an-block').getBoundingClientRect())"
    before = page.evaluate(place)

    def look() -> None:
        assert page.evaluate(place) == before
        wide = "[...document.querySelectorAll('.an-editor, .an-side, .an-header, .an-card-scroll')]"
        assert page.evaluate(f"{wide}.every((e) => e.scrollWidth <= e.clientWidth + 1)")

    acts: tuple[Callable[[], object], ...] = (
        lambda: editor.focus("Mara"),
        lambda: editor.focus("Harbour Board"),
        lambda: page.keyboard.press("3"),
        lambda: editor.tab("Problems"),
        lambda: editor.tab("Notes"),
        lambda: page.get_by_role("button", name="Guidelines", exact=True).click(),
        lambda: page.get_by_role("button", name="History").click(),
    )
    for act in acts:
        act()
        look()


AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_of(page: Page, open_set: Open, scheme: Any) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm install")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    unsure = span("board", "speaker", "Harbour Board", {"anonymous": False}, note="who?", unsure=True)
    editor = open_set([MARA, WORDS, unsure], [relation("r", "attributed_to", "words", "mara")], notes=["a note"])
    page.add_script_tag(path=AXE)

    def check() -> None:
        page.wait_for_timeout(50)
        options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        found = page.evaluate("(options) => axe.run('.an-editor', options)", options)["violations"]
        assert [(v["id"], [node["html"][:160] for node in v["nodes"]]) for v in found] == []

    check()
    editor.focus("Mara")
    check()
    editor.focus("Harbour Board")
    page.keyboard.press("3")
    check()
    page.keyboard.press("Escape")
    editor.focus("we back")
    check()
    for tab in ("Relations", "Problems", "Notes"):
        editor.tab(tab)
        check()
    for panel in ("Guidelines", "History", "Keys"):
        page.get_by_role("button", name=panel, exact=True).click()
        check()
