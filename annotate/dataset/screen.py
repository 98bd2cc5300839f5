"""Finds, many sets at once, the annotation sets whose spans and relations are surely well.

What it passes the ``Validator`` has nothing to refuse in; where it doubts, the ``Validator`` is asked. It works on
columns, and looks at what is said of a span or relation once, however many say the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from annotate.bulk import Bulk
from annotate.dataset.json_columns import fragment_bounds
from annotate.dataset.sayings import Flags, Remarks, said_of_relations, said_of_spans
from annotate.dataset.text import Ints, TextIndex, combined, offsets_of
from annotate.dataset.tokenizer import EXTEND, JOINER, SPACE, classes
from annotate.label_set import LabelSet
from annotate.validation.compose import composed_schema

MANY = 5_000
"""Spans, or relations, of a set that is left to the ``Validator``."""

_MANY_FRAGMENTS = 50


class _Doubt(Exception):  # noqa: N818 - no failure
    """The batch is not what columns can be read from."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Spans or relations in columns. ``owner`` is the row of each one's set, ``ids`` number its id."""

    table: pa.Table
    owner: Ints
    ids: Ints
    labels: Ints

    def keys(self, ids: Ints, base: int) -> Ints:
        """One number for a set and an id in it."""
        return self.owner * base + ids


class Screen:
    """Looks at the sets of one label set."""

    def __init__(self, label_set: LabelSet) -> None:
        schema = composed_schema(label_set)
        self._label_set = label_set
        self._id_schema = schema["$defs"]["id"]
        self._said_of_spans = said_of_spans(schema, label_set)
        self._said_of_relations = said_of_relations(schema)
        self._remarks = Remarks(schema)
        self._labels = pa.array([label.name for label in label_set.labels], pa.string())
        self._kinds = pa.array([relation.name for relation in label_set.relations], pa.string())
        self._joins = self._allowed_joins()

    def doubtful(self, bulk: Bulk) -> Flags:
        """Which rows of ``bulk.sets`` may have a problem in their spans or relations."""
        doubt = np.zeros(len(bulk.sets), np.bool_)
        try:
            self._look(bulk, doubt)
        except (_Doubt, pa.ArrowInvalid):
            doubt[:] = True
        return doubt

    def _look(self, bulk: Bulk, doubt: Flags) -> None:
        numbers = bulk.sets["set"].to_numpy()
        span_owner, relation_owner = _owners(bulk.spans, numbers), _owners(bulk.relations, numbers)
        for owner in (span_owner, relation_owner):
            doubt |= np.bincount(owner, minlength=len(numbers)) > MANY
        named = (bulk.spans["id"], bulk.relations["id"], bulk.relations["head"], bulk.relations["tail"])
        (span_ids, relation_ids, heads, tails), base = self._numbered(named)
        spans = _Rows(bulk.spans, span_owner, span_ids, _places(bulk.spans["label"], self._labels))
        relations = _Rows(bulk.relations, relation_owner, relation_ids, _places(bulk.relations["label"], self._kinds))
        self._look_at_fragments(bulk, spans, doubt)
        self._look_at_repeats(spans, doubt)
        self._look_at_relations(spans, relations, (heads, tails), base, doubt)

    def _numbered(self, columns: tuple[pa.ChunkedArray, ...]) -> tuple[list[Ints], int]:
        """Ids as numbers, the same wherever they stand, and how many there are. Doubts ids of a wrong form."""
        encoded = combined(pa.chunked_array([combined(column) for column in columns])).dictionary_encode()
        ids, schema = encoded.dictionary, self._id_schema
        lengths = pc.utf8_length(ids)
        fit = pc.and_(pc.greater_equal(lengths, schema["minLength"]), pc.less_equal(lengths, schema["maxLength"]))
        fit = pc.and_(fit, pc.match_substring_regex(ids, schema["pattern"]))
        if encoded.null_count or pc.any(pc.invert(fit)).as_py():
            raise _Doubt
        numbers = encoded.indices.to_numpy().astype(np.int64)
        return np.split(numbers, np.cumsum([len(column) for column in columns])[:-1]), len(ids) + 1

    def _look_at_fragments(self, bulk: Bulk, spans: _Rows, doubt: Flags) -> None:
        counts, start, end = fragment_bounds(spans.table)
        if counts.size and (counts.min() == 0 or counts.max() > _MANY_FRAGMENTS):
            raise _Doubt
        offsets = offsets_of(counts)
        apart = start[offsets[:-1]] != spans.table["start"].to_numpy()
        apart |= end[offsets[1:] - 1] != spans.table["end"].to_numpy()
        doubt[spans.owner[apart]] = True
        owner = np.repeat(spans.owner, counts)
        article = _article_rows(bulk)[owner]
        texts = TextIndex(combined(bulk.articles["text"]))
        inside = (start >= 0) & (start < end) & (end <= texts.lengths[article])
        later = np.ones(len(start), np.bool_)
        later[offsets[:-1]] = False
        in_order = ~later
        in_order[1:] |= start[1:] > end[:-1]
        doubt[owner[~(inside & in_order)]] = True
        first = texts.first_char[article[inside]]
        doubt[owner[inside][_unfit_edges(texts, first + start[inside], first + end[inside])]] = True

    def _look_at_repeats(self, spans: _Rows, doubt: Flags) -> None:
        """Doubts sets where two spans of a label begin and end together. Spans come in the order of ``Bulk``."""
        start, end = spans.table["start"].to_numpy(), spans.table["end"].to_numpy()
        before, after = slice(None, -1), slice(1, None)
        owner = spans.owner
        backwards = (start[after] < start[before]) | ((start[after] == start[before]) & (end[after] < end[before]))
        if np.any((owner[after] == owner[before]) & backwards):
            raise _Doubt
        same = (owner[after] == owner[before]) & (start[after] == start[before]) & (end[after] == end[before])
        together = np.flatnonzero(np.append(same, False) | np.insert(same, 0, False))
        place = np.cumsum(np.insert(~same, 0, True))[together] if len(owner) else together
        _doubt_repeats(place * (len(self._labels) + 1) + spans.labels[together], owner[together], doubt)

    def _look_at_relations(
        self, spans: _Rows, relations: _Rows, ends: tuple[Ints, Ints], base: int, doubt: Flags
    ) -> None:
        span_keys = spans.keys(spans.ids, base)
        order = np.argsort(span_keys, kind="stable")
        _doubt_repeats(span_keys, spans.owner, doubt)
        _doubt_repeats(relations.keys(relations.ids, base), relations.owner, doubt)
        heads, tails = (_found(span_keys, order, relations.keys(end, base)) for end in ends)
        known = (heads >= 0) & (tails >= 0) & (heads != tails)
        doubt[relations.owner[~known]] = True
        kinds, head, tail = relations.labels[known], heads[known], tails[known]
        owner = relations.owner[known]
        doubt[owner[~self._joins[kinds, spans.labels[head], spans.labels[tail]]]] = True
        _doubt_repeats((kinds * len(span_keys) + head) * len(span_keys) + tail, owner, doubt)
        well, _ = self._said_of_relations.look_up(relations.table)
        doubt[relations.owner[~well]] = True
        well, needs = self._said_of_spans.look_up(spans.table)
        doubt[spans.owner[~(well & self._remarks.well(spans.table))]] = True
        for number, need in enumerate(self._said_of_spans.needs):
            leaving = np.bincount(head[kinds == need.relation], minlength=len(span_keys))
            most = np.inf if need.rule.maximum is None else need.rule.maximum
            broken = needs[:, number] & ((leaving < need.rule.minimum) | (leaving > most))
            doubt[spans.owner[broken]] = True

    def _allowed_joins(self) -> Flags:
        """By relation, label of the head, and label of the tail."""
        labels = self._labels.to_pylist()
        joins = np.zeros((len(self._kinds), len(labels), len(labels)), np.bool_)
        for kind, relation in enumerate(self._label_set.relations):
            heads, tails = ([labels.index(name) for name in end] for end in (relation.head, relation.tail))
            joins[kind][np.ix_(heads, tails)] = True
        return joins


def _owners(table: pa.Table, numbers: Ints) -> Ints:
    """The row of each one's set."""
    if len(table) == 0:
        return np.zeros(0, np.int64)
    order = np.argsort(numbers, kind="stable")
    place = np.searchsorted(numbers, table["set"].to_numpy(), sorter=order)
    owners = order[np.minimum(place, len(order) - 1)] if len(order) else place
    if not len(order) or np.any(numbers[owners] != table["set"].to_numpy()):
        raise _Doubt
    return np.asarray(owners, np.int64)


def _article_rows(bulk: Bulk) -> Ints:
    rows = combined(pc.index_in(bulk.sets["article_id"], value_set=combined(bulk.articles["id"])))
    if rows.null_count:
        raise _Doubt
    return np.asarray(rows.to_numpy(), np.int64)


def _places(names: pa.ChunkedArray, known: pa.Array) -> Ints:
    places = combined(pc.index_in(names, value_set=known))
    if places.null_count:
        raise _Doubt
    return np.asarray(places.to_numpy(), np.int64)


def _unfit_edges(texts: TextIndex, start: Ints, end: Ints) -> Flags:
    """Where white space stands within an edge, or a character may reach over it. Offsets count through all texts."""
    points, kinds = texts.points, classes()
    behind = np.minimum(end, len(points) - 1)
    unfit = np.zeros(len(start), np.bool_)
    for place in (start, end - 1):
        unfit |= kinds[points[place]] == SPACE
    for place in (start, behind):
        unfit |= kinds[points[place]] == EXTEND
    for place in (np.maximum(start - 1, 0), end - 1):
        unfit |= points[place] == JOINER
    return unfit


def _doubt_repeats(keys: Ints, owner: Ints, doubt: Flags) -> None:
    """Doubts the sets in which a key stands twice."""
    order = np.argsort(keys, kind="stable")
    again = keys[order][1:] == keys[order][:-1]
    doubt[owner[order[1:][again]]] = True


def _found(keys: Ints, order: Ints, wanted: Ints) -> Ints:
    """The place of each wanted key, -1 where there is none."""
    if not len(keys):
        return np.full(len(wanted), -1, np.int64)
    places = order[np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)]
    return np.where(keys[places] == wanted, places, -1)
