"""The leak report: what was kept together, how evenly the splits share the labels, and the proof."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from annotate.app import exported
from annotate.app.markup import Node, element, render
from annotate.app.views.tables import numbers_table
from annotate.app.words import counted
from annotate.model import Record

_SHOWN = 100


def show_splits(dataset: exported.Dataset) -> None:
    """Of one dataset."""
    record = dataset.manifest["splits"]
    leaks, together, number = _looked_through(str(dataset.folder), dataset.modified)
    render(
        _verdict(leaks, record),
        element("h3", "Shares"),
        _shares(dataset.manifest),
        *_together(together, number),
        *_moved(record["moved"]),
        key=f"splits-{dataset.folder.name}",
    )


@st.cache_data(max_entries=20, show_spinner="Looking for leaks …")
def _looked_through(folder: str, modified: float) -> tuple[list[str], list[Record], int]:
    """The leaks, the first of the shared units, and how many there are."""
    from annotate.dataset.check_splits import split_problems  # noqa: PLC0415 - slow to import
    from annotate.dataset.manifest import read_manifest  # noqa: PLC0415

    del modified  # only tells one export from the next
    manifest = read_manifest(Path(folder))
    if manifest is None:
        return ["The manifest is gone."], [], 0
    shared = manifest["splits"]["shared_units"]
    try:
        leaks = [problem.message for problem in split_problems(Path(folder), manifest)]
    except (OSError, ValueError) as error:  # pyarrow's errors are such
        leaks = [f"The articles cannot be read: {error}"]
    return leaks, shared[:_SHOWN], len(shared)


def _verdict(leaks: list[str], record: Mapping[str, Any]) -> Node:
    if leaks:
        return element("ul", *(element("li", leak) for leak in leaks[:_SHOWN]), style="app-rules app-problems")
    units = counted(record["units"], "group or single article", "groups and single articles")
    return element("p", f"No leak: each of the {units} is in one split. The articles were just looked through.")


def _shares(manifest: Mapping[str, Any]) -> Node:
    shares = manifest["splits"].get("stratification")
    if shares is None:
        return element("p", "An earlier version of annotate made this dataset and did not count them.")
    titles = {label["name"]: label["title"] for label in manifest["label_set"]["labels"]}
    splits = list(shares["articles"])
    rows = [("Articles", shares["articles"]), *((titles.get(n, n), of) for n, of in shares["spans"].items())]
    return numbers_table(["Share of", *splits], ([name, *(f"{of[s]:.1%}" for s in splits)] for name, of in rows))


def _together(units: list[Record], number: int) -> list[Node]:
    """The first of a number of units."""
    if not units:
        return [element("p", "No articles had to be kept together.", style="app-quiet")]
    rows = [
        element(
            "tr",
            element("th", unit["unit"], scope="row"),
            element("td", unit["split"]),
            element("td", ", ".join(unit["articles"][:_SHOWN])),
        )
        for unit in units
    ]
    header = element("tr", *(element("th", title, scope="col") for title in ("Group", "Split", "Articles")))
    more = f"… and {number - len(units):,} more, which the manifest lists."
    return [
        element("h3", "Kept together"),
        element("table", element("thead", header), element("tbody", *rows)),
        *([element("p", more, style="app-quiet")] if number > len(units) else []),
    ]


def _moved(moved: list[Mapping[str, Any]]) -> list[Node]:
    lines = [
        f"{move['article_id']} moved from {move['from']} to {move['to']}, because it joined another group."
        for move in moved[:_SHOWN]
    ]
    return [element("p", line, style="app-quiet") for line in lines]
