"""Who annotates."""

from __future__ import annotations

import pytest
import streamlit as st

from annotate.app import identity

from .conftest import App, article, set_status


def test_who_comes_first_is_asked_for_a_name_and_sees_nothing_else(app: App) -> None:
    app.load(article("a"))
    page = app.open(annotator=None)
    assert [title.value for title in page.test.title] == ["Who is annotating?"]
    assert page.elements("app-article") == []


def test_a_name_opens_the_page_that_was_asked_for_and_is_kept_in_a_cookie(app: App) -> None:
    app.load(article("a"))
    page = app.open("guidelines", annotator=None)
    page.test.text_input[0].input("  Zoë 👩 ")
    page.test.button[0].click()
    page.run()
    assert app.workspace.label_set.title in page.text
    assert page.components("annotate.cookie") == [{"name": "annotate_name", "value": "Zo%C3%AB%20%F0%9F%91%A9"}]


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("", "Please give a name."),
        ("   ", "Please give a name."),
        ("x" * 101, "Please use at most 100 characters."),
        ("a\u2028b", "Please use only letters, digits, spaces and punctuation on one line."),
        ("a\x07b", "Please use only letters, digits, spaces and punctuation on one line."),
    ],
)
def test_a_name_must_be_one_that_records_can_carry(app: App, name: str, complaint: str) -> None:
    page = app.open(annotator=None)
    page.test.text_input[0].input(name)
    page.test.button[0].click()
    assert [error.value for error in page.run().test.error] == [complaint]


@pytest.mark.parametrize("name", ["Mara Lindqvist", "zoë", "李", "O’Brien-Łuk", "<b>x</b>", "a" * 100])
def test_names_of_all_sorts_are_welcome(name: str) -> None:
    assert identity.complaint(name) is None


def test_a_cookie_that_holds_no_name_is_as_none(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(st.context), "cookies", {identity.COOKIE: "%00%0A"})
    assert "Who is annotating?" in app.open(annotator=None).text


def test_a_cookie_says_who_annotates(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    app.load(article("a"))
    monkeypatch.setattr(type(st.context), "cookies", {identity.COOKIE: "Zo%C3%AB"})
    page = app.open(annotator=None)
    assert page.texts("app-article-title") == ["a"]
    assert page.components("annotate.cookie") == []


def test_changing_the_name_shows_that_name_s_work(app: App) -> None:
    app.load(article("a"))
    set_status(app, "a", "in_progress", "Jon")
    page = app.open(annotator="Mara")
    assert "0 spans" not in page.text
    page.test.text_input(key="identity-change-name").set_value("Jon")
    next(button for button in page.test.button if button.label == "Change name").click()
    assert "0 spans, 0 relations" in page.run().text
