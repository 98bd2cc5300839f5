"""Puts texts back into a dataset that was exported without them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotate.bulk import Bulk
from annotate.dataset.build import Release, build
from annotate.dataset.earlier import splits_of
from annotate.dataset.features import ANNOTATIONS
from annotate.dataset.from_annotated import bulk_from_annotated
from annotate.dataset.options import ExportOptions, GroupBy, Ratios, parse_source
from annotate.dataset.origin import Origin
from annotate.dataset.read import records_of_file, require_manifest
from annotate.errors import AnnotateError
from annotate.model import AnnotatedArticle, Record, annotated_article_from_record, sha256_of
from annotate.validation.label_sets import label_set_from_untrusted


@dataclass(frozen=True, slots=True)
class Rehydrated:
    """``missing`` are the ids of the articles whose texts were not found; they are not in the release."""

    release: Release
    missing: tuple[str, ...]


def rehydrate(folder: Path, target: Path, texts: Mapping[str, str]) -> Rehydrated:
    """Makes ``target`` a full dataset from ``folder`` and texts by their SHA-256. Articles keep their splits.

    With every text, the result is the same as an export that left none out.
    """
    manifest = require_manifest(folder)
    if not manifest["options"]["without_text"]:
        raise AnnotateError(f"{folder} is no dataset that was exported without texts.")
    label_set = label_set_from_untrusted(manifest["label_set"])
    found: list[AnnotatedArticle] = []
    missing: set[str] = set()
    for split in manifest["configs"][ANNOTATIONS]["splits"].values():
        for file in split["files"]:
            for row in records_of_file(folder, file, label_set):
                article = row.record["article"]
                text = texts.get(article["text_sha256"])
                if text is None or sha256_of(text) != article["text_sha256"]:
                    missing.add(article["id"])
                else:
                    found.append(annotated_article_from_record(_filled(row.record, text)))
    if not found:
        raise AnnotateError(f"None of the {len(missing):,} texts that {folder} leaves out was found.")
    options = replace(_options(manifest["options"]), earlier=splits_of(folder, manifest))
    origin = replace(Origin.of(folder, manifest), options=options.to_record())
    bulk = bulk_from_annotated(found)

    def batches() -> Iterator[Bulk]:
        yield bulk

    return Rehydrated(
        build(batches, label_set, target, options, revision=origin.revision, origin=origin), tuple(sorted(missing))
    )


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
