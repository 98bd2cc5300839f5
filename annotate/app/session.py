"""What a page needs to begin: the workspace, who annotates, and where the pages are."""

from __future__ import annotations

from dataclasses import dataclass, fields

from streamlit import Page

from annotate.settings import Settings
from annotate.workspace.workspace import Workspace, open_workspace


@dataclass(frozen=True, slots=True)
class Pages:
    """The app's pages, for links between them."""

    articles: Page
    annotate: Page
    export: Page
    guidelines: Page


PATHS = tuple(field.name for field in fields(Pages))
"""Where they are: each at the path of its name."""


@dataclass(frozen=True, slots=True)
class Session:
    """One run of a page."""

    workspace: Workspace
    annotator: str
    pages: Pages


def workspace() -> Workspace:
    """The process's workspace; raises AnnotateError where the store or the label set cannot be opened."""
    return open_workspace(Settings.read())
