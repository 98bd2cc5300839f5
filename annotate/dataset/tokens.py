"""The config ``tokens``: a layer of BIO tags for each label.

A token carries a label when it shares a code point with a fragment. ``B`` stands on a span's first token, ``I`` on the
others; where a fragment follows a gap, it begins with ``I``: within one row of tags the spans never interleave, so an
``I`` after ``O`` continues the span before it. Spans of one label that nest or overlap, counted in tokens from the
first to the last of each, are laid into further rows, the longer below, so that none is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from annotate.dataset.block import Block, Children
from annotate.dataset.features import arrow_schema, more_tags_name, tags_name, token_columns
from annotate.dataset.text import Ints, TextIndex, list_array, offsets_of, spread
from annotate.dataset.tokenizer import Tokens, tokenize
from annotate.label_set import LabelSet

BEGIN, INSIDE = 1, 2


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Fragments in tokens (numbered through the batch, last exclusive), and the span that each belongs to."""

    first: Ints
    last: Ints
    span: Ints


class TokenTables:
    """Makes the rows of ``tokens`` for one label set."""

    def __init__(self, label_set: LabelSet) -> None:
        self.schema = arrow_schema(token_columns(label_set))
        self._labels = [label.name for label in label_set.labels]

    def tokens(self, block: Block) -> pa.Table:
        """A row per article."""
        index, spans = block.texts, block.spans
        tokens = tokenize(block.column("text"))
        pieces = _pieces(spans, tokens, index)
        columns: dict[str, Any] = {
            "article_id": block.column("article_id"),
            "annotator": block.column("annotator"),
            "tokens": list_array(tokens.counts, tokens.strings),
            "starts": list_array(tokens.counts, pa.array(tokens.starts.astype(np.int32))),
            "ends": list_array(tokens.counts, pa.array(tokens.ends.astype(np.int32))),
        }
        labels = spans.field("label").to_numpy()
        for number, label in enumerate(self._labels):
            layer = _layer(np.flatnonzero(labels == number), spans.rows, pieces, tokens.counts)
            columns[tags_name(label)], columns[more_tags_name(label)] = layer
        return pa.table([columns[name] for name in self.schema.names], schema=self.schema)


def _pieces(spans: Children, tokens: Tokens, index: TextIndex) -> _Pieces:
    fragments = spans.field("fragments")
    span = np.asarray(pc.list_parent_indices(fragments).to_numpy(), np.int64)
    flat = fragments.flatten()
    base = index.first_char[spans.rows[span]]
    before = np.repeat(index.first_char[:-1], tokens.counts)
    starts, ends = before + tokens.starts, before + tokens.ends
    first = np.searchsorted(ends, base + pc.struct_field(flat, "start").to_numpy(), side="right")
    last = np.searchsorted(starts, base + pc.struct_field(flat, "end").to_numpy(), side="left")
    return _Pieces(first, last, span)


def _layer(chosen: Ints, article_of: Ints, pieces: _Pieces, counts: Ints) -> tuple[pa.Array, pa.Array]:
    """The tags of one label (``chosen`` are its spans), and its further rows."""
    count = len(article_of)
    first = np.full(count, np.iinfo(np.int64).max)
    last = np.zeros(count, np.int64)
    np.minimum.at(first, pieces.span, pieces.first)
    np.maximum.at(last, pieces.span, pieces.last)
    row = np.zeros(count, np.int64)
    row[chosen] = _rows(first[chosen], last[chosen])
    mine = np.zeros(count, np.bool_)
    mine[chosen] = True
    own = mine[pieces.span]
    depth = np.zeros(len(counts), np.int64)
    np.maximum.at(depth, article_of[chosen], row[chosen])
    lines = _Lines(counts, depth)
    tags = np.zeros(lines.size, np.int64)
    shift = lines.shift(article_of[pieces.span[own]], row[pieces.span[own]])
    starts, lengths = pieces.first[own] + shift, np.maximum(pieces.last[own] - pieces.first[own], 0)
    tags[spread(starts, lengths, offsets_of(lengths))] = INSIDE
    tags[first[chosen] + lines.shift(article_of[chosen], row[chosen])] = BEGIN
    return lines.split(tags)


class _Lines:
    """Room for the tags of a batch: the first row of all articles, then the further rows of those that have some."""

    def __init__(self, counts: Ints, depth: Ints) -> None:
        self._counts, self._depth = counts, depth
        self._first_token = offsets_of(counts)
        self._tokens = int(self._first_token[-1])
        self._more = self._tokens + offsets_of(counts * depth)
        self.size = int(self._more[-1])

    def shift(self, article: Ints, row: Ints) -> Ints:
        """What to add to a token's number to find its tag."""
        further = self._more[article] - self._first_token[article] + (row - 1) * self._counts[article]
        return np.where(row == 0, 0, further)

    def split(self, tags: npt.NDArray[np.int64]) -> tuple[pa.Array, pa.Array]:
        further = list_array(np.repeat(self._counts, self._depth), pa.array(tags[self._tokens :]))
        return list_array(self._counts, pa.array(tags[: self._tokens])), list_array(self._depth, further)


def _rows(first: Ints, last: Ints) -> Ints:
    """For intervals: the row that each is laid into, 0 where nothing overlaps; within a row none overlap."""
    order = np.lexsort((-last, first))
    rows = np.zeros(len(first), np.int64)
    reach = np.maximum.accumulate(last[order]) if len(order) else last
    # Runs of intervals that hang together; most are of one.
    opens = np.ones(len(order), np.bool_)
    opens[1:] = first[order][1:] >= reach[:-1]
    run = np.cumsum(opens) - 1
    crowded = np.bincount(run, minlength=1) > 1
    ends: list[int] = []
    current = -1
    for place in np.flatnonzero(crowded[run]) if len(order) else ():
        if run[place] != current:
            current, ends = int(run[place]), []
        interval = order[place]
        row = next((r for r, end in enumerate(ends) if end <= first[interval]), len(ends))
        ends[row : row + 1] = [int(last[interval])]
        rows[interval] = row
    return rows
