"""The datasets that are there: what one holds, its first rows, its splits, and what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from annotate.app import exported
from annotate.app.markup import Node, element, render
from annotate.app.views import changes
from annotate.app.views.split_report import show_splits
from annotate.app.views.tables import numbers_table
from annotate.app.words import ago, counted, size
from annotate.errors import AnnotateError

_FIGURE = "counts.svg"
_ROWS = 20


def show_datasets(*, latest: str | None) -> None:
    """One dataset of those that are there. ``latest`` names the one that was just made."""
    found = {dataset.folder.name: dataset for dataset in exported.datasets()}
    if not found:
        return
    st.subheader("Datasets", anchor=False)
    # With another key the choice begins anew, at the dataset that was just made.
    name = st.selectbox(
        "Dataset",
        list(found),
        format_func=lambda name: _title(found[name]),
        key=f"dataset-{latest}",
        label_visibility="collapsed",
    )
    dataset = found[name]
    parts: dict[str, Callable[[], None]] = {
        "Overview": lambda: _show_overview(dataset),
        "Rows": lambda: _show_rows(dataset),
        "Splits": lambda: show_splits(dataset),
        "Changes": lambda: changes.show(dataset, [other for other in found.values() if other is not dataset]),
    }
    chosen = st.segmented_control("Part", list(parts), default="Overview", key="part", label_visibility="collapsed")
    parts[chosen or "Overview"]()


def _title(dataset: exported.Dataset) -> str:
    version = f" {dataset.version}" if dataset.version else ""
    return f"{dataset.folder.name}{version} · {counted(dataset.articles, 'article')}"


def _show_overview(dataset: exported.Dataset) -> None:
    label_set = dataset.manifest["label_set"]
    made = ago(datetime.fromtimestamp(dataset.modified, UTC).isoformat())
    facts = (
        f"Made {made} with the label set {label_set.get('name')} {label_set.get('version')}; "
        f"{size(dataset.size)} in {dataset.folder}."
    )
    render(_rows_table(dataset.rows), element("p", facts, style="app-quiet"), key="dataset-facts")
    figure = dataset.folder / _FIGURE
    if figure.is_file():
        st.image(str(figure), caption="Spans by label and split")
    agreement = dataset.manifest.get("agreement")
    if agreement:
        render(_agreement(agreement), key="dataset-agreement")
    st.code(f'from datasets import load_dataset\n\ndataset = load_dataset("{dataset.folder}")', language="python")
    if dataset.size > exported.MAX_ZIP:
        st.caption("This dataset is too large to be packed here; copy its folder.")
        return
    st.download_button(
        "Download as zip",
        dataset.zipped,
        file_name=f"{dataset.folder.name}.zip",
        mime="application/zip",
        key=f"zip-{dataset.folder.name}",
        on_click="ignore",
        icon=":material/download:",
    )


def _rows_table(rows: Mapping[str, Mapping[str, int]]) -> Node:
    splits = list(dict.fromkeys(split for counts in rows.values() for split in counts))
    body = ([config, *(f"{c[split]:,}" if split in c else "–" for split in splits)] for config, c in rows.items())
    return numbers_table(["Config", *splits], body)


def _agreement(agreement: Mapping[str, Any]) -> Node:
    rows = [
        [name, f"{facts['spans']:,}", *("–" if value is None else f"{value:.2f}" for value in _figures(facts))]
        for name, facts in [*agreement["labels"].items(), ("all", agreement["all"])]
    ]
    about = f"Agreement between annotators, over {counted(agreement['articles'], 'article')} that several submitted."
    return element(
        "section",
        element("p", about, style="app-quiet"),
        numbers_table(["Label", "Spans of both", "Exact F1", "Overlap F1"], rows),
    )


def _figures(facts: Mapping[str, Any]) -> tuple[float | None, float | None]:
    return facts["exact_f1"], facts["overlap_f1"]


def _show_rows(dataset: exported.Dataset) -> None:
    left, right = st.columns(2)
    config = left.selectbox("Config", list(dataset.rows), key=f"config-{dataset.folder.name}")
    split = right.selectbox("Split", list(dataset.rows[config]), key=f"split-{dataset.folder.name}-{config}")
    try:
        rows = _first_rows(dataset, config, split)
    except AnnotateError as error:
        st.caption(error.message)
        return
    st.dataframe(rows, hide_index=True, width="stretch", key=f"rows-{dataset.folder.name}")
    total = dataset.rows[config][split]
    st.caption(f"The first {len(rows)} of {counted(total, 'row')}." if total > len(rows) else counted(total, "row"))


def _first_rows(dataset: exported.Dataset, config: str, split: str) -> list[dict[str, Any]]:
    from annotate.dataset.peek import first_rows  # noqa: PLC0415 - slow to import

    return first_rows(dataset.folder, dataset.manifest, config, split, _ROWS)
