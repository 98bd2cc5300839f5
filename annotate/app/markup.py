"""Markup that cannot be injected into: a tree of elements that the browser builds node by node.

Text reaches the page as text nodes and attributes through a list of harmless ones (``assets/markup.js``), so titles,
names and label sets from strangers show as they are written, whatever they hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import streamlit as st

Node = str | list[Any]
"""A text, or ``[tag, attributes, *children]``."""

_ASSETS = Path(__file__).with_name("assets")


def asset(*names: str) -> str:
    """The text of the app's scripts or styles with these names, one behind the other."""
    return "\n".join((_ASSETS / name).read_text("utf-8") for name in names)


def element(tag: str, *children: Node | None, style: str = "", **attributes: str | bool | None) -> Node:
    """An element with the classes ``style``. Attributes as in HTML, with ``_`` for ``-``; None leaves one out."""
    kept = {name.strip("_").replace("_", "-"): value for name, value in attributes.items() if value is not None}
    if style:
        kept["class"] = style
    return [tag, kept, *(child for child in children if child is not None)]


def joined(nodes: Iterable[Node], separator: Node) -> list[Node]:
    """The nodes with a separator between them."""
    out: list[Node] = []
    for node in nodes:
        out += [separator, node] if out else [node]
    return out


def render(*nodes: Node | None, key: str, width: Literal["stretch", "content"] = "stretch") -> None:
    """Shows the nodes. Links among them lead within the app, without loading it anew."""
    _component()(key=key, data={"nodes": [node for node in nodes if node is not None]}, width=width)


def link(page: str, /, **parameters: str) -> str:
    """The address of one of the app's pages, for ``href``."""
    return f"{page or '.'}?{urlencode(parameters)}" if parameters else page or "."


def text_of(nodes: Iterable[Any]) -> str:
    """Everything that the nodes say, for tests and for what is read aloud."""
    return "".join(node if isinstance(node, str) else text_of(node[2:]) for node in nodes)


@cache
def _component() -> Any:
    return st.components.v2.component(
        "annotate.markup", js=asset("markup.js"), css=asset("markup.css"), isolate_styles=False
    )


_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=&])")
_SEEN_THROUGH_ESCAPES = re.compile(r"(?<=:)(?=material/|//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)
"""Within icons, addresses of pages, and addresses of mail: Streamlit makes them of escaped text, too."""


def plain(text: str) -> str:
    """Text that Streamlit's Markdown shows as it is written: no emphasis, links, icons, colours or mathematics."""
    apart = _SEEN_THROUGH_ESCAPES.sub("\u2060", " ".join(text.split()))
    return _MARKDOWN.sub(r"\\\1", apart)
