"""The configs ``spans`` and ``relations``, from rows of the config ``articles``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from annotate.dataset.features import arrow_schema, relation_row_columns, span_row_columns
from annotate.dataset.text import Ints, TextIndex, combined
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet

CONTEXT = 200
"""Code points of context on each side of a span."""


@dataclass(frozen=True, slots=True)
class Children:
    """The nested structs of one list column, and the row that each belongs to."""

    structs: pa.Array
    rows: Ints

    def field(self, name: str) -> pa.Array:
        return pc.struct_field(self.structs, name)

    def parents(self, table: pa.Table, name: str) -> pa.Array:
        """The parent row's value of a column, for each struct."""
        return combined(table[name]).take(pa.array(self.rows))


def children(table: pa.Table, name: str) -> Children:
    """All structs of a list column."""
    lists = combined(table[name])
    return Children(lists.flatten(), np.asarray(pc.list_parent_indices(lists).to_numpy(), np.int64))


class FlatTables:
    """Makes the rows of ``spans`` and ``relations`` for one label set."""

    def __init__(self, label_set: LabelSet) -> None:
        self.spans_schema = arrow_schema(span_row_columns(label_set))
        self.relations_schema = arrow_schema(relation_row_columns(label_set))

    def spans(self, articles: pa.Table) -> pa.Table:
        """A row per span, with its context."""
        spans = children(articles, "spans")
        texts = TextIndex(combined(articles["text"]))
        start, end = spans.field("start").to_numpy(), spans.field("end").to_numpy()
        lengths = texts.lengths[spans.rows]
        columns: dict[str, Any] = {
            "article_id": spans.parents(articles, "article_id"),
            "annotator": spans.parents(articles, "annotator"),
            "span_id": spans.field("id"),
            "context_before": texts.slices(spans.rows, np.maximum(start - CONTEXT, 0), start),
            "context_after": texts.slices(spans.rows, end, np.minimum(end + CONTEXT, lengths)),
        }
        return _fill(columns, spans, self.spans_schema)

    def relations(self, articles: pa.Table) -> pa.Table:
        """A row per relation, with both spans."""
        spans, relations = children(articles, "spans"), children(articles, "relations")
        columns: dict[str, Any] = {
            "article_id": relations.parents(articles, "article_id"),
            "annotator": relations.parents(articles, "annotator"),
            "relation_id": relations.field("id"),
            **{end: spans.structs.take(ends_of(spans, relations, end)) for end in ("head", "tail")},
        }
        return _fill(columns, relations, self.relations_schema)


def ends_of(spans: Children, relations: Children, end: str) -> pa.Array:
    """The place among ``spans`` of each relation's ``head`` or ``tail``."""
    places = pc.index_in(_keys(relations, end), value_set=_keys(spans, "id"))
    if places.null_count:
        missing = relations.field(end).filter(pc.is_null(places))[0].as_py()
        raise AnnotateError(f"A relation names the span {missing!r}, which its annotation set does not have.")
    return places


def _keys(of: Children, name: str) -> pa.Array:
    return pc.binary_join_element_wise(pa.array(of.rows).cast(pa.string()), of.field(name), "/")


def _fill(columns: dict[str, Any], of: Children, schema: pa.Schema) -> pa.Table:
    arrays = [columns[name] if name in columns else of.field(name) for name in schema.names]
    return pa.table([combined(a).cast(f.type) for a, f in zip(arrays, schema, strict=True)], schema=schema)
