"""Tells of most records at one glance that there is nothing to say of them.

Whoever checks much checks records that are well. For these no rule needs to tell which one is broken, and where: one
pass asks all of them together, in the quickest way. Where there is the least doubt, the thorough checks decide.
"""

from __future__ import annotations

import math
from collections.abc import Callable, ItemsView, Mapping, Sequence
from operator import itemgetter
from typing import Any

from annotate.label_set import LabelSet
from annotate.model import Record
from annotate.validation import strict_json
from annotate.validation.article import article_problems, version_problems
from annotate.validation.compose import Schema, composed_schema
from annotate.validation.engines import screen
from annotate.validation.fragments import FIRST_MARK, ZERO_WIDTH_JOINER, joins_what_is_before
from annotate.validation.json_scanner import MAX_INTEGER

MAX_BYTES = 2**20
_SHORT = 100_000  # bytes that cannot hold anything laborious
_NAMES_OF_A_FRAGMENT = 3  # as the schema says
_TEXT = itemgetter("text")
_SAFE_VALUE: Schema = {
    "type": ["string", "number", "boolean", "null"],
    "minimum": -MAX_INTEGER,
    "maximum": MAX_INTEGER,
}
_Need = tuple[str, int, float, ItemsView[str, Any]]
"""A relation's name, how many there must and may be, and of which attributes."""


class QuickLook:
    """Reads records of one label set, and knows those that are surely without a problem."""

    def __init__(self, label_set: LabelSet, is_laborious: Callable[[Record], bool]) -> None:
        self._label_set = label_set
        self._is_laborious = is_laborious
        self._admits = screen(quick_schema(label_set))
        self._joins = {
            relation.name: frozenset((head, tail) for head in relation.head for tail in relation.tail)
            for relation in label_set.relations
        }
        self._needs: dict[str, list[_Need]] = {label.name: [] for label in label_set.labels}
        for relation in label_set.relations:
            for rule in relation.counts:
                maximum = math.inf if rule.maximum is None else rule.maximum
                need = relation.name, rule.minimum, maximum, rule.when.items()
                for label in relation.head:
                    self._needs[label].append(need)

    def record(self, data: bytes) -> Record | None:
        """The record that the bytes hold, if no rule has anything to say of it or of them. None says nothing."""
        if len(data) > MAX_BYTES or _has_doubtful_escapes(data):
            return None
        try:
            record: Record = strict_json.quick_loads(data.decode())
            is_short = len(data) <= _SHORT or (isinstance(record, dict) and not self._is_laborious(record))
            is_well = is_short and self._admits(record) and self._is_sound(record)
        except (ValueError, RecursionError, TypeError):
            return None  # no text, no JSON, or numbers that are none
        if not is_well:
            return None
        return self._without_repeated_names(data) if _may_repeat_names(record, data) else record

    @staticmethod
    def _without_repeated_names(data: bytes) -> Record | None:
        try:
            record: Record = strict_json.loads(data)
        except strict_json.JsonProblem:
            return None
        return record

    def _is_sound(self, record: Record) -> bool:
        article, spans = record["article"], record["spans"]
        by_id = self._labels_by_id(article["text"], spans)
        return (
            by_id is not None
            and self._are_sound(record["relations"], spans, by_id)
            and next(version_problems(record, self._label_set), None) is None
            and next(article_problems(article), None) is None
        )

    def _labels_by_id(self, text: str, spans: Sequence[Record]) -> Mapping[str, str] | None:
        """The label of each span; None where something may be wrong with one. Offsets must be numbers."""
        length = len(text)
        by_id: dict[str, str] = {}
        places = set()
        for span in spans:
            label, fragments = span["label"], span["fragments"]
            by_id[span["id"]] = label
            place = [label]
            behind = -1
            for fragment in fragments:
                start, end, covered = fragment["start"], fragment["end"], fragment["text"]
                # Raises TypeError where an offset is 1.0, which the schema takes for a whole number.
                if not behind < start < end <= length or text[start:end] != covered or covered.strip() != covered:
                    return None
                if covered[0] >= FIRST_MARK and start and joins_what_is_before(covered[0]):
                    return None
                if end < length and text[end] >= FIRST_MARK and joins_what_is_before(text[end]):
                    return None
                place += (start, end)
                behind = end
            places.add(tuple(place))
        is_well = len(by_id) == len(places) == len(spans) and ZERO_WIDTH_JOINER not in text
        return by_id if is_well else None

    def _are_sound(self, relations: Sequence[Record], spans: Sequence[Record], by_id: Mapping[str, str]) -> bool:
        joins, label_of = self._joins, by_id.get
        leaving: dict[tuple[str, str], int] = {}
        ids, said = set(), set()
        for relation in relations:
            label, head, tail = key = relation["label"], relation["head"], relation["tail"]
            if head == tail or (label_of(head), label_of(tail)) not in joins[label]:
                return False
            ids.add(relation["id"])
            said.add(key)
            leaving[head, label] = leaving.get((head, label), 0) + 1
        return len(ids) == len(said) == len(relations) and self._have_what_they_need(spans, leaving)

    def _have_what_they_need(self, spans: Sequence[Record], leaving: Mapping[tuple[str, str], int]) -> bool:
        for span in spans:
            for name, minimum, maximum, when in self._needs[span["label"]]:
                count = leaving.get((span["id"], name), 0)
                # Python takes true for 1, which leaves more in doubt than need be.
                if not minimum <= count <= maximum and when <= span["attributes"].items():
                    return False
        return True


def quick_schema(label_set: LabelSet) -> Schema:
    """The composed schema, stricter where strict JSON is, in the form that is tested soonest.

    It has no references and no choice between constants, and says nothing that the pass over the spans finds out
    anyway. Whatever it admits the composed schema and strict JSON admit.
    """
    schema = composed_schema(label_set)
    definitions = schema.pop("$defs")
    definitions["article"]["properties"]["metadata"] = {
        "type": ["object", "null"],
        "additionalProperties": _SAFE_VALUE,
    }
    attributes = definitions["attributes"]["additionalProperties"]
    definitions["attributes"]["additionalProperties"] = {**attributes, **_SAFE_VALUE}
    for kind in ("span", "relation"):
        properties = definitions[kind]["properties"]
        properties["label"] = {"enum": properties["label"]["enum"]}
        if "allOf" in definitions[kind]:
            definitions[kind]["anyOf"] = [_one_of_a_label(case) for case in definitions[kind].pop("allOf")]
    for end in ("head", "tail"):  # a span's id, as will be seen
        definitions["relation"]["properties"][end] = {"type": "string"}
    flat: Schema = _flat(schema, definitions)
    return flat


def _one_of_a_label(case: Schema) -> Schema:
    """What the composed schema says with if and then, of which one applies."""
    label, then = case["if"]["properties"]["label"], case["then"]
    return {**then, "properties": {"label": label, **then["properties"]}}


def _flat(schema: Any, definitions: Mapping[str, Schema]) -> Any:
    """The schema with definitions in place of references to them, and enum where oneOf lists constants."""
    if isinstance(schema, list):
        return [_flat(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    flat = {name: _flat(value, definitions) for name, value in schema.items() if name != "$ref"}
    if "$ref" in schema:
        target = _flat(definitions[schema["$ref"].rpartition("/")[2]], definitions)
        flat = {**target, **flat} if flat.keys() <= {"title", "description", "const"} else {**flat, "allOf": [target]}
    if "enum" not in flat and (constants := _constants(flat.get("oneOf"))):
        del flat["oneOf"]
        flat["enum"] = constants
    return flat


def _constants(options: Any) -> list[Any] | None:
    """The constants among which a oneOf chooses, if that is all it does."""
    if not isinstance(options, list) or not all(map(_is_constant, options)):
        return None
    constants = [option["const"] for option in options]
    # Where two are equal, oneOf admits neither; Python takes true for 1, which leaves more as it is than need be.
    return constants if len(set(constants)) == len(constants) else None


def _is_constant(option: Any) -> bool:
    return (
        isinstance(option, dict)
        and {"const"} <= option.keys() <= {"const", "title", "description"}
        and not isinstance(option["const"], list | dict)
    )


def _has_doubtful_escapes(data: bytes) -> bool:
    """Whether there may be a NUL, half of a surrogate pair, or a colon written as an escape."""
    # One byte is found much sooner than two.
    return b"\\" in data and b"\\u" in data and any(start in data for start in (b"\\u00", b"\\ud", b"\\uD"))


def _may_repeat_names(record: Record, data: bytes) -> bool:
    """Whether an object may name a property twice, of which the parser keeps the last.

    Behind every name stands a colon. If there are no more colons than names and colons in values, no name was lost.
    """
    article, relations = record["article"], record["relations"]
    metadata = article.get("metadata") or {}
    names = len(record) + len(record["label_set"]) + len(article) + len(metadata) + sum(map(len, relations))
    names += sum([len(relation["attributes"]) for relation in relations if "attributes" in relation])
    values = [record["annotator"], *article.values(), *metadata.values()]
    has_colons = ":" in article["text"]
    for span in record["spans"]:
        names += len(span) + len(span["attributes"]) + _NAMES_OF_A_FRAGMENT * len(span["fragments"])
        if has_colons:
            values += map(_TEXT, span["fragments"])
    return data.count(b":") != names + sum([value.count(":") for value in values if type(value) is str])
