"""What a schema cannot say of a label set's views: what they name must exist, and their own names must be free."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from annotate.validation.dialect import Found, Path
from annotate.validation.words import listed, quoted

Data = Mapping[str, Any]

RESERVED_VIEWS = ("articles", "spans", "relations", "tokens", "annotations")
RESERVED_COLUMNS = ("article_id", "annotator", "span_id")


def view_findings(data: Data) -> Iterator[Found]:
    """What is wrong with the views of a label set whose labels and relations are sound."""
    labels = {label["name"]: label for label in data["labels"]}
    relations = {relation["name"]: relation for relation in data.get("relations", ())}
    taken = set(RESERVED_VIEWS)
    for number, view in enumerate(data.get("views", ())):
        place: Path = ("views", number)
        if view["name"] in taken:
            yield _found(f"The name {quoted(view['name'])} is taken; choose another one.", (*place, "name"))
        taken.add(view["name"])
        if view["label"] not in labels:
            message = f"There is no label {quoted(view['label'])}; choose {listed(labels)}."
            yield _found(message, (*place, "label"))
            continue
        yield from _columns(view, labels, relations, (*place, "columns"))


def _columns(view: Data, labels: Mapping[str, Data], relations: Mapping[str, Data], place: Path) -> Iterator[Found]:
    taken = set(RESERVED_COLUMNS)
    for number, column in enumerate(view["columns"]):
        if column["name"] in taken:
            yield _found(f"The name {quoted(column['name'])} is taken; choose another one.", (*place, number, "name"))
        taken.add(column["name"])
        name = column.get("relation")
        relation = relations.get(name)
        if name is not None and (relation is None or view["label"] not in relation["head"]):
            message = f"No relation {quoted(name)} leaves from {quoted(view['label'])}; correct the name."
            yield _found(message, (*place, number, "relation"))
        elif "attribute" in column:
            owners = [labels[end] for end in relation["tail"] if end in labels] if relation else [labels[view["label"]]]
            yield from _attribute(column["attribute"], owners, (*place, number, "attribute"))


def _attribute(name: str, owners: list[Data], place: Path) -> Iterator[Found]:
    schemas = [owner.get("attributes", {}).get("properties", {}).get(name) for owner in owners]
    found = [_values(schema) for schema in schemas if schema is not None]
    titles = listed([quoted(owner["title"]) for owner in owners])
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
