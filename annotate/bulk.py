"""Many articles at once, as Arrow tables: what the store hands to the dataset without a Python object per span.

Rows of ``articles`` are ordered by id; of ``sets`` by article and annotator; of ``spans`` by set, start, end, id; of
``relations`` by set and id. ``set`` numbers the annotation sets and joins the tables. Columns named in ``JSON_COLUMNS``
hold compact JSON on one line.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

ARTICLES = pa.schema(
    [
        pa.field(name, pa.string(), nullable=nullable)
        for name, nullable in (
            ("id", False),
            ("title", False),
            ("text", False),
            ("text_sha256", False),
            ("language", False),
            ("publisher", True),
            ("author", True),
            ("url", True),
            ("published_at", True),
            ("license", True),
            ("group", True),
            ("metadata", True),
        )
    ]
)

SETS = pa.schema(
    [
        pa.field("set", pa.int64(), nullable=False),
        pa.field("article_id", pa.string(), nullable=False),
        pa.field("annotator", pa.string(), nullable=False),
        pa.field("label_set_name", pa.string(), nullable=False),
        pa.field("label_set_version", pa.string(), nullable=False),
        pa.field("status", pa.string(), nullable=False),
        pa.field("revision", pa.int64(), nullable=False),
        pa.field("notes", pa.string(), nullable=False),  # JSON list of strings
        pa.field("skipped", pa.int64(), nullable=False),  # 0 or 1
    ]
)

SPANS = pa.schema(
    [
        pa.field("set", pa.int64(), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        pa.field("label", pa.string(), nullable=False),
        pa.field("start", pa.int64(), nullable=False),  # of the first fragment
        pa.field("end", pa.int64(), nullable=False),  # of the last fragment
        pa.field("fragments", pa.string(), nullable=False),  # JSON: [[start, end], …]
        pa.field("attributes", pa.string(), nullable=False),  # JSON object
        pa.field("origin", pa.string()),
        pa.field("score", pa.float64()),
        pa.field("note", pa.string()),
        pa.field("unsure", pa.bool_(), nullable=False),
    ]
)

RELATIONS = pa.schema(
    [
        pa.field("set", pa.int64(), nullable=False),
        pa.field("id", pa.string(), nullable=False),
        pa.field("label", pa.string(), nullable=False),
        pa.field("head", pa.string(), nullable=False),
        pa.field("tail", pa.string(), nullable=False),
        pa.field("attributes", pa.string(), nullable=False),  # JSON object
    ]
)

JSON_COLUMNS = frozenset({"metadata", "notes", "fragments", "attributes"})


@dataclass(frozen=True, slots=True)
class Bulk:
    """A whole number of articles with all their annotation sets. Every text has been found to have its SHA-256.

    ``signatures`` are what the store keeps of each article's text, where they were asked for: binary, without nulls,
    and empty for an article that has none.
    """

    articles: pa.Table
    sets: pa.Table
    spans: pa.Table
    relations: pa.Table
    signatures: pa.ChunkedArray | None = None
