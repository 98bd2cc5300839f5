"""What a schema cannot say of the spans and relations of one article.

Works on the wire's JSON objects, which are known to have the right shape, so that bulk checks build nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

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
        relations = label_set.relations if label_set else ()
        self._naming = naming
        self._types = {relation.name: relation for relation in relations}
        self._ends = {relation.name: (frozenset(relation.head), frozenset(relation.tail)) for relation in relations}
        self._counts: dict[str, list[tuple[RelationType, CountRule]]] = {}
        for relation in relations:
            for label in relation.head:
                self._counts.setdefault(label, []).extend((relation, rule) for rule in relation.counts)

    def problems(
        self,
        text: str,
        spans: Sequence[Record],
        relations: Sequence[Record],
        broken_spans: Collection[int] = NONE,
        broken_relations: Collection[int] = NONE,
    ) -> Iterator[Problem]:
        """Everything that is wrong, spans first. Spans and relations whose numbers are ``broken`` have not the right
        shape: they are passed over, and count as existing.
        """
        by_id: dict[str, Record] = {}
        marked: dict[tuple[object, ...], str] = {}
        for number, span in enumerate(spans):
            if number in broken_spans:
                continue
            yield from self._repeated_id(by_id, span, number)
            yield from self.misfits(span, text, ("spans", number))
            yield from self._same_span(marked, span, number)
        sound = [relation for number, relation in enumerate(relations) if number not in broken_relations]
        unknown_ends = _ids(spans, broken_spans)
        yield from self._relations(relations, by_id, unknown_ends, broken_relations)
        yield from self._wrong_counts(spans, broken_spans, Counter((r["head"], r["label"]) for r in sound))

    def misfits(self, span: Record, text: str, place: Path = ()) -> Iterator[Problem]:
        """What is wrong with the place of one span in the text. ``place`` is where the span stands in the record."""
        if not fit(span["fragments"], text):
            for code, message, number in misfits(span["fragments"], text):
                yield self._of_span(code, span, pointer_to(*place, "fragments", number), message)

    def _repeated_id(self, by_id: dict[str, Record], span: Record, number: int) -> Iterator[Problem]:
        if span["id"] in by_id:
            other = self._naming.span(by_id[span["id"]])
            message = f"the id {quoted(span['id'])} belongs to {other} too; give it another one"
            yield self._of_span("S010", span, pointer_to("spans", number, "id"), message)
        else:
            by_id[span["id"]] = span

    def _same_span(self, marked: dict[tuple[object, ...], str], span: Record, number: int) -> Iterator[Problem]:
        place = (span["label"], *[(fragment["start"], fragment["end"]) for fragment in span["fragments"]])
        if place in marked:
            message = f"span {quoted(marked[place])} marks the same fragments with the same label; delete one of them"
            yield self._of_span("T008", span, pointer_to("spans", number), message)
        else:
            marked[place] = span["id"]

    def _relations(
        self,
        relations: Sequence[Record],
        by_id: dict[str, Record],
        unknown_ends: Collection[str],
        broken: Collection[int],
    ) -> Iterator[Problem]:
        ids: set[str] = set()
        joined: dict[tuple[str, str, str], str] = {}
        for number, relation in enumerate(relations):
            if number in broken:
                continue
            if relation["id"] in ids:
                message = f"the id {quoted(relation['id'])} belongs to another relation too; give it another one"
                yield self._of_relation("S011", relation, pointer_to("relations", number, "id"), message)
            ids.add(relation["id"])
            yield from self.same_ends(relation, ("relations", number))
            yield from self._wrong_ends(relation, number, by_id, unknown_ends)
            key = (relation["label"], relation["head"], relation["tail"])
            if key in joined:
                message = f"relation {quoted(joined[key])} says the same of the same spans; delete one of them"
                yield self._of_relation("R007", relation, pointer_to("relations", number), message)
            else:
                joined[key] = relation["id"]

    def same_ends(self, relation: Record, place: Path = ()) -> Iterator[Problem]:
        """Whether a relation joins a span to itself."""
        if relation["head"] == relation["tail"]:
            message = "it joins a span to itself; choose another span for one of its ends"
            yield self._of_relation("R006", relation, pointer_to(*place, "tail"), message)

    def _wrong_ends(
        self, relation: Record, number: int, by_id: dict[str, Record], unknown: Collection[str]
    ) -> Iterator[Problem]:
        allowed = self._ends.get(relation["label"], (None, None))
        for (end, missing, wrong), labels in zip(_ENDS, allowed, strict=True):
            span = by_id.get(relation[end])
            if span is None:
                if relation[end] not in unknown:
                    message = f"there is no span {quoted(relation[end])}; choose another {end}, or delete the relation"
                    yield self._of_relation(missing, relation, pointer_to("relations", number, end), message)
            elif labels is not None and span["label"] not in labels and self._naming.knows(span["label"]):
                verb = "leaves from" if end == "head" else "points to"
                titles = self._titles(getattr(self._types[relation["label"]], end))
                message = f"it {verb} {self._naming.span(span)}, but may only join {titles} there; choose another {end}"
                yield self._of_relation(wrong, relation, pointer_to("relations", number, end), message)

    def _wrong_counts(
        self, spans: Sequence[Record], broken: Collection[int], leaving: Counter[tuple[str, str]]
    ) -> Iterator[Problem]:
        for number, span in enumerate(spans):
            if number in broken:
                continue
            for relation, rule in self._counts.get(span["label"], ()):
                if rule.applies_to(span["attributes"]):
                    yield from self._wrong_count(span, number, relation, rule, leaving[span["id"], relation.name])

    def _wrong_count(
        self, span: Record, number: int, relation: RelationType, rule: CountRule, count: int
    ) -> Iterator[Problem]:
        tails = self._titles(relation.tail)
        title = quoted(relation.title)
        if count < rule.minimum:
            needed = (
                f"it needs {_how_many(rule.minimum, title)}{f', but has {count}' if count else ''}; join it to {tails}"
            )
            yield self._of_span("R008", span, pointer_to("spans", number), needed, rule.severity)
        if rule.maximum is not None and count > rule.maximum:
            allowed = f"it may have {_how_many(rule.maximum, title)}, but has {count}; delete what is too many"
            yield self._of_span("R009", span, pointer_to("spans", number), allowed, rule.severity)

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


def _ids(spans: Sequence[Record], numbers: Collection[int]) -> Collection[str]:
    """The ids of the spans with these numbers, as far as they can be made out."""
    found = [spans[number] for number in numbers]
    return {span["id"] for span in found if isinstance(span, dict) and isinstance(span.get("id"), str)}


def _how_many(number: int, title: str) -> str:
    return f"{('no', 'a')[number] if number < 2 else number} relation{'s' if number > 1 else ''} {title}"
