"""Checks of a dataset folder's rows: columns, counts, content hashes, and that every config tells the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from datasets import Features

from annotate.dataset.assemble import BLOCK, blocks_of
from annotate.dataset.block import Block
from annotate.dataset.canonical import ContentHash, joined_hash
from annotate.dataset.configs import config_columns, makers
from annotate.dataset.features import ANNOTATIONS, ARTICLES, arrow_schema
from annotate.dataset.nested import Nester
from annotate.label_set import LabelSet
from annotate.parquet_file import open_parquet
from annotate.problems import Problem


def config_problems(
    folder: Path, manifest: Mapping[str, Any], label_set: LabelSet, sound: Collection[str]
) -> Iterator[Problem]:
    """Reads every file whose hash is right."""
    columns = config_columns(label_set)
    hashes = {}
    for config, record in manifest["configs"].items():
        if config not in columns:
            yield Problem("D006", f"The label set does not make a config {config!r}.", f"/configs/{config}")
            continue
        schema = arrow_schema(columns[config])
        for split, facts in record["splits"].items():
            if all(file in sound for file in facts["files"]):
                yield from _split_problems(folder, f"/configs/{config}/splits/{split}", facts, schema)
        hashes[config] = joined_hash({name: facts["content_hash"] for name, facts in record["splits"].items()})
        if hashes[config] != record["content_hash"]:
            yield Problem(
                "D007", f"The content hash of the config {config!r} is not that of its splits.", f"/configs/{config}"
            )
    if joined_hash(hashes) != manifest["content_hash"]:
        yield Problem("D007", "The content hash of the dataset is not that of its configs.", "/content_hash")


def _split_problems(folder: Path, pointer: str, facts: Mapping[str, Any], schema: pa.Schema) -> Iterator[Problem]:
    content = ContentHash(schema)
    for file in facts["files"]:
        try:
            with open_parquet(folder / file) as parquet:
                if not same_columns(parquet.schema_arrow, schema):
                    yield Problem("D006", f"{file} has other columns than the label set makes.", pointer, file=file)
                    return
                for batch in parquet.iter_batches(BLOCK):
                    content.update(pa.Table.from_batches([batch]))
        except (OSError, pa.ArrowException) as error:
            yield Problem("D005", f"{file} cannot be read: {error}", pointer, file=file)
            return
    if content.rows != facts["rows"] or content.hexdigest() != facts["content_hash"]:
        message = "The rows are not those that the manifest describes: get the folder again, or export again."
        yield Problem("D007", message, pointer, file=facts["files"][0])


def same_columns(found: pa.Schema, wanted: pa.Schema) -> bool:
    """Whether two schemas have the same features and physical types. Parquet names the items of lists its own way."""
    features = (Features.from_arrow_schema(schema) for schema in (found, wanted))
    types = (Features.from_arrow_schema(schema.remove_metadata()) for schema in (found, wanted))
    return bool(next(features) == next(features) and next(types) == next(types))


def derived_problems(folder: Path, manifest: Mapping[str, Any], label_set: LabelSet) -> Iterator[Problem]:
    """Makes every config again from the annotations and compares content hashes."""
    nester = Nester(label_set)
    yield from _derived(folder, manifest, ANNOTATIONS, ARTICLES, (nester.articles_schema, nester.articles))
    if manifest["options"]["without_text"]:
        return
    for config, (schema, make) in makers(label_set).items():
        yield from _derived(folder, manifest, ARTICLES, config, (schema, partial(_of_articles, make)))


def _of_articles(make: Callable[[Block], pa.Table], articles: pa.Table) -> pa.Table:
    return make(Block(articles))


def _derived(
    folder: Path,
    manifest: Mapping[str, Any],
    source: str,
    config: str,
    maker: tuple[pa.Schema, Callable[[pa.Table], pa.Table]],
) -> Iterator[Problem]:
    schema, make = maker
    written = manifest["configs"].get(config, {}).get("splits", {})
    for split, facts in manifest["configs"][source]["splits"].items():
        content = ContentHash(schema)
        for table in _blocks(folder, facts["files"]):
            content.update(make(table))
        found = (written[split]["rows"], written[split]["content_hash"]) if split in written else (0, None)
        wanted = (content.rows, content.hexdigest()) if content.rows else (0, None)
        if found != wanted:
            message = (
                f"The split {split!r} of the config {config!r} does not hold what follows from {source!r}. "
                "Another version of annotate may have written it: export again."
            )
            yield Problem("D011", message, f"/configs/{config}/splits/{split}")


def _blocks(folder: Path, files: Iterable[str]) -> Iterator[pa.Table]:
    """The rows of the files of one split, some at a time."""
    for file in files:
        with open_parquet(folder / file, checked=False) as parquet:
            yield from blocks_of(pa.Table.from_batches([batch]) for batch in parquet.iter_batches(BLOCK))
