"""Wire records from the store's bulk form, for checks that need whole records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from annotate.bulk import ARTICLES, Bulk
from annotate.model import Record

_FACTS = tuple(name for name in ARTICLES.names if name not in ("id", "metadata"))


def wire_records(bulk: Bulk, chosen: npt.NDArray[np.bool_]) -> Iterator[Record]:
    """The records of the chosen rows of ``bulk.sets``, one at a time."""
    sets = bulk.sets.filter(pa.array(chosen)).to_pylist()
    numbers = pa.array([row["set"] for row in sets], pa.int64())
    spans, relations = _by_set(bulk.spans, numbers), _by_set(bulk.relations, numbers)
    wanted = {row["article_id"] for row in sets}
    articles = {row["id"]: row for row in bulk.articles.to_pylist() if row["id"] in wanted}
    for row in sets:
        article = articles[row["article_id"]]
        record: Record = {
            "article": _article(article),
            "label_set": {"name": row["label_set_name"], "version": row["label_set_version"]},
            "annotator": row["annotator"],
            "status": row["status"],
            "spans": [_span(span, article["text"]) for span in spans.get(row["set"], ())],
            "relations": [_relation(relation) for relation in relations.get(row["set"], ())],
        }
        if notes := json.loads(row["notes"]):
            record["notes"] = notes
        yield record


def _by_set(table: pa.Table, numbers: pa.Array) -> dict[int, list[dict[str, Any]]]:
    grouped: dict[int, list[dict[str, Any]]] = {}
    for row in table.filter(pc.is_in(table["set"], value_set=numbers)).to_pylist():
        grouped.setdefault(row["set"], []).append(row)
    return grouped


def _article(row: dict[str, Any]) -> Record:
    record = {"id": row["id"], **{name: row[name] for name in _FACTS if row[name] is not None}}
    if row["metadata"] is not None:
        record["metadata"] = json.loads(row["metadata"])
    return record


def _span(row: dict[str, Any], text: str) -> Record:
    record = {
        "id": row["id"],
        "label": row["label"],
        "fragments": [{"start": a, "end": b, "text": text[a:b]} for a, b in _bounds(row)],
        "attributes": _attributes(row["attributes"]),
    }
    record |= {name: row[name] for name in ("origin", "score", "note") if row[name] is not None}
    if row["unsure"]:
        record["unsure"] = True
    return record


def _relation(row: dict[str, Any]) -> Record:
    record = {name: row[name] for name in ("id", "label", "head", "tail")}
    if attributes := _attributes(row["attributes"]):
        record["attributes"] = attributes
    return record


def _bounds(row: dict[str, Any]) -> list[list[int]]:
    # Nearly all spans have one fragment, and no parser is as quick as not parsing.
    start, end = row["start"], row["end"]
    if row["fragments"] == f"[[{start},{end}]]":
        return [[start, end]]
    bounds: list[list[int]] = json.loads(row["fragments"])
    return bounds


@lru_cache(maxsize=10_000)
def _attributes(text: str) -> Record:
    """Few attributes differ, so their objects are shared: nobody may change them."""
    attributes: Record = json.loads(text)
    return attributes
