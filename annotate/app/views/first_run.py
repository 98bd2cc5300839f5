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
        ways = [("Drop files", adding.file_form), ("Paste an article", adding.text_form)]
        if adding.has_samples(session):
            ways.append(("Look around first", _samples))
        for column, (title, way) in zip(st.columns(len(ways), gap="medium", border=True), ways, strict=True):
            with column:
                st.subheader(title, anchor=False)
                way(session)


def _samples(session: Session) -> None:
    st.markdown(
        "A few invented articles with reference annotations show every label and relation at work. "
        "They are yours to try things on."
    )
    adding.samples_button(session)
