"""Export: the store's annotations as a dataset folder."""

from __future__ import annotations

import streamlit as st

from annotate.app.session import Session


def show(session: Session) -> None:
    """The page."""
    st.title("Export", anchor=False)
    st.markdown(f"Datasets of {session.workspace.label_set.name}")
