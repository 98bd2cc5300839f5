"""What is said of spans and relations by label and attributes, looked at once for all that say the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from annotate.dataset.text import combined
from annotate.label_set import CountRule, LabelSet
from annotate.model import Record
from annotate.problems import Severity
from annotate.validation.engines import screen

Flags = npt.NDArray[np.bool_]

_REMEMBERED = 20_000
_LONG = 10_000  # characters of attributes, which may take long to match with patterns
_SPAN: Record = {"id": "a", "fragments": [{"start": 0, "end": 1, "text": "a"}]}
_RELATION: Record = {"id": "a", "head": "a", "tail": "b"}
_REMARKS = ("origin", "score", "note")


@dataclass(frozen=True, slots=True)
class Need:
    """A rule on how many relations leave from spans of a label. ``relation`` is its place in the label set."""

    label: str
    relation: int
    rule: CountRule


@dataclass(frozen=True, slots=True)
class _Said:
    is_well: bool
    needs: tuple[bool, ...]


class Sayings:
    """Remembers what it has seen. To be used by one thread at a time."""

    def __init__(self, schema: Mapping[str, Any], kind: str, sample: Record, needs: tuple[Need, ...] = ()) -> None:
        self._admits = part_screen(schema, {"$ref": f"#/$defs/{kind}"})
        self._sample = sample
        self.needs = needs
        self._known: dict[tuple[str, str], _Said] = {}

    def look_up(self, table: pa.Table) -> tuple[Flags, Flags]:
        """For each row: whether its label and attributes are surely right, and which of the ``needs`` it has."""
        labels, attributes = combined(table["label"]), combined(table["attributes"])
        encoded = pc.binary_join_element_wise(labels, attributes, "\n").dictionary_encode()
        said = [self._said(*text.split("\n", 1)) for text in encoded.dictionary.to_pylist()]
        which = encoded.indices.to_numpy()
        well = np.array([one.is_well for one in said], np.bool_)
        needs = np.array([one.needs for one in said], np.bool_).reshape(len(said), len(self.needs))
        return well[which], needs[which]

    def _said(self, label: str, attributes: str) -> _Said:
        said = self._known.get((label, attributes))
        if said is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            said = self._known[label, attributes] = self._look(label, attributes)
        return said

    def _look(self, label: str, text: str) -> _Said:
        attributes = _object(text) if len(text) <= _LONG else None
        if attributes is None or not self._admits({**self._sample, "label": label, "attributes": attributes}):
            return _Said(False, (False,) * len(self.needs))
        return _Said(True, tuple(need.label == label and need.rule.applies_to(attributes) for need in self.needs))


class Remarks:
    """Looks at what spans say besides."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        properties = schema["$defs"]["span"]["properties"]
        self._admits = part_screen(schema, {"properties": {name: properties[name] for name in _REMARKS}})

    def well(self, spans: pa.Table) -> Flags:
        """Which rows surely have remarks of the right form, or none."""
        well = np.ones(len(spans), np.bool_)
        has_some = np.zeros(len(spans), np.bool_)
        for name in _REMARKS:
            has_some |= np.asarray(combined(spans[name]).is_valid().to_numpy(zero_copy_only=False), np.bool_)
        rows = np.flatnonzero(has_some)
        remarks = spans.select(_REMARKS).take(pa.array(rows)).to_pylist()
        well[rows] = [self._admits(remark) for remark in remarks]
        return well


def said_of_spans(schema: Mapping[str, Any], label_set: LabelSet) -> Sayings:
    """Knows the rules, too, of which a breach is an error."""
    needs = (
        Need(label, place, rule)
        for place, relation in enumerate(label_set.relations)
        for rule in relation.counts
        for label in relation.head
        if rule.severity is Severity.ERROR
    )
    return Sayings(schema, "span", _SPAN, tuple(needs))


def said_of_relations(schema: Mapping[str, Any]) -> Sayings:
    """Of relations."""
    return Sayings(schema, "relation", _RELATION)


def part_screen(schema: Mapping[str, Any], part: Mapping[str, Any]) -> Callable[[Any], bool]:
    """A fast test of what ``part`` says, which may point to definitions of the schema."""
    return screen({**part, "$schema": schema["$schema"], "$defs": schema["$defs"]})


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
