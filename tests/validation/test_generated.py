"""Records drawn at random: those that are well pass, each single mistake is found, and both engines agree."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from random import Random
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from annotate.model import Record
from annotate.validation import Validator, strict_json
from annotate.validation.compose import composed_schema
from annotate.validation.engines import explainer, screen
from annotate.validation.items import ATTRIBUTE_CODES, SHAPE_CODES
from tests.validation.generating import make_record
from tests.validation.making import LABEL_SETS, load

fuzz = settings(
    settings.get_profile("fuzz"),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
seeds = st.integers(0, 2**32 - 1)
label_sets = st.sampled_from(sorted(LABEL_SETS))
SHAPE = {*SHAPE_CODES.values(), *ATTRIBUTE_CODES.values(), "S012", "S013", "R001"}


@cache
def validator(name: str) -> Validator:
    return Validator(load(name))


@cache
def engines(name: str) -> tuple[Callable[[Any], bool], Callable[[Any], Any]]:
    schema = composed_schema(load(name))
    return screen(schema), explainer(schema)


@fuzz
@given(seeds, label_sets)
def test_a_record_without_mistakes_passes(seed: int, name: str) -> None:
    record = make_record(load(name), Random(seed))
    assert validator(name).problems(record) == []
    assert validator(name).problems(strict_json.loads(json.dumps(record).encode()), parsed=True) == []


Mutation = Callable[[Record, Random], None]


def _any(items: list[Record], random: Random) -> Record:
    return random.choice(items)


def _fragment(record: Record, random: Random) -> Record:
    fragment: Record = _any(record["spans"], random)["fragments"][0]
    return fragment


def _drop_property(record: Record, random: Random) -> None:
    part = random.choice([record, record["article"], record["label_set"], *record["relations"]])
    optional = {"publisher", "url", "group", "attributes"}
    del part[random.choice(sorted(set(part) - optional))]


def _swap_fragments(record: Record, random: Random) -> None:
    text = record["article"]["text"]
    first, second = text.split()[0], text.split()[-1]
    start = text.rindex(second)
    _any(record["spans"], random)["fragments"] = [
        {"start": start, "end": start + len(second), "text": second},
        {"start": 0, "end": len(first), "text": first},
    ]


def _lose_relations(record: Record, random: Random) -> None:
    record["relations"].clear()


def _repeat_span(record: Record, random: Random) -> None:
    record["spans"].append({**_any(record["spans"], random), "id": "again"})


def _repeat_relation(record: Record, random: Random) -> None:
    record["relations"].append({**_any(record["relations"], random), "id": "again"})


MUTATIONS: dict[str, Mutation] = {
    "S002": _drop_property,
    "S003": lambda record, random: _any([record, record["article"], *record["spans"]], random).update(unknown=1),
    "S004": lambda record, random: _any(record["spans"], random).update(fragments={}),
    "S005": lambda record, random: record.update(status="done"),
    "S006": lambda record, random: record.update(annotator="x" * 101),
    "S007": lambda record, random: record["article"].update(text_sha256="ABC"),
    "S008": lambda record, random: _fragment(record, random).update(start=-1),
    "S009": lambda record, random: _any(record["spans"], random).update(fragments=[]),
    "S010": lambda record, random: record["spans"].append(
        {**record["spans"][0], "fragments": _any(record["spans"][1:], random)["fragments"]}
    ),
    "S011": lambda record, random: record["relations"].append(_any(record["relations"], random)),
    "S012": lambda record, random: _any(record["spans"], random).update(label="nothing"),
    "S013": lambda record, random: record["label_set"].update(name="another"),
    "S014": lambda record, random: record["label_set"].update(version="99.0.0"),
    "S015": lambda record, random: record["article"].update(published_at="2023-02-29"),
    "T001": lambda record, random: record["article"].update(text=record["article"]["text"] + "."),
    "T002": lambda record, random: (f := _fragment(record, random)).update(start=f["end"]),
    "T003": lambda record, random: _fragment(record, random).update(end=len(record["article"]["text"]) + 1),
    "T004": lambda record, random: (f := _fragment(record, random)).update(text=f["text"] + "!"),
    "T005": _swap_fragments,
    "T007": lambda record, random: (f := _fragment(record, random)).update(
        end=f["end"] + 1, text=record["article"]["text"][f["start"] : f["end"] + 1]
    ),
    "T008": _repeat_span,
    "A001": lambda record, random: _any([s for s in record["spans"] if s["attributes"]], random)["attributes"].clear(),
    "A002": lambda record, random: _any(record["spans"], random)["attributes"].update(unknown=None),
    "R001": lambda record, random: _any(record["relations"], random).update(label="nothing"),
    "R002": lambda record, random: _any(record["relations"], random).update(head="nobody"),
    "R003": lambda record, random: _any(record["relations"], random).update(tail="nobody"),
    "R004": lambda record, random: (r := _any(record["relations"], random)).update(head=r["tail"], tail=r["head"]),
    "R005": lambda record, random: (r := _any(record["relations"], random)).update(head=r["tail"], tail=r["head"]),
    "R006": lambda record, random: (r := _any(record["relations"], random)).update(tail=r["head"]),
    "R007": _repeat_relation,
    "R008": _lose_relations,
}


@settings(fuzz, max_examples=2 * fuzz.max_examples)
@given(seeds, label_sets, st.sampled_from(sorted(MUTATIONS)))
def test_a_single_mistake_is_found_by_its_rule(seed: int, name: str, code: str) -> None:
    random = Random(seed)
    record = make_record(load(name), random)
    assume(record["relations"] or code[0] != "R")
    MUTATIONS[code](record, random)
    problems = validator(name).problems(record)
    assert code in {problem.code for problem in problems}, problems


@fuzz
@given(seeds, st.data(), label_sets)
def test_both_engines_and_the_pieces_of_the_schema_judge_a_damaged_record_alike(
    seed: int, data: st.DataObject, name: str
) -> None:
    record = make_record(load(name), Random(seed))
    damage(record, data)
    admits, errors = engines(name)
    is_valid = admits(record)
    assert is_valid == (next(errors(record), None) is None)
    codes = {problem.code for problem in validator(name).problems(record)}
    assert is_valid == (not codes & SHAPE), codes


ODD = st.sampled_from(
    [None, True, 0, -1, 3.5, 2**53, "", "x", "named", "s0", " ", [], [1], {}, {"start": 1}, "x" * 20_000]
)


def damage(value: Any, data: st.DataObject) -> None:
    """Puts an odd value anywhere within an object or a list, or takes something out."""
    while True:
        keys = sorted(value) if isinstance(value, dict) else list(range(len(value)))
        key = data.draw(st.sampled_from(keys))
        inner = value[key]
        if isinstance(inner, dict | list) and inner and data.draw(st.integers(0, 3)):
            value = inner
            continue
        if data.draw(st.booleans()):
            value[key] = data.draw(ODD)
        else:
            del value[key]
        return
