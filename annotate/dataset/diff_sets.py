"""What changed from one annotation set to another of the same article."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from annotate.model import Record


@dataclass(frozen=True, slots=True)
class SetChange:
    """One difference; ``item`` is the id of the span or relation, in the second set where it is there."""

    kind: str
    item: str
    before: str | None = None
    after: str | None = None


def set_changes(old: Record | None, new: Record | None) -> Iterator[SetChange]:
    """Spans are matched by what they mark, else by their ids; relations by the spans that they join."""
    old_spans, new_spans = _spans(old), _spans(new)
    matches = _matches(old_spans, new_spans)
    matched = set(matches.values())
    for old_id, span in old_spans.items():
        if old_id in matches:
            yield from _span_changes(span, new_spans[matches[old_id]])
        else:
            yield SetChange("span removed", old_id, before=_said(span))
    for new_id, span in new_spans.items():
        if new_id not in matched:
            yield SetChange("span added", new_id, after=_said(span))
    yield from _relation_changes(old, new, matches)


def _spans(record: Record | None) -> dict[str, Record]:
    return {span["id"]: span for span in record["spans"]} if record else {}


def _place(span: Record) -> tuple[tuple[int, int], ...]:
    return tuple((fragment["start"], fragment["end"]) for fragment in span["fragments"])


def _matches(old: Mapping[str, Record], new: Mapping[str, Record]) -> dict[str, str]:
    """Ids of the first set and the ids that stand for the same spans in the second."""
    matches: dict[str, str] = {}
    taken: set[str] = set()
    for same in (
        lambda span: (span["id"], span["label"], _place(span)),
        lambda span: (span["label"], _place(span)),
        lambda span: span["id"],
        _place,
    ):
        free: dict[object, list[str]] = {}
        for new_id, span in new.items():
            if new_id not in taken:
                free.setdefault(same(span), []).append(new_id)
        for old_id, span in old.items():
            found = free.get(same(span))
            if old_id not in matches and found:
                matches[old_id] = found.pop(0)
                taken.add(matches[old_id])
    return matches


def _span_changes(old: Record, new: Record) -> Iterator[SetChange]:
    if old["label"] != new["label"]:
        yield SetChange("span relabelled", new["id"], old["label"], new["label"])
    if _place(old) != _place(new):
        yield SetChange("span moved", new["id"], _said(old), _said(new))
    if old["label"] == new["label"] and old["attributes"] != new["attributes"]:
        yield SetChange("span attributes changed", new["id"], *_differing(old["attributes"], new["attributes"]))
    if any(old.get(name) != new.get(name) for name in ("note", "unsure", "origin", "score")):
        yield SetChange("span remarks changed", new["id"])


def _relation_changes(old: Record | None, new: Record | None, matches: Mapping[str, str]) -> Iterator[SetChange]:
    before = {_ends(r, matches): r for r in (old["relations"] if old else ())}
    after = {_ends(r, None): r for r in (new["relations"] if new else ())}
    for key, relation in before.items():
        if key not in after:
            yield SetChange("relation removed", relation["id"], before=_joined(relation))
        elif (left := relation.get("attributes", {})) != (right := after[key].get("attributes", {})):
            yield SetChange("relation attributes changed", after[key]["id"], *_differing(left, right))
    for key, relation in after.items():
        if key not in before:
            yield SetChange("relation added", relation["id"], after=_joined(relation))


def _ends(relation: Record, matches: Mapping[str, str] | None) -> tuple[str, str, str]:
    """What tells relations apart; of an old one, with the ids that its ends have in the new set."""
    head, tail = relation["head"], relation["tail"]
    if matches is None:
        return relation["label"], head, tail
    return relation["label"], matches.get(head, f"gone {head}"), matches.get(tail, f"gone {tail}")


def _joined(relation: Record) -> str:
    return f"{relation['label']}: {relation['head']} → {relation['tail']}"


def _said(span: Record) -> str:
    start, end = span["fragments"][0]["start"], span["fragments"][-1]["end"]
    place = f"{span['label']} {start}–{end}"
    if any(fragment["text"] is None for fragment in span["fragments"]):
        return place  # a dataset without text
    text = " … ".join(fragment["text"] for fragment in span["fragments"])
    return f"{place} “{_short(text)}”"


def _short(text: str, limit: int = 60) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def _differing(old: Record, new: Record) -> tuple[str, str]:
    names = sorted(name for name in old.keys() | new.keys() if old.get(name, ...) != new.get(name, ...))
    return _values(old, names), _values(new, names)


def _values(attributes: Record, names: Iterable[str]) -> str:
    known = (name for name in names if name in attributes)
    return ", ".join(f"{name}={json.dumps(attributes[name], ensure_ascii=False)}" for name in known)
