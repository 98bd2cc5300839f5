"""Writes what describes a dataset: its manifest, its card, and the schema of its records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotate.dataset.assemble import Assembly
from annotate.dataset.canonical import joined_hash
from annotate.dataset.card import CardFacts, metadata, new_card, updated_card
from annotate.dataset.card_text import sections
from annotate.dataset.configs import config_columns
from annotate.dataset.croissant import CROISSANT, croissant
from annotate.dataset.earlier import Earlier
from annotate.dataset.figure import FIGURE, counts_figure
from annotate.dataset.left_out import LeftOutList
from annotate.dataset.manifest import (
    CARD,
    CHANGELOG,
    FORMAT,
    FORMAT_VERSION,
    SCHEMA,
    configs_record,
    described_files,
    dump,
    left_out_record,
    parquet_files,
    splits_record,
    versions,
    write_manifest,
)
from annotate.dataset.options import ExportOptions
from annotate.dataset.releasing import ReleaseNotes
from annotate.dataset.splits import Assignment
from annotate.dataset.stats import shares
from annotate.label_set import LabelSet
from annotate.validation.compose import composed_schema


@dataclass(frozen=True, slots=True)
class Making:
    """All that is known of a dataset once its Parquet files are written."""

    label_set: LabelSet
    options: ExportOptions
    revision: int | None
    left_out: LeftOutList
    assignment: Assignment
    assembly: Assembly
    agreement: Mapping[str, Any] | None
    earlier: Earlier | None


def write_description(folder: Path, making: Making, notes: ReleaseNotes | None = None) -> dict[str, Any]:
    """Writes the files and gives the manifest. With ``notes``, the export is a release."""
    schema = dump(composed_schema(making.label_set)).encode()
    configs = configs_record(making.assembly.written)
    files = parquet_files(making.assembly.written)
    generated = metadata(making.label_set, _card_facts(making, configs, files))
    counting = making.assembly.counting
    others = {
        SCHEMA: schema,
        CROISSANT: _croissant(making.label_set, configs, files, generated, notes),
        FIGURE: counts_figure(making.label_set, counting),
    }
    files |= described_files(others)
    manifest = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "content_hash": joined_hash({name: config["content_hash"] for name, config in configs.items()}),
        "store_revision": making.revision,
        "label_set": making.label_set.data,
        "options": making.options.to_record(),
        "versions": versions(),
        "configs": configs,
        "files": files,
        "splits": splits_record(making.assignment, shares(making.label_set, counting.splits)),
        "counts": {split: counts.to_record() for split, counts in counting.splits.items()},
        "agreement": making.agreement,
        "left_out": left_out_record(making.left_out),
        "card": {name: value for name, value in generated.items() if name not in ("configs", "dataset_info")},
    }
    if notes is not None:
        manifest["release"] = notes.to_record()
        _write(folder / CHANGELOG, notes.changelog)
    for name, content in others.items():
        (folder / name).write_bytes(content)
    _write(folder / CARD, _card(making, manifest, generated, notes))
    write_manifest(folder, manifest)
    return manifest


def _croissant(
    label_set: LabelSet,
    configs: Mapping[str, Any],
    files: Mapping[str, Any],
    generated: Mapping[str, Any],
    notes: ReleaseNotes | None,
) -> bytes:
    described = croissant(label_set, configs, config_columns(label_set), files, generated)
    if notes is not None:
        described |= {"version": notes.version, "datePublished": notes.date}
    return dump(described).encode()


def _card_facts(making: Making, configs: Mapping[str, Any], files: Mapping[str, Any]) -> CardFacts:
    counting = making.assembly.counting
    return CardFacts(
        configs=configs,
        columns=config_columns(making.label_set),
        files=files,
        languages=frozenset(counting.languages),
        licenses=frozenset(counting.licenses),
        articles=sum(counts.articles for counts in counting.splits.values()),
    )


def _card(making: Making, manifest: Mapping[str, Any], generated: Mapping[str, Any], notes: ReleaseNotes | None) -> str:
    columns = config_columns(making.label_set)
    text = sections(making.label_set, manifest, columns, making.assembly.counting)
    if notes is not None:
        text["about"] += f"\n\nVersion {notes.version} of {notes.date}; CHANGELOG.md tells what changed."
    earlier = making.earlier
    if earlier is None or earlier.card is None:
        return new_card(generated, text, making.label_set.title)
    return updated_card(earlier.card, generated, earlier.manifest.get("card", {}), text)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
