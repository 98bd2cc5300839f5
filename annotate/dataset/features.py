"""The one source of every table's columns. Arrow schemas, their ``huggingface`` metadata and the card come from here.

Traps that shape the types: a ClassLabel is int64 (int8 is not decoded by ``datasets``); lists of structs are ``List``
(a ``Sequence`` turns them inside out); scores are float64.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from datasets import ClassLabel, Features, List, Value

from annotate.dataset.columns import VALUE_DTYPES, AttributeColumn, relation_columns, span_columns
from annotate.label_set import Attribute, Kind, LabelSet

ARTICLES = "articles"
ANNOTATIONS = "annotations"
SPANS = "spans"
RELATIONS = "relations"
TOKENS = "tokens"


@dataclass(frozen=True, slots=True)
class Column:
    """``feature`` is what ``datasets.Features`` takes; ``description`` stands in the card."""

    name: str
    feature: Any
    description: str


def features_of(columns: Iterable[Column]) -> Features:
    """The columns as ``datasets`` knows them."""
    return Features({column.name: column.feature for column in columns})


def arrow_schema(columns: Iterable[Column]) -> pa.Schema:
    """The columns as Arrow knows them, with the features in the ``huggingface`` metadata."""
    return features_of(columns).arrow_schema


def article_columns(label_set: LabelSet) -> tuple[Column, ...]:
    """One row per article, with its reference annotation."""
    return (*_facts(), *_set_columns(), *_nested_columns(label_set, archive=False))


def annotation_columns(label_set: LabelSet) -> tuple[Column, ...]:
    """One row per annotation set, with all that it says."""
    reference = Column("reference", Value("bool"), "Whether this set is the one that the other configs hold.")
    return (*_facts(), *_set_columns(), reference, *_nested_columns(label_set, archive=True))


def span_row_columns(label_set: LabelSet) -> tuple[Column, ...]:
    """One row per span."""
    span = _span_columns(label_set)
    head, rest = span[1:6], span[6:]
    return (
        *key_columns(),
        Column("span_id", Value("string"), "Id of the span, unique within the article and annotator."),
        *head,
        Column("context_before", Value("string"), "The text before the span, at most 200 code points."),
        Column("context_after", Value("string"), "The text behind the span, at most 200 code points."),
        *rest,
    )


def relation_row_columns(label_set: LabelSet) -> tuple[Column, ...]:
    """One row per relation, with both spans."""
    relation = _relation_columns(label_set)
    span = _struct(_span_columns(label_set))
    return (
        *key_columns(),
        Column("relation_id", Value("string"), "Id of the relation, unique within the article and annotator."),
        relation[1],
        Column("head", span, "The span that the relation leaves from, with its attributes."),
        Column("tail", span, "The span that the relation points to, with its attributes."),
        *relation[4:],
    )


def token_columns(label_set: LabelSet) -> tuple[Column, ...]:
    """One row per article, cut into tokens, with a layer of BIO tags for each label."""
    columns = [
        *key_columns(),
        Column("tokens", List(Value("string")), "The tokens, in order."),
        Column("starts", List(Value("int32")), "Offset of each token's first code point."),
        Column("ends", List(Value("int32")), "Offset behind each token's last code point."),
    ]
    for label in label_set.labels:
        tag = ClassLabel(names=bio_names(label.name))
        columns += [
            Column(tags_name(label.name), List(tag), f"BIO tags of the label “{label.title}”."),
            Column(
                more_tags_name(label.name),
                List(List(tag)),
                f"Further rows of BIO tags where spans of “{label.title}” nest or overlap; mostly empty.",
            ),
        ]
    return tuple(columns)


def bio_names(label: str) -> list[str]:
    """The tags of one label's layer; their places are their ids."""
    return ["O", f"B-{label}", f"I-{label}"]


def tags_name(label: str) -> str:
    """The column of the label's tags."""
    return f"{label}_tags"


def more_tags_name(label: str) -> str:
    """The column of the label's further rows of tags."""
    return f"{label}_tags_more"


def _struct(columns: Iterable[Column]) -> dict[str, Any]:
    return {column.name: column.feature for column in columns}


def key_columns() -> tuple[Column, ...]:
    """What every row of every config begins with."""
    return (
        Column("article_id", Value("string"), "Id of the article; joins the configs."),
        Column("annotator", Value("string"), "Who made the annotation set."),
    )


def _facts() -> tuple[Column, ...]:
    facts = (
        ("article_id", "Id of the article; joins the configs."),
        ("title", "The headline."),
        ("text", "The whole text, unchanged; every offset counts its Unicode code points."),
        ("text_sha256", "SHA-256 of the text as UTF-8."),
        ("language", "BCP 47 tag."),
        ("publisher", "The outlet."),
        ("author", "The byline."),
        ("url", "Where the article was published."),
        ("published_at", "Date, or date and time, in RFC 3339 form."),
        ("license", "The terms under which the text may be used."),
        ("group", "Articles of one group are never in different splits."),
        ("metadata", "Anything else the source says of the article, as JSON."),
    )
    return tuple(Column(name, Value("string"), description) for name, description in facts)


def _set_columns() -> tuple[Column, ...]:
    return (
        Column("annotator", Value("string"), "Who made the annotation set."),
        Column("status", Value("string"), "`submitted` or `adjudicated`."),
        Column("label_set_version", Value("string"), "Version of the label set that the annotator worked with."),
        Column("notes", List(Value("string")), "Remarks on the article as a whole."),
    )


def _nested_columns(label_set: LabelSet, *, archive: bool) -> tuple[Column, ...]:
    spans = _struct(_span_columns(label_set, archive=archive))
    relations = _struct(_relation_columns(label_set, archive=archive))
    return (
        Column("spans", List(spans), "The spans, ordered by start, end and id."),
        Column("relations", List(relations), "The relations, ordered by id; `head` and `tail` are ids of spans."),
    )


def _span_columns(label_set: LabelSet, *, archive: bool = False) -> tuple[Column, ...]:
    fragment = {"start": Value("int64"), "end": Value("int64"), "text": Value("string")}
    return (
        Column("id", Value("string"), "Id of the span."),
        Column("label", ClassLabel(names=[label.name for label in label_set.labels]), "The label."),
        Column("start", Value("int64"), "Offset of the first code point."),
        Column("end", Value("int64"), "Offset behind the last code point."),
        Column("text", Value("string"), "The article's text from `start` to `end`, gaps between fragments included."),
        Column("fragments", List(fragment), "The labelled pieces; more than one where the span is interrupted."),
        *(_attribute_column(column) for column in span_columns(label_set)),
        Column("origin", Value("string"), "What proposed the span, where not the annotator."),
        Column("score", Value("float64"), "Confidence of the origin, 0 to 1."),
        Column("note", Value("string"), "The annotator's remark."),
        Column("unsure", Value("bool"), "Whether the annotator asks for a second look."),
        *(_explicit_null() if archive else ()),
    )


def _relation_columns(label_set: LabelSet, *, archive: bool = False) -> tuple[Column, ...]:
    names = [relation.name for relation in label_set.relations]
    return (
        Column("id", Value("string"), "Id of the relation."),
        Column("label", ClassLabel(names=names) if names else Value("int64"), "The kind of relation."),
        Column("head", Value("string"), "Id of the span that the relation leaves from."),
        Column("tail", Value("string"), "Id of the span that the relation points to."),
        *(_attribute_column(column) for column in relation_columns(label_set)),
        *(_explicit_null() if archive else ()),
    )


def _explicit_null() -> tuple[Column, ...]:
    description = "Names of optional attributes that were set to null, rather than left open."
    return (Column("explicit_null", List(Value("string")), description),)


def _attribute_column(column: AttributeColumn) -> Column:
    attribute = column.attribute
    description = f"{attribute.title}: {attribute.description} Of `{column.owner}`, else null."
    return Column(column.name, attribute_feature(attribute), description)


def attribute_feature(attribute: Attribute) -> Any:
    """The type of the column of an attribute."""
    if attribute.kind is Kind.CHOICE:
        return ClassLabel(names=[str(option.value) for option in attribute.options])
    return Value(VALUE_DTYPES[attribute.kind])
