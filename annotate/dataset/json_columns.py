"""JSON columns to typed Arrow arrays, parsed by Arrow: no Python object per row."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import json as arrow_json

from annotate.dataset.columns import VALUE_DTYPES, AttributeColumn
from annotate.dataset.text import Ints, combined, list_array, offsets_of, spread
from annotate.errors import AnnotateError
from annotate.label_set import Attribute, Kind

FEW = 200
"""JSON objects for which it does not pay to call Arrow's parser."""


def parse_lists(column: pa.Array, item: pa.DataType) -> pa.Array:
    """JSON lists, one a row, as a list array."""
    if len(column) == 0:
        return pa.array([], pa.list_(item))
    wrapped = pc.binary_join_element_wise('{"list":', column, "}", "")
    return combined(_parse(wrapped, pa.schema([("list", pa.list_(item))]))["list"])


def fragment_bounds(spans: pa.Table) -> tuple[Ints, Ints, Ints]:
    """How many fragments each span has, and where they begin and end. Raises ArrowInvalid for what is no such list."""
    column = combined(spans["fragments"])
    start, end = combined(spans["start"]), combined(spans["end"])
    whole = pc.binary_join_element_wise("[[", start.cast(pa.string()), ",", end.cast(pa.string()), "]]", "")
    others = np.flatnonzero(pc.not_equal(column, whole).to_numpy(zero_copy_only=False))
    if not len(others):
        return np.ones(len(column), np.int64), start.to_numpy(), end.to_numpy()
    lists = parse_lists(column.take(pa.array(others)), pa.list_(pa.int64()))
    pairs = lists.flatten()
    bounds = pairs.flatten()
    sizes = pc.list_value_length(pairs)
    if len(lists) != len(others) or lists.null_count or pairs.null_count or bounds.null_count:
        raise pa.ArrowInvalid("The fragments of a span are no list of pairs.")
    if pc.any(pc.not_equal(sizes, 2)).as_py():
        raise pa.ArrowInvalid("A fragment is no pair of a start and an end.")
    counts = np.ones(len(column), np.int64)
    counts[others] = pc.list_value_length(lists).to_numpy()
    offsets = offsets_of(counts)
    parsed = spread(offsets[others], counts[others], offsets_of(counts[others]))
    starts, ends = np.repeat(start.to_numpy(), counts), np.repeat(end.to_numpy(), counts)
    starts[parsed], ends[parsed] = bounds.to_numpy().reshape(-1, 2).T
    return counts, starts, ends


def attribute_arrays(
    owners: pa.Array, column: pa.Array, columns: Sequence[AttributeColumn]
) -> tuple[list[pa.Array], pa.Array]:
    """The JSON objects of ``column`` as one typed array per attribute column, and which nulls were set explicitly.

    ``owners`` holds the label of each row. Choices become the places of their values (ClassLabel). What many rows say
    alike is parsed once.
    """
    labels, objects = owners.dictionary_encode(), column.dictionary_encode()
    count = max(len(objects.dictionary), 1)
    pairs = pa.array(labels.indices.to_numpy().astype(np.int64) * count + objects.indices.to_numpy())
    distinct = pairs.dictionary_encode()
    label, text = np.divmod(distinct.dictionary.to_numpy(), count)
    arrays, explicit = _distinct_arrays(
        labels.dictionary.take(pa.array(label)), objects.dictionary.take(pa.array(text)), columns
    )
    return [array.take(distinct.indices) for array in arrays], explicit.take(distinct.indices)


def _distinct_arrays(
    owners: pa.Array, column: pa.Array, columns: Sequence[AttributeColumn]
) -> tuple[list[pa.Array], pa.Array]:
    arrays: dict[str, pa.Array] = {}
    explicit = np.zeros((len(column), len(columns)), np.bool_)
    for owner in dict.fromkeys(c.owner for c in columns):
        rows = np.flatnonzero(pc.equal(owners, owner).to_numpy(zero_copy_only=False))
        own = [c for c in columns if c.owner == owner]
        objects = column.take(pa.array(rows))
        parsed = _parse_objects(objects, [c.attribute for c in own], owner)
        places = np.full(len(column), -1, np.int64)
        places[rows] = np.arange(len(rows))
        scatter = pa.array(places, mask=places < 0)
        for c in own:
            arrays[c.name] = _encode(parsed[c.attribute.name], c.attribute, owner).take(scatter)
            if c.attribute.nullable and not c.attribute.required:
                explicit[rows, columns.index(c)] = _set_to_null(objects, c.attribute.name)
    return [arrays[c.name] for c in columns], _names_where(explicit, [c.attribute.name for c in columns])


def _parse_objects(objects: pa.Array, attributes: Sequence[Attribute], owner: str) -> dict[str, pa.Array]:
    schema = pa.schema([(a.name, _raw_type(a)) for a in attributes])
    if len(objects) == 0:
        return {field.name: pa.array([], field.type) for field in schema}
    table = _parse_at_once(objects, schema) if len(objects) > FEW else None
    if table is None:
        table = _parse_each(objects, schema, owner)
    return {name: combined(table[name]) for name in schema.names}


def _parse(rows: pa.Array, schema: pa.Schema) -> pa.Table:
    lines = pc.binary_join_element_wise(rows, "", "\n")
    offsets = np.frombuffer(lines.buffers()[1], np.int32)[: len(lines) + 1]
    data = lines.buffers()[2].slice(int(offsets[0]), int(offsets[-1] - offsets[0]))
    return arrow_json.read_json(
        pa.BufferReader(data),
        read_options=arrow_json.ReadOptions(use_threads=False, block_size=data.size + 1),
        parse_options=arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
    )


def _parse_at_once(objects: pa.Array, schema: pa.Schema) -> pa.Table | None:
    try:
        return _parse(objects, schema)
    except pa.ArrowInvalid:
        return None  # perhaps for an integer written as 1.0, which JSON Schema admits


def _parse_each(objects: pa.Array, schema: pa.Schema, owner: str) -> pa.Table:
    rows = [json.loads(text) for text in objects.to_pylist()]
    unknown = {name for row in rows for name in row} - set(schema.names)
    if unknown:
        names = ", ".join(sorted(unknown))
        raise AnnotateError(f"The label set does not name these attributes of {owner!r}: {names}.")
    try:
        return pa.table(
            {
                field.name: pa.array([_plain(row.get(field.name), field.type) for row in rows], field.type)
                for field in schema
            }
        )
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise AnnotateError(f"An attribute of {owner!r} has a value of the wrong type: {error}") from error


def _plain(value: Any, kind: pa.DataType) -> Any:
    return int(value) if kind == pa.int64() and isinstance(value, float) and value.is_integer() else value


def _raw_type(attribute: Attribute) -> pa.DataType:
    if attribute.kind is Kind.CHOICE:
        return pa.string()
    return {"int64": pa.int64(), "bool": pa.bool_(), "string": pa.string(), "float64": pa.float64()}[
        VALUE_DTYPES[attribute.kind]
    ]


def _encode(values: pa.Array, attribute: Attribute, owner: str) -> pa.Array:
    if attribute.kind is not Kind.CHOICE:
        return values
    encoded = pc.index_in(values, value_set=pa.array([str(o.value) for o in attribute.options], pa.string()))
    if encoded.null_count != values.null_count:
        wrong = pc.unique(values.filter(pc.and_(pc.is_valid(values), pc.is_null(encoded)))).to_pylist()
        raise AnnotateError(
            f"The label set does not know the value {wrong[0]!r} of the attribute {attribute.name!r} of {owner!r}."
        )
    return encoded.cast(pa.int64())


def _set_to_null(objects: pa.Array, name: str) -> npt.NDArray[np.bool_]:
    if not pc.any(pc.match_substring(objects, "null")).as_py():
        return np.zeros(len(objects), np.bool_)
    # Inside a string every quotation mark is escaped, so this can match nothing but the member itself.
    matches = pc.match_substring_regex(objects, f'"{name}"\\s*:\\s*null')
    return np.asarray(matches.to_numpy(zero_copy_only=False), np.bool_)


def _names_where(flags: npt.NDArray[np.bool_], names: Sequence[str]) -> pa.Array:
    counts = flags.sum(axis=1).astype(np.int64)
    _, which = np.nonzero(flags)
    values = pa.array(names, pa.string()).take(pa.array(which.astype(np.int64)))
    return list_array(counts, values)
