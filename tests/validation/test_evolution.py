"""What changed between two versions of a label set, which version it needs, and how records follow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotate.label_set import LabelSet
from annotate.validation import Validator
from annotate.validation.evolution import Part, changes, needed_version, version_problems
from annotate.validation.label_sets import LabelSetError, label_set_from_untrusted
from annotate.validation.migration import Migration, load_migration
from tests.validation.making import DELETED, changed, load, news_record


def news(changes_: dict[str, Any]) -> LabelSet:
    return label_set_from_untrusted(changed(dict(load("news").data), {"/views": [], **changes_}))


OLD = news({})
QUOTE = "/labels/1/attributes"
OPTIONS = load("news").data["labels"][1]["attributes"]["properties"]["type"]["oneOf"]


BARE = {"title": "Cue", "description": "A cue.", "color": {"light": "#1d6fb8", "dark": "#7cbcf5"}}
TEXT = {"title": "Silent", "description": "Why there is none.", "type": "string"}
UNCOUNTED: dict[str, Any] = {"/relations/0/counts": []}


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"/labels/1/title": "Citation"}, Part.PATCH),
        ({"/labels/1/hotkey": "z"}, Part.PATCH),
        ({"/description": "Other words."}, Part.PATCH),
        ({QUOTE + "/properties/type/description": "Other words."}, Part.PATCH),
        ({QUOTE + "/properties/attribution/default": "hedged"}, Part.PATCH),
        ({QUOTE + "/properties/type/oneOf/0/title": "Straight"}, Part.PATCH),
        (
            {
                "/labels/-": {
                    "name": "cue",
                    "title": "Cue",
                    "description": "A cue.",
                    "color": {"light": "#1d6fb8", "dark": "#7cbcf5"},
                }
            },
            Part.MINOR,
        ),
        ({QUOTE + "/properties/type/oneOf": [*OPTIONS, {"const": "scare"}]}, Part.MINOR),
        ({QUOTE + "/properties/tone": {"title": "Tone", "description": "Tone.", "type": "boolean"}}, Part.MINOR),
        ({QUOTE + "/required": ["type"]}, Part.MINOR),
        ({"/relations/1/tail": ["speaker", "policy"]}, Part.MINOR),
        ({"/relations/0/counts": []}, Part.MINOR),
        ({"/relations/0/counts/0/severity": "warning"}, Part.MINOR),
        ({"/labels/0/attributes/properties/canonical/maxLength": 300}, Part.MINOR),
        ({"/labels/0/attributes/properties/wikidata/pattern": DELETED}, Part.MINOR),
        ({"/name": "press"}, Part.MAJOR),
        ({QUOTE + "/properties/type/oneOf": OPTIONS[:2]}, Part.MAJOR),
        (
            {QUOTE + "/properties/no_speaker": DELETED, QUOTE + "/required": ["type"], "/relations/0/counts": []},
            Part.MAJOR,
        ),
        ({QUOTE + "/properties/no_speaker": TEXT, **UNCOUNTED}, Part.MAJOR),
        ({"/labels/0/attributes/required": ["mention", "entity_type", "anonymous", "canonical"]}, Part.MAJOR),
        ({"/labels/0/attributes/properties/canonical/type": "string"}, Part.MAJOR),
        ({"/labels/0/attributes/properties/canonical/maxLength": 100}, Part.MAJOR),
        ({"/labels/0/attributes/properties/wikidata/pattern": "^Q[1-9]"}, Part.MAJOR),
        ({QUOTE + "/not": {"required": ["type", "attribution"]}}, Part.MAJOR),
        ({"/relations/3/tail": ["policy"]}, Part.MAJOR),
        ({"/relations/1": DELETED}, Part.MAJOR),
        ({"/relations/1/counts": [{"max": 1}]}, Part.MAJOR),
        ({"/relations/3/counts": [{"min": 2}]}, Part.MAJOR),
        ({"/relations/1/counts": [{"max": 1, "severity": "warning"}]}, Part.PATCH),
    ],
)
def test_a_change_needs_its_part_of_the_version(change: dict[str, Any], part: Part) -> None:
    found = changes(OLD, news(change))
    assert found
    assert found[0].part is part, found
    assert all(one.message.endswith(".") for one in found)


def test_a_view_or_a_column_that_is_gone_needs_a_major_version() -> None:
    whole = label_set_from_untrusted(load("news").data)
    lacking = label_set_from_untrusted(changed(dict(whole.data), {"/views/0/columns/0": DELETED}))
    assert [change.part for change in changes(whole, lacking)] == [Part.MAJOR]
    assert [change.part for change in changes(lacking, whole)] == [Part.MINOR]
    assert {change.part for change in changes(whole, OLD)} == {Part.MAJOR}
    assert {change.part for change in changes(OLD, whole)} == {Part.MINOR}


def test_no_change_needs_no_new_version() -> None:
    assert changes(OLD, OLD) == []
    assert version_problems(OLD, OLD) == []


@pytest.mark.parametrize(
    ("version", "part", "needed"),
    [
        ("1.2.3", Part.MAJOR, "2.0.0"),
        ("1.2.3", Part.MINOR, "1.3.0"),
        ("1.2.3", Part.PATCH, "1.2.4"),
        ("0.2.3", Part.MAJOR, "0.3.0"),
        ("0.2.3", Part.MINOR, "0.2.4"),
        ("0.2.3", Part.PATCH, "0.2.4"),
    ],
)
def test_the_needed_version_is_the_next_of_its_part(version: str, part: Part, needed: str) -> None:
    from annotate.validation.evolution import Change

    assert needed_version(version, [Change(part, "x.")]) == needed
    assert needed_version(version, []) == version


def test_a_version_that_says_less_than_the_changes_is_a_problem() -> None:
    for version, codes in (("1.0.0", ["L019"]), ("1.0.9", ["L019"]), ("1.1.0", []), ("2.0.0", []), ("0.9.0", ["L019"])):
        new = news({"/relations/1/tail": ["speaker", "policy"], "/version": version})
        assert [problem.code for problem in version_problems(OLD, new)] == codes


def test_a_minor_change_leaves_old_records_valid_and_a_major_one_does_not() -> None:
    minor = news({QUOTE + "/properties/type/oneOf": [*OPTIONS, {"const": "scare"}], "/version": "1.1.0"})
    assert Validator(minor).problems(news_record()) == []
    major = news({QUOTE + "/properties/type/oneOf": OPTIONS[1:], "/version": "2.0.0"})
    assert {problem.code for problem in Validator(major).problems(news_record())} == {"S014", "A003"}


NEW = news(
    {
        "/version": "2.0.0",
        "/labels/2/name": "measure",
        "/labels/0/attributes/properties/entity_type": DELETED,
        "/labels/0/attributes/required": ["mention", "anonymous"],
        "/labels/0/name": "person",
        "/labels/-": {
            **dict(load("news").data["labels"][0]),
            "name": "body",
            "hotkey": "b",
            "attributes": {"type": "object", "properties": {}, "additionalProperties": False},
        },
        QUOTE + "/properties/type/oneOf": OPTIONS[1:],
        "/relations/0/tail": ["person", "body"],
        "/relations/1/tail": ["person", "body"],
        "/relations/2/tail": ["person", "body"],
        "/relations/3/tail": ["measure", "person"],
    }
)
REFS = {"from": {"name": "news", "version": "1.0.0"}, "to": {"name": "news", "version": "2.0.0"}}
STEPS: list[dict[str, Any]] = [
    {"rename_label": {"from": "policy", "to": "measure"}},
    {"map_values": {"label": "quote", "attribute": "type", "values": {"direct": "mixed"}}},
    {"split_label": {"label": "speaker", "attribute": "entity_type", "into": {"person": "person", "group": "body"}}},
    {"drop_attribute": {"label": "body", "attribute": "mention"}},
    {"drop_attribute": {"label": "body", "attribute": "anonymous"}},
]


def test_steps_take_a_record_to_the_new_label_set() -> None:
    record = news_record()
    migrated = Migration({**REFS, "steps": STEPS}, NEW).migrate(record)
    assert migrated.problems == []
    assert [span["label"] for span in migrated.record["spans"]] == ["person", "quote", "body", "stance", "measure"]
    assert migrated.record["label_set"] == REFS["to"]
    assert migrated.record["spans"][1]["attributes"]["type"] == "mixed"
    assert migrated.record["article"] == record["article"]
    assert record == news_record()  # what comes in is not changed


def test_a_migrated_record_is_migrated_once() -> None:
    migration = Migration({**REFS, "steps": STEPS}, NEW)
    once = migration.migrate(news_record()).record
    assert migration.migrate(once).record == once


@pytest.mark.parametrize(
    ("changes_", "codes"),
    [
        ({"/spans/0/attributes/entity_type": "document"}, ["L021"]),
        ({"/label_set/version": "0.9.0"}, ["L021"]),
        ({"/spans/4/fragments/0/end": 999}, ["T003"]),
        ({"/spans": 7}, ["S013", "S014", "S004"]),
    ],
)
def test_what_cannot_be_mapped_comes_back_as_it_was(changes_: dict[str, Any], codes: list[str]) -> None:
    record = changed(news_record(), changes_)
    migrated = Migration({**REFS, "steps": STEPS}, NEW).migrate(record)
    assert migrated.record == record
    assert {problem.code for problem in migrated.problems} & set(codes)


def test_the_other_steps_do_what_they_say() -> None:
    record = news_record()
    steps = [
        {"rename_relation": {"from": "target", "to": "about"}},
        {"rename_attribute": {"label": "quote", "from": "type", "to": "form"}},
        {"set_attribute": {"label": "quote", "attribute": "tone", "value": "calm"}},
        {"set_attribute": {"label": "quote", "attribute": "form", "value": "kept as it is"}},
    ]
    renamed = {**load("news").data["labels"][1]["attributes"]["properties"]}
    renamed["form"] = renamed.pop("type")
    tone = {"title": "Tone", "description": "Tone.", "type": "string"}
    new = news(
        {
            "/version": "2.0.0",
            "/relations/3/name": "about",
            QUOTE + "/properties": {**renamed, "tone": tone},
            QUOTE + "/required": ["form"],
        }
    )
    migrated = Migration({**REFS, "steps": steps}, new).migrate(record)
    assert migrated.problems == []
    assert migrated.record["spans"][1]["attributes"] == {
        "attribution": "asserted",
        "no_speaker": False,
        "form": "direct",
        "tone": "calm",
    }
    assert migrated.record["relations"][2]["label"] == "about"


@pytest.mark.parametrize(
    ("data", "code", "pointer"),
    [
        (b"{", "J003", ""),
        (b"{}", "L020", "/from"),
        (json.dumps({**REFS, "steps": [{"rename": {}}]}).encode(), "L020", "/steps/0/rename"),
        (json.dumps({**REFS, "steps": [{}]}).encode(), "L020", "/steps/0"),
        (json.dumps({**REFS, "to": REFS["from"], "steps": []}).encode(), "L020", "/to"),
    ],
)
def test_a_migration_that_cannot_be_used_says_why(data: bytes, code: str, pointer: str, tmp_path: Path) -> None:
    file = tmp_path / "steps.json"
    file.write_bytes(data)
    with pytest.raises(LabelSetError) as caught:
        load_migration(file, NEW)
    assert (caught.value.problems[0].code, caught.value.problems[0].pointer) == (code, pointer)
