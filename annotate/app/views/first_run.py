"""The first page of an empty store: three ways to begin."""

from __future__ import annotations

import streamlit as st

from annotate.app.markup import plain
from annotate.app.session import Session
from annotate.app.views import adding


def show(session: Session) -> None:
    """The page."""
    with st.container(key="app-first-run"):
        st.title("Begin with an article", anchor=False)
        st.markdown(
            f"Here you label articles by “{plain(session.workspace.label_set.title)}”. "
            "There are none yet: choose how to begin."
        )
        adding.show_summary()
        files, text, samples = st.columns([5, 5, 4], gap="medium", border=True)
        with files:
            st.subheader("Drop files", anchor=False)
            adding.file_form(session)
        with text:
            st.subheader("Paste an article", anchor=False)
            adding.text_form(session)
        with samples:
            st.subheader("Look around first", anchor=False)
            st.markdown(
                "A few invented articles with reference annotations show every label and relation at work. "
                "They are yours to change."
            )
            adding.samples_button(session)
