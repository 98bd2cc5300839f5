"""Long articles with many spans for the editor's benchmark, made from the sample articles; the same in every run."""

from __future__ import annotations

import hashlib
import json
import random
import re
from pathlib import Path
from typing import Any

_SAMPLES = Path(__file__).resolve().parents[2] / "schemas" / "news" / "samples"
_LABELS: dict[str, dict[str, Any]] = {
    "speaker": {"mention": "named", "entity_type": "person", "anonymous": False},
    "quote": {"type": "direct", "attribution": "asserted", "no_speaker": False},
    "policy": {"kind": "law"},
    "stance": {"polarity": "favor", "expression": "explicit", "holder": "author"},
}
_LENGTHS = (1, 1, 1, 2, 2, 3, 4, 6, 8, 12, 20, 30)  # words of a span: names, phrases, sentences


def article(length: int, spans: int) -> dict[str, Any]:
    """A record of about ``length`` characters with spans that overlap and nest, and a relation for every fifth."""
    chance = random.Random(length + spans)
    text = _text(length, chance)
    made = _spans(text, spans, chance)
    facts = {"id": "long", "title": "A long article", "text": text, "language": "en"}
    return {
        "article": facts | {"text_sha256": hashlib.sha256(text.encode()).hexdigest()},
        "label_set": {"name": "news", "version": "1.0.0"},
        "annotator": "bench",
        "status": "in_progress",
        "spans": made,
        "relations": _relations(made),
    }


def _text(length: int, chance: random.Random) -> str:
    texts = [json.loads(path.read_text("utf-8"))["article"]["text"] for path in sorted(_SAMPLES.glob("*.json"))]
    paragraphs = [part for text in texts for part in text.split("\n\n") if len(part) > 60]
    pieces: list[str] = []
    while length > 0:
        pieces.append(chance.choice(paragraphs))
        length -= len(pieces[-1]) + 2
    return "\n\n".join(pieces)


def _spans(text: str, count: int, chance: random.Random) -> list[dict[str, Any]]:
    words = [(match.start(), match.end()) for match in re.finditer(r"[^\s]+", text)]
    seen: set[tuple[str, int, int]] = set()
    spans: list[dict[str, Any]] = []
    while len(spans) < count:
        first = chance.randrange(len(words) - max(_LENGTHS))
        start, end = words[first][0], words[first + chance.choice(_LENGTHS) - 1][1]
        label = chance.choice(list(_LABELS))
        if "\n" in text[start:end] or (label, start, end) in seen:
            continue
        seen.add((label, start, end))
        fragment = {"start": start, "end": end, "text": text[start:end]}
        span = {"id": f"s{len(spans)}", "label": label, "fragments": [fragment], "attributes": dict(_LABELS[label])}
        spans.append(span)
    return spans


def _relations(spans: list[dict[str, Any]]) -> list[dict[str, Any]]:
    quotes = [span for span in spans if span["label"] == "quote"]
    speakers = [span for span in spans if span["label"] == "speaker"]
    pairs = zip(quotes, speakers, strict=False)
    return [
        {"id": f"r{i}", "label": "attributed_to", "head": quote["id"], "tail": speaker["id"]}
        for i, (quote, speaker) in enumerate(pairs)
    ]
