"""The span editor in a page. It loads and saves by itself; the page says which set, and where the ways out lead."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import streamlit as st

from annotate.app import markup
from annotate.app.session import Session
from annotate.app.words import NEW
from annotate.model import AnnotationSet, Status
from annotate.server import assets, tokens

_API = "/api/v1"
_TOKEN = "editor-token"  # noqa: S105 - the name of a place in the session


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the editor leads; ``here`` is the address of what it shows."""

    here: str
    next: str
    previous: str
    list: str


def show_editor(session: Session, annotations: AnnotationSet, addresses: Addresses) -> None:
    """Shows the set: to edit where it is the annotator's own, else to read."""
    with st.container(key="app-editor", gap=None):
        wishes = _component()(
            key="editor",
            data={
                "set": annotations.id,
                "token": _token(session, annotations.id),
                "api": _API,
                "module": assets.editor_url(),
                "files": assets.editor_files(),
                "annotator": session.annotator,
                "readOnly": annotations.annotator != session.annotator,
                "progress": _progress(session),
                "addresses": asdict(addresses),
            },
            height="stretch",
            on_renew_change=_no_callback,
        )
    if wishes.renew:
        st.session_state.pop(_TOKEN, None)
        st.rerun()


def preload_editor() -> None:
    """Has the browser fetch the editor in its idle time. Shows nothing."""
    with st.container(key="app-preload"):
        _preloader()(key="preload", data={"module": assets.editor_url(), "files": assets.editor_files()})


def _progress(session: Session) -> dict[str, int]:
    counts = session.workspace.store.counts(session.annotator, session.workspace.label_set.ref)
    done = counts[Status.SUBMITTED] + counts[Status.ADJUDICATED]
    return {"done": done, "total": done + counts[Status.IN_PROGRESS] + counts[NEW]}


def _token(session: Session, set_id: str) -> str:
    # Kept, because a new one with every run would have the editor told the same thing again and again.
    wanted = (set_id, session.annotator)
    kept = st.session_state.get(_TOKEN)
    if kept is None or kept[0] != wanted:
        kept = (wanted, tokens.issue(session.workspace, set_id, session.annotator))
        st.session_state[_TOKEN] = kept
    return str(kept[1])


def _no_callback() -> None:
    """A component's trigger is part of its result only where it has a callback."""


@cache
def _component() -> Any:
    script = markup.asset("fetch_ahead.js", "editor.js")
    return st.components.v2.component("annotate.editor", js=script, isolate_styles=False)


@cache
def _preloader() -> Any:
    script = markup.asset("fetch_ahead.js", "preload.js")
    return st.components.v2.component("annotate.preload", js=script, isolate_styles=False)
