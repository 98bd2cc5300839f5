"""The page around the editor."""

from __future__ import annotations

import re

import pytest

from annotate.model import LabelSetRef
from annotate.server import tokens

from .conftest import ME, App, article, set_status


def test_the_editor_gets_the_set_a_token_and_where_to_go(app: App) -> None:
    app.load(article("a"), article("b"), article("c"))
    page = app.open("annotate", article="b")
    [data] = page.components("annotate.editor")
    assert tokens.check(app.workspace, data["token"], data["set"]) == tokens.Grant(data["set"], ME)
    assert re.fullmatch("/editor/[0-9a-f]+/main.js", data["module"])
    assert data["api"] == "/api/v1"
    assert data["readOnly"] is False
    assert data["addresses"] == {
        "here": f"annotate?article=b&set={data['set']}",
        "next": "annotate?article=c",
        "previous": "annotate?article=a",
        "list": ".",
    }


def test_the_same_address_opens_the_same_set_again(app: App) -> None:
    app.load(article("a"))
    [first] = app.open("annotate", article="a").components("annotate.editor")
    [second] = app.open("annotate", set=first["set"]).components("annotate.editor")
    [third] = app.open("annotate", article="a", set=first["set"]).components("annotate.editor")
    assert first["set"] == second["set"] == third["set"]
    assert first["addresses"]["here"] == third["addresses"]["here"]


def test_after_the_last_article_come_those_that_were_left_out(app: App) -> None:
    app.load(article("a"), article("b"), article("c"))
    set_status(app, "a", "submitted")
    [data] = app.open("annotate", article="c").components("annotate.editor")
    assert data["addresses"]["next"] == "annotate?article=b"


def test_when_all_is_submitted_the_way_leads_to_the_list(app: App) -> None:
    app.load(article("a"))
    [data] = app.open("annotate", article="a").components("annotate.editor")
    assert data["addresses"]["next"] == data["addresses"]["previous"] == "."


def test_somebody_else_s_set_is_to_be_read_only(app: App) -> None:
    app.load(article("a"))
    theirs = app.workspace.store.open_set("a", "Jon", app.workspace.label_set.ref)
    [data] = app.open("annotate", set=theirs.id).components("annotate.editor")
    assert data["readOnly"] is True


def test_without_an_article_in_the_address_the_next_one_opens(app: App) -> None:
    app.load(article("a"), article("b"))
    set_status(app, "a", "submitted")
    [data] = app.open("annotate").components("annotate.editor")
    assert "article=b" in data["addresses"]["here"]


@pytest.mark.parametrize("name", ["nobody", "<b>x</b> **y**", "\x00", "a/../b"])
def test_an_article_that_is_not_there_is_said_to_be_missing(app: App, name: str) -> None:
    app.load(article("a"))
    page = app.open("annotate", article=name)
    assert "This article does not exist" in page.text
    assert page.components("annotate.editor") == []


def test_a_set_that_is_not_there_is_said_to_be_missing(app: App) -> None:
    app.load(article("a"))
    assert "This annotation set does not exist" in app.open("annotate", set="nothing").text


@pytest.mark.parametrize("ref", [LabelSetRef("other", "1.0.0"), LabelSetRef("news", "9.0.0")])
def test_a_set_of_another_label_set_says_what_to_do(app: App, ref: LabelSetRef) -> None:
    app.load(article("a"))
    theirs = app.workspace.store.open_set("a", ME, ref)
    text = app.open("annotate", set=theirs.id).text
    assert "belongs to another label set" in text
    assert "started with that label set" in text


def test_nothing_left_to_label_is_said_calmly(app: App) -> None:
    assert "Nothing left to label" in app.open("annotate").text
