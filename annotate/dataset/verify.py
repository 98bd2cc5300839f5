"""Loads a dataset folder as its users will, without the network and without their cache."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import datasets
from datasets import config as datasets_config
from datasets import load_dataset
from huggingface_hub import constants

from annotate.dataset.features import Column, features_of
from annotate.dataset.memory import give_back
from annotate.errors import AnnotateError

WHOLE_BYTES = 100_000_000
"""Files up to this size together are loaded whole; of larger ones, the first rows of every split are streamed."""

_BATCH = 50
"""Rows that are made of a file to stream the first of them."""


_MAGIC = re.compile(r"\[[^\]]+\]|::")


def refuse_unloadable(target: Path) -> None:
    """Raises AnnotateError where `datasets` takes the folder's path for a pattern, or for a chain of file systems."""
    if found := _MAGIC.search(str(target.absolute())):
        raise AnnotateError(
            f"A dataset in {target.absolute()} could not be loaded: `datasets` takes {found[0]} in a path for something"
            " else. Choose a folder without square brackets and double colons."
        )


def verify(folder: Path, configs: Mapping[str, Any], columns: Mapping[str, tuple[Column, ...]], size: int) -> None:
    """Raises AnnotateError where a config does not load with its features and its number of rows."""
    with offline(), TemporaryDirectory(prefix="annotate-verify-") as cache:
        for name, config in configs.items():
            rows = {split: record["rows"] for split, record in config["splits"].items()}
            try:
                found = _load(folder, name, cache) if size <= WHOLE_BYTES else _stream(folder, name, rows)
            except Exception as error:
                raise AnnotateError(f"The config {name!r} does not load with `datasets`: {error}") from error
            give_back()
            wanted = features_of(columns[name])
            for split, (features, count) in found.items():
                if features != wanted or count != rows[split]:
                    raise AnnotateError(
                        f"The split {split!r} of the config {name!r} loads with other columns or rows than written."
                    )
            if set(found) != set(rows):
                raise AnnotateError(f"The config {name!r} loads with other splits than were written.")


Found = dict[str, tuple[Any, int]]


def _load(folder: Path, config: str, cache: str) -> Found:
    dataset = load_dataset(str(folder), config, cache_dir=cache)
    return {str(split): (rows.features, len(rows)) for split, rows in dataset.items()}


def _stream(folder: Path, config: str, rows: Mapping[str, int]) -> Found:
    dataset = load_dataset(str(folder), config, streaming=True, batch_size=_BATCH)
    for split in dataset.values():
        next(iter(split))
    return {str(split): (stream.features, rows[str(split)]) for split, stream in dataset.items()}


@contextmanager
def offline() -> Iterator[None]:
    """`datasets` without network, progress bars and cache lookups on the Hub."""
    before = datasets_config.HF_HUB_OFFLINE, constants.HF_HUB_OFFLINE
    bars = datasets.are_progress_bars_disabled()
    datasets_config.HF_HUB_OFFLINE = constants.HF_HUB_OFFLINE = True
    datasets.disable_progress_bars()
    try:
        yield
    finally:
        datasets_config.HF_HUB_OFFLINE, constants.HF_HUB_OFFLINE = before
        if not bars:
            datasets.enable_progress_bars()
