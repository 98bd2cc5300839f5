"""Checks annotated records against a label set: their shape by schema, their meaning by rules."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice
from typing import Any

from annotate.label_set import LabelSet
from annotate.model import Record, Relation, Span
from annotate.problems import Problem, Severity, pointer_to
from annotate.rules import RULES
from annotate.validation import strict_json
from annotate.validation.article import article_problems, version_problems
from annotate.validation.bare import bare_article_problems, is_bare_article
from annotate.validation.compose import composed_schema, parts
from annotate.validation.engines import screen
from annotate.validation.explain import Finding, Kind
from annotate.validation.items import SHAPE_CODES, CheckedSchema, Items
from annotate.validation.meaning import NONE, Meaning
from annotate.validation.naming import Naming
from annotate.validation.quick import QuickLook
from annotate.validation.sound import Sound

_UNFINISHED = frozenset({"A001", "A008"})
"""Rules on attributes that a set in progress may break."""

MAX_PROBLEMS = 1_000
"""So many problems of one record are told."""

MAX_AT_ONE_STROKE = 5_000
"""So many spans and relations are checked in one call, which cannot be stopped."""

MAX_TEXT_AT_ONE_STROKE = 100_000
"""So many characters of attributes are matched with patterns in one call."""

_WHO = {"article": "Article", "label_set": "Label set"}


class Validator:
    """Finds problems in annotated records.

    Make one for a label set and keep it: it compiles schemas. Without a label set it checks what holds for all.
    May be used from many threads.
    """

    def __init__(self, label_set: LabelSet | None = None) -> None:
        if not isinstance(label_set, LabelSet | None):
            kind = type(label_set).__name__
            raise TypeError(f"a label set is a LabelSet, as load_label_set(PATH) gives it, not a value of type {kind}")
        self.label_set = label_set
        pieces = parts(label_set)
        naming = Naming(label_set)
        attribute_schemas = {**pieces.span_attributes, **pieces.relation_attributes}
        self._has_patterns = '"pattern"' in json.dumps(list(attribute_schemas.values()))
        self._record = CheckedSchema(pieces.record)
        self._meaning = Meaning(label_set, naming)
        self._spans = Items(
            name="spans",
            id_field="span_id",
            needed=("id", "label", "fragments", "attributes"),
            unknown_label="S012",
            schema=CheckedSchema(pieces.span),
            attributes={label: CheckedSchema(schema) for label, schema in pieces.span_attributes.items()},
            who=naming.span,
        )
        self._relations = Items(
            name="relations",
            id_field="relation_id",
            needed=("id", "label", "head", "tail"),
            unknown_label="R001",
            schema=CheckedSchema(pieces.relation),
            attributes={label: CheckedSchema(schema) for label, schema in pieces.relation_attributes.items()},
            who=naming.relation,
        )

    def problems(self, record: object, *, parsed: bool = False) -> list[Problem]:
        """Everything that is wrong with an annotated record.

        ``parsed`` tells that the record comes from ``strict_json``, so that nobody need look whether it is JSON at all.
        """
        if not parsed:
            try:
                record = _plain(record)
            except strict_json.JsonProblem as refusal:
                return [refusal.problem]
        if not isinstance(record, dict):
            return [Problem("S001", "Record: it must be an object with an article, spans and relations.")]
        if is_bare_article(record):
            return _first(iter(bare_article_problems(record)))
        sound = not self._is_laborious(record) and self._admits(record)
        problems = _first(self._sound(record) if sound else self._unsound(record))
        article = record.get("article")
        article_id = article.get("id") if isinstance(article, dict) else None
        if problems and isinstance(article_id, str):
            problems = [replace(problem, article_id=article_id) for problem in problems]
        return problems

    def well_record(self, data: bytes) -> Record | None:
        """The record that the bytes hold, where it takes one glance to see that nothing is wrong with it or with them.

        None tells nothing: parse the bytes, and ask for the problems.
        """
        return self._quick_look(data) if self._quick_look else None

    def span_refusals(self, span: object, text: str) -> list[Problem]:
        """What makes a single span unfit to be kept, even in a set in progress. Pointers are into the span."""
        try:
            span = _plain(span)
        except strict_json.JsonProblem as refusal:
            return [refusal.problem]
        problems, broken = self._spans.explain(span)
        if not broken and isinstance(span, dict):
            problems += self._meaning.misfits(span, text)
        return _refusals(problems)

    def relation_refusals(self, relation: object) -> list[Problem]:
        """What makes a single relation unfit to be kept, even in a set in progress. Pointers are into the relation."""
        try:
            relation = _plain(relation)
        except strict_json.JsonProblem as refusal:
            return [refusal.problem]
        problems, broken = self._relations.explain(relation)
        if not broken and isinstance(relation, dict):
            problems += self._meaning.same_ends(relation)
        return _refusals(problems)

    def set_problems(
        self, text: str, spans: Sequence[Span], relations: Sequence[Relation], sound: Sound | None = None
    ) -> list[Problem]:
        """What is wrong with the spans and relations of an annotation set of an article with this text.

        ``sound`` tells what an earlier call with the same text found nothing wrong with, and is brought up to date: the
        same objects are not looked at again, but for how they stand to the others.
        """
        if sound is None or sound.text != text:
            sound = Sound(text)
        span_records, sound_spans = sound.spans.records(spans)
        relation_records, sound_relations = sound.relations.records(relations)
        problems = list(self._items(text, span_records, relation_records, sound_spans, sound_relations))
        sound.spans.keep(spans, span_records, problems)
        sound.relations.keep(relations, relation_records, problems)
        return problems

    @cached_property
    def _quick_look(self) -> Callable[[bytes], Record | None] | None:
        return QuickLook(self.label_set, self._is_laborious).record if self.label_set else None

    @cached_property
    def _admits(self) -> Callable[[Any], bool]:
        """The quick test of a whole record's shape."""
        return screen(composed_schema(self.label_set)) if self.label_set else lambda _record: False

    def _sound(self, record: Record) -> Iterator[Problem]:
        """What is wrong with a record of the right shape."""
        if self.label_set:
            yield from version_problems(record, self.label_set)
        yield from article_problems(record["article"])
        yield from self._meaning.problems(record["article"]["text"], record["spans"], record["relations"])

    def _is_laborious(self, record: Record) -> bool:
        """Whether checking the record at one stroke may take too long. Takes records of any shape."""
        lists = [record[name] for name in ("spans", "relations") if isinstance(record.get(name), list)]
        if sum(map(len, lists)) > MAX_AT_ONE_STROKE:
            return True
        return self._has_patterns and sum(map(_attribute_text, lists)) > MAX_TEXT_AT_ONE_STROKE

    def _unsound(self, record: Record) -> Iterator[Problem]:
        """What is wrong with a record that may lack anything, or takes long."""
        findings = self._record.findings(record)
        problems = [_of_record(finding) for finding in findings]
        yield from problems
        if any(problem.code == "S013" for problem in problems):
            return  # by another label set's rules everything would be wrong
        broken = {finding.path[0] for finding in findings if finding.path}
        if self.label_set and "label_set" not in broken and "label_set" in record:
            yield from version_problems(record, self.label_set)
        if isinstance(record.get("article"), dict):
            told = {problem.pointer for problem in problems}
            yield from (problem for problem in article_problems(record["article"]) if problem.pointer not in told)
        text, spans, relations = _text(record), record.get("spans"), record.get("relations")
        if isinstance(spans, list) and isinstance(relations, list):
            yield from self._items(text, spans, relations)
        elif isinstance(spans, list):
            yield from self._spans.report(spans).problems

    def _items(
        self,
        text: str | None,
        spans: list[Any],
        relations: list[Any],
        sound_spans: Collection[int] = NONE,
        sound_relations: Collection[int] = NONE,
    ) -> Iterator[Problem]:
        span_report = self._spans.report(spans, sound_spans)
        relation_report = self._relations.report(relations, sound_relations)
        yield from span_report.problems
        yield from relation_report.problems
        if text is not None:
            broken = span_report.broken, relation_report.broken
            yield from self._meaning.problems(text, spans, relations, *broken, fitting_spans=sound_spans)


def _first(problems: Iterator[Problem]) -> list[Problem]:
    """As many problems as anybody reads."""
    first = list(islice(problems, MAX_PROBLEMS + 1))
    if len(first) > MAX_PROBLEMS:
        message = f"Record: it has more than {MAX_PROBLEMS:,} problems; mend these to see the others."
        first[-1] = Problem("S018", message)
    return first


def _plain(value: object) -> Any:
    """The value as JSON gives it back. Raises JsonProblem where that would be another one, or none."""
    try:
        data = json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        plain = strict_json.loads(data)
    except strict_json.JsonProblem as refusal:
        raise strict_json.JsonProblem(replace(refusal.problem, line=None, column=None, byte=None)) from None
    except UnicodeEncodeError:
        message = "Record: half of a surrogate pair stands in its text; write the whole character."
        raise strict_json.JsonProblem(Problem("J009", message)) from None
    except (TypeError, ValueError, RecursionError) as error:
        message = f"Record: it cannot be written as JSON: {error}."
        raise strict_json.JsonProblem(Problem("S001", message)) from None
    if plain != value:
        message = "Record: JSON cannot keep it as it is: it holds tuples, or keys that are not text."
        raise strict_json.JsonProblem(Problem("S001", message))
    return plain


def _attribute_text(items: list[Any]) -> int:
    """How many characters the attributes of spans or relations hold."""
    length = 0
    for item in items:
        attributes = item.get("attributes") if type(item) is dict else None
        if type(attributes) is dict:
            for value in attributes.values():
                if type(value) is str:
                    length += len(value)
    return length


def _of_record(finding: Finding) -> Problem:
    code = SHAPE_CODES[finding.kind]
    if finding.path == ("label_set", "name") and finding.kind is Kind.CHOICE:
        message = f"Label set: {finding.message}; check the record against the label set that it was made with."
        return Problem("S013", message, pointer_to(*finding.path), RULES["S013"].severity)
    who = _WHO.get(str(finding.path[0]) if len(finding.path) > 1 else "", "Record")
    return Problem(code, f"{who}: {finding.message}.", pointer_to(*finding.path), RULES[code].severity)


def _refusals(problems: list[Problem]) -> list[Problem]:
    return [p for p in problems if p.severity is Severity.ERROR and p.code not in _UNFINISHED]


def _text(record: Record) -> str | None:
    article = record.get("article")
    text = article.get("text") if isinstance(article, dict) else None
    return text if isinstance(text, str) else None
