"""Puts texts back into a dataset that was exported without them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import merge
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from annotate.bulk import Bulk
from annotate.dataset.build import Release, build
from annotate.dataset.earlier import known_splits_of
from annotate.dataset.features import ANNOTATIONS
from annotate.dataset.from_annotated import bulk_from_annotated
from annotate.dataset.options import ExportOptions, GroupBy, Ratios, parse_source
from annotate.dataset.origin import Origin
from annotate.dataset.read import records_of_file, require_manifest
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.model import Record, annotated_article_from_record
from annotate.validation.label_sets import label_set_from_untrusted

_BATCH = 200
"""Articles whose texts are held at once."""


class Texts(Protocol):
    """Texts by their SHA-256, in hexadecimal."""

    def held(self, hashes: pa.Array) -> pa.Array:
        """For each hash, whether there is a text that has it."""

    def of(self, hashes: Sequence[str]) -> Mapping[str, str]:
        """The texts with these hashes, all of which are held."""


@dataclass(frozen=True, slots=True)
class Rehydrated:
    """``missing`` are the ids of the articles whose texts were not found; they are not in the release."""

    release: Release
    missing: tuple[str, ...]


def rehydrate(folder: Path, target: Path, texts: Texts) -> Rehydrated:
    """Makes ``target`` a full dataset from ``folder`` and the texts that it leaves out. Articles keep their splits.

    With every text, the result is the same as an export that left none out.
    """
    manifest = require_manifest(folder, whole=True)
    if not manifest["options"]["without_text"]:
        raise AnnotateError(f"{folder} is no dataset that was exported without texts.")
    label_set = label_set_from_untrusted(manifest["label_set"])
    files = [split["files"] for split in manifest["configs"][ANNOTATIONS]["splits"].values()]
    missing = _missing(folder, files, texts)
    articles = sum(manifest["splits"]["articles"].values())
    if len(missing) >= articles:
        raise AnnotateError(
            f"The store holds none of the texts that {folder} leaves out ({len(missing):,} in all). Load them first: "
            "annotate import PATH"
        )
    options = replace(_options(manifest["options"]), earlier=known_splits_of(folder, manifest))
    origin = replace(Origin.of(folder, manifest), options=options.to_record())

    def batches() -> Iterator[Bulk]:
        return _batches(_records(folder, files, label_set, missing), texts)

    release = build(batches, label_set, target, options, revision=origin.revision, origin=origin)
    return Rehydrated(release, tuple(sorted(missing)))


def _missing(folder: Path, files: Iterable[Iterable[str]], texts: Texts) -> frozenset[str]:
    """The ids of articles whose texts are not there."""
    missing: set[str] = set()
    for file in (file for of_split in files for file in of_split):
        try:
            rows = pq.read_table(folder / file, columns=["article_id", "text_sha256"]).combine_chunks()
        except (OSError, pa.ArrowException) as error:
            raise AnnotateError(f"{folder / file} cannot be read: {error}") from error
        held = texts.held(pa.chunked_array(rows["text_sha256"].chunks, pa.string()).combine_chunks())
        missing.update(rows["article_id"].filter(pc.invert(held)).to_pylist())
    return frozenset(missing)


def _records(
    folder: Path, files: Iterable[Iterable[str]], label_set: LabelSet, missing: frozenset[str]
) -> Iterator[Record]:
    """The records whose texts are there, in order of the ids of their articles, as each split has them."""
    splits = (
        (row.record for file in of_split for row in records_of_file(folder, file, label_set)) for of_split in files
    )
    return (record for record in merge(*splits, key=_article_id) if _article_id(record) not in missing)


def _article_id(record: Record) -> str:
    article_id: str = record["article"]["id"]
    return article_id


def _batches(records: Iterable[Record], texts: Texts) -> Iterator[Bulk]:
    articles = (list(of_article) for _, of_article in groupby(records, _article_id))
    while batch := [record for of_article in islice(articles, _BATCH) for record in of_article]:
        found = texts.of(sorted({record["article"]["text_sha256"] for record in batch}))
        filled = (_filled(record, found[record["article"]["text_sha256"]]) for record in batch)
        yield bulk_from_annotated(map(annotated_article_from_record, filled))


def _filled(record: Record, text: str) -> Record:
    spans = [
        {**span, "fragments": [{**f, "text": text[f["start"] : f["end"]]} for f in span["fragments"]]}
        for span in record["spans"]
    ]
    return {**record, "article": {**record["article"], "text": text}, "spans": spans}


def _options(record: Mapping[str, Any]) -> ExportOptions:
    source, annotator = parse_source(record["from"])
    train, validation, test = record["ratios"]
    return ExportOptions(
        source=source,
        annotator=annotator,
        ratios=Ratios((train, validation, test)),
        key=record["key"],
        languages=tuple(record["languages"]),
        near_duplicates=record["near_duplicates"],
        group_by=GroupBy(record["group_by"]) if record.get("group_by") else None,
        test_from_date=record["test_from_date"],
        fixed_splits=record["fixed_splits"],
    )
