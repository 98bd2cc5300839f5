"""Finds, many at once, the annotation sets that surely say nothing wrong of themselves and of their articles.

What ``Screen`` is for spans and relations this is for the rest: what it passes the ``Validator`` has nothing to say of.
Only that a text has its SHA-256 it does not look at: whoever makes a ``Bulk`` has compared them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from annotate.bulk import ARTICLES, JSON_COLUMNS, Bulk
from annotate.dataset.sayings import Flags, part_screen
from annotate.dataset.text import combined
from annotate.label_set import LabelSet
from annotate.validation.article import article_problems, version_problems
from annotate.validation.compose import composed_schema

_OF_LENGTH = frozenset({"title", "description", "type", "minLength", "maxLength"})
"""What a schema says that asks no more of a text than a length."""

Rule = Callable[[Any], bool]


class Facts:
    """Looks at the sets of one label set."""

    def __init__(self, label_set: LabelSet) -> None:
        schema = composed_schema(label_set)
        article, own = schema["$defs"]["article"], schema["properties"]
        version = own["label_set"]["properties"]["version"]
        rules: dict[str, Rule] = {"published_at": _is_real}
        self._of_articles = {
            name: _Fact(
                schema, article["properties"][name], _reader(name), rules.get(name), name in article["required"]
            )
            for name in ARTICLES.names
        }
        self._of_sets = {
            "label_set_name": _Fact(schema, own["label_set"]["properties"]["name"]),
            "label_set_version": _Fact(schema, version, rule=partial(_holds_under, label_set)),
            **{name: _Fact(schema, own[name], _reader(name)) for name in ("annotator", "status", "notes")},
        }

    def doubtful(self, bulk: Bulk) -> Flags:
        """Which rows of ``bulk.sets`` may have a problem that is none of their spans and relations."""
        articles, sets = _well(bulk.articles, self._of_articles), _well(bulk.sets, self._of_sets)
        rows = pc.index_in(bulk.sets["article_id"], value_set=combined(bulk.articles["id"]))
        rows = combined(rows.fill_null(len(articles))).to_numpy()
        doubt: Flags = ~(sets & np.append(articles, False)[rows])
        return doubt


class _Fact:
    """Looks at the values of one column."""

    def __init__(
        self,
        schema: Mapping[str, Any],
        own: Mapping[str, Any],
        read: Callable[[str], Any] = str,
        rule: Rule | None = None,
        is_needed: bool = True,
    ) -> None:
        self._admits = part_screen(schema, {"items": own})
        self._read, self._rule, self._is_needed = read, rule, is_needed
        self._least, self._most = own.get("minLength", 0), own.get("maxLength", np.inf)
        self._asks_only_length = (
            own.keys() <= _OF_LENGTH and "string" in own.get("type", ()) and read is str and not rule
        )

    def well(self, column: pa.ChunkedArray) -> Flags:
        """Which values are surely right."""
        values = combined(column)
        well = self._of_length(values) if self._asks_only_length else self._of_each(values)
        if self._is_needed and values.null_count:
            well &= values.is_valid().to_numpy(zero_copy_only=False)
        return well

    def _of_length(self, values: pa.Array) -> Flags:
        values.validate(full=True)  # raises ArrowInvalid where bytes are no text
        lengths = pc.utf8_length(values).fill_null(self._least).to_numpy()
        well: Flags = (lengths >= self._least) & (lengths <= self._most)
        return well

    def _of_each(self, values: pa.Array) -> Flags:
        encoded = values.dictionary_encode()
        said = encoded.dictionary.to_pylist()
        which = encoded.indices.fill_null(len(said)).to_numpy()
        if self._are_well(said):
            return np.ones(len(which), np.bool_)
        well: Flags = np.array([*(self._are_well([one]) for one in said), True], np.bool_)[which]
        return well

    def _are_well(self, said: list[str]) -> bool:
        try:
            values = [self._read(text) for text in said]
            return self._admits(values) and (self._rule is None or all(map(self._rule, values)))
        except (ValueError, TypeError, RecursionError):
            return False  # no JSON, or numbers that are none


def _well(table: pa.Table, facts: Mapping[str, _Fact]) -> Flags:
    well = np.ones(len(table), np.bool_)
    try:
        for name, fact in facts.items():
            well &= fact.well(table[name])
    except pa.ArrowInvalid:
        well[:] = False
    return well


def _reader(column: str) -> Callable[[str], Any]:
    if column == "notes":
        return lambda text: json.loads(text) or []  # an empty list is not in the record at all
    return json.loads if column in JSON_COLUMNS else str


def _is_real(published: str) -> bool:
    return next(article_problems({"published_at": published}), None) is None


def _holds_under(label_set: LabelSet, version: str) -> bool:
    return next(version_problems({"label_set": {"version": version}}, label_set), None) is None
