"""From the store's flat tables to one row per annotation set, spans and relations nested."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from annotate.bulk import ARTICLES, Bulk
from annotate.dataset.columns import AttributeColumn, relation_columns, span_columns
from annotate.dataset.features import annotation_columns, arrow_schema, article_columns
from annotate.dataset.json_columns import attribute_arrays, fragment_bounds, parse_lists
from annotate.dataset.selection import Selection
from annotate.dataset.text import Ints, TextIndex, combined, list_array
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet

_FACTS = tuple(name for name in ARTICLES.names if name != "id")


class Nester:
    """Makes the rows of the configs ``annotations`` and ``articles`` for one label set."""

    def __init__(self, label_set: LabelSet) -> None:
        self.annotations_schema = arrow_schema(annotation_columns(label_set))
        self.articles_schema = arrow_schema(article_columns(label_set))
        self._labels = pa.array([label.name for label in label_set.labels], pa.string())
        self._relations = pa.array([relation.name for relation in label_set.relations], pa.string())
        self._span_columns = span_columns(label_set)
        self._relation_columns = relation_columns(label_set)

    def annotations(self, bulk: Bulk, selection: Selection) -> pa.Table:
        """A row for every kept set, ordered by article and annotator."""
        kept = np.flatnonzero(selection.kept)
        sets = _taken(bulk.sets, kept)
        numbers = sets["set"].to_numpy()
        article_rows = _rows_of(sets["article_id"], bulk.articles["id"])
        texts = TextIndex(combined(bulk.articles["text"]))
        facts = _taken(bulk.articles, article_rows)
        columns: dict[str, Any] = {"article_id": facts["id"], **{name: facts[name] for name in _FACTS}}
        columns |= {name: sets[name] for name in ("annotator", "status", "label_set_version")}
        columns["notes"] = parse_lists(combined(sets["notes"]), pa.string())
        columns["reference"] = pa.array(selection.reference[selection.kept])
        columns["spans"] = self._spans(bulk.spans, numbers, article_rows, texts)
        columns["relations"] = self._relations_of(bulk.relations, numbers)
        return _table(columns, self.annotations_schema)

    def articles(self, annotations: pa.Table) -> pa.Table:
        """The reference rows, without what only the archive needs."""
        reference = annotations["reference"]
        rows = annotations if pc.all(reference).as_py() else annotations.filter(reference)
        columns = {name: combined(rows[name]) for name in self.articles_schema.names}
        for name in ("spans", "relations"):
            columns[name] = _without_child(columns[name], "explicit_null")
        return _table(columns, self.articles_schema)

    def _spans(self, spans: pa.Table, numbers: Ints, article_rows: Ints, texts: TextIndex) -> pa.Array:
        order, counts = _regroup(spans["set"].to_numpy(), numbers)
        spans = _taken(spans, order)
        rows = np.repeat(article_rows, counts)
        owners, attributes = combined(spans["label"]), combined(spans["attributes"])
        arrays, explicit = attribute_arrays(owners, attributes, self._span_columns)
        start, end = spans["start"].to_numpy(), spans["end"].to_numpy()
        covered = texts.slices(rows, start, end)
        fragments = _fragments(spans, rows, texts, covered)
        fields: dict[str, Any] = {
            "id": combined(spans["id"]),
            "label": _class_ids(owners, self._labels, "label"),
            "start": pa.array(start),
            "end": pa.array(end),
            "text": covered,
            "fragments": fragments,
            **_named(self._span_columns, arrays),
            **{name: combined(spans[name]) for name in ("origin", "score", "note", "unsure")},
            "explicit_null": explicit,
        }
        return list_array(counts, pa.StructArray.from_arrays(list(fields.values()), list(fields)))

    def _relations_of(self, relations: pa.Table, numbers: Ints) -> pa.Array:
        order, counts = _regroup(relations["set"].to_numpy(), numbers)
        relations = _taken(relations, order)
        owners, attributes = combined(relations["label"]), combined(relations["attributes"])
        arrays, explicit = attribute_arrays(owners, attributes, self._relation_columns)
        fields: dict[str, Any] = {
            "id": combined(relations["id"]),
            "label": _class_ids(owners, self._relations, "relation"),
            "head": combined(relations["head"]),
            "tail": combined(relations["tail"]),
            **_named(self._relation_columns, arrays),
            "explicit_null": explicit,
        }
        return list_array(counts, pa.StructArray.from_arrays(list(fields.values()), list(fields)))


def _named(columns: Sequence[AttributeColumn], arrays: Sequence[pa.Array]) -> dict[str, pa.Array]:
    return {column.name: array for column, array in zip(columns, arrays, strict=True)}


def _table(columns: dict[str, Any], schema: pa.Schema) -> pa.Table:
    return pa.table([combined(columns[name]).cast(schema.field(name).type) for name in schema.names], schema=schema)


def _taken(table: pa.Table, rows: Ints) -> pa.Table:
    """The rows at these places; mostly they are all, in their order, and nothing is copied."""
    return table if np.array_equal(rows, np.arange(len(table))) else table.take(pa.array(rows))


def _rows_of(ids: pa.ChunkedArray, among: pa.ChunkedArray) -> Ints:
    return np.asarray(combined(pc.index_in(ids, value_set=combined(among))).to_numpy(), np.int64)


def _regroup(set_numbers: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """Rows of the wanted sets in their order, and how many belong to each."""
    by_number = np.argsort(wanted, kind="stable")
    place = np.searchsorted(wanted[by_number], set_numbers)
    known = place < len(wanted)
    known[known] = wanted[by_number[place[known]]] == set_numbers[known]
    rank = by_number[place[known]]
    order = np.flatnonzero(known)[np.argsort(rank, kind="stable")]
    return order, np.bincount(rank, minlength=len(wanted)).astype(np.int64)


def _class_ids(names: pa.Array, known: pa.Array, what: str) -> pa.Array:
    ids = pc.index_in(names, value_set=known)
    if ids.null_count:
        unknown = names.filter(pc.is_null(ids))[0].as_py()
        raise AnnotateError(f"The label set has no {what} {unknown!r}, but an annotation set uses it.")
    return ids.cast(pa.int64())


def _fragments(spans: pa.Table, rows: Ints, texts: TextIndex, covered: pa.Array) -> pa.Array:
    counts, start, end = fragment_bounds(spans)
    rows = np.repeat(rows, counts)
    if np.any((start < 0) | (start >= end) | (end > texts.lengths[rows])):
        raise AnnotateError(
            "A fragment lies outside its article's text. Run `annotate validate` on the source of the data."
        )
    # Where every span has one fragment, that is the whole span.
    pieces = covered if len(start) == len(covered) else texts.slices(rows, start, end)
    fields = [pa.array(start), pa.array(end), pieces]
    return list_array(counts, pa.StructArray.from_arrays(fields, ["start", "end", "text"]))


def _without_child(lists: pa.Array, name: str) -> pa.Array:
    structs = lists.flatten()
    fields = [field for field in structs.type if field.name != name]
    children = [pc.struct_field(structs, field.name) for field in fields]
    counts = pc.list_value_length(lists).to_numpy().astype(np.int64)
    return list_array(counts, pa.StructArray.from_arrays(children, fields=fields))
