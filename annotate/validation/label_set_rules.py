"""What a schema cannot say of a label set: names that must be unique, ends that must exist, rules that must hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotate.validation.dialect import Found, Path
from annotate.validation.engines import screen
from annotate.validation.partial import all_named, by_name, items, title_of
from annotate.validation.view_rules import view_findings
from annotate.validation.words import listed, quoted, shown

Data = Mapping[str, Any]

BACKGROUNDS = {"light": "#ffffff", "dark": "#0e1117"}
MIN_CONTRAST = 3.0  # WCAG 2.2, 1.4.11: what is not text


def label_set_findings(data: Data) -> Iterator[Found]:
    """What is wrong with a label set, with attribute schemas in their places. None stands for what is broken."""
    yield from _unique("label", data, "labels")
    yield from _unique("relation", data, "relations")
    yield from _hotkeys(data)
    labels = by_name(data, "labels")
    are_known = all_named(data, "labels")
    for number, label in items(data, "labels"):
        yield from _contrast(label, ("labels", number, "color"))
    for number, relation in items(data, "relations"):
        place: Path = ("relations", number)
        if are_known:
            yield from _ends(relation, labels, place)
        heads = [labels[name] for name in relation.get("head") or () if name in labels] if are_known else []
        for count_number, count in items(relation, "counts"):
            yield from _count(count, heads, (*place, "counts", count_number))
    yield from view_findings(data)


def _unique(noun: str, data: Data, kind: str) -> Iterator[Found]:
    names: set[str] = set()
    for number, item in items(data, kind):
        name = item.get("name")
        if name in names:
            message = f"Another {noun} has the name {quoted(name)} too; give it a name of its own."
            yield Found("L012", message, (kind, number, "name"))
        elif name is not None:
            names.add(name)


def _hotkeys(data: Data) -> Iterator[Found]:
    taken: dict[str, str] = {}
    for kind in ("labels", "relations"):
        for number, item in items(data, kind):
            key = item.get("hotkey")
            if key in taken:
                message = (
                    f"The hotkey {key} stands for {quoted(taken[key])} too; give {quoted(title_of(item))} another one."
                )
                yield Found("L013", message, (kind, number, "hotkey"))
            elif key is not None:
                taken[key] = title_of(item)


def _ends(relation: Data, labels: Mapping[str, Data], place: Path) -> Iterator[Found]:
    for end in ("head", "tail"):
        names = relation.get(end) or []
        for number, name in enumerate(names):
            if name is None:
                continue
            if name not in labels:
                message = f"There is no label {quoted(name)}; choose {listed(labels)}."
                yield Found("L014", message, (*place, end, number))
            elif name in names[:number]:
                yield Found("L012", f"The label {quoted(name)} stands here twice; keep one.", (*place, end, number))


def _count(count: Data, heads: list[Data], place: Path) -> Iterator[Found]:
    least, most = count.get("min", 0), count.get("max")
    if least is not None and most is not None and least > most:
        message = f"The least number, {least}, is larger than the largest, {most}; correct one of them."
        yield Found("L015", message, (*place, "min"))
    schemas = [head.get("attributes", {}) for head in heads]
    if None in schemas:
        return
    for name, value in (count.get("when") or {}).items():
        properties = [schema["properties"][name] for schema in schemas if name in schema.get("properties", {})]
        if heads and not properties:
            titles = listed([title_of(head) for head in heads])
            message = f"{titles} has no attribute {quoted(name)}, so the rule never holds; correct the name."
            yield Found("L015", message, (*place, "when", name))
        elif properties and not any(screen(schema)(value) for schema in properties):
            message = f"{shown(value)} is no value of {quoted(name)}, so the rule never holds; correct it."
            yield Found("L015", message, (*place, "when", name))


def _contrast(label: Data, place: Path) -> Iterator[Found]:
    colors = label.get("color") or {}
    for theme, background in BACKGROUNDS.items():
        color = colors.get(theme)
        if color is None:
            continue
        ratio = contrast(color, background)
        if ratio < MIN_CONTRAST:
            message = (
                f"{quoted(title_of(label))} is hard to see on a {theme} background: "
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
