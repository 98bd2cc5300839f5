"""What is chosen in a form, kept for the session: Streamlit forgets a widget that a page is shown without."""

from __future__ import annotations

from typing import Any

import streamlit as st

_KEYS = "kept-keys"


def kept(key: str, value: Any) -> str:
    """The key for a widget that begins with the value, which is not to be given to the widget again."""
    st.session_state.setdefault(key, value)
    st.session_state.setdefault(_KEYS, set()).add(key)
    return key


def keep() -> None:
    """To be called in every run, before any widget: what is set anew is not forgotten."""
    for key in st.session_state.get(_KEYS, ()):
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]
