"""Records that no rule objects to, made at random for any label set.

The randomness comes from a ``Random``, not from single draws, so that thousands of records take seconds; a test that
fails names the seed.
"""

from __future__ import annotations

from random import Random
from typing import Any

from annotate.label_set import Attribute, AttributeSchema, Kind, LabelSet, RelationType
from annotate.model import Record, sha256_of

WORDS = (
    "the",
    "toll",
    "“Harbour”",
    "said,",
    "cafe\u0301",
    "👨‍👩‍👧",
    "🇳🇴",
    "قال",
    "naïve",
    "𝔸𝔹",
    "a\u200bb",
    "[sic]",
    "\\",
)
SPACES = (" ", " ", " ", "\n\n", "\r\n", "\u00a0")


def make_record(label_set: LabelSet, random: Random) -> Record:
    """A record under the label set without any problem."""
    text, places = "", []
    for word in random.choices(WORDS, k=random.randint(8, 20)):
        places.append((len(text), len(text) + len(word)))
        text += word + random.choice(SPACES)
    spans = _spans(random, label_set, text, places)
    return {
        "article": {
            "id": "".join(random.choices("abc-é", k=random.randint(1, 5))),
            "title": "".join(random.choices('aé🙂"\\\n ', k=random.randint(0, 9))),
            "text": text,
            "text_sha256": sha256_of(text),
            "language": random.choice(["en", "pt-BR", "und"]),
            **{name: random.choice([None, "x"]) for name in random.choices(["publisher", "url", "group"], k=2)},
        },
        "label_set": {"name": label_set.name, "version": label_set.version},
        "annotator": random.choice(["ada", "Ben Å."]),
        "status": random.choice(["in_progress", "submitted", "adjudicated"]),
        "spans": spans,
        "relations": _relations(random, label_set, spans),
    }


def _spans(random: Random, label_set: LabelSet, text: str, places: list[tuple[int, int]]) -> list[Record]:
    """At least two spans of every label, so that every relation finds its ends."""
    spans: list[Record] = []
    for label in label_set.labels:
        for first in random.sample(range(len(places)), k=random.randint(2, 4)):
            start, end = places[first][0], places[min(first + random.randint(0, 2), len(places) - 1)][1]
            span: Record = {
                "id": f"s{len(spans)}",
                "label": label.name,
                "fragments": [{"start": start, "end": end, "text": text[start:end]}],
                "attributes": _attributes(random, label.attributes),
            }
            if random.random() < 0.2:
                span |= {"note": "Really?", "unsure": True, "score": random.random(), "origin": "model-1"}
            spans.append(span)
    return spans


def _relations(random: Random, label_set: LabelSet, spans: list[Record]) -> list[Record]:
    relations: list[Record] = []
    for type_ in label_set.relations:
        for head in spans:
            if head["label"] not in type_.head:
                continue
            tails = [span["id"] for span in spans if span["label"] in type_.tail and span is not head]
            for tail in random.sample(tails, k=min(len(tails), random.randint(*_bounds(type_, head)))):
                relation = {"id": f"r{len(relations)}", "label": type_.name, "head": head["id"], "tail": tail}
                attributes = _attributes(random, type_.attributes)
                relations.append({**relation, "attributes": attributes} if attributes else relation)
    return relations


def _bounds(type_: RelationType, head: Record) -> tuple[int, int]:
    rules = [rule for rule in type_.counts if rule.applies_to(head["attributes"])]
    least = max((rule.minimum for rule in rules), default=0)
    most = min((rule.maximum for rule in rules if rule.maximum is not None), default=least + 1)
    return least, most


def _attributes(random: Random, schema: AttributeSchema) -> dict[str, Any]:
    return {a.name: _value(random, a, schema.schema["properties"][a.name]) for a in schema.attributes}


def _value(random: Random, attribute: Attribute, schema: dict[str, Any]) -> Any:
    if attribute.nullable and random.random() < 0.3:
        return None
    if attribute.options:
        return random.choice([option.value for option in attribute.options])
    least, most = schema.get("minimum", -100), schema.get("maximum", 100)
    values = {
        Kind.BOOLEAN: random.random() < 0.5,
        Kind.INTEGER: random.randint(int(least), int(most)),
        Kind.NUMBER: random.uniform(least, most),
        Kind.TEXT: f"Q{random.randint(1, 10**6)}",  # has the form of the only pattern in the label sets of the tests
    }
    return values[attribute.kind]
