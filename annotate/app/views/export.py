"""Export: the store's annotations as a dataset folder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from annotate.app import datasets, export_job
from annotate.app.markup import Node, element, plain, render
from annotate.app.session import Session
from annotate.app.views.adding import problem_table
from annotate.app.words import ago, counted, size
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
_SECONDS = 0.5
_COUNTS_FOR = 20  # seconds


def show(session: Session) -> None:
    """The page."""
    with st.container(key="app-document"):
        st.title("Export", anchor=False)
        st.markdown(
            "A release of the annotations as a dataset that `datasets`, pandas, Polars and DuckDB load as it is."
        )
        job = export_job.current()
        if job is not None:
            _show_job(job)
        if job is None or not job.running:
            _new_release(session)
        _earlier(job)


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
    reasons = (element("li", f"{number:,} {reason}") for reason, number in sorted(counts.reasons.items()))
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


def _show_job(job: export_job.Job) -> None:
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
    reasons = [f"{number:,} {reason}" for reason, number in manifest["left_out"].get("reasons", {}).items()]
    moved = [
        f"{move['article_id']} moved from {move['from']} to {move['to']}, because it joined another group."
        for move in manifest["splits"]["moved"]
    ]
    said = [f"Left out: {', '.join(reasons)}. The manifest lists them."] if reasons else []
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


def _earlier(job: export_job.Job | None) -> None:
    found = datasets.datasets()
    if not found:
        return
    st.subheader("Datasets", anchor=False)
    for number, dataset in enumerate(found):
        with st.expander(_title(dataset), expanded=number == 0 and job is not None and job.release is not None):
            _show_dataset(dataset)


def _title(dataset: datasets.Dataset) -> str:
    articles = dataset.manifest.get("splits", {}).get("articles", {})
    moment = datetime.fromtimestamp(dataset.modified, UTC).isoformat()
    return f"**{plain(dataset.folder.name)}** · {counted(sum(articles.values()), 'article')} · {ago(moment)}"


def _show_dataset(dataset: datasets.Dataset) -> None:
    label_set = dataset.manifest["label_set"]
    key = f"dataset-{dataset.folder.name}"
    facts = f"Label set {label_set.get('name')} {label_set.get('version')}, {size(dataset.size)} in {dataset.folder}"
    render(_rows_table(dataset.rows), element("p", facts, style="app-quiet"), key=key)
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
