"""The configs ``spans`` and ``relations``, from rows of the config ``articles``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from annotate.dataset.block import Block, Children
from annotate.dataset.features import arrow_schema, relation_row_columns, span_row_columns
from annotate.dataset.text import combined
from annotate.label_set import LabelSet

CONTEXT = 200
"""Code points of context on each side of a span."""


class FlatTables:
    """Makes the rows of ``spans`` and ``relations`` for one label set."""

    def __init__(self, label_set: LabelSet) -> None:
        self.spans_schema = arrow_schema(span_row_columns(label_set))
        self.relations_schema = arrow_schema(relation_row_columns(label_set))

    def spans(self, block: Block) -> pa.Table:
        """A row per span, with its context."""
        spans, texts = block.spans, block.texts
        start, end = spans.field("start").to_numpy(), spans.field("end").to_numpy()
        lengths = texts.lengths[spans.rows]
        columns: dict[str, Any] = {
            "article_id": block.of_parents(spans, "article_id"),
            "annotator": block.of_parents(spans, "annotator"),
            "span_id": spans.field("id"),
            "context_before": texts.slices(spans.rows, np.maximum(start - CONTEXT, 0), start),
            "context_after": texts.slices(spans.rows, end, np.minimum(end + CONTEXT, lengths)),
        }
        return _fill(columns, spans, self.spans_schema)

    def relations(self, block: Block) -> pa.Table:
        """A row per relation, with both spans."""
        spans, relations = block.spans, block.relations
        columns: dict[str, Any] = {
            "article_id": block.of_parents(relations, "article_id"),
            "annotator": block.of_parents(relations, "annotator"),
            "relation_id": relations.field("id"),
            "head": spans.structs.take(pa.array(block.heads)),
            "tail": spans.structs.take(pa.array(block.tails)),
        }
        return _fill(columns, relations, self.relations_schema)


def _fill(columns: dict[str, Any], of: Children, schema: pa.Schema) -> pa.Table:
    arrays = [columns[name] if name in columns else of.field(name) for name in schema.names]
    return pa.table([combined(a).cast(f.type) for a, f in zip(arrays, schema, strict=True)], schema=schema)
