"""Label sets of which a part has the wrong shape: what is well can be looked at nevertheless.

In what is here looked at, None stands for whatever is broken or missing, of which nothing can be said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Data = Mapping[str, Any]
Path = tuple[str | int, ...]

_DEPTH = 5  # a rule's condition, which is broken as a whole
_DEPTH_OF_VIEWS = 4  # a column, which is broken as a whole


def without(data: Any, broken: Iterable[Path]) -> Any:
    """The data, changed in place: None for everything that is broken."""
    for path in broken:
        _take_away(data, path[: _DEPTH_OF_VIEWS if path[:1] == ("views",) else _DEPTH])
    return data


def _take_away(data: Any, path: Path) -> None:
    *above, last = path
    try:
        for part in above:
            data = data[part]
        data[last] = None
    except (KeyError, IndexError, TypeError):
        pass  # it lies in something that is gone already


def items(data: Data, name: str) -> list[tuple[int, Data]]:
    """The objects of a list that are not broken, each with its number."""
    return [(number, item) for number, item in enumerate(data.get(name) or ()) if item is not None]


def by_name(data: Data, name: str) -> dict[str, Data]:
    """The objects of a list by their names."""
    return {item["name"]: item for _, item in items(data, name) if item.get("name") is not None}


def all_named(data: Data, name: str) -> bool:
    """Whether it is known of every object of a list how it is named, so that one can be missed."""
    objects = data.get(name, ())
    return objects is not None and all(item is not None and item.get("name") is not None for item in objects)


def title_of(item: Data) -> str:
    """What people know an object by."""
    return item.get("title") or item.get("name") or "?"
