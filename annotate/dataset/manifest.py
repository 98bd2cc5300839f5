"""The manifest: what a release holds, how it was made, and the hashes that prove it."""

from __future__ import annotations

import hashlib
import json
import platform
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from importlib.metadata import version
from operator import eq
from pathlib import Path
from typing import Any

from annotate import __version__
from annotate.dataset.canonical import joined_hash
from annotate.dataset.left_out import LeftOutList
from annotate.dataset.selection import LeftOut
from annotate.dataset.splits import Assignment, SharedUnit, listing_hash
from annotate.dataset.writer import WrittenSplit

MANIFEST = "manifest.json"
SCHEMA = "annotated-article.schema.json"
CARD = "README.md"
CHANGELOG = "CHANGELOG.md"
PEOPLES = frozenset({CARD, CHANGELOG, MANIFEST})
"""Files without a hash in the manifest: people may edit them, or (the manifest) it cannot be in itself."""
FORMAT = "annotate-dataset"
FORMAT_VERSION = 1


class LongList(Collection[Any]):
    """As many items as a store may have, each made when it is asked for. To be gone through, not indexed."""

    def __init__(self, length: int, items: Callable[[], Iterator[Any]]) -> None:
        self._length, self._items = length, items

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Any]:
        return self._items()

    def __contains__(self, item: object) -> bool:
        return any(item == own for own in self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LongList | list):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]


class _Written(list[Any]):
    """A long list while it is written: JSON's encoder takes lists alone, and only goes through them."""

    def __init__(self, items: LongList) -> None:
        super().__init__()
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items)


def dump(value: Any) -> str:
    """JSON as every file of a release is written: indented, in the order given, ending with a line feed.

    Keys are not sorted: the order of a label set's attributes is that of the columns.
    """
    return "".join(_pieces(value))


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Writes it piece by piece: what it lists may be as long as the store."""
    with (folder / MANIFEST).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_pieces(manifest))


def _pieces(value: Any) -> Iterator[str]:
    yield from json.JSONEncoder(ensure_ascii=False, indent=1, allow_nan=False, default=_writable).iterencode(value)
    yield "\n"


def _writable(value: Any) -> Any:
    if isinstance(value, LongList):
        return _Written(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON.")


def read_manifest(folder: Path, *, whole: bool = True) -> dict[str, Any] | None:
    """The manifest of a dataset folder, None where the folder has none of ours.

    One that is not read ``whole`` lists neither what was left out nor the shared units: they may be as many as the
    store's articles, and are not held at any moment.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes(), object_hook=None if whole else _blank)
    except (OSError, ValueError):
        return None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        return None
    if not whole:
        for owner, name in _LONG:
            if isinstance(manifest.get(owner), dict) and isinstance(manifest[owner].get(name), list):
                manifest[owner][name] = []
    return manifest


_LONG = (("left_out", "items"), ("splits", "shared_units"))
_ITEMS = ({"article_id", "annotator", "status", "reason"}, {"unit", "split", "articles"})
"""The keys of what these lists hold."""
_BLANK: dict[str, Any] = {}


def _blank(value: dict[str, Any]) -> dict[str, Any]:
    return _BLANK if value.keys() in _ITEMS else value


def versions() -> dict[str, str]:
    """Of everything that can change the bytes of an export."""
    packages = ("datasets", "huggingface_hub", "numpy", "pyarrow", "rensa")
    return {
        "annotate": __version__,
        "python": ".".join(platform.python_version_tuple()[:2]),
        "unicode": unicodedata.unidata_version,
        **{name: version(name) for name in packages},
    }


def configs_record(written: Iterable[WrittenSplit]) -> dict[str, Any]:
    """Rows, hashes and files of each config and split."""
    configs: dict[str, Any] = {}
    for split in written:
        config = configs.setdefault(split.config, {"splits": {}})
        config["splits"][split.split] = {
            "rows": split.rows,
            "bytes": split.bytes,
            "content_hash": split.content_hash,
            "files": [file.path for file in split.files],
        }
    for config in configs.values():
        config["content_hash"] = joined_hash({name: s["content_hash"] for name, s in config["splits"].items()})
    return configs


def parquet_files(written: Iterable[WrittenSplit]) -> dict[str, Any]:
    """Hash, size and rows of every Parquet file."""
    return {
        file.path: {"sha256": file.sha256, "bytes": file.bytes, "rows": file.rows}
        for split in written
        for file in split.files
    }


def described_files(others: Mapping[str, bytes]) -> dict[str, Any]:
    """Hash and size of the other files, but of those that people may edit."""
    return {
        path: {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)} for path, content in others.items()
    }


def splits_record(assignment: Assignment, stratification: Mapping[str, Any]) -> dict[str, Any]:
    """How the articles were split: the proof that no unit is in two splits, and how evenly they share the labels."""
    return {
        "articles": assignment.articles,
        "stratification": stratification,
        "units": assignment.units,
        "assignment_sha256": listing_hash(assignment.ids, assignment.codes),
        "shared_units": LongList(len(assignment.shared), lambda: map(SharedUnit.to_record, assignment.shared_units())),
        "pinned": list(assignment.pinned),
        "moved": [
            {"article_id": moved.article_id, "from": moved.before, "to": moved.after} for moved in assignment.moved
        ],
    }


def left_out_record(left_out: LeftOutList) -> dict[str, Any]:
    """What is not among the reference rows, and why."""
    items = LongList(len(left_out), lambda: map(LeftOut.to_record, left_out))
    return {"count": len(left_out), "reasons": dict(left_out.reasons), "items": items}
