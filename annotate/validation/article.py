"""What a schema cannot say of an article and of the record around it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from annotate.label_set import LabelSet
from annotate.model import Record, sha256_of
from annotate.problems import Problem
from annotate.validation.versions import holds_under
from annotate.validation.words import quoted


def article_problems(article: Record) -> Iterator[Problem]:
    """What is wrong with an article, as far as its parts have the right shape."""
    text, claimed = article.get("text"), article.get("text_sha256")
    if isinstance(text, str) and isinstance(claimed, str) and (digest := sha256_of(text)) != claimed:
        message = f"Article: its text was changed after the hash was taken; restore the text, or put {digest}."
        yield Problem("T001", message, "/article/text_sha256")
    published = article.get("published_at")
    if isinstance(published, str) and not _is_real(published):
        message = f"Article: Published at is {quoted(published)}, which no calendar or clock knows; correct it."
        yield Problem("S015", message, "/article/published_at")


def version_problems(record: Record, label_set: LabelSet) -> Iterator[Problem]:
    """Whether a record with the right shape was made with a version of the label set that it can be checked against."""
    version = record["label_set"]["version"]
    if version != label_set.version and not holds_under(version, label_set.version):
        made = f"the record was made with {label_set.name} {version}, but is checked against {label_set.version}"
        message = f"Label set: {made}; use that version, or migrate the record."
        yield Problem("S014", message, "/label_set/version")


def _is_real(timestamp: str) -> bool:
    try:
        if len(timestamp) == len("2024-05-31"):
            date.fromisoformat(timestamp)
        else:
            datetime.fromisoformat(timestamp.upper())
    except ValueError:
        return False
    return True
