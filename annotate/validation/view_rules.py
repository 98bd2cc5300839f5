"""What a schema cannot say of a label set's views: what they name must exist, and their own names must be free."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotate.validation.dialect import Found, Path
from annotate.validation.partial import all_named, by_name, items, title_of
from annotate.validation.words import listed, quoted

Data = Mapping[str, Any]

RESERVED_VIEWS = ("articles", "spans", "relations", "tokens", "annotations")
RESERVED_COLUMNS = ("article_id", "annotator", "span_id")


def view_findings(data: Data) -> Iterator[Found]:
    """What is wrong with the views of a label set. None stands for what is broken."""
    labels, relations = by_name(data, "labels"), by_name(data, "relations")
    are_known = all_named(data, "labels") and all_named(data, "relations")
    taken = set(RESERVED_VIEWS)
    for number, view in items(data, "views"):
        place: Path = ("views", number)
        yield from _name(view, taken, place)
        if not are_known or view.get("label") is None:
            continue
        if view["label"] not in labels:
            message = f"There is no label {quoted(view['label'])}; choose {listed(labels)}."
            yield _found(message, (*place, "label"))
            continue
        yield from _columns(view, labels, relations, (*place, "columns"))


def _columns(view: Data, labels: Mapping[str, Data], relations: Mapping[str, Data], place: Path) -> Iterator[Found]:
    taken = set(RESERVED_COLUMNS)
    for number, column in items(view, "columns"):
        yield from _name(column, taken, (*place, number))
        name = column.get("relation")
        relation = relations.get(name) if name else None
        if relation and not (_is_whole(relation.get("head")) and _is_whole(relation.get("tail"))):
            continue
        if name is not None and (relation is None or view["label"] not in relation["head"]):
            message = f"No relation {quoted(name)} leaves from {quoted(view['label'])}; correct the name."
            yield _found(message, (*place, number, "relation"))
        elif "attribute" in column:
            owners = [labels[end] for end in relation["tail"] if end in labels] if relation else [labels[view["label"]]]
            if owners:
                yield from _attribute(column["attribute"], owners, (*place, number, "attribute"))


def _is_whole(ends: list[Any] | None) -> bool:
    return ends is not None and None not in ends


def _name(item: Data, taken: set[str], place: Path) -> Iterator[Found]:
    name = item.get("name")
    if name in taken:
        yield _found(f"The name {quoted(name)} is taken; choose another one.", (*place, "name"))
    elif name is not None:
        taken.add(name)


def _attribute(name: str, owners: list[Data], place: Path) -> Iterator[Found]:
    schemas = [owner.get("attributes", {}) for owner in owners]
    if None in schemas:
        return
    properties = [schema.get("properties", {}).get(name) for schema in schemas]
    found = [_values(schema) for schema in properties if schema is not None]
    titles = listed([quoted(title_of(owner)) for owner in owners])
    if not found:
        yield _found(f"{titles} has no attribute {quoted(name)}; correct the name.", place)
    elif any(values != found[0] for values in found):
        message = f"The attribute {quoted(name)} has other values in each of {titles}; they do not fit one column."
        yield _found(message, place)


def _values(schema: Data) -> Any:
    """What decides the type of an attribute's column."""
    if "oneOf" in schema:
        return [branch.get("const") for branch in schema["oneOf"] if branch.get("const") is not None]
    if "enum" in schema:
        return [value for value in schema["enum"] if value is not None]
    types = schema.get("type", ())
    return sorted({types} if isinstance(types, str) else set(types) - {"null"})


def _found(message: str, place: Path) -> Found:
    return Found("L018", message, place)
