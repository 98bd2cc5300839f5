"""Tables of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotate.app.markup import Node, element


def numbers_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Node:
    """A table whose first column names what the others count."""
    return element(
        "table",
        element("thead", element("tr", *(element("th", title, scope="col") for title in header))),
        element(
            "tbody",
            *(
                element("tr", element("th", name, scope="row"), *(element("td", number) for number in numbers))
                for name, *numbers in rows
            ),
        ),
        style="app-counts",
    )
