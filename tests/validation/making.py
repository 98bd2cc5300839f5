"""Records and label sets that are well, and ways to change them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from annotate.label_set import LabelSet
from annotate.model import Record
from annotate.validation.label_sets import load_label_set

ROOT = Path(__file__).resolve().parents[2]
LABEL_SETS = {"news": ROOT / "schemas" / "news", "attribution": ROOT / "tests" / "label_sets" / "attribution"}

DELETED = object()
"""As a new value: the property or item goes."""

TEXT = "The mayor said: “We will lower the toll.” Fishers oppose the toll."


@cache
def load(name: str) -> LabelSet:
    """One of the label sets by its name."""
    return load_label_set(LABEL_SETS[name])


def span(text: str, id_: str, label: str, *pieces: str, **attributes: Any) -> Record:
    """A span over the first places of the pieces in the text."""
    fragments = [{"start": text.index(p), "end": text.index(p) + len(p), "text": p} for p in pieces]
    return {"id": id_, "label": label, "fragments": fragments, "attributes": attributes}


def relation(id_: str, label: str, head: str, tail: str, **attributes: Any) -> Record:
    record = {"id": id_, "label": label, "head": head, "tail": tail}
    return {**record, "attributes": attributes} if attributes else record


def record(text: str, label_set: tuple[str, str], spans: list[Record], relations: list[Record]) -> Record:
    """A record with what every record has."""
    return {
        "article": {
            "id": "harbour-1",
            "title": "The toll",
            "text": text,
            "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
            "language": "en",
        },
        "label_set": {"name": label_set[0], "version": label_set[1]},
        "annotator": "ada",
        "status": "submitted",
        "spans": spans,
        "relations": relations,
    }


def news_record() -> Record:
    """A small record under the news label set that has no problem."""
    person = {"mention": "nominal", "entity_type": "person", "anonymous": False}
    group = {"mention": "nominal", "entity_type": "group", "anonymous": True}
    quote = {"type": "direct", "attribution": "asserted", "no_speaker": False}
    stance = {"polarity": "against", "expression": "explicit", "holder": "attributed"}
    return record(
        TEXT,
        ("news", "1.0.0"),
        [
            span(TEXT, "s1", "speaker", "The mayor", **person),
            span(TEXT, "s2", "quote", "“We will lower the toll.”", **quote),
            span(TEXT, "s3", "speaker", "Fishers", **group),
            span(TEXT, "s4", "stance", "oppose", **stance),
            span(TEXT, "s5", "policy", "the toll", kind="program"),
        ],
        [
            relation("r1", "attributed_to", "s2", "s1"),
            relation("r2", "holder", "s4", "s3"),
            relation("r3", "target", "s4", "s5"),
        ],
    )


def attribution_record() -> Record:
    """A small record under the other label set that has no problem."""
    text = "The ferry was late, the harbour office said."
    return record(
        text,
        ("attribution", "0.3.0"),
        [
            span(text, "s1", "content", "The ferry was late", factual="checkable", evidence="The log.", weight=0.5),
            span(text, "s2", "source", "the harbour office", named=True, reliability=4),
            span(text, "s3", "cue", "said"),
        ],
        [
            relation("r1", "has_source", "s1", "s2", certainty="certain"),
            relation("r2", "has_cue", "s1", "s3"),
        ],
    )


BASES = {"news": news_record, "attribution": attribution_record}


def changed(value: Any, changes: Mapping[str, Any]) -> Any:
    """A copy with other values at the JSON Pointers; ``-`` at the end of a pointer adds to a list."""
    value = deepcopy(value)
    for pointer, new in changes.items():
        *parents, last = pointer.split("/")[1:]
        place = value
        for part in parents:
            place = place[int(part) if isinstance(place, list) else part]
        _set(place, last, new)
    return value


def _set(place: Any, key: str, new: Any) -> None:
    if isinstance(place, list) and key == "-":
        place.append(new)
    elif new is DELETED:
        del place[int(key) if isinstance(place, list) else key]
    else:
        place[int(key) if isinstance(place, list) else key] = new


def as_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def label_set_files(changes: Mapping[str, Any], name: str = "news") -> dict[str, bytes]:
    """The files of a label set's folder, with changes in ``FILE#POINTER``."""
    files = {path.name: path.read_bytes() for path in LABEL_SETS[name].glob("*.json")}
    for place, new in changes.items():
        file, _, pointer = place.partition("#")
        files[file] = as_bytes(changed(json.loads(files[file]), {pointer: new}))
    return files
