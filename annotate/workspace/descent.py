"""Whether a dataset folder came from a store: folders name no store, so that a store made from one gives it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from annotate.dataset.features import ANNOTATIONS
from annotate.store import Store

_SET = ("article_id", "annotator")
_SEPARATOR = "\n"


def may_come_from(store: Store, folder: Path, manifest: Mapping[str, Any]) -> bool:
    """Whether the store holds every annotation set of the folder and is no earlier state than the folder was made of.

    Stores forget no set. False where the folder cannot be read.
    """
    revision = manifest.get("store_revision")
    if revision is not None and revision > store.revision():
        return False
    held = pa.array([_SEPARATOR.join((row.article_id, row.annotator)) for row in store.sets()], pa.string())
    try:
        return all(pc.all(pc.is_in(sets, value_set=held)).as_py() is not False for sets in _sets(folder, manifest))
    except (OSError, pa.ArrowException):
        return False


def _sets(folder: Path, manifest: Mapping[str, Any]) -> Iterator[pa.ChunkedArray]:
    for split in manifest["configs"][ANNOTATIONS]["splits"].values():
        for file in split["files"]:
            rows = pq.read_table(folder / file, columns=list(_SET))
            yield pc.binary_join_element_wise(*(rows[name].cast(pa.string()) for name in _SET), _SEPARATOR)
