"""The guidelines, which are made from the label set."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotate.label_set import LabelSet, label_set_from_data

from .conftest import ROOT, App

LABEL_SETS = [ROOT / "schemas" / "news", ROOT / "tests" / "label_sets" / "attribution"]


@pytest.mark.parametrize("folder", LABEL_SETS, ids=lambda folder: folder.name)
def test_every_label_attribute_value_and_relation_is_explained(make_app: Callable[..., App], folder: Path) -> None:
    app = make_app(folder)
    text = app.open("guidelines").text
    for label in app.workspace.label_set.labels:
        assert {label.title, label.description} <= set(_lines(text, label.title, label.description))
        for attribute in label.attributes.attributes:
            assert attribute.title in text
            assert attribute.description in text
            for option in attribute.options:
                assert option.title in text
                assert option.description in text
    for relation in app.workspace.label_set.relations:
        assert relation.title in text
        assert relation.description in text


def _lines(text: str, *wanted: str) -> list[str]:
    return [line for line in wanted if line in text]


def test_examples_mark_what_carries_the_label(app: App) -> None:
    page = app.open("guidelines")
    marks = [node[2] for node in _all(page.nodes) if node[0] == "mark"]
    examples = [example for label in app.workspace.label_set.labels for example in label.examples]
    assert marks == [text for example in examples for text, marked in example.parts if marked]


def test_labels_show_their_keys_as_the_editor_does_and_their_colours(app: App) -> None:
    page = app.open("guidelines")
    keys = [node[2] for node in _all(page.nodes) if node[0] == "kbd"]
    label_set = app.workspace.label_set
    hotkeys = [label.hotkey for label in label_set.labels] + [relation.hotkey for relation in label_set.relations]
    assert keys == [hotkey for hotkey in hotkeys if hotkey]
    headings = page.elements("app-label-heading")
    assert [heading[1]["var-label-light"] for heading in headings] == [label.color.light for label in label_set.labels]


def test_rules_are_said_in_sentences(make_app: Callable[..., App]) -> None:
    text = make_app(LABEL_SETS[1]).open("guidelines").text
    assert "Each Content must have one to three." in text
    assert "Each Content must have at least one. (Advice: it does not stop a submission.)" in text


def test_a_condition_names_the_attribute_and_the_value_as_the_form_does(app: App, news: LabelSet) -> None:
    text = app.open("guidelines").text
    conditional = [(relation, rule) for relation in news.relations for rule in relation.counts if rule.when]
    assert conditional
    for relation, rule in conditional:
        attributes = {a.name: a for a in news.label_by_name[relation.head[0]].attributes.attributes}
        assert all(f"whose “{attributes[name].title}” is" in text for name in rule.when)


def test_a_hostile_label_set_stands_as_it_is_written(make_app: Callable[..., App], tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)> **b** :rocket: $x$"
    data = json.loads((LABEL_SETS[1] / "label-set.json").read_text("utf-8"))
    data["title"] = data["description"] = hostile
    label = data["labels"][1]
    label |= {
        "title": hostile,
        "description": hostile,
        "guideline": "<script>alert(1)</script> ![x](http://evil.test/)",
    }
    label["examples"] = [{"parts": [hostile, {"mark": hostile}], "note": hostile}]
    data["labels"][2].pop("attributes")
    data["relations"] = []
    data.pop("views", None)
    (tmp_path / "label-set.json").write_text(json.dumps(data), "utf-8")
    page = make_app(tmp_path).open("guidelines")
    assert page.nodes[0][2] == hostile
    assert [node[2] for node in _all(page.nodes) if node[0] == "mark"] == [hostile]
    [guideline] = [element for element in page.test.markdown if "script" in element.value]
    assert not guideline.allow_html
    assert "![" not in guideline.value


def test_a_label_without_attributes_or_guideline_needs_none(app: App) -> None:
    bare = label_set_from_data(
        {
            "name": "bare",
            "version": "1.0.0",
            "title": "Bare",
            "description": "One label.",
            "labels": [
                {"name": "a", "title": "A", "description": "A.", "color": {"light": "#000000", "dark": "#ffffff"}}
            ],
        }
    )
    app.workspace.label_set = bare
    page = app.open("guidelines")
    assert page.texts("app-label-heading") == ["A"]
    assert page.elements("app-attributes") == page.elements("app-relation") == []


def _all(nodes: list[Any]) -> list[Any]:
    found: list[Any] = []
    for node in nodes:
        if not isinstance(node, str):
            found += [node, *_all(node[2:])]
    return found
