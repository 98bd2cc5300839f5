"""Annotated records out to files: one module per format, one table of formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import BinaryIO

from annotate.exporters import jsonl
from annotate.exporters.records import records
from annotate.model import AnnotatedArticle, Article

Writer = Callable[[Iterable[Article | AnnotatedArticle], BinaryIO], int]

FORMATS: Mapping[str, Writer] = {".jsonl": jsonl.write}
"""Writers by the ending of a file's name; each says how many records it wrote."""

__all__ = ["FORMATS", "Writer", "records"]
