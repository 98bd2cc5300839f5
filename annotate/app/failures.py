"""What people see when something fails: what happened, what became of their work, what to do. Never a traceback."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from annotate.app import markup
from annotate.errors import AnnotateError

_LOG = logging.getLogger(__name__)


def on_script_error(error: Exception) -> bool:
    """For ``st.App``: shows a calm message in place of Streamlit's; the log has the traceback under the reference."""
    if isinstance(error, AnnotateError):
        st.error(markup.plain(error.message), icon=":material/error:")
        return True
    reference = secrets.token_hex(3)
    _LOG.error("error %s shown to an annotator", reference, exc_info=error)
    st.error(
        "Something went wrong on this page. What you labelled is saved. Please reload the page; if this happens again, "
        f"tell whoever runs the app: the reference is **{reference}**.",
        icon=":material/error:",
    )
    return True


def startup_page(error: AnnotateError) -> None:
    """In place of every page while the store or the label set cannot be opened."""
    _page("The app cannot start yet", error)


def page_that_failed(error: AnnotateError) -> None:
    """In place of a page that met a failure, such as a full disk, on its way."""
    _LOG.warning("%s", error.message)
    _page("This page cannot be shown now", error)


def _page(title: str, error: AnnotateError) -> None:
    with st.container(key="app-welcome", width=640):
        st.title(title, anchor=False)
        st.error(markup.plain(error.message), icon=":material/error:")
        st.markdown(
            "Nothing is lost. Once whoever runs the app has put this right, try again here; "
            "the app need not be restarted."
        )
        if st.button("Try again", type="primary"):
            st.rerun()
