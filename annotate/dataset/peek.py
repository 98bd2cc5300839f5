"""The first rows of a config, as people read them: classes by their names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from datasets import ClassLabel, Features, List

from annotate.errors import AnnotateError


def first_rows(folder: Path, manifest: Mapping[str, Any], config: str, split: str, limit: int) -> list[dict[str, Any]]:
    """At most ``limit`` rows of a dataset folder. Raises AnnotateError where they cannot be read."""
    file = folder / manifest["configs"][config]["splits"][split]["files"][0]
    try:
        with pq.ParquetFile(file) as parquet:
            features = Features.from_arrow_schema(parquet.schema_arrow)
            batch = next(parquet.iter_batches(limit), None)
    except (OSError, ValueError) as error:
        raise AnnotateError(f"{file} cannot be read: {error}") from error
    rows: list[dict[str, Any]] = batch.to_pylist() if batch is not None else []
    return [{name: _named(value, features[name]) for name, value in row.items()} for row in rows]


def _named(value: Any, feature: Any) -> Any:
    if value is None:
        return None
    if isinstance(feature, ClassLabel):
        return feature.int2str(value)
    if isinstance(feature, List):
        return [_named(item, feature.feature) for item in value]
    if isinstance(feature, dict):
        return {name: _named(item, feature[name]) for name, item in value.items()}
    return value
