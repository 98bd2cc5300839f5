"""What changed from one dataset to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from annotate.app import exported
from annotate.app.markup import Node, element, plain, render
from annotate.app.views.tables import numbers_table
from annotate.errors import AnnotateError

_SHOWN = 200
_BUMPS = {
    "none": "Nothing differs.",
    "patch": "Annotations are the same: a patch version.",
    "minor": "Annotations were added or changed: a minor version.",
    "major": "Results on the two cannot be compared: a major version.",
}


@dataclass(frozen=True, slots=True)
class Changes:
    """As much of a difference as is shown."""

    counts: dict[str, int]
    bump: str
    label_sets: tuple[str, str]
    rows: list[tuple[str, str, str, str, str]]
    total: int


def show(dataset: exported.Dataset, others: list[exported.Dataset]) -> None:
    """The releases that led to the dataset, its own changelog, and its difference from another dataset."""
    if releases := dataset.releases:
        render(_releases_table(releases), key=f"releases-{dataset.folder.name}")
    if dataset.changelog:
        st.code(dataset.changelog, language=None, wrap_lines=True)
    elif not others:
        st.caption("This export has no changelog, and there is no other dataset to compare it with.")
    if not others:
        return
    before = st.selectbox(
        "Compare with",
        others,
        index=None,
        format_func=lambda other: f"{other.folder.name}{f' {other.version}' if other.version else ''}",
        placeholder="Choose an earlier dataset",
        key=f"compare-{dataset.folder.name}",
    )
    if before is None:
        return
    try:
        found = _changes(str(before.folder), str(dataset.folder), before.modified, dataset.modified)
    except AnnotateError as error:
        st.warning(plain(error.message))
        return
    render(*_in_words(found), key=f"changes-{dataset.folder.name}")


_KINDS = {"Added": " added", "Removed": " removed", "Moved": " moved", "Relabelled": " relabelled", "Other": ""}
"""Columns of the table of releases, by how the kinds of change end that they count. Each kind is in one column."""


def _releases_table(releases: Sequence[Mapping[str, Any]]) -> Node:
    header = ["Release", "Date", "Store’s revision", "Articles", *_KINDS]
    body = (
        [
            release["version"],
            release["date"],
            "–" if release["store_revision"] is None else f"{release['store_revision']:,}",
            f"{release['articles']:,}",
            *(f"{count:,}" if count else "–" for count in _by_column(release["changes"])),
        ]
        for release in releases
    )
    return element("div", numbers_table(header, body), style="app-scroll")


def _by_column(changes: Mapping[str, int]) -> list[int]:
    counts = dict.fromkeys(_KINDS, 0)
    for kind, count in changes.items():
        counts[next(column for column, ending in _KINDS.items() if kind.endswith(ending))] += count
    return list(counts.values())


@st.cache_data(max_entries=20, show_spinner="Comparing …")
def _changes(before: str, after: str, *modified: float) -> Changes:
    from annotate.dataset.diff import diff  # noqa: PLC0415 - slow to import

    del modified  # only tells one export from the next
    found = diff(Path(before), Path(after))
    old, new = (" ".join(ref) for ref in found.label_sets)
    rows = [
        (change.kind, change.article_id, change.item or "", change.before or "", change.after or "")
        for change in found.changes[:_SHOWN]
    ]
    return Changes(found.counts, str(found.bump), (old, new), rows, len(found.changes))


def _in_words(found: Changes) -> list[Node]:
    old, new = found.label_sets
    nodes = [element("p", _BUMPS[found.bump])]
    if old != new:
        nodes.append(element("p", f"Label set: {old} → {new}"))
    if not found.counts:
        return nodes
    nodes.append(numbers_table(["Change", "Count"], ([kind, f"{n:,}"] for kind, n in found.counts.items())))
    header = element("tr", *(element("th", name, scope="col") for name in ("Change", "Article", "What", "Was", "Is")))
    body = (element("tr", *(element("td", cell) for cell in row)) for row in found.rows)
    nodes.append(
        element(
            "div", element("table", element("thead", header), element("tbody", *body)), style="app-scroll app-changes"
        )
    )
    if found.total > len(found.rows):
        more = f"… and {found.total - len(found.rows):,} more: annotate diff --all lists them."
        nodes.append(element("p", more, style="app-quiet"))
    return nodes
