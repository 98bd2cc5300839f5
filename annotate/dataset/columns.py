"""Names and types of the columns that hold attributes: always ``<label>_<attribute>``.

The label stands in the name because two labels may have attributes of one name and different vocabularies.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from annotate.errors import AnnotateError
from annotate.label_set import Attribute, AttributeSchema, Kind, LabelSet

SPAN_FIELDS = ("id", "label", "start", "end", "text", "fragments", "origin", "score", "note", "unsure", "explicit_null")
RELATION_FIELDS = ("id", "label", "head", "tail", "explicit_null")
ROW_FIELDS = ("article_id", "annotator", "language", "span_id", "relation_id", "context_before", "context_after")

VALUE_DTYPES = {
    Kind.CODE: "int64",
    Kind.BOOLEAN: "bool",
    Kind.TEXT: "string",
    Kind.INTEGER: "int64",
    Kind.NUMBER: "float64",
}
"""Types of the columns of attributes, but for choices: those are ClassLabels."""


@dataclass(frozen=True, slots=True)
class AttributeColumn:
    """``owner`` is the name of the label or relation whose attribute stands in the column."""

    owner: str
    attribute: Attribute
    name: str


def span_columns(label_set: LabelSet) -> tuple[AttributeColumn, ...]:
    """A column for every attribute of every label, in the order of the label set."""
    return _columns(((label.name, label.attributes) for label in label_set.labels), (*SPAN_FIELDS, *ROW_FIELDS))


def relation_columns(label_set: LabelSet) -> tuple[AttributeColumn, ...]:
    """A column for every attribute of every relation, in the order of the label set."""
    owners = ((relation.name, relation.attributes) for relation in label_set.relations)
    return _columns(owners, (*RELATION_FIELDS, *ROW_FIELDS))


def _columns(owners: Iterable[tuple[str, AttributeSchema]], reserved: Collection[str]) -> tuple[AttributeColumn, ...]:
    taken: set[str] = set(reserved)
    columns = []
    for owner, schema in owners:
        for attribute in schema.attributes:
            name = _free_name(owner, attribute.name, taken)
            taken.add(name)
            columns.append(AttributeColumn(owner, attribute, name))
    return tuple(columns)


def _free_name(owner: str, attribute: str, taken: Collection[str]) -> str:
    # Underscores stand in names too: label "a", attribute "b_c" meets label "a_b", attribute "c".
    for separator in ("_", "__", "___"):
        name = f"{owner}{separator}{attribute}"
        if name not in taken:
            return name
    raise AnnotateError(
        f"No column is left for the attribute {attribute!r} of {owner!r}: its names are taken by other labels. "
        "Rename the label or the attribute in the label set."
    )
