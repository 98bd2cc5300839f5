"""What a schema cannot say of a label set: names that must be unique, ends that must exist, rules that must hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotate.validation.dialect import Found, Path
from annotate.validation.engines import screen
from annotate.validation.view_rules import view_findings
from annotate.validation.words import listed, quoted, shown

Data = Mapping[str, Any]

BACKGROUNDS = {"light": "#ffffff", "dark": "#0e1117"}
MIN_CONTRAST = 3.0  # WCAG 2.2, 1.4.11: what is not text


def label_set_findings(data: Data) -> Iterator[Found]:
    """What is wrong with a label set of the right shape, with sound attribute schemas in their places."""
    labels, relations = data["labels"], data.get("relations", [])
    yield from _unique("label", labels, "labels")
    yield from _unique("relation", relations, "relations")
    yield from _hotkeys(labels, relations)
    by_name = {label["name"]: label for label in labels}
    for number, label in enumerate(labels):
        yield from _contrast(label, ("labels", number, "color"))
    for number, relation in enumerate(relations):
        place: Path = ("relations", number)
        yield from _ends(relation, by_name, place)
        heads = [by_name[name] for name in relation["head"] if name in by_name]
        for count_number, count in enumerate(relation.get("counts", ())):
            yield from _count(count, heads, (*place, "counts", count_number))
    yield from view_findings(data)


def _unique(noun: str, items: Iterable[Data], kind: str) -> Iterator[Found]:
    names: set[str] = set()
    for number, item in enumerate(items):
        if item["name"] in names:
            message = f"Another {noun} has the name {quoted(item['name'])} too; give it a name of its own."
            yield Found("L012", message, (kind, number, "name"))
        names.add(item["name"])


def _hotkeys(labels: Iterable[Data], relations: Iterable[Data]) -> Iterator[Found]:
    taken: dict[str, str] = {}
    for kind, items in (("labels", labels), ("relations", relations)):
        for number, item in enumerate(items):
            key = item.get("hotkey")
            if key in taken:
                message = (
                    f"The hotkey {key} stands for {quoted(taken[key])} too; give {quoted(item['title'])} another one."
                )
                yield Found("L013", message, (kind, number, "hotkey"))
            elif key is not None:
                taken[key] = item["title"]


def _ends(relation: Data, labels: Mapping[str, Data], place: Path) -> Iterator[Found]:
    for end in ("head", "tail"):
        for number, name in enumerate(relation[end]):
            if name not in labels:
                message = f"There is no label {quoted(name)}; choose {listed(labels)}."
                yield Found("L014", message, (*place, end, number))
            elif name in relation[end][:number]:
                yield Found("L012", f"The label {quoted(name)} stands here twice; keep one.", (*place, end, number))


def _count(count: Data, heads: list[Data], place: Path) -> Iterator[Found]:
    least, most = count.get("min", 0), count.get("max")
    if most is not None and least > most:
        message = f"The least number, {least}, is larger than the largest, {most}; correct one of them."
        yield Found("L015", message, (*place, "min"))
    schemas = [head.get("attributes", {}) for head in heads]
    for name, value in count.get("when", {}).items():
        properties = [schema["properties"][name] for schema in schemas if name in schema.get("properties", {})]
        if heads and not properties:
            titles = listed([head["title"] for head in heads])
            message = f"{titles} has no attribute {quoted(name)}, so the rule never holds; correct the name."
            yield Found("L015", message, (*place, "when", name))
        elif properties and not any(screen(schema)(value) for schema in properties):
            message = f"{shown(value)} is no value of {quoted(name)}, so the rule never holds; correct it."
            yield Found("L015", message, (*place, "when", name))


def _contrast(label: Data, place: Path) -> Iterator[Found]:
    for theme, background in BACKGROUNDS.items():
        color = label["color"][theme]
        ratio = contrast(color, background)
        if ratio < MIN_CONTRAST:
            message = (
                f"{quoted(label['title'])} is hard to see on a {theme} background: "
                f"{color} has a contrast of {ratio:.1f}, and needs {MIN_CONTRAST:.0f}; choose a stronger color."
            )
            yield Found("L017", message, (*place, theme))


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two hexadecimal colours, 1 to 21, by WCAG 2.2."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
