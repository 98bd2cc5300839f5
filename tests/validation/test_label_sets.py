"""Label sets from files and from strangers."""

from __future__ import annotations

import os
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from annotate.label_set import LabelSet
from annotate.problems import Severity
from annotate.validation import Validator
from annotate.validation.compose import composed_schema
from annotate.validation.dialect import dialect_problems
from annotate.validation.engines import explainer, schema_errors, screen
from annotate.validation.label_set_rules import contrast
from annotate.validation.label_sets import (
    LabelSetError,
    label_set_from_untrusted,
    label_set_problems,
    load_label_set,
    schema_problems,
)
from tests.validation.making import DELETED, LABEL_SETS, attribution_record, changed, label_set_files, news_record


@pytest.mark.parametrize("folder", LABEL_SETS.values(), ids=lambda folder: folder.name)
def test_a_label_set_loads_from_its_folder_and_from_its_file(folder: Path) -> None:
    label_set = load_label_set(folder)
    assert label_set == load_label_set(folder / "label-set.json")
    assert label_set == load_label_set(str(folder))
    assert label_set_problems(folder) == []


@pytest.mark.parametrize("folder", LABEL_SETS.values(), ids=lambda folder: folder.name)
def test_the_data_of_a_label_set_make_the_same_label_set_again(folder: Path) -> None:
    label_set = load_label_set(folder)
    again = label_set_from_untrusted(label_set.data)
    assert again == label_set
    assert again.data == label_set.data


def refusal(files: dict[str, bytes], folder: Path) -> LabelSetError:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with pytest.raises(LabelSetError) as caught:
        load_label_set(folder)
    return caught.value


def test_a_missing_label_set_says_what_one_is(tmp_path: Path) -> None:
    error = refusal({}, tmp_path)
    assert [problem.code for problem in error.problems] == ["L001"]
    assert error.message == (
        f"The label set cannot be used. {tmp_path / 'label-set.json'}: There is no such file; "
        "a label set is a file, or a folder with the file label-set.json."
    )


def test_a_problem_in_an_attribute_schema_names_that_file_and_line(tmp_path: Path) -> None:
    error = refusal(label_set_files({"speaker.schema.json#/properties/wikidata/pattern": "(?=Q)"}), tmp_path)
    (problem,) = error.problems
    assert (problem.code, problem.file, problem.pointer) == (
        "L008",
        str(tmp_path / "speaker.schema.json"),
        "/properties/wikidata/pattern",
    )
    assert problem.line == 1
    assert problem.column is not None


def test_bad_json_in_a_label_set_keeps_its_place(tmp_path: Path) -> None:
    (problem,) = refusal({"label-set.json": b'{\n "name": "x",\n}'}, tmp_path).problems
    assert (problem.code, problem.line, problem.column) == ("J003", 3, 1)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    changes = {
        "label-set.json#/labels/1/hotkey": "s",
        "label-set.json#/relations/0/counts/0/min": 5,
        "label-set.json#/relations/0/counts/0/max": 2,
    }
    error = refusal(label_set_files(changes), tmp_path)
    assert [problem.code for problem in error.problems] == ["L013", "L015"]
    assert error.message.endswith("(and 1 more)")


def test_problems_of_every_kind_are_told_in_one_go(tmp_path: Path) -> None:
    changes = {
        "label-set.json#/labels/0/titel": "Stance",  # L002
        "label-set.json#/labels/1/hotkey": "s",  # L013
        "label-set.json#/relations/3/tail": ["rule"],  # L014
        "label-set.json#/relations/1/description": "",  # L002
        "speaker.schema.json#/properties/wikidata/format": "uri",  # L005
        "speaker.schema.json#/properties/mention/description": DELETED,  # L007
        "policy.schema.json#/additionalProperties": DELETED,  # L009
    }
    error = refusal(label_set_files(changes), tmp_path)
    codes = sorted(problem.code for problem in error.problems)
    assert codes == ["L002", "L002", "L005", "L007", "L009", "L013", "L014"]


NAME, SOURCE = "label-set.json#/labels/0/name", "label-set.json#/labels/0/attributes"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({NAME: "No Name"}, ["L002"]),
        ({NAME: DELETED}, ["L002"]),
        ({"label-set.json#/labels/0": 7}, ["L002"]),
        ({"label-set.json#/labels": {}}, ["L002"]),
        ({"label-set.json#/labels/0/title": DELETED}, ["L002"]),
        ({"label-set.json#/labels/0/color": "red"}, ["L002"]),
        ({SOURCE: 7}, ["L002"]),
        ({SOURCE: "none.json"}, ["L003"]),
        ({"speaker.schema.json#/properties": []}, ["L004"]),
        ({"quote.schema.json#/properties/no_speaker": []}, ["L004"]),
        ({"label-set.json#/relations/0/name": 7}, ["L002"]),
        ({"label-set.json#/relations/0/head": "quote"}, ["L002"]),
        ({"label-set.json#/relations/0/head": ["Quote"]}, ["L002"]),
        ({"label-set.json#/relations/0/tail": DELETED}, ["L002"]),
        ({"label-set.json#/relations/0/counts/0/min": "one"}, ["L002"]),
        ({"label-set.json#/relations/0/counts/0/when": []}, ["L002"]),
        ({"label-set.json#/relations/0/counts/0/when": {"no_speaker": {}}}, ["L002"]),
        ({"label-set.json#/views/0/label": 7}, ["L002"]),
        ({"label-set.json#/views/0/columns": 7}, ["L002"]),
        ({"label-set.json#/views/0/columns/1/relation": 7}, ["L002"]),
        ({"label-set.json#/relations": 7}, ["L002"]),
    ],
)
def test_one_mistake_is_told_once_and_nothing_that_follows_from_it(
    change: dict[str, Any], codes: list[str], tmp_path: Path
) -> None:
    error = refusal(label_set_files(change), tmp_path)
    assert [problem.code for problem in error.problems] == codes


def test_a_faint_color_is_a_warning_and_the_label_set_loads(tmp_path: Path) -> None:
    for name, content in label_set_files({"label-set.json#/labels/0/color/dark": "#101418"}).items():
        (tmp_path / name).write_bytes(content)
    (problem,) = label_set_problems(tmp_path)
    assert (problem.code, problem.severity) == ("L017", Severity.WARNING)
    assert load_label_set(tmp_path).name == "news"


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_a_label_set_never_waits_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "label-set.json")
    with pytest.raises(LabelSetError):
        load_label_set(tmp_path)


def test_an_attribute_file_is_looked_for_beside_the_label_set_only(tmp_path: Path) -> None:
    for name in ("../secret.json", "/etc/passwd.json", "a/b.json"):
        error = refusal(label_set_files({"label-set.json#/labels/0/attributes": name}), tmp_path)
        assert {problem.code for problem in error.problems} == {"L002"}


def test_a_label_set_that_is_too_large_is_refused(tmp_path: Path) -> None:
    error = refusal({"label-set.json": b'{"name": "' + b"x" * 2**20 + b'"}'}, tmp_path)
    assert [problem.code for problem in error.problems] == ["L016"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (None, "L002"),
        ([], "L002"),
        ({}, "L002"),
        ({"labels": float("nan")}, "J005"),
        ({1: {2}}, "L002"),
        (changed(dict(load_label_set(LABEL_SETS["news"]).data), {"/labels/0/attributes": "x.json"}), "L003"),
    ],
)
def test_what_a_stranger_sends_is_refused_and_not_raised(data: Any, code: str) -> None:
    with pytest.raises(LabelSetError) as caught:
        label_set_from_untrusted(data)
    assert caught.value.problems[0].code == code


NOT_TONE = ("not", "properties", "tone")


def schema(**changes: Any) -> dict[str, Any]:
    """A sound attribute schema with one attribute, whose keywords may be changed."""
    attribute = {"title": "Tone", "description": "How it sounds.", "type": "string", **changes}
    return {"type": "object", "properties": {"tone": attribute}, "additionalProperties": False}


@pytest.mark.parametrize(
    "keywords",
    [
        {"type": ["string", "null"], "maxLength": 10, "pattern": "^[a-z]+$"},
        {"type": "integer", "minimum": 1, "exclusiveMaximum": 9},
        {"type": ["null", "number"]},
        {"type": "boolean", "default": False},
        {"enum": ["a", "b", None]},
        {"enum": [1, 2]},
        {"oneOf": [{"const": "a", "title": "A"}, {"const": None}]},
    ],
)
def test_the_dialect_takes_every_kind_of_attribute(keywords: dict[str, Any]) -> None:
    assert dialect_problems(schema(**keywords)) == []


def test_the_dialect_takes_rules_that_join_attributes() -> None:
    joined = {
        **schema(),
        "required": ["tone"],
        "if": {"properties": {"tone": {"const": "loud"}}},
        "then": {"not": {"required": ["tone"]}},
        "allOf": [{"anyOf": [{"required": ["tone"]}, True]}],
        "dependentRequired": {"tone": ["tone"]},
        "dependentSchemas": {"tone": {"properties": {"tone": {"minLength": 1}}}},
    }
    assert dialect_problems(joined) == []


@pytest.mark.parametrize(
    ("bad", "code", "path"),
    [
        (7, "L004", ()),
        ({**schema(), "type": "array"}, "L004", ("type",)),
        ({**schema(), "$schema": "http://json-schema.org/draft-07/schema#"}, "L004", ("$schema",)),
        ({**schema(), "required": "tone"}, "L004", ("required",)),
        ({**schema(), "$ref": "http://example.com/x"}, "L005", ("$ref",)),
        ({**schema(), "patternProperties": {"a": True}}, "L005", ("patternProperties",)),
        (schema(type="array"), "L006", ("properties", "tone", "type")),
        (schema(type=["string", "integer"]), "L006", ("properties", "tone", "type")),
        (schema(oneOf=[{"type": "string"}]), "L006", ("properties", "tone", "oneOf", 0)),
        (schema(oneOf=[{"const": "a"}, {"const": 1}]), "L006", ("properties", "tone", "oneOf")),
        (schema(enum=[True, False]), "L006", ("properties", "tone", "enum")),
        (schema(enum=[None]), "L006", ("properties", "tone", "enum")),
        (schema(oneOf=[{"const": "a"}, {"const": "a"}]), "L012", ("properties", "tone", "oneOf")),
        (schema(maxLength=10_001), "L006", ("properties", "tone", "maxLength")),
        (schema(title=" "), "L007", ("properties", "tone", "title")),
        (schema(pattern="(a)\\1", maxLength=9), "L008", ("properties", "tone", "pattern")),
        (schema(pattern="(", maxLength=9), "L008", ("properties", "tone", "pattern")),
        (schema(pattern="(a{1000}){1000}", maxLength=9), "L008", ("properties", "tone", "pattern")),
        (schema(pattern="a" * 501, maxLength=9), "L008", ("properties", "tone", "pattern")),
        (schema(pattern="a"), "L008", ("properties", "tone", "pattern")),
        (schema(default=1), "L011", ("properties", "tone", "default")),
        ({**schema(), "then": {"required": ["tune"]}}, "L010", ("then", "required")),
        ({**schema(), "not": {"properties": {"tune": {}}}}, "L010", ("not", "properties")),
        ({**schema(), "if": {"properties": {"tone": {"$ref": "#"}}}}, "L005", ("if", "properties", "tone", "$ref")),
        ({**schema(), "not": {"properties": {"tone": {"pattern": "(?!a)"}}}}, "L008", (*NOT_TONE, "pattern")),
        ({**schema(), "dependentRequired": {"tune": ["tone"]}}, "L010", ("dependentRequired", "tune")),
    ],
)
def test_the_dialect_refuses_what_no_form_check_or_column_can_be_made_of(bad: Any, code: str, path: Any) -> None:
    assert (code, path) in [(found.code, found.path) for found in dialect_problems(bad)]


def test_an_attribute_schema_can_be_checked_by_itself(tmp_path: Path) -> None:
    (tmp_path / "a.schema.json").write_text('{"type": "object",\n "properties": {"a": {}}}')
    assert {(p.code, p.line) for p in schema_problems(tmp_path / "a.schema.json")} >= {("L009", 1), ("L007", 2)}
    assert [p.code for p in schema_problems(tmp_path / "none.json")] == ["L003"]


def test_a_rule_that_joins_attributes_speaks_in_the_words_of_the_label_set(attribution: LabelSet) -> None:
    rule = {
        "description": "An opinion carries no weight.",
        "not": {"properties": {"factual": {"const": "opinion"}}, "required": ["factual", "weight"]},
    }
    data = changed(attribution.data, {"/labels/2/attributes/allOf": [rule]})
    record = changed(attribution_record(), {"/spans/0/attributes/factual": "opinion"})
    (problem,) = Validator(label_set_from_untrusted(data)).problems(record)
    assert (problem.code, problem.pointer) == ("A008", "/spans/0/attributes")
    assert "An opinion carries no weight." in problem.message


@pytest.mark.parametrize("name", LABEL_SETS)
def test_the_composed_schema_is_valid_and_refers_to_nothing_outside(name: str) -> None:
    schema = composed_schema(load_label_set(LABEL_SETS[name]))
    assert list(schema_errors(schema)) == []
    references = [value for value in _references(schema) if not value.startswith("#/$defs/")]
    assert references == []
    record = {"news": news_record, "attribution": attribution_record}[name]()
    assert screen(schema)(record)
    assert list(explainer(schema)(record)) == []


def _references(schema: Any) -> list[str]:
    if isinstance(schema, dict):
        own = [schema["$ref"]] if isinstance(schema.get("$ref"), str) else []
        return own + [ref for value in schema.values() for ref in _references(value)]
    return [ref for item in schema for ref in _references(item)] if isinstance(schema, list) else []


def test_a_label_set_without_relations_composes_a_schema_that_admits_none() -> None:
    data = changed(load_label_set(LABEL_SETS["news"]).data, {"/relations": DELETED, "/views": DELETED})
    label_set = label_set_from_untrusted(data)
    assert list(schema_errors(composed_schema(label_set))) == []
    problems = Validator(label_set).problems(news_record())
    assert {problem.code for problem in problems} == {"R001"}


def test_patterns_are_matched_to_the_last_character_in_both_engines() -> None:
    # Python's $ also matches before a line break at the end; JSON Schema's does not.
    schema = {"type": "string", "pattern": "^[a-z]+$"}
    assert not screen(schema)("abc\n")
    assert [error.keyword for error in explainer(schema)("abc\n")] == ["pattern"]


def test_a_hostile_pattern_is_refused_in_no_time() -> None:
    start = process_time()
    for pattern in ("(a+)+$(?=b)", "((a{0,100}){0,100}){0,100}", "(?:a|b|ab)*\\1", "\\p{L}{1,1000}" * 30):
        dialect_problems(schema(pattern=pattern, maxLength=10))
    assert process_time() - start < 2
