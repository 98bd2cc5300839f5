"""croissant.json: the dataset's description in MLCommons' vocabulary, for search engines and other loaders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from datasets import ClassLabel, List

from annotate.dataset.features import Column
from annotate.label_set import LabelSet

CROISSANT = "croissant.json"
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_TYPES = {
    "string": "sc:Text",
    "bool": "sc:Boolean",
    "int64": "cr:Int64",
    "int32": "cr:Int32",
    "float64": "cr:Float64",
}

Json = dict[str, Any]


def croissant(
    label_set: LabelSet,
    configs: Mapping[str, Any],
    columns: Mapping[str, tuple[Column, ...]],
    files: Mapping[str, Any],
    metadata: Mapping[str, Any],
) -> Json:
    """The description as JSON-LD. ``metadata`` is the card's."""
    described: Json = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": label_set.name,
        "description": label_set.description,
        "keywords": list(metadata.get("tags", ())),
        "distribution": [item for name in configs for item in _distribution(name, configs[name], files)],
        "recordSet": [_record_set(name, configs[name], columns[name]) for name in configs],
    }
    if metadata.get("language"):
        described["inLanguage"] = list(metadata["language"])
    if metadata.get("license"):
        described["license"] = metadata.get("license_name") or metadata["license"]
    return described


def _distribution(name: str, config: Mapping[str, Any], files: Mapping[str, Any]) -> Iterator[Json]:
    for path in (path for split in config["splits"].values() for path in split["files"]):
        yield {
            "@type": "cr:FileObject",
            "@id": path,
            "name": path,
            "contentUrl": path,
            "contentSize": f"{files[path]['bytes']} B",
            "encodingFormat": "application/x-parquet",
            "sha256": files[path]["sha256"],
        }
    yield {
        "@type": "cr:FileSet",
        "@id": _files(name),
        "encodingFormat": "application/x-parquet",
        "includes": f"{name}/*.parquet",
    }


def _files(config: str) -> str:
    return f"{config}-files"


def _record_set(name: str, config: Mapping[str, Any], columns: Sequence[Column]) -> Json:
    rows = sum(split["rows"] for split in config["splits"].values())
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"{rows:,} rows in the splits {', '.join(config['splits'])}.",
        "field": [_field(f"{name}/{column.name}", name, column, column.name, ()) for column in columns],
    }


def _field(identifier: str, config: str, column: Column, top: str, path: tuple[str, ...]) -> Json:
    field: Json = {"@type": "cr:Field", "@id": identifier, "name": identifier}
    if column.description:
        field["description"] = column.description
    feature, depth = column.feature, 0
    while isinstance(feature, List):
        feature, depth = feature.feature, depth + 1
    if depth:
        field["repeated"] = True
    if isinstance(feature, dict):
        nested = (Column(name, child, "") for name, child in feature.items())
        field["subField"] = [_field(f"{identifier}/{c.name}", config, c, top, (*path, c.name)) for c in nested]
        return field
    field["dataType"] = "sc:Integer" if isinstance(feature, ClassLabel) else _TYPES[feature.dtype]
    source: Json = {"fileSet": {"@id": _files(config)}, "extract": {"column": top}}
    if path:
        source["transform"] = [{"jsonPath": name} for name in path]
    field["source"] = source
    return field
