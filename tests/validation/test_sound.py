"""What was found sound is not looked at again, and nothing is told differently for that."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.model import AnnotationSet, Fragment, Relation, Span, annotated_article_from_record
from annotate.problems import Problem
from annotate.validation import Validator, items, meaning
from annotate.validation.sound import Sound
from tests.validation.generating import make_record
from tests.validation.making import attribution_record, load

VALIDATOR = Validator(load("attribution"))


def opened(seed: int | None = None) -> tuple[str, AnnotationSet]:
    record = attribution_record() if seed is None else make_record(load("attribution"), Random(seed))
    annotated = annotated_article_from_record(record)
    return annotated.article.text, annotated.annotations


def problems(text: str, annotations: AnnotationSet, sound: Sound | None = None) -> list[Problem]:
    return VALIDATOR.set_problems(text, annotations.spans, annotations.relations, sound)


def edited(annotations: AnnotationSet, random: Random) -> AnnotationSet:
    """With a span or relation less, or more, or another in its place; what is not touched stays the same object."""
    spans, relations = list(annotations.spans), list(annotations.relations)
    if relations and random.random() < 0.4:
        number = random.randrange(len(relations))
        relations[number : number + 1] = _other_relations(relations[number], spans, random)
    elif spans:
        number = random.randrange(len(spans))
        spans[number : number + 1] = _other_spans(spans[number], random)
    return replace(annotations, spans=tuple(spans), relations=tuple(relations))


def _other_relations(relation: Relation, spans: list[Span], random: Random) -> list[Relation]:
    changes: list[list[Relation]] = [
        [],
        [relation, replace(relation)],
        [replace(relation, label="nothing")],
        [replace(relation, tail=relation.head)],
        [replace(relation, tail=random.choice(spans).id if spans else "gone")],
    ]
    return random.choice(changes)


def _other_spans(span: Span, random: Random) -> list[Span]:
    first = span.fragments[0]
    changes: list[list[Span]] = [
        [],
        [span, replace(span)],
        [span, replace(span, id=f"{span.id}'")],
        [replace(span, label="nothing")],
        [replace(span, attributes={})],
        [replace(span, attributes={**span.attributes, "unknown": 1})],
        [replace(span, fragments=(Fragment(first.start, first.end, first.text + "?"),))],
    ]
    return random.choice(changes)


@given(st.randoms(use_true_random=False))
def test_with_what_was_found_before_the_problems_are_those_of_a_first_look(random: Random) -> None:
    text, annotations = opened(random.randrange(10_000))
    sound = Sound(text)
    for _ in range(8):
        assert problems(text, annotations, sound) == problems(text, annotations)
        annotations = edited(annotations, random)


def test_only_what_was_changed_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    text, annotations = opened()
    sound = Sound(text)
    problems(text, annotations, sound)
    seen: list[str] = []

    def fit(fragments: list[dict[str, str]], _text: str) -> bool:
        seen.append(fragments[0]["text"])
        return True

    monkeypatch.setattr(meaning, "fit", fit)
    changed = replace(annotations.spans[1], attributes={**annotations.spans[1].attributes, "named": False})
    spans = (annotations.spans[0], changed, *annotations.spans[2:])
    problems(text, replace(annotations, spans=spans), sound)
    assert seen == [changed.fragments[0].text]


def test_in_another_text_nothing_counts_as_looked_at() -> None:
    text, annotations = opened()
    sound = Sound(text)
    assert not problems(text, annotations, sound)
    assert problems(text.upper(), annotations, sound) == problems(text.upper(), annotations) != []


def test_what_was_given_up_is_looked_at_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    text, annotations = opened()
    annotations = replace(annotations, spans=(*annotations.spans[:-1], replace(annotations.spans[-1], label="nothing")))
    sound = Sound(text)
    with monkeypatch.context() as patch:
        patch.setattr(items, "MAX_SECONDS", -1)
        assert "S019" in {problem.code for problem in problems(text, annotations, sound)}
    assert problems(text, annotations, sound) == problems(text, annotations)
