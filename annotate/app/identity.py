"""Who annotates: asked once, kept in a cookie of the browser, changed at the top of every page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import quote, unquote

import streamlit as st

from annotate.app import markup
from annotate.resources import schemas_dir

COOKIE = "annotate_name"
_SESSION = "annotator"


def annotator() -> str | None:
    """The name that was given in this session, else the one that the browser kept."""
    name = st.session_state.get(_SESSION)
    if name is None:
        name = unquote(st.context.cookies.get(COOKIE, ""))
        if complaint(name):
            return None
        st.session_state[_SESSION] = name
    return str(name)


def complaint(name: str) -> str | None:
    """What is wrong with a name, by the schema of annotated articles; None where it will do."""
    rule = _rule()
    if not name.strip():
        return "Please give a name."
    if name != name.strip():
        return "Please leave out the spaces around the name."
    if len(name) > rule["maxLength"]:
        return f"Please use at most {rule['maxLength']} characters."
    if not re.search(rule["pattern"], name):
        return "Please use only letters, digits, spaces and punctuation on one line."
    return None


def ask() -> None:
    """The page that asks for the name. The address stays: whoever followed a link lands where it leads."""
    with st.container(key="app-welcome", width=520):
        st.title("Who is annotating?", anchor=False)
        st.markdown(
            "Your name stands with everything you label, so that colleagues can tell whose annotations are whose. "
            "This browser will remember it."
        )
        _form("welcome", "", "Continue", _accept)


def control(name: str) -> None:
    """The annotator's name at the top of the page, with a way to change it."""
    with (
        st.container(key="app-identity"),
        st.popover(markup.plain(name), icon=":material/person:", type="tertiary", key="identity-popover"),
    ):
        st.markdown(f"You annotate as **{markup.plain(name)}**.")
        _form("change", name, "Change name", _accept)
        st.caption("Annotations you made under the old name stay with the old name.")


def remember() -> None:
    """Writes the session's name to the browser's cookie where the two differ."""
    name = st.session_state.get(_SESSION)
    if name is not None and unquote(st.context.cookies.get(COOKIE, "")) != name:
        with st.container(key="app-cookie"):
            _writer()(key="cookie", data={"name": COOKIE, "value": quote(name, safe="")})


def _form(key: str, value: str, button: str, accept: Callable[[str], None]) -> None:
    with st.form(f"identity-{key}", border=False):
        name = st.text_input("Your name", value, key=f"identity-{key}-name", autocomplete="name")
        if not st.form_submit_button(button, type="primary"):
            return
    problem = complaint(name.strip())
    if problem:
        st.error(problem)
    else:
        accept(name.strip())


def _accept(name: str) -> None:
    st.session_state[_SESSION] = name
    st.rerun()


@cache
def _rule() -> dict[str, Any]:
    schema = json.loads((schemas_dir() / "annotated-article.schema.json").read_text("utf-8"))
    rule: dict[str, Any] = schema["properties"]["annotator"]
    return rule


@cache
def _writer() -> Any:
    return st.components.v2.component("annotate.cookie", js=markup.asset("cookie.js"), isolate_styles=False)
