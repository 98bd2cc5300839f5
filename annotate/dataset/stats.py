"""Counts for the card and the manifest, taken while the reference rows pass by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from annotate.dataset.block import Block, Children
from annotate.dataset.columns import AttributeColumn, relation_columns, span_columns
from annotate.dataset.text import combined
from annotate.label_set import Kind, LabelSet

COUNTED = (Kind.CHOICE, Kind.CODE, Kind.BOOLEAN)


@dataclass
class SplitCounts:
    """Of one split. Attributes are counted by column and value, as the label set writes the value."""

    articles: int = 0
    code_points: int = 0
    spans: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    attributes: dict[str, Counter[str]] = field(default_factory=dict)
    interrupted: int = 0

    def to_record(self) -> dict[str, Any]:
        return {
            "articles": self.articles,
            "code_points": self.code_points,
            "spans": dict(self.spans),
            "relations": dict(self.relations),
            "attributes": {name: dict(counts) for name, counts in self.attributes.items()},
            "interrupted_spans": self.interrupted,
        }


class Counting:
    """Counts the reference rows of every split, and gathers what the card's metadata needs."""

    def __init__(self, label_set: LabelSet) -> None:
        self._labels = [label.name for label in label_set.labels]
        self._relations = [relation.name for relation in label_set.relations]
        self._span_columns = [c for c in span_columns(label_set) if c.attribute.kind in COUNTED]
        self._relation_columns = [c for c in relation_columns(label_set) if c.attribute.kind in COUNTED]
        self.splits: dict[str, SplitCounts] = {}
        self.languages: set[str] = set()
        self.licenses: set[str | None] = set()
        self.publishers: Counter[str] = Counter()
        self._last = ""  # no article's id

    def add(self, split: str, articles: pa.Table) -> None:
        """Counts rows of the config ``articles``, of which those of one article come one after the other."""
        counts = self.splits.setdefault(split, SplitCounts())
        once = self._each_once(articles)
        counts.articles += len(once)
        counts.code_points += pc.sum(pc.utf8_length(once["text"])).as_py() or 0
        block = Block(articles)
        spans, relations = block.spans, block.relations
        counts.spans.update(_class_counts(spans.field("label"), self._labels))
        counts.relations.update(_class_counts(relations.field("label"), self._relations))
        counts.interrupted += pc.sum(pc.greater(pc.list_value_length(spans.field("fragments")), 1)).as_py() or 0
        for of, columns in ((spans, self._span_columns), (relations, self._relation_columns)):
            for column in columns:
                counts.attributes.setdefault(column.name, Counter()).update(_value_counts(of, column))
        self.languages |= set(pc.unique(articles["language"]).to_pylist())
        self.licenses |= set(pc.unique(articles["license"]).to_pylist())
        self.publishers.update(_counts_of(combined(once["publisher"])))

    def _each_once(self, articles: pa.Table) -> pa.Table:
        """The first row of each article."""
        ids = combined(articles["article_id"])
        before = pa.concat_arrays([pa.array([self._last], pa.string()), ids[:-1]])
        self._last = ids[-1].as_py()
        is_first = pc.not_equal(ids, before)
        return articles if pc.all(is_first).as_py() else articles.filter(is_first)


def shares(label_set: LabelSet, splits: Mapping[str, SplitCounts]) -> dict[str, Any]:
    """Which share of the articles, and of the spans of every label that has any, each split holds."""
    spans = {
        label.name: {split: counts.spans[label.name] for split, counts in splits.items()} for label in label_set.labels
    }
    return {
        "articles": _shares({split: counts.articles for split, counts in splits.items()}),
        "spans": {name: _shares(numbers) for name, numbers in spans.items() if any(numbers.values())},
    }


def _shares(numbers: Mapping[str, int]) -> dict[str, float]:
    total = sum(numbers.values())
    return {name: round(number / total, 4) for name, number in numbers.items()}


def _class_counts(ids: pa.Array, names: list[str]) -> dict[str, int]:
    numbers = np.bincount(ids.to_numpy(zero_copy_only=False).astype(np.int64), minlength=len(names))
    return dict(zip(names, numbers.tolist(), strict=True))


def _value_counts(of: Children, column: AttributeColumn) -> Mapping[str, int]:
    names = [value_name(option.value) for option in column.attribute.options] or ["false", "true"]
    counts = dict.fromkeys(names, 0)
    for value, number in _counts_of(of.field(column.name)).items():
        name = names[value] if column.attribute.kind is Kind.CHOICE else value_name(value)
        counts[name] = counts.get(name, 0) + number
    return counts


def _counts_of(values: pa.Array) -> dict[Any, int]:
    pairs = pc.value_counts(values.drop_null())
    return {pair["values"]: pair["counts"] for pair in pairs.to_pylist()}


def value_name(value: Any) -> str:
    """How JSON writes the value, without quotation marks."""
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)
