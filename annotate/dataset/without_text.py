"""Datasets without the articles' texts, which may not be passed on: offsets and hashes are kept, every text is null.

Whoever has the texts puts them back where the hashes match: ``rehydrate``.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from annotate.dataset.text import combined, list_array


def without_text(table: pa.Table) -> pa.Table:
    """Rows of ``articles`` or ``annotations`` with null in place of every piece of text."""
    place = table.schema.get_field_index("text")
    table = table.set_column(place, table.schema.field("text"), pa.nulls(len(table), pa.string()))
    spans = combined(table["spans"])
    blank = _struct_without(spans.flatten(), fragments=True)
    lists = list_array(pc.list_value_length(spans).to_numpy(), blank)
    place = table.schema.get_field_index("spans")
    return table.set_column(place, table.schema.field("spans"), lists.cast(table.schema.field("spans").type))


def _struct_without(structs: pa.Array, *, fragments: bool) -> pa.Array:
    children = {field.name: pc.struct_field(structs, field.name) for field in structs.type}
    children["text"] = pa.nulls(len(structs), pa.string())
    if fragments:
        nested = children["fragments"]
        counts = pc.list_value_length(nested).to_numpy()
        children["fragments"] = list_array(counts, _struct_without(nested.flatten(), fragments=False))
    return pa.StructArray.from_arrays(list(children.values()), list(children))
