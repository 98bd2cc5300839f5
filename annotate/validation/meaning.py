"""What a schema cannot say of the spans and relations of one article.

Works on the wire's JSON objects, which are known to have the right shape. Most records are well, so each rule is first
asked in the quickest way, and words are found only where it is broken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from annotate.label_set import CountRule, LabelSet, RelationType
from annotate.model import Record
from annotate.problems import Problem, Severity, pointer_to
from annotate.rules import RULES
from annotate.validation.fragments import fit, misfits
from annotate.validation.naming import Naming
from annotate.validation.words import listed, quoted

Path = tuple[str | int, ...]

NONE: Collection[int] = frozenset()
_ENDS = (("head", "R002", "R004"), ("tail", "R003", "R005"))


class Meaning:
    """The rules on spans and relations, with what a label set says made ready for them.

    Without a label set only the rules apply that hold for all.
    """

    def __init__(self, label_set: LabelSet | None, naming: Naming) -> None:
        self._naming = naming
        self._labels = frozenset(label_set.label_by_name) if label_set else None
        self._relations = dict(label_set.relation_by_name) if label_set else {}
        self._ends = {
            relation.name: {"head": frozenset(relation.head), "tail": frozenset(relation.tail)}
            for relation in self._relations.values()
        }
        self._counts: dict[str, list[tuple[RelationType, CountRule]]] = {}
        for relation in self._relations.values():
            for label in relation.head:
                self._counts.setdefault(label, []).extend((relation, rule) for rule in relation.counts)

    def problems(
        self,
        text: str,
        spans: Sequence[Record],
        relations: Sequence[Record],
        broken_spans: Collection[int] = NONE,
        broken_relations: Collection[int] = NONE,
        *,
        fitting_spans: Collection[int] = NONE,
    ) -> Iterator[Problem]:
        """Everything that is wrong, spans first.

        Spans and relations whose numbers are ``broken`` have not the right shape: they are passed over, and count as
        existing. Spans that are ``fitting`` are known to fit the text.
        """
        by_id: dict[str, Record] = {}
        yield from self._spans(text, spans, broken_spans, fitting_spans, by_id)
        leaving: dict[tuple[str, str], int] = {}
        unsure = _ids(spans, broken_spans)
        yield from self._relation_problems(relations, broken_relations, by_id, unsure, leaving)
        # A broken relation may be the one that a span seems to lack.
        yield from self._count_problems(spans, broken_spans, leaving, may_lack=not broken_relations)

    def misfits(self, span: Record, text: str, place: Path = ()) -> Iterator[Problem]:
        """What is wrong with the place of one span in the text. ``place`` is where the span stands in the record."""
        if not fit(span["fragments"], text):
            for code, message, number in misfits(span["fragments"], text):
                yield self._of_span(code, span, pointer_to(*place, "fragments", number), message)

    def same_ends(self, relation: Record, place: Path = ()) -> Iterator[Problem]:
        """Whether a relation joins a span to itself."""
        if relation["head"] == relation["tail"]:
            message = "it joins a span to itself; choose another span for one of its ends"
            yield self._of_relation("R006", relation, pointer_to(*place, "tail"), message)

    def _spans(
        self,
        text: str,
        spans: Sequence[Record],
        broken: Collection[int],
        fitting: Collection[int],
        by_id: dict[str, Record],
    ) -> Iterator[Problem]:
        """What is wrong with the spans. Fills ``by_id``."""
        marked: dict[tuple[object, ...], Record] = {}
        for number, span in enumerate(spans):
            if number in broken:
                continue
            if by_id.setdefault(span["id"], span) is not span:
                message = f"its id {quoted(span['id'])} belongs to another span too; give it one of its own"
                yield self._of_span("S010", span, pointer_to("spans", number, "id"), message)
            fragments = span["fragments"]
            if number not in fitting and not fit(fragments, text):
                yield from self.misfits(span, text, ("spans", number))
            place = (span["label"], *[(fragment["start"], fragment["end"]) for fragment in fragments])
            other = marked.setdefault(place, span)
            if other is not span:
                message = f"span {quoted(other['id'])} marks the same text with the same label; delete one of them"
                yield self._of_span("T008", span, pointer_to("spans", number), message)

    def _relation_problems(
        self,
        relations: Sequence[Record],
        broken: Collection[int],
        by_id: Mapping[str, Record],
        unsure: Collection[str] | None,
        leaving: dict[tuple[str, str], int],
    ) -> Iterator[Problem]:
        """What is wrong with the relations. Counts in ``leaving`` how many of a kind leave from a span."""
        ids: set[str] = set()
        joined: dict[tuple[str, str, str], Record] = {}
        for number, relation in enumerate(relations):
            if number in broken:
                continue
            label, head, tail = key = relation["label"], relation["head"], relation["tail"]
            leaving[head, label] = leaving.get((head, label), 0) + 1
            if relation["id"] in ids:
                message = "its id belongs to another relation too; give it one of its own"
                yield self._of_relation("S011", relation, pointer_to("relations", number, "id"), message)
            ids.add(relation["id"])
            if head == tail:
                yield from self.same_ends(relation, ("relations", number))
            elif not self._may_join(label, by_id.get(head), by_id.get(tail)):
                yield from self._wrong_ends(relation, number, by_id, unsure)
            other = joined.setdefault(key, relation)
            if other is not relation:
                message = f"relation {quoted(other['id'])} says the same of the same spans; delete one of them"
                yield self._of_relation("R007", relation, pointer_to("relations", number), message)

    def _may_join(self, label: str, head: Record | None, tail: Record | None) -> bool:
        if head is None or tail is None:
            return False
        ends = self._ends.get(label)
        return ends is None or (head["label"] in ends["head"] and tail["label"] in ends["tail"])

    def _wrong_ends(
        self, relation: Record, number: int, by_id: Mapping[str, Record], unsure: Collection[str] | None
    ) -> Iterator[Problem]:
        ends = self._ends.get(relation["label"])
        for end, missing, wrong in _ENDS:
            id_, pointer = relation[end], pointer_to("relations", number, end)
            span = by_id.get(id_)
            if span is None:
                if unsure is not None and id_ not in unsure:
                    message = f"there is no span {quoted(id_)}; choose another {end}, or delete the relation"
                    yield self._of_relation(missing, relation, pointer, message)
            elif ends and span["label"] not in ends[end] and self._is_known(span["label"]):
                verb = "leaves from" if end == "head" else "points to"
                allowed = self._titles(getattr(self._relations[relation["label"]], end))
                message = (
                    f"it {verb} {self._naming.span(span)}; only {allowed} may stand there, so choose another {end}"
                )
                yield self._of_relation(wrong, relation, pointer, message)

    def _is_known(self, label: str) -> bool:
        return self._labels is not None and label in self._labels

    def _count_problems(
        self,
        spans: Sequence[Record],
        broken: Collection[int],
        leaving: Mapping[tuple[str, str], int],
        *,
        may_lack: bool,
    ) -> Iterator[Problem]:
        for number, span in enumerate(spans):
            if number in broken:
                continue
            for relation, rule in self._counts.get(span["label"], ()):
                count = leaving.get((span["id"], relation.name), 0)
                too_few, too_many = may_lack and count < rule.minimum, rule.maximum is not None and count > rule.maximum
                if (too_few or too_many) and rule.applies_to(span["attributes"]):
                    code = "R008" if too_few else "R009"
                    message = self._count_in_words(relation, rule, count)
                    yield self._of_span(code, span, pointer_to("spans", number), message, rule.severity)

    def _count_in_words(self, relation: RelationType, rule: CountRule, count: int) -> str:
        title = quoted(relation.title)
        if count < rule.minimum:
            has = f", but has {count}" if count else ""
            return f"it needs {_how_many(rule.minimum, title)}{has}; join it to {self._titles(relation.tail)}"
        return f"it may have {_how_many(rule.maximum or 0, title)}, but has {count}; delete what is too many"

    def _titles(self, labels: Iterable[str]) -> str:
        return listed(map(self._naming.label, labels))

    def _of_span(
        self, code: str, span: Record, pointer: str, message: str, severity: Severity | None = None
    ) -> Problem:
        severity = severity or RULES[code].severity
        return Problem(code, f"{self._naming.span(span)}: {message}.", pointer, severity, span_id=span["id"])

    def _of_relation(self, code: str, relation: Record, pointer: str, message: str) -> Problem:
        who = self._naming.relation(relation)
        return Problem(code, f"{who}: {message}.", pointer, RULES[code].severity, relation_id=relation["id"])


def _ids(spans: Sequence[Record], numbers: Collection[int]) -> Collection[str] | None:
    """The ids of the broken spans with these numbers; None where one has no id, and so might have any."""
    found = [spans[number] for number in numbers]
    ids = [span["id"] for span in found if isinstance(span, dict) and isinstance(span.get("id"), str)]
    return set(ids) if len(ids) == len(found) else None


def _how_many(number: int, title: str) -> str:
    return f"{('no', 'a')[number] if number < 2 else number} relation{'s' if number > 1 else ''} {title}"
