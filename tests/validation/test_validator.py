"""The validator as editors, importers and libraries use it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import annotate
from annotate.label_set import LabelSet
from annotate.model import annotated_article_from_record
from annotate.problems import Problem, Severity
from annotate.validation import Validator, items, strict_json
from tests.validation.making import DELETED, LABEL_SETS, attribution_record, changed, load, news_record, relation, span


@pytest.fixture(scope="module")
def validator() -> Validator:
    return Validator(load("news"))


def found(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.code, problem.pointer) for problem in problems]


def test_validate_is_exported_by_the_package(news: LabelSet) -> None:
    assert annotate.validate(news_record(), news) == []
    with pytest.raises(AttributeError):
        _ = annotate.nothing


@pytest.mark.parametrize("kind", [str, Path])
def test_validate_takes_the_label_set_by_its_path(kind: Callable[[Path], str | Path]) -> None:
    assert annotate.validate(news_record(), kind(LABEL_SETS["news"])) == []


@pytest.mark.parametrize("value", [{}, [], 7, {"name": "news"}])
def test_what_is_no_label_set_is_refused_by_its_type(value: Any) -> None:
    with pytest.raises(TypeError, match=r"a label set is a LabelSet, as load_label_set\(PATH\) gives it"):
        annotate.validate(news_record(), value)


def test_the_reference_annotation_has_no_problem(gold: dict[str, Any], validator: Validator) -> None:
    assert validator.problems(gold) == []


def test_another_label_set_needs_no_code(attribution: LabelSet) -> None:
    validator = Validator(attribution)
    assert validator.problems(attribution_record()) == []
    late = changed(attribution_record(), {"/spans/0/attributes/evidence": DELETED, "/relations/1": DELETED})
    assert found(validator.problems(late)) == [("A001", "/spans/0/attributes/evidence"), ("R008", "/spans/0")]


def test_a_count_rule_may_be_a_warning(attribution: LabelSet) -> None:
    record = changed(attribution_record(), {"/relations/1": DELETED})
    (problem,) = Validator(attribution).problems(record)
    assert problem.severity is Severity.WARNING


def test_a_problem_names_its_article_span_and_relation(validator: Validator) -> None:
    record = changed(news_record(), {"/spans/0/attributes/mention": "?", "/relations/0/tail": "s9"})
    attribute, end = validator.problems(record)
    assert (attribute.article_id, attribute.span_id) == ("harbour-1", "s1")
    assert (end.article_id, end.relation_id) == ("harbour-1", "r1")


def test_messages_are_sentences_that_name_what_they_are_about(validator: Validator) -> None:
    record = changed(
        news_record(),
        {
            "/spans/1/attributes/type": DELETED,
            "/spans/0/fragments/0/start": 1,
            "/spans/2/attributes/mention": "nmaed",
            "/relations/2": DELETED,
        },
    )
    assert [problem.message for problem in validator.problems(record)] == [
        "Quote “We will lower the toll.”: Type is missing; choose direct, indirect or mixed.",
        "Speaker “Fishers”: Mention is “nmaed”; choose named, nominal or pronoun.",
        (
            "Speaker “The mayor”: at its offsets the article reads “he mayor”, the fragment says “The mayor”; "
            "that stands at 0 to 9, so correct the offsets."
        ),
        "Stance “oppose”: it needs a relation “Target”; join it to Policy or Speaker.",
    ]


def test_one_broken_span_does_not_hide_the_problems_of_others(validator: Validator) -> None:
    record = changed(
        news_record(),
        {"/spans/0/fragments": "nowhere", "/spans/3/fragments/0/end": 9999, "/article/language": DELETED},
    )
    assert found(validator.problems(record)) == [
        ("S002", "/article/language"),
        ("S004", "/spans/0/fragments"),
        ("T003", "/spans/3/fragments/0"),
    ]


def test_a_relation_to_a_broken_span_is_not_said_to_lead_nowhere(validator: Validator) -> None:
    record = changed(news_record(), {"/spans/0/fragments": []})
    assert found(validator.problems(record)) == [("S009", "/spans/0/fragments")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"/spans/0": 7}, [("S004", "/spans/0")]),
        ({"/spans/0/id": 7}, [("S004", "/spans/0/id")]),
        ({"/spans/0/id": []}, [("S004", "/spans/0/id")]),
        ({"/relations/0/head": DELETED}, [("S002", "/relations/0/head")]),
        ({"/relations/0": None}, [("S004", "/relations/0")]),
    ],
)
def test_one_cause_is_one_problem(
    changes: dict[str, Any], expected: list[tuple[str, str]], validator: Validator
) -> None:
    assert found(validator.problems(changed(news_record(), changes))) == expected


def test_a_record_of_another_label_set_gets_one_problem_and_not_a_hundred(validator: Validator) -> None:
    assert found(validator.problems(attribution_record())) == [("S013", "/label_set/name")]


@pytest.mark.parametrize("missing", ["article", "spans", "relations", "label_set"])
def test_a_record_without_one_of_its_parts_gets_one_problem(missing: str, validator: Validator) -> None:
    record = changed(news_record(), {f"/{missing}": DELETED})
    codes = {problem.code for problem in validator.problems(record)} - {"R008"}
    assert codes == {"S002"}


@pytest.mark.parametrize(
    ("version", "code"), [("1.0.0", None), ("0.9.0", "S014"), ("1.0.1", "S014"), ("1.1.0", "S014"), ("2.0.0", "S014")]
)
def test_a_record_of_a_newer_or_another_major_version_is_refused(
    version: str, code: str | None, validator: Validator
) -> None:
    problems = validator.problems(changed(news_record(), {"/label_set/version": version}))
    assert [problem.code for problem in problems] == ([code] if code else [])


def test_without_a_label_set_only_what_holds_for_all_is_checked() -> None:
    validator = Validator()
    assert validator.problems(news_record()) == []
    assert validator.problems(attribution_record()) == []
    record = changed(news_record(), {"/spans/0/label": "anything", "/relations/0": DELETED})
    assert validator.problems(record) == []
    assert found(validator.problems(changed(record, {"/relations/0/head": "s9"}))) == [("R002", "/relations/0/head")]


def test_an_article_with_one_mistake_is_still_checked_for_others(validator: Validator) -> None:
    record = changed(
        news_record(),
        {"/article/langauge": "en", "/article/text_sha256": "0" * 64, "/article/published_at": "2024-13-01"},
    )
    assert {problem.code for problem in validator.problems(record)} == {"S003", "T001", "S015"}


def test_an_article_without_annotations_is_checked_by_the_rules_for_articles(validator: Validator) -> None:
    article = news_record()["article"]
    assert validator.problems(article) == []
    assert Validator().problems(article) == []
    broken = changed(article, {"/language": 7, "/text_sha256": "0" * 64, "/published_at": "2024-13-01", "/lang": "en"})
    problems = validator.problems(broken)
    assert set(found(problems)) == {
        ("S004", "/language"),
        ("T001", "/text_sha256"),
        ("S015", "/published_at"),
        ("S003", "/lang"),
    }
    assert {problem.article_id for problem in problems} == {"harbour-1"}
    assert all(problem.message.startswith("Article: ") for problem in problems)


def test_spans_beside_a_text_make_no_article(validator: Validator) -> None:
    problems = validator.problems({"text": "A text.", "spans": []})
    assert ("S002", "/article") in found(problems)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"/article/text_sha256": DELETED}, "Article: SHA-256 of the text (text_sha256) is missing; add it."),
        ({"/article/language": DELETED}, "Article: Language is missing; add it."),
        ({"/article/publishr": "x"}, "the property “publishr” is not known here; perhaps “publisher” is meant."),
        ({"/article/section": "x"}, "the property “section” is not known here; put it into “metadata”, or delete it."),
        ({"/mood": "x"}, "the property “mood” is not known here; delete it."),
    ],
)
def test_a_message_names_the_key_that_is_to_be_written(
    changes: dict[str, Any], message: str, validator: Validator
) -> None:
    (problem,) = validator.problems(changed(news_record(), changes))
    assert problem.message.endswith(message)


CYCLE: dict[str, Any] = {}
CYCLE["self"] = CYCLE


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (CYCLE, "S001"),
        ({"score": float("nan")}, "S001"),
        ({1: 2}, "S001"),
        ({"notes": ("a", "b")}, "S001"),
        ({"notes": {1, 2}}, "S001"),
        ({"a": b"bytes"}, "S001"),
        ({"a": 2**60}, "J006"),
        ({"a": "\0"}, "J008"),
        ({"a": "\ud800"}, "J009"),
        ([], "S001"),
        (None, "S001"),
        ("text", "S001"),
    ],
)
def test_what_is_no_json_object_is_refused_and_not_raised(value: Any, code: str, validator: Validator) -> None:
    assert [problem.code for problem in validator.problems(value)] == [code]


def test_a_record_nested_too_deep_is_refused_and_not_raised(validator: Validator) -> None:
    deep: Any = 1
    for _ in range(100_000):
        deep = [deep]
    assert [problem.code for problem in validator.problems({"article": deep})] in (["S001"], ["J007"])


def test_offsets_are_whole_numbers_though_json_schema_takes_one_point_zero_for_one(validator: Validator) -> None:
    record = changed(news_record(), {"/spans/0/fragments/0/start": 0.0})
    assert found(validator.problems(record)) == [("S004", "/spans/0/fragments/0")]


def test_the_same_object_twice_is_two_spans(validator: Validator) -> None:
    record = news_record()
    record["spans"].append(record["spans"][4])
    assert {problem.code for problem in validator.problems(record)} == {"S010", "T008"}


TEXT = news_record()["article"]["text"]
SPAN = news_record()["spans"][1]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"/attributes": {}}, []),  # may still be filled in
        ({"/attributes/type": "verbatim"}, [("A003", "/attributes/type")]),
        ({"/attributes/no_speaker": 1}, [("A004", "/attributes/no_speaker")]),
        ({"/attributes/tone": 1}, [("A002", "/attributes/tone")]),
        ({"/label": "rule"}, [("S012", "/label")]),
        ({"/fragments": []}, [("S009", "/fragments")]),
        ({"/fragments/0/start": 18}, [("T004", "/fragments/0")]),
        ({"/fragments/0/end": 9999}, [("T003", "/fragments/0")]),
        ({"/fragments/0/end": 42, "/fragments/0/text": TEXT[16:42]}, [("T007", "/fragments/0")]),
        ({"/id": "a b"}, [("S007", "/id")]),
    ],
)
def test_a_span_is_refused_only_for_what_can_never_be_stored(
    changes: dict[str, Any], expected: list[tuple[str, str]], validator: Validator
) -> None:
    assert found(validator.span_refusals(changed(SPAN, changes), TEXT)) == expected


def test_a_warning_refuses_no_span(validator: Validator) -> None:
    touching = span(TEXT, "s1", "speaker", "The", " mayor")
    assert [p.code for p in validator.span_refusals(touching, TEXT)] == ["T007"]
    apart = span(TEXT, "s1", "speaker", "Th", "e mayor")
    assert validator.span_refusals(apart, TEXT) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (relation("r1", "has_source", "s1", "s2", certainty="likely"), []),
        (relation("r1", "has_source", "s1", "s2"), []),  # may still be filled in
        (relation("r1", "has_source", "s1", "s2", certainty="maybe"), [("A003", "/attributes/certainty")]),
        (relation("r1", "has_cue", "s1", "s2", certainty="likely"), [("A002", "/attributes/certainty")]),
        (relation("r1", "has_home", "s1", "s2"), [("R001", "/label")]),
        (relation("r1", "has_cue", "s1", "s1"), [("R006", "/tail")]),
        ({"id": "r1"}, [("S002", "/label"), ("S002", "/head"), ("S002", "/tail")]),
        ("r1", [("S004", "")]),
        (float("inf"), [("S001", "")]),
    ],
)
def test_a_relation_is_refused_only_for_what_can_never_be_stored(
    value: Any, expected: list[tuple[str, str]], attribution: LabelSet
) -> None:
    assert found(Validator(attribution).relation_refusals(value)) == expected


def test_the_problems_of_a_set_are_those_of_its_record(validator: Validator) -> None:
    record = changed(news_record(), {"/relations/0": DELETED, "/spans/2/attributes/mention": DELETED})
    annotated = annotated_article_from_record(record)
    of_record = validator.problems(record)
    of_set = validator.set_problems(
        annotated.article.text, annotated.annotations.spans, annotated.annotations.relations
    )
    assert [(p.code, p.pointer, p.span_id, p.message) for p in of_set] == [
        (p.code, p.pointer, p.span_id, p.message) for p in of_record
    ]


def test_after_two_hundred_broken_spans_the_rest_is_not_explained(validator: Validator) -> None:
    record = changed(news_record(), {"/spans": [{} for _ in range(5_000)], "/relations": []})
    problems = validator.problems(record)
    assert problems[-1].code == "S018"
    assert problems[-1].pointer == "/spans/200"


def test_a_record_that_takes_too_long_is_given_up(validator: Validator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items, "MAX_SECONDS", -1)
    monkeypatch.setattr("annotate.validation.validator.MAX_AT_ONE_STROKE", 1)
    assert ("S019", "/spans/0") in found(validator.problems(news_record()))


def test_a_parsed_record_is_judged_like_any_other(validator: Validator) -> None:
    record = changed(news_record(), {"/status": "done"})
    parsed = strict_json.loads(json.dumps(record).encode())
    assert validator.problems(parsed, parsed=True) == validator.problems(record)
