"""Spans and relations in a few words, so that a message tells whom it is about."""

from __future__ import annotations

from typing import Any

from annotate.label_set import LabelSet
from annotate.validation.words import printable, quoted, shortened


class Naming:
    """Knows the titles of a label set. Names anything, however broken."""

    def __init__(self, label_set: LabelSet | None) -> None:
        self._labels = {label.name: label.title for label in label_set.labels} if label_set else {}
        self._relations = {relation.name: relation.title for relation in label_set.relations} if label_set else {}

    def label(self, name: str) -> str:
        """The label's title."""
        return self._labels.get(name) or printable(name)

    def span(self, span: Any) -> str:
        """The span's label and the text that it covers: ``Place “the old harbour”``."""
        try:
            covered = " … ".join(fragment["text"][:60] for fragment in span["fragments"][:3])
            return f"{self.label(span['label'])} {quoted(_bare(covered), 40)}"
        except (KeyError, TypeError, AttributeError):
            return _by_id("Span", span)

    def relation(self, relation: Any) -> str:
        """The relation's title and id: ``Relation “Near” (r7)``."""
        try:
            title = self._relations.get(relation["label"]) or relation["label"]
            return f"Relation {quoted(title)} ({printable(shortened(relation['id']))})"
        except (KeyError, TypeError, AttributeError):
            return _by_id("Relation", relation)


def _bare(text: str) -> str:
    """A quotation without its own marks: two pairs around it would be one too many."""
    inner = text[1:-1]
    is_whole = text[:1] in _MARKS and text[-1:] in _MARKS and not any(mark in inner for mark in _MARKS)
    return inner if is_whole and inner else text


_MARKS = tuple('"“”„«»')


def _by_id(noun: str, item: Any) -> str:
    id_ = item.get("id") if isinstance(item, dict) else None
    return f"{noun} {printable(shortened(id_))}" if isinstance(id_, str) else noun
