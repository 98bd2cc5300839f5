"""Export: the store's annotations as a dataset folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from annotate.app import datasets, export_job
from annotate.app.markup import Node, element, plain, render
from annotate.app.session import Session
from annotate.app.views import releases
from annotate.app.words import counted
from annotate.dataset.reasons import in_words
from annotate.errors import AnnotateError
from annotate.workspace.workspace import Workspace

if TYPE_CHECKING:
    from annotate.dataset.options import ExportOptions
    from annotate.workspace.previewing import Preview

_SOURCES = {
    "auto": "The adjudicated annotations, else the only submitted ones",
    "adjudicated": "Only adjudicated annotations",
    "submitted": "Only submitted annotations, where one annotator submitted",
    "annotator": "The annotations of one annotator",
    "all": "All submitted and adjudicated annotations, a row for each",
}
_COUNTS_FOR = 20  # seconds


def show(session: Session) -> None:
    """The page."""
    with st.container(key="app-document"):
        st.title("Export", anchor=False)
        st.markdown("Make a dataset of the annotations. `datasets`, pandas, Polars and DuckDB load it as it is.")
        job = export_job.current()
        if job is not None:
            releases.show_job(job)
        if job is None or not job.running:
            _new_release(session)
        releases.show_datasets(open_first=job is not None and job.release is not None)


def _new_release(session: Session) -> None:
    name = st.text_input("Name of the folder", session.workspace.label_set.name, key="folder", max_chars=100).strip()
    source = st.selectbox("Which annotations", list(_SOURCES), format_func=lambda key: _SOURCES[key], key="source")
    annotator = _choose_annotator(session) if source == "annotator" else None
    ratios = _choose_ratios()
    try:
        options = _options(source, annotator, ratios)
        counts = _counts(session, options)
    except AnnotateError as error:
        st.warning(plain(error.message))
        return
    render(_in_words(counts), key="export-counts")
    complaint = datasets.complaint(name)
    folder = datasets.EXPORTS / name
    if not counts.exported:
        st.caption("There is nothing to export yet: no annotations fit this choice. Submit an article first.")
    elif complaint:
        st.warning(complaint)
    elif folder.exists():
        st.caption(f"`{folder}` is there already. It is replaced once the new release is complete.")
    if st.button("Export", type="primary", disabled=bool(complaint) or not counts.exported):
        _start(session, folder, options)


def _choose_annotator(session: Session) -> str | None:
    names = _counts(session, _options("auto", None, (80, 10, 10))).annotators
    return st.selectbox("Annotator", names, key="annotator-chosen", format_func=str) if names else None


def _choose_ratios() -> tuple[int, int, int]:
    with st.expander("Splits"):
        st.markdown(
            "Articles of one group and near duplicates always stay together, and an article keeps its split "
            "when others are added."
        )
        train, test = st.slider("Train, validation and test, in percent", 0, 100, (80, 90), 5, key="ratios")
        shares = (train, test - train, 100 - test)
        st.caption("Train {} %, validation {} %, test {} %".format(*shares))
    return shares


def _options(source: str, annotator: str | None, ratios: tuple[int, int, int]) -> ExportOptions:
    from annotate.dataset.options import ExportOptions, Ratios, Source  # noqa: PLC0415 - slow to import

    train, validation, test = ratios
    return ExportOptions(Source(source), annotator, Ratios((train / 100, validation / 100, test / 100)))


def _counts(session: Session, options: ExportOptions) -> Preview:
    workspace = session.workspace
    return _preview(workspace, str(options.source), options.annotator, workspace.store.id)


@st.cache_data(ttl=_COUNTS_FOR, max_entries=20, show_spinner="Counting …")
def _preview(_workspace: Workspace, source: str, annotator: str | None, store: str) -> Preview:
    from annotate.dataset.options import ExportOptions, Source  # noqa: PLC0415 - slow to import
    from annotate.workspace.previewing import preview  # noqa: PLC0415

    del store  # only tells calls apart: Streamlit leaves out arguments with an underscore
    return preview(_workspace, ExportOptions(Source(source), annotator))


def _in_words(counts: Preview) -> Node:
    facts = [
        ("Articles", counts.articles),
        ("Submitted sets", counts.submitted_sets),
        ("Will be exported", counts.exported),
    ]
    left_out = sum(counts.reasons.values())
    reasons = (element("li", in_words(reason, number)) for reason, number in sorted(counts.reasons.items()))
    errors = (
        f"{counted(counts.with_errors, 'chosen set')} had errors when last saved. "
        "An export is refused while there are any."
    )
    return element(
        "section",
        element(
            "dl",
            *(element("div", element("dt", name), element("dd", f"{number:,}")) for name, number in facts),
            style="app-facts",
        ),
        element("p", f"Left out, {left_out:,} in all:", style="app-quiet") if left_out else None,
        element("ul", *reasons, style="app-rules app-quiet") if left_out else None,
        element("p", errors, style="app-problems") if counts.with_errors else None,
    )


def _start(session: Session, folder: Path, options: ExportOptions) -> None:
    try:
        export_job.start(session.workspace, folder, options, session.annotator)
    except AnnotateError as error:
        st.error(plain(error.message))
        return
    st.rerun()
