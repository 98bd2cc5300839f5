"""Releases: the export that runs, and the datasets that are there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from annotate.app import datasets, export_job
from annotate.app.markup import Node, element, plain, render
from annotate.app.views.adding import problem_table
from annotate.app.words import ago, counted, size
from annotate.dataset.reasons import in_words
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
        _remarks(job.release.manifest)
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


def _remarks(manifest: Mapping[str, Any]) -> None:
    reasons = [in_words(reason, number) for reason, number in manifest["left_out"].get("reasons", {}).items()]
    moved = [
        f"{move['article_id']} moved from {move['from']} to {move['to']}, because it joined another group."
        for move in manifest["splits"]["moved"]
    ]
    said = [f"Left out: {'; '.join(reasons)}. The manifest lists them."] if reasons else []
    if said or moved:
        render(*(element("p", remark, style="app-quiet") for remark in [*said, *moved]), key="export-remarks")


def _rows_table(rows: dict[str, dict[str, int]]) -> Node:
    splits = list(dict.fromkeys(split for counts in rows.values() for split in counts))
    header = element("tr", *(element("th", title, scope="col") for title in ("Config", *splits)))
    body = (
        element(
            "tr",
            element("th", config, scope="row"),
            *(element("td", f"{counts[split]:,}" if split in counts else "–") for split in splits),
        )
        for config, counts in rows.items()
    )
    return element("table", element("thead", header), element("tbody", *body), style="app-counts")


def show_datasets(*, open_first: bool) -> None:
    """The datasets that are there: what they hold, how to load them, and a download."""
    found = datasets.datasets()
    if not found:
        return
    st.subheader("Datasets", anchor=False)
    for number, dataset in enumerate(found):
        with st.expander(_title(dataset), expanded=open_first and number == 0):
            _show_dataset(dataset)


def _title(dataset: datasets.Dataset) -> str:
    articles = dataset.manifest.get("splits", {}).get("articles", {})
    moment = datetime.fromtimestamp(dataset.modified, UTC).isoformat()
    return f"**{plain(dataset.folder.name)}** · {counted(sum(articles.values()), 'article')} · {ago(moment)}"


def _show_dataset(dataset: datasets.Dataset) -> None:
    label_set = dataset.manifest["label_set"]
    key = f"dataset-{dataset.folder.name}"
    facts = [f"Label set {label_set.get('name')} {label_set.get('version')}, {size(dataset.size)} in {dataset.folder}."]
    together = len(dataset.manifest["splits"]["shared_units"])
    if together:
        facts.append(
            f"{counted(together, 'group')} of related articles or near duplicates, each within one split. "
            "The manifest lists them."
        )
    render(_rows_table(dataset.rows), element("p", " ".join(facts), style="app-quiet"), key=key)
    st.code(f'from datasets import load_dataset\n\ndataset = load_dataset("{dataset.folder}")', language="python")
    if dataset.size <= datasets.MAX_ZIP:
        st.download_button(
            "Download as zip",
            dataset.zipped,
            file_name=f"{dataset.folder.name}.zip",
            mime="application/zip",
            key=f"{key}-zip",
            on_click="ignore",
            icon=":material/download:",
        )
    else:
        st.caption("This dataset is too large to be packed here; copy its folder.")
