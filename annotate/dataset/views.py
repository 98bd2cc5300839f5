"""The task views that a label set declares: one config each, with rows made from spans and their relations.

A view has a row for every span of its label. Where columns follow relations, it has one for every combination of the
spans that these lead to; a span from which no such relation leaves keeps one row, with nulls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from datasets import ClassLabel, Value

from annotate.dataset.block import Block, Children
from annotate.dataset.columns import span_columns
from annotate.dataset.features import Column, arrow_schema, attribute_feature, key_columns
from annotate.dataset.flat import CONTEXT
from annotate.dataset.text import Ints, TextIndex, list_array, offsets_of, spread
from annotate.label_set import LabelSet

_FIELD_TYPES = {"start": "int64", "end": "int64"}


@dataclass(frozen=True, slots=True)
class ViewColumn:
    """``relation`` is None for the row's own span. One of ``field`` and ``attribute`` is given."""

    name: str
    description: str
    relation: str | None
    field: str | None
    attribute: str | None


@dataclass(frozen=True, slots=True)
class View:
    """A table for one task."""

    name: str
    title: str
    description: str
    label: str
    columns: tuple[ViewColumn, ...]
    task_categories: tuple[str, ...]

    @property
    def relations(self) -> tuple[str, ...]:
        """The relations that columns follow, in order."""
        return tuple(dict.fromkeys(column.relation for column in self.columns if column.relation is not None))


def views_of(label_set: LabelSet) -> tuple[View, ...]:
    """The views that a valid label set declares."""
    return tuple(
        View(
            name=view["name"],
            title=view["title"],
            description=view["description"],
            label=view["label"],
            columns=tuple(
                ViewColumn(c["name"], c["description"], c.get("relation"), c.get("field"), c.get("attribute"))
                for c in view["columns"]
            ),
            task_categories=tuple(view.get("task_categories", ())),
        )
        for view in label_set.data.get("views", ())
    )


def view_columns(view: View, label_set: LabelSet) -> tuple[Column, ...]:
    """The columns of a view's config."""
    own = (Column(c.name, _feature(c, view, label_set), c.description) for c in view.columns)
    return (*key_columns(), Column("span_id", Value("string"), "Id of the row's span."), *own)


def _feature(column: ViewColumn, view: View, label_set: LabelSet) -> Any:
    if column.attribute is not None:
        owners = _owners(column, view, label_set)
        found = (c for c in span_columns(label_set) if c.owner in owners and c.attribute.name == column.attribute)
        return attribute_feature(next(found).attribute)
    if column.field == "label":
        return ClassLabel(names=[label.name for label in label_set.labels])
    return Value(_FIELD_TYPES.get(str(column.field), "string"))


def _owners(column: ViewColumn, view: View, label_set: LabelSet) -> Sequence[str]:
    return label_set.relation_by_name[column.relation].tail if column.relation else (view.label,)


class ViewTable:
    """Makes the rows of one view."""

    def __init__(self, view: View, label_set: LabelSet) -> None:
        self.schema = arrow_schema(view_columns(view, label_set))
        self._view = view
        self._label = [label.name for label in label_set.labels].index(view.label)
        names = [relation.name for relation in label_set.relations]
        self._relations = {name: names.index(name) for name in view.relations}
        self._attributes = {
            column.name: [
                c.name
                for c in span_columns(label_set)
                if c.attribute.name == column.attribute and c.owner in _owners(column, view, label_set)
            ]
            for column in view.columns
            if column.attribute is not None
        }

    def rows(self, block: Block) -> pa.Table:
        """The view's rows."""
        joined = {key: _Column.of(block.spans, places) for key, places in self._join(block).items()}
        own = joined[None].spans
        columns: dict[str, Any] = {
            "article_id": block.of_parents(own, "article_id"),
            "annotator": block.of_parents(own, "annotator"),
            "span_id": own.field("id"),
        }
        for column in self._view.columns:
            side = joined[column.relation]
            columns[column.name] = side.spread(self._values(column, side.spans, block.texts))
        return pa.table([columns[f.name].cast(f.type) for f in self.schema], schema=self.schema)

    def _join(self, block: Block) -> dict[str | None, Ints]:
        """For each row, the place of its own span (None) and of each relation's tail, -1 where there is none."""
        kinds = block.relations.field("label").to_numpy()
        own = np.flatnonzero(block.spans.field("label").to_numpy() == self._label)
        joined: dict[str | None, Ints] = {None: own}
        for name, kind in self._relations.items():
            heads, tails = block.heads[kinds == kind], block.tails[kinds == kind]
            order = np.lexsort((tails, heads))
            first = np.searchsorted(heads[order], joined[None], side="left")
            count = np.searchsorted(heads[order], joined[None], side="right") - first
            repeats = np.maximum(count, 1)
            places = spread(first, repeats, offsets_of(repeats))
            # A row without a relation points to where one would stand, which may be behind the last.
            found = np.append(tails[order], -1)[places]
            joined = {key: np.repeat(values, repeats) for key, values in joined.items()}
            joined[name] = np.where(np.repeat(count, repeats) > 0, found, -1)
        return joined

    def _values(self, column: ViewColumn, spans: Children, texts: TextIndex) -> pa.Array:
        if column.attribute is not None:
            return pc.coalesce(*(spans.field(name) for name in self._attributes[column.name]))
        if column.field == "labelled_text":
            return _labelled_text(spans)
        if column.field == "context":
            start, end = spans.field("start").to_numpy(), spans.field("end").to_numpy()
            until = np.minimum(end + CONTEXT, texts.lengths[spans.rows])
            return texts.slices(spans.rows, np.maximum(start - CONTEXT, 0), until)
        return spans.field(str(column.field))


@dataclass(frozen=True, slots=True)
class _Column:
    """The spans that columns tell of, and where their values go among the rows; the other rows are null."""

    spans: Children
    found: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, spans: Children, places: Ints) -> _Column:
        found = places >= 0
        return cls(spans.at(places[found]), found)

    def spread(self, values: pa.Array) -> pa.Array:
        if self.found.all():
            return values
        return values.take(pa.array(np.cumsum(self.found) - 1, mask=~self.found))


def _labelled_text(spans: Children) -> pa.Array:
    fragments = spans.field("fragments")
    counts = pc.list_value_length(fragments).to_numpy().astype(np.int64)
    return pc.binary_join(list_array(counts, pc.struct_field(fragments.flatten(), "text")), " ")
