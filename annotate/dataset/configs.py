"""Every config of a dataset: its columns, and what makes its rows from those of ``articles``."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from annotate.dataset.block import Block
from annotate.dataset.features import (
    ANNOTATIONS,
    ARTICLES,
    RELATIONS,
    SPANS,
    TOKENS,
    Column,
    annotation_columns,
    article_columns,
    relation_row_columns,
    span_row_columns,
    token_columns,
)
from annotate.dataset.flat import FlatTables
from annotate.dataset.tokens import TokenTables
from annotate.dataset.views import ViewTable, view_columns, views_of
from annotate.label_set import LabelSet

Maker = tuple[pa.Schema, Callable[[Block], pa.Table]]
"""A config's schema, and what makes its rows."""


def config_columns(label_set: LabelSet) -> dict[str, tuple[Column, ...]]:
    """The columns of every config, by its name, in the order in which people are told of them."""
    return {
        ARTICLES: article_columns(label_set),
        SPANS: span_row_columns(label_set),
        RELATIONS: relation_row_columns(label_set),
        TOKENS: token_columns(label_set),
        **{view.name: view_columns(view, label_set) for view in views_of(label_set)},
        ANNOTATIONS: annotation_columns(label_set),
    }


def makers(label_set: LabelSet) -> dict[str, Maker]:
    """The configs whose rows follow from those of ``articles``."""
    flat, tokens = FlatTables(label_set), TokenTables(label_set)
    views = {view.name: ViewTable(view, label_set) for view in views_of(label_set)}
    return {
        SPANS: (flat.spans_schema, flat.spans),
        RELATIONS: (flat.relations_schema, flat.relations),
        TOKENS: (tokens.schema, tokens.tokens),
        **{name: (table.schema, table.rows) for name, table in views.items()},
    }
