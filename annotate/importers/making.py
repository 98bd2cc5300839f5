"""Records as they stand in files, made into articles and annotated articles, or refused."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from annotate.errors import AnnotateError
from annotate.importers import codes
from annotate.importers.records import Found, Place, Raw
from annotate.importers.txt import title_of
from annotate.model import (
    UNKNOWN_LANGUAGE,
    LabelSetRef,
    Record,
    Status,
    annotated_article_from_record,
    article_from_record,
    sha256_of,
)
from annotate.problems import Problem, has_errors
from annotate.validation import Validator
from annotate.validation.words import listed, quoted, shown

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_ARTICLE = "/article"
_AMBIGUOUS = frozenset({"S010", "S011", "S018"})
"""Spans or relations of one id, and items that were not looked at."""


class Maker:
    """Makes model objects of records. ``language`` is that of articles which do not say theirs."""

    def __init__(self, validator: Validator, language: str = UNKNOWN_LANGUAGE) -> None:
        if not _LANGUAGE.fullmatch(language):
            raise AnnotateError(f"{quoted(language)} is not a language tag. Give one such as en, de or pt-BR.")
        self._validator = validator
        self._language = language

    def make(self, raw: Raw) -> Found:
        """The record's article or annotated article, or why it is refused."""
        record, place = raw.record, raw.place
        if not isinstance(record, dict):
            message = f"This is {shown(record)}, where an article or an annotated article should stand."
            return _refused(place, place.problem(codes.NOT_A_RECORD, message))
        if "article" in record or "spans" in record:
            return self._annotated(raw)
        if "text" in record:
            return self._article(raw)
        message = (
            "This is neither an article, which has a “text”, nor an annotated article, which has an “article” "
            f"and “spans”. It has {listed(map(quoted, record), 'and') or 'nothing'}."
        )
        return _refused(place, place.problem(codes.NOT_A_RECORD, message))

    def _article(self, raw: Raw) -> Found:
        record, place = raw.record, raw.place
        if record["text"] == "" or (isinstance(record["text"], str) and record["text"].isspace()):
            return _refused(place, place.problem(codes.NO_TEXT, "The text is empty, so there is no article to load."))
        filled = self._filled(record)
        problems = self._validator.problems(self._unlabelled(filled), parsed=raw.is_json)
        if has_errors(problems):
            return _refused(place, *(place.locate(_of_article(problem)) for problem in problems))
        return Found(article_from_record(filled), place)

    def _annotated(self, raw: Raw) -> Found:
        record, place = raw.record, raw.place
        problems = self._validator.problems(record, parsed=raw.is_json)
        if has_errors(problems) and not self._is_storable(record, problems):
            return _refused(place, *map(place.locate, problems))
        return Found(annotated_article_from_record(record), place)

    def _is_storable(self, record: Record, problems: list[Problem]) -> bool:
        """Whether the record is work in progress whose problems the editor can show and mend."""
        if record.get("status") != Status.IN_PROGRESS or not all(map(_is_of_an_item, problems)):
            return False
        text, spans, relations = record["article"]["text"], record["spans"], record["relations"]
        if any(self._validator.span_refusals(span, text) for span in spans):
            return False
        ids = {span["id"] for span in spans}
        return not any(
            self._validator.relation_refusals(relation) or not {relation["head"], relation["tail"]} <= ids
            for relation in relations
        )

    def _filled(self, record: Record) -> Record:
        """The record with what can be told from its text, where it does not say it itself."""
        text = record["text"]
        try:
            sha256, title = sha256_of(text), title_of(text)
        except (AttributeError, UnicodeEncodeError):
            # Not text, or half a character: validation says so, and should say nothing of what follows from it.
            sha256, title = "0" * 64, ""
        derived = {"id": text_id(sha256), "title": title, "text_sha256": sha256, "language": self._language}
        return derived | record

    def _unlabelled(self, article: Record) -> dict[str, Any]:
        """An annotated article without annotations, for articles obey the same rules with and without."""
        label_set = self._validator.label_set
        ref = label_set.ref if label_set else LabelSetRef("none", "0.0.0")
        return {
            "article": article,
            "label_set": {"name": ref.name, "version": ref.version},
            "annotator": "nobody",
            "status": str(Status.IN_PROGRESS),
            "spans": [],
            "relations": [],
        }


def text_id(sha256: str) -> str:
    """The id of an article that has none of its own: the same for the same text, whenever it is loaded."""
    return f"text-{sha256[:16]}"


def _is_of_an_item(problem: Problem) -> bool:
    """Whether the problem is one of a span or relation that can be told from the others."""
    return problem.pointer.startswith(("/spans/", "/relations/")) and problem.code not in _AMBIGUOUS


def _of_article(problem: Problem) -> Problem:
    return replace(problem, pointer=problem.pointer.removeprefix(_ARTICLE))


def _refused(place: Place, *problems: Problem) -> Found:
    return Found(None, place, problems)
