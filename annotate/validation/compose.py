"""One schema for the annotated records of one label set: the general ones, narrowed by its labels and attributes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from annotate.label_set import AttributeSchema, Label, LabelSet, RelationType
from annotate.resources import schemas_dir
from annotate.validation.engines import screen

Schema = dict[str, Any]

MAX_ATTRIBUTE_TEXT = 10_000
_ATTRIBUTE_VALUE: Schema = {
    "type": ["string", "number", "boolean", "null"],
    "maxLength": MAX_ATTRIBUTE_TEXT,
}


@dataclass(frozen=True)
class Parts:
    """The composed schema in pieces, so that what is wrong can be explained piece by piece.

    ``record`` says nothing of single spans and relations; ``span`` and ``relation`` nothing of their attributes.
    """

    record: Schema
    span: Schema
    relation: Schema
    span_attributes: Mapping[str, Schema]
    relation_attributes: Mapping[str, Schema]


@cache
def general_schema(name: str) -> Schema:
    """One of the schemas that come with the package, such as ``article``. Not to be changed."""
    schema: Schema = json.loads((schemas_dir() / f"{name}.schema.json").read_text(encoding="utf-8"))
    return schema


def composed_schema(label_set: LabelSet) -> Schema:
    """A JSON Schema (draft 2020-12) without outside references for annotated records of the label set."""
    schema = _annotated_article(label_set)
    definitions = schema["$defs"]
    labels = [(label.name, label.attributes) for label in label_set.labels]
    relations = [(relation.name, relation.attributes) for relation in label_set.relations]
    for prefix, kinds in (("span", labels), ("relation", relations)):
        if kinds:
            definitions[prefix]["allOf"] = [_condition(prefix, name, attributes) for name, attributes in kinds]
        for name, attributes in kinds:
            definitions[f"{prefix}_attributes_{name}"] = _embedded(attributes.schema)
    return schema


def parts(label_set: LabelSet | None) -> Parts:
    """The pieces of the composed schema; of the general one where there is no label set."""
    schema = _annotated_article(label_set)
    definitions = schema["$defs"]
    for name in ("spans", "relations"):
        del schema["properties"][name]["items"]
    labels: Iterable[Label] = label_set.labels if label_set else ()
    relations: Iterable[RelationType] = label_set.relations if label_set else ()
    return Parts(
        record=schema,
        span={"$ref": "#/$defs/span", "$defs": definitions},
        relation={"$ref": "#/$defs/relation", "$defs": definitions},
        span_attributes={label.name: dict(label.attributes.schema) for label in labels},
        relation_attributes={relation.name: dict(relation.attributes.schema) for relation in relations},
    )


def _annotated_article(label_set: LabelSet | None) -> Schema:
    """The general schema in one piece, with the label set's names, without its attributes."""
    schema = deepcopy(general_schema("annotated-article"))
    definitions = schema["$defs"]
    schema["properties"]["article"]["$ref"] = "#/$defs/article"
    definitions["article"] = _embedded(general_schema("article"))
    definitions["attributes"]["additionalProperties"] = _ATTRIBUTE_VALUE
    if label_set is None:
        return schema
    schema["$id"] = f"urn:annotate:annotated-article:{label_set.name}:{label_set.version}"
    schema["title"] = f"Annotated article, label set {label_set.name} {label_set.version}"
    schema["properties"]["label_set"]["properties"]["name"]["const"] = label_set.name
    definitions["span"]["properties"]["label"]["enum"] = [label.name for label in label_set.labels]
    definitions["relation"]["properties"]["label"]["enum"] = [relation.name for relation in label_set.relations]
    return schema


def _condition(prefix: str, name: str, attributes: AttributeSchema) -> Schema:
    """What holds for the spans or relations of one label."""
    then: Schema = {"properties": {"attributes": {"$ref": f"#/$defs/{prefix}_attributes_{name}"}}}
    if not screen(attributes.schema)({}):
        then["required"] = ["attributes"]
    return {"if": {"properties": {"label": {"const": name}}, "required": ["label"]}, "then": then}


def _embedded(schema: Mapping[str, Any]) -> Schema:
    """The schema as a definition within another: its references would mean the other one's places."""
    # A copy all through: whoever is given the composed schema may change it, and schemas that are read are kept.
    return {name: deepcopy(value) for name, value in schema.items() if name not in ("$schema", "$id")}
