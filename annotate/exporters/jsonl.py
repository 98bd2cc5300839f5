"""JSON Lines: one record on each line, as ``annotate import`` reads it again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO

from annotate.model import AnnotatedArticle, Article, annotated_article_to_record, article_to_record


def write(records: Iterable[Article | AnnotatedArticle], stream: BinaryIO) -> int:
    """Writes the records and says how many there were."""
    count = 0
    for record in records:
        value = (
            annotated_article_to_record(record) if isinstance(record, AnnotatedArticle) else article_to_record(record)
        )
        stream.write(json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8") + b"\n")
        count += 1
    return count
