"""The export that runs, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from annotate.app import export_job
from annotate.app.markup import element, plain, render
from annotate.app.views.adding import problem_table
from annotate.app.words import counted
from annotate.dataset.reasons import idle_in_words, left_out_in_words
from annotate.errors import AnnotateError

_SECONDS = 0.5


def show_job(job: export_job.Job) -> None:
    """How far the export has come, or what became of it."""
    if job.running:
        _running(job)
        return
    with st.container(border=True, key="app-job"):
        _finished(job)


@st.fragment(run_every=_SECONDS)
def _running(job: export_job.Job) -> None:
    if not job.running:
        st.rerun()
    with st.container(border=True):
        st.markdown(f"**{plain(job.annotator)} exports to `{job.folder}`**")
        share = min(job.done / job.total, 1.0) if job.total else 0.0
        st.progress(share, f"{job.stage} … {job.done:,} of {counted(job.total, 'article')}" if job.total else job.stage)
        st.caption("You may leave this page; the export goes on.")
        if st.button("Stop", key="stop-export"):
            job.stop()


def _finished(job: export_job.Job) -> None:
    if job.release is not None:
        st.markdown(f"**`{job.folder}` is complete.** It was loaded back with `datasets` before it was put in place.")
        _remarks(job.release.manifest, job.release.idle)
    else:
        _failed(job.error)
    if st.button("Close", key="close-job", type="tertiary", icon=":material/close:"):
        export_job.put_away()
        st.rerun()


def _failed(error: AnnotateError | None) -> None:
    problems = list(getattr(error, "problems", ()))
    message = getattr(error, "summary", None) or (error.message if error else "")
    if isinstance(error, export_job.Stopped):
        st.info(plain(message))
    else:
        st.error(plain(message))
    if problems:
        render(problem_table(problems), key="export-problems")


def _remarks(manifest: Mapping[str, Any], idle: Sequence[str]) -> None:
    reasons = manifest["left_out"].get("reasons", {})
    moved = [
        f"{move['article_id']} moved from {move['from']} to {move['to']}, because it joined another group."
        for move in manifest["splits"]["moved"]
    ]
    said = [left_out_in_words(reasons)] if reasons else []
    if idle:
        said.append(idle_in_words(idle))
    if said or moved:
        render(*(element("p", remark, style="app-quiet") for remark in [*said, *moved]), key="export-remarks")
