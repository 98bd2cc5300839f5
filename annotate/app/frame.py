"""What is around every page: its styles, and its return when the server was away."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from annotate.app import markup


def show() -> None:
    """To be called before anything else, so that nothing is seen without its styles."""
    with st.container(key="app-frame"):
        _component()(key="frame")


@cache
def _component() -> Any:
    # Not by st.html: that comes to the page some tenths of a second after what it is to style.
    return st.components.v2.component(
        "annotate.frame", js=markup.asset("frame.js"), css=markup.asset("page.css"), isolate_styles=False
    )
