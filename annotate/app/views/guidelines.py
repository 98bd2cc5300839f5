"""Guidelines: the label set, written out for the people who label with it."""

from __future__ import annotations

import streamlit as st

from annotate.app import rules_in_words
from annotate.app.markup import Node, element, joined, render
from annotate.app.session import Session
from annotate.label_set import Attribute, AttributeSchema, Example, Kind, Label, LabelSet, RelationType

_KINDS = {
    Kind.CHOICE: "one of",
    Kind.CODE: "one of",
    Kind.BOOLEAN: "yes or no",
    Kind.TEXT: "text",
    Kind.INTEGER: "whole number",
    Kind.NUMBER: "number",
}


def show(session: Session) -> None:
    """The page."""
    label_set = session.workspace.label_set
    with st.container(key="app-document"):
        render(*_opening(label_set), key="guidelines-opening")
        for label in label_set.labels:
            _show_label(label)
        if label_set.relations:
            relations = (_relation(relation, label_set) for relation in label_set.relations)
            render(element("h2", "Relations", id="relations"), *relations, key="guidelines-relations")


def chip(label: Label) -> Node:
    """A label's name in its colour."""
    return element("span", label.title, style="app-chip", **_colors(label))


def _colors(label: Label) -> dict[str, str]:
    return {"var_label_light": label.color.light, "var_label_dark": label.color.dark}


def _opening(label_set: LabelSet) -> list[Node]:
    chips = [element("li", chip(label)) for label in label_set.labels]
    return [
        element("h1", label_set.title),
        element("p", label_set.description, style="app-lead"),
        element("ul", *chips, style="app-chips", aria_label="Labels"),
        element("p", f"Label set {label_set.name}, version {label_set.version}", style="app-quiet"),
    ]


def _show_label(label: Label) -> None:
    key = f"guidelines-{label.name}"
    render(_label_heading(label), element("p", label.description, style="app-lead"), key=f"{key}-heading")
    if label.guideline:
        with st.container(key=f"{key}-text"):
            st.markdown(_without_images(label.guideline))
    rest: list[Node] = [_example(example, label) for example in label.examples]
    if label.attributes.attributes:
        rest.append(_attributes(label.attributes))
    if rest:
        render(*rest, key=f"{key}-rest")


def _without_images(markdown: str) -> str:
    # An image would be fetched from wherever the label set says.
    return markdown.replace("![", "!\\[")


def _label_heading(label: Label) -> Node:
    key = element("kbd", label.hotkey, title="Labels the selection") if label.hotkey else None
    return element("h2", label.title, key, style="app-label-heading", id=f"label-{label.name}", **_colors(label))


def _example(example: Example, label: Label) -> Node:
    parts = [element("mark", text, **_colors(label)) if marked else text for text, marked in example.parts]
    note = element("p", example.note, style="app-quiet") if example.note else None
    return element("blockquote", element("p", *parts), note)


def _attributes(schema: AttributeSchema) -> Node:
    header = element("tr", *(element("th", title, scope="col") for title in ("Attribute", "What it says", "Values")))
    rows = (_attribute(attribute) for attribute in schema.attributes)
    return element("table", element("thead", header), element("tbody", *rows), style="app-attributes")


def _attribute(attribute: Attribute) -> Node:
    needed = "required" if attribute.required else "optional"
    return element(
        "tr",
        element("th", attribute.title, element("small", needed), scope="row"),
        element("td", attribute.description),
        element("td", *_values(attribute)),
    )


def _values(attribute: Attribute) -> list[Node]:
    said: list[Node] = []
    if attribute.options:
        options = (_option(option.title, option.description) for option in attribute.options)
        said.append(element("ul", *options, style="app-options" if _described(attribute) else "app-options app-short"))
    else:
        said.append(element("p", _KINDS[attribute.kind].capitalize()))
    remarks = []
    if attribute.nullable and not attribute.required:
        remarks.append("may be left open")
    elif attribute.nullable:
        remarks.append("may be set to nothing")
    if attribute.has_default and attribute.default is not None:
        remarks.append(f"begins as {rules_in_words.value(attribute, attribute.default)}")
    if remarks:
        said.append(element("p", "; ".join(remarks).capitalize() + ".", style="app-quiet"))
    return said


def _described(attribute: Attribute) -> bool:
    return any(option.description for option in attribute.options)


def _option(title: str, description: str) -> Node:
    return element("li", element("strong", title), f" {description}" if description else None)


def _relation(relation: RelationType, label_set: LabelSet) -> Node:
    key = element("kbd", relation.hotkey, title="Begins the relation") if relation.hotkey else None
    ends = element(
        "p",
        *_ends(relation.head, label_set),
        element("span", " → ", aria_label=" to "),
        *_ends(relation.tail, label_set),
        style="app-ends",
    )
    rules = rules_in_words.relation_rules(relation, label_set)
    return element(
        "section",
        element("h3", relation.title, key),
        ends,
        element("p", relation.description),
        element("ul", *(element("li", rule) for rule in rules), style="app-rules") if rules else None,
        _attributes(relation.attributes) if relation.attributes.attributes else None,
        style="app-relation",
    )


def _ends(names: tuple[str, ...], label_set: LabelSet) -> list[Node]:
    return joined((chip(label_set.label_by_name[name]) for name in names), " or ")
