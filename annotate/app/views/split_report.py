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

_SHOWN = 100


def show_splits(dataset: exported.Dataset) -> None:
    """Of one dataset."""
    record = dataset.manifest["splits"]
    leaks = _leaks(str(dataset.folder), dataset.modified)
    render(
        _verdict(leaks, record),
        element("h3", "Shares"),
        _shares(dataset.manifest),
        *_together(record["shared_units"]),
        *_moved(record["moved"]),
        key=f"splits-{dataset.folder.name}",
    )


@st.cache_data(max_entries=20, show_spinner="Looking for leaks …")
def _leaks(folder: str, modified: float) -> list[str]:
    from annotate.dataset.check_splits import split_problems  # noqa: PLC0415 - slow to import
    from annotate.dataset.manifest import read_manifest  # noqa: PLC0415

    del modified  # only tells one export from the next
    manifest = read_manifest(Path(folder))
    if manifest is None:
        return ["The manifest is gone."]
    try:
        return [problem.message for problem in split_problems(Path(folder), manifest)]
    except (OSError, ValueError) as error:  # pyarrow's errors are such
        return [f"The articles cannot be read: {error}"]


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


def _together(units: list[Mapping[str, Any]]) -> list[Node]:
    if not units:
        return [element("p", "No articles had to be kept together.", style="app-quiet")]
    rows = [
        element(
            "tr",
            element("th", unit["unit"], scope="row"),
            element("td", unit["split"]),
            element("td", ", ".join(unit["articles"][:_SHOWN])),
        )
        for unit in units[:_SHOWN]
    ]
    header = element("tr", *(element("th", title, scope="col") for title in ("Group", "Split", "Articles")))
    more = f"… and {len(units) - _SHOWN:,} more, which the manifest lists."
    return [
        element("h3", "Kept together"),
        element("table", element("thead", header), element("tbody", *rows)),
        *([element("p", more, style="app-quiet")] if len(units) > _SHOWN else []),
    ]


def _moved(moved: list[Mapping[str, Any]]) -> list[Node]:
    lines = [
        f"{move['article_id']} moved from {move['from']} to {move['to']}, because it joined another group."
        for move in moved[:_SHOWN]
    ]
    return [element("p", line, style="app-quiet") for line in lines]
