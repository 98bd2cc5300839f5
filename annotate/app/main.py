"""The script that Streamlit runs for every page: what is there, who annotates, which page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from annotate.app import failures, frame, identity, kept
from annotate.app.session import Pages, Session, workspace
from annotate.app.views import annotate, articles, export, guidelines
from annotate.errors import AnnotateError

_ICON = Path(__file__).with_name("assets") / "icon.svg"


def main() -> None:
    """One run."""
    st.set_page_config(page_title="annotate", page_icon=_ICON, layout="wide")
    frame.show()
    kept.keep()
    pages = _pages()
    st.navigation([pages.articles, pages.annotate, pages.export, pages.guidelines], position="top").run()


def _pages() -> Pages:
    def page(view: Callable[[Session], None], title: str, path: str, *, first: bool = False) -> st.Page:
        return st.Page(lambda: _enter(view, pages), title=title, url_path=path, default=first)

    pages = Pages(
        articles=page(articles.show, "Articles", "articles", first=True),
        annotate=page(annotate.show, "Annotate", "annotate"),
        export=page(export.show, "Export", "export"),
        guidelines=page(guidelines.show, "Guidelines", "guidelines"),
    )
    return pages


def _enter(view: Callable[[Session], None], pages: Pages) -> None:
    try:
        opened = workspace()
    except AnnotateError as error:
        failures.startup_page(error)
        return
    annotator = identity.annotator()
    if annotator is None:
        identity.ask()
        return
    identity.control(annotator)
    identity.remember()
    try:
        view(Session(opened, annotator, pages))
    except AnnotateError as error:
        failures.page_that_failed(error)


main()
