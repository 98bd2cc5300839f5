"""Keeps page and address together when the server was away."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from annotate.app import markup


def watch() -> None:
    """Has the browser ask for the page again once the server is back. Shows nothing."""
    with st.container(key="app-reconnect"):
        _component()(key="reconnect")


@cache
def _component() -> Any:
    return st.components.v2.component("annotate.reconnect", js=markup.asset("reconnect.js"), isolate_styles=False)
