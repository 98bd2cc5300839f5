"""Some rows of the config ``articles``, with what several other configs are made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from annotate.dataset.text import Ints, TextIndex, combined
from annotate.errors import AnnotateError


@dataclass(frozen=True, slots=True)
class Children:
    """Nested structs, and the row of the block that each belongs to. With ``places``, only those at these places."""

    structs: pa.Array
    rows: Ints
    places: pa.Array | None = None

    def field(self, name: str) -> pa.Array:
        values = pc.struct_field(self.structs, name)
        return values if self.places is None else values.take(self.places)

    def at(self, places: Ints) -> Children:
        """Those at these places among all. Only the fields that are asked for are copied."""
        return Children(self.structs, self.rows[places], pa.array(places))


class Block:
    """Rows of ``articles``; everything else is worked out when it is first asked for."""

    def __init__(self, articles: pa.Table) -> None:
        self._articles = articles

    def __len__(self) -> int:
        return len(self._articles)

    def column(self, name: str) -> pa.Array:
        return combined(self._articles[name])

    def of_parents(self, children: Children, name: str) -> pa.Array:
        """The row's value of a column, for each of its children."""
        return self.column(name).take(pa.array(children.rows))

    @cached_property
    def texts(self) -> TextIndex:
        return TextIndex(self.column("text"))

    @cached_property
    def spans(self) -> Children:
        return self._children("spans")

    @cached_property
    def relations(self) -> Children:
        return self._children("relations")

    @cached_property
    def heads(self) -> Ints:
        """The place among ``spans`` of each relation's head."""
        return self._ends("head")

    @cached_property
    def tails(self) -> Ints:
        """The place among ``spans`` of each relation's tail."""
        return self._ends("tail")

    def _children(self, name: str) -> Children:
        lists = self.column(name)
        return Children(lists.flatten(), np.asarray(pc.list_parent_indices(lists).to_numpy(), np.int64))

    @cached_property
    def _span_keys(self) -> pa.Array:
        return _keys(self.spans, "id")

    def _ends(self, end: str) -> Ints:
        places = pc.index_in(_keys(self.relations, end), value_set=self._span_keys)
        if places.null_count:
            missing = self.relations.field(end).filter(pc.is_null(places))[0].as_py()
            raise AnnotateError(f"A relation names the span {missing!r}, which its annotation set does not have.")
        return np.asarray(places.to_numpy(), np.int64)


def _keys(of: Children, name: str) -> pa.Array:
    return pc.binary_join_element_wise(pa.array(of.rows).cast(pa.string()), of.field(name), "/")
