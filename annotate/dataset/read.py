"""Reads a dataset folder back as annotated records, exactly as they were exported."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from annotate.bulk import ARTICLES
from annotate.dataset.columns import AttributeColumn, relation_columns, span_columns
from annotate.dataset.features import ANNOTATIONS
from annotate.dataset.manifest import MANIFEST, read_manifest
from annotate.dataset.manifest_schema import well_formed
from annotate.errors import AnnotateError
from annotate.label_set import Kind, LabelSet
from annotate.model import AnnotatedArticle, Record, annotated_article_from_record
from annotate.parquet_file import open_parquet
from annotate.validation.label_sets import label_set_from_untrusted

_BATCH = 500
_OPTIONAL_FACTS = tuple(name for name in ARTICLES.names if ARTICLES.field(name).nullable and name != "metadata")


@dataclass(frozen=True, slots=True)
class FolderRecord:
    """A record and where it stands: ``file`` relative to the folder, ``row`` from 1."""

    file: str
    row: int
    record: Record


def read_annotated(folder: Path) -> Iterator[AnnotatedArticle]:
    """Every annotation set of the folder. Raises AnnotateError where the folder is no whole export."""
    for found in read_records(folder):
        yield annotated_article_from_record(found.record)


def read_records(folder: Path) -> Iterator[FolderRecord]:
    """Every annotation set of the folder as a wire record, lazily, split by split."""
    manifest = require_manifest(folder)
    label_set = label_set_from_untrusted(manifest["label_set"])
    if manifest["options"]["without_text"]:
        raise AnnotateError(
            f"{folder} was exported without the articles' texts. Put them back first: annotate rehydrate {folder} NEW"
        )
    for split in manifest["configs"][ANNOTATIONS]["splits"].values():
        for file in split["files"]:
            yield from records_of_file(folder, file, label_set)


def record_count(folder: Path) -> int:
    """How many ``read_records`` gives, as the folder says."""
    return sum(split["rows"] for split in require_manifest(folder)["configs"][ANNOTATIONS]["splits"].values())


def require_manifest(folder: Path, *, whole: bool = False) -> dict[str, Any]:
    """The folder's manifest, with all that is needed to read it. AnnotateError where it has none."""
    manifest = read_manifest(folder, whole=whole)
    if manifest is None:
        raise AnnotateError(f"{folder} is no dataset folder written by annotate: it has no readable {MANIFEST}.")
    if not well_formed(manifest):
        raise AnnotateError(
            f"{folder / MANIFEST} does not say what this version of annotate needs: it was changed by hand, or written "
            "by another version. Export the dataset again."
        )
    return manifest


def records_of_file(
    folder: Path, file: str, label_set: LabelSet, *, only_reference: bool = False
) -> Iterator[FolderRecord]:
    """The records of one Parquet file of the config ``annotations``."""
    reader = RowReader(label_set)
    row = 0
    try:
        with open_parquet(folder / file) as parquet:
            for batch in parquet.iter_batches(_BATCH):
                for values in batch.to_pylist():
                    row += 1
                    if only_reference and not values["reference"]:
                        continue
                    yield FolderRecord(file, row, reader.record(values))
    except (OSError, pa.ArrowException) as error:
        raise AnnotateError(f"{folder / file} cannot be read: {error}") from error


def reference_records(folder: Path, files: Iterable[str], label_set: LabelSet) -> Iterator[Record]:
    """The records of the reference rows of some files of the config ``annotations``, in order."""
    for file in files:
        yield from (found.record for found in records_of_file(folder, file, label_set, only_reference=True))


class RowReader:
    """Turns rows of the config ``annotations`` into wire records."""

    def __init__(self, label_set: LabelSet) -> None:
        self._name = label_set.name
        self._labels = [label.name for label in label_set.labels]
        self._relations = [relation.name for relation in label_set.relations]
        self._span_columns = _by_owner(span_columns(label_set))
        self._relation_columns = _by_owner(relation_columns(label_set))

    def record(self, row: Mapping[str, Any]) -> Record:
        """The wire record; fields that say nothing are left out."""
        article = {
            "id": row["article_id"],
            **{name: row[name] for name in ("title", "text", "text_sha256", "language")},
        }
        article |= {name: row[name] for name in _OPTIONAL_FACTS if row[name] is not None}
        if row["metadata"] is not None:
            article["metadata"] = json.loads(row["metadata"])
        record: Record = {
            "article": article,
            "label_set": {"name": self._name, "version": row["label_set_version"]},
            "annotator": row["annotator"],
            "status": row["status"],
            "spans": [self._span(span) for span in row["spans"]],
            "relations": [self._relation(relation) for relation in row["relations"]],
        }
        if row["notes"]:
            record["notes"] = row["notes"]
        return record

    def _span(self, span: Mapping[str, Any]) -> Record:
        label = self._labels[span["label"]]
        record: Record = {
            "id": span["id"],
            "label": label,
            "fragments": span["fragments"],
            "attributes": _attributes(span, self._span_columns.get(label, ())),
        }
        record |= {name: span[name] for name in ("origin", "score", "note") if span[name] is not None}
        if span["unsure"]:
            record["unsure"] = True
        return record

    def _relation(self, relation: Mapping[str, Any]) -> Record:
        label = self._relations[relation["label"]]
        record: Record = {"id": relation["id"], "label": label, "head": relation["head"], "tail": relation["tail"]}
        if attributes := _attributes(relation, self._relation_columns.get(label, ())):
            record["attributes"] = attributes
        return record


def _by_owner(columns: Sequence[AttributeColumn]) -> dict[str, list[AttributeColumn]]:
    owners: dict[str, list[AttributeColumn]] = {}
    for column in columns:
        owners.setdefault(column.owner, []).append(column)
    return owners


def _attributes(values: Mapping[str, Any], columns: Sequence[AttributeColumn]) -> Record:
    attributes: Record = {}
    for column in columns:
        attribute, value = column.attribute, values[column.name]
        if value is not None:
            attributes[attribute.name] = attribute.options[value].value if attribute.kind is Kind.CHOICE else value
        elif (attribute.nullable and attribute.required) or attribute.name in values["explicit_null"]:
            attributes[attribute.name] = None
    return attributes
