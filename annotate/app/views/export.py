"""Export: the store's annotations as a dataset folder."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from annotate.app import export_job, exported
from annotate.app.kept import kept
from annotate.app.markup import Node, element, plain, render
from annotate.app.session import Session
from annotate.app.views import dataset_view, export_options, releases
from annotate.app.words import counted
from annotate.dataset.reasons import LEFT_OUT, idle_in_words, in_words
from annotate.errors import AnnotateError
from annotate.workspace.workspace import Workspace

if TYPE_CHECKING:
    from annotate.dataset.options import ExportOptions
    from annotate.workspace.previewing import Preview

_COUNTS_FOR = 20  # seconds


def show(session: Session) -> None:
    """The page."""
    with st.container(key="app-document"):
        st.title("Export", anchor=False)
        st.markdown("Make a dataset of the annotations. `datasets`, pandas, Polars and DuckDB load it as it is.")
        job = export_job.current()
        if job is not None:
            releases.show_job(job)
        _new_release(session, running=job is not None and job.running)
        dataset_view.show_datasets(latest=job.folder.name if job is not None and job.release is not None else None)


def _new_release(session: Session, *, running: bool) -> None:
    key = kept("folder", session.workspace.label_set.name)
    name = st.text_input("Name of the folder", key=key, max_chars=100).strip()
    complaint = exported.complaint(name)
    folder = exported.EXPORTS / name
    earlier = None if complaint else exported.dataset_in(folder)
    try:
        options = export_options.choose(lambda asked: _counts(session, asked))
        counts = _counts(session, options)
    except AnnotateError as error:
        st.warning(plain(error.message))
        return
    without_text, release = _choose_variant(earlier.version if earlier else None)
    render(_in_words(counts), key="export-counts")
    if not counts.exported:
        st.caption("There is nothing to export yet: no annotations fit this choice. Submit an article first.")
    elif complaint:
        st.warning(complaint)
    elif folder.exists():
        st.caption(
            f"`{folder}`: {_standing(session, earlier, counts)} It is replaced once the new release is complete."
        )
    if st.button("Export", type="primary", disabled=running or bool(complaint) or not counts.exported):
        _start(session, folder, replace(options, without_text=without_text), release=release)


def _standing(session: Session, earlier: exported.Dataset | None, counts: Preview) -> str:
    """What is in the folder now, and how often the store changed since."""
    version = earlier.version if earlier else None
    what = f"version {version} is there" if version else "is there already"
    revision = earlier.manifest.get("store_revision") if earlier else None
    if earlier is None or revision is None:  # made by an earlier version of annotate
        return f"{what}."
    if not _may_come_from(session.workspace, str(earlier.folder), session.workspace.store.id, earlier.modified):
        return f"{what}, made from another store, or from a later state of this one."
    since = counted(counts.revision - revision, "change") if counts.revision > revision else "No change"
    return f"{what}, made at revision {revision:,} of the store. {since} since."


@st.cache_data(ttl=_COUNTS_FOR, max_entries=20, show_spinner=False)
def _may_come_from(_workspace: Workspace, folder: str, store: str, modified: float) -> bool:
    from annotate.workspace.descent import may_come_from  # noqa: PLC0415 - slow to import

    del store, modified  # only tell calls apart
    earlier = exported.dataset_in(Path(folder))
    return earlier is not None and may_come_from(_workspace.store, earlier.folder, earlier.manifest)


def _choose_variant(earlier: str | None) -> tuple[bool, bool]:
    left, right = st.columns(2)
    without_text = left.checkbox(
        "Without the texts",
        key=kept("without-text", False),
        help="Offsets and hashes only, where the texts must not be given away. Whoever has the texts puts them back "
        "with `annotate rehydrate`.",
    )
    release = right.checkbox(
        "Give it a version and a changelog",
        disabled=earlier is not None,
        key=kept(f"release-{earlier}", earlier is not None),
        help="The version grows by what differs from the release that it replaces.",
    )
    return without_text, release


def _counts(session: Session, options: ExportOptions) -> Preview:
    workspace = session.workspace
    return _preview(workspace, options, json.dumps([workspace.store.id, options.to_record()]))


@st.cache_data(ttl=_COUNTS_FOR, max_entries=20, show_spinner="Counting …")
def _preview(_workspace: Workspace, _options: ExportOptions, asked: str) -> Preview:
    from annotate.workspace.previewing import preview  # noqa: PLC0415 - slow to import

    del asked  # only tells calls apart: Streamlit leaves out arguments with an underscore
    return preview(_workspace, _options)


def _in_words(counts: Preview) -> Node:
    facts = [
        ("Articles", counts.articles),
        ("Submitted sets", counts.submitted_sets),
        ("Will be exported", counts.exported),
        ("Store’s revision", counts.revision),
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
        element("p", f"{LEFT_OUT}, {left_out:,} in all:", style="app-quiet") if left_out else None,
        element("ul", *reasons, style="app-rules app-quiet") if left_out else None,
        element("p", _splits_in_words(counts), style="app-quiet") if counts.exported else None,
        element("p", idle_in_words(counts.idle), style="app-quiet") if counts.idle else None,
        element("p", errors, style="app-problems") if counts.with_errors else None,
    )


def _splits_in_words(counts: Preview) -> str:
    splits = ", ".join(f"{number:,} {split}" for split, number in counts.splits.items())
    kept = f" {counted(counts.groups, 'group')} of articles will be kept together." if counts.groups else ""
    return f"Splits: {splits}, before near duplicates are put together.{kept}"


def _start(session: Session, folder: Path, options: ExportOptions, *, release: bool) -> None:
    try:
        export_job.start(session.workspace, folder, options, session.annotator, release=release)
    except AnnotateError as error:
        st.error(plain(error.message))
        return
    st.rerun()
