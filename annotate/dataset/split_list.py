"""Fixed lists of splits, from a file."""

from __future__ import annotations

from pathlib import Path

from annotate.dataset.options import SPLITS
from annotate.errors import AnnotateError


def read_split_list(path: Path) -> dict[str, str]:
    """The splits of a file; see ``parse_split_list``."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotateError(f"The list of splits {path} cannot be read: {error}") from error
    return parse_split_list(text, str(path))


def parse_split_list(text: str, place: str) -> dict[str, str]:
    """Splits by article, from lines of an article's id, a tab and its split. Raises AnnotateError with the line."""
    splits: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        article_id, tab, split = line.rstrip("\r").rpartition("\t")
        if not tab or split not in SPLITS:
            raise AnnotateError(
                f"{place}:{number}: a line is an article's id, a tab, and {', '.join(SPLITS[:-1])} or {SPLITS[-1]}."
            )
        if splits.setdefault(article_id, split) != split:
            raise AnnotateError(f"{place}:{number}: the article {article_id!r} is in {splits[article_id]!r} already.")
    return splits
