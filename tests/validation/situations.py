"""Examples of the rules that are broken by more than one file: by a label set and a record, a store, a whole dataset.

The tests check that each breaks its rule; the documentation's page of rules is made of them.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

from annotate.model import Record, sha256_of
from annotate.settings import Settings
from annotate.validation import Validator, items
from annotate.validation.evolution import version_problems
from annotate.validation.label_sets import LabelSetError, label_set_from_untrusted, load_label_set
from annotate.validation.migration import load_migration
from annotate.validation.validator import MAX_AT_ONE_STROKE
from tests.validation.dataset_situations import OF_DATASETS
from tests.validation.examples import Problems, Situation
from tests.validation.making import DELETED, LABEL_SETS, as_bytes, attribution_record, changed, load, news_record

# Records and label sets


def _takes_too_long(_folder: Path) -> Problems:
    text = "ab " * (MAX_AT_ONE_STROKE + 1)
    first = {**news_record()["spans"][0], "fragments": [{"start": 0, "end": 2, "text": "ab"}]}
    spans = [
        changed(first, {"/id": f"s{n}", "/fragments/0/start": 3 * n, "/fragments/0/end": 3 * n + 2})
        for n in range(MAX_AT_ONE_STROKE + 1)
    ]
    article = {"/article/text": text, "/article/text_sha256": sha256_of(text)}
    record = changed(news_record(), {**article, "/spans": spans, "/relations": []})
    with patch.object(items, "thread_time", side_effect=count(step=2)):  # as where each span takes long
        return Validator(load("news")).problems(record, parsed=True)


RULE = {
    "description": "An opinion carries no weight.",
    "not": {"properties": {"factual": {"const": "opinion"}}, "required": ["factual", "weight"]},
}


def _attributes_that_exclude_each_other(_folder: Path) -> Problems:
    label_set = label_set_from_untrusted(changed(load("attribution").data, {"/labels/2/attributes/allOf": [RULE]}))
    record = changed(attribution_record(), {"/spans/0/attributes/factual": "opinion"})
    return Validator(label_set).problems(record)


def _no_label_set(folder: Path) -> Problems:
    return _refused(lambda: load_label_set(folder))


def _patch_for_a_lost_option(_folder: Path) -> Problems:
    changes: dict[str, Any] = {"/version": "1.0.1", "/labels/2/attributes/properties/kind/oneOf/4": DELETED}
    return version_problems(load("news"), label_set_from_untrusted(changed(dict(load("news").data), changes)))


REFS = {"from": {"name": "news", "version": "0.9.0"}, "to": {"name": "news", "version": "1.0.0"}}
UNKNOWN_STEP = {**REFS, "steps": [{"rename": {"from": "source", "to": "speaker"}}]}
SPLIT = {"label": "speaker", "attribute": "entity_type", "into": {"group": "speaker"}}


def _unknown_step(folder: Path) -> Problems:
    return _refused(lambda: load_migration(_written(folder / "steps.json", UNKNOWN_STEP), load("news")))


def _unmapped(folder: Path) -> Problems:
    steps = load_migration(_written(folder / "steps.json", {**REFS, "steps": [{"split_label": SPLIT}]}), load("news"))
    return steps.migrate(changed(news_record(), {"/label_set/version": "0.9.0"})).problems


def _refused(work: Callable[[], object]) -> Problems:
    try:
        work()
    except LabelSetError as error:
        return error.problems
    return ()


def _written(file: Path, value: Any) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(value if isinstance(value, bytes) else as_bytes(value))
    return file


# Loading


def _loading(folder: Path, *paths: Path) -> Problems:
    from annotate.workspace.loading import load_paths
    from annotate.workspace.workspace import Workspace

    workspace = Workspace.open(Settings(f"sqlite:///{folder / 'store.db'}", LABEL_SETS["news"]))
    try:
        return load_paths(workspace, paths).problems
    finally:
        workspace.close()


def _loading_again(changes: dict[str, Any], record: Record) -> Callable[[Path], Problems]:
    return lambda folder: _loading(
        folder, _written(folder / "1.json", record), _written(folder / "2.json", changed(record, changes))
    )


ARTICLE = {**news_record()["article"]}
ANOTHER_TEXT = ARTICLE["text"].replace("lower", "raise")
CHANGED_TEXT = {"/text": ANOTHER_TEXT, "/text_sha256": sha256_of(ANOTHER_TEXT)}


def _two_texts_of_one_name(folder: Path) -> Problems:
    files = [_written(folder / day / "harbour.txt", f"The toll on {day}.".encode()) for day in ("monday", "tuesday")]
    return _loading(folder, *files)


def _bomb(folder: Path) -> Problems:
    return _loading(folder, _written(folder / "bomb.jsonl.gz", gzip.compress(b" " * 65 * 2**20, 9)))


def _cut_off(folder: Path) -> Problems:
    return _loading(folder, _written(folder / "cut.jsonl.gz", gzip.compress(os.urandom(500))[:200]))


def _no_name(folder: Path) -> Problems:
    file = os.fsencode(folder) + b"/caf\xe9.txt"
    with open(file, "wb") as stream:  # noqa: PTH123 - a path that is no text
        stream.write(b"The cafe opened.")
    return _loading(folder, Path(os.fsdecode(file)))


SITUATIONS = {
    s.code: s
    for s in (
        Situation("S019", "A record with thousands of spans, on a machine that is too slow for them.", _takes_too_long),
        Situation(
            "A008",
            f"in the label set: {json.dumps(RULE)}\n/spans/0/attributes: "
            '{"factual": "opinion", "weight": 0.5, "evidence": "The log."}',
            _attributes_that_exclude_each_other,
        ),
        Situation("L001", "A folder without the file label-set.json.", _no_label_set),
        Situation(
            "L019",
            "policy.schema.json#/properties/kind/oneOf/4: (deleted)\n"
            'label-set.json#/version: "1.0.1", which was "1.0.0"',
            _patch_for_a_lost_option,
        ),
        Situation("L020", json.dumps(UNKNOWN_STEP), _unknown_step),
        Situation(
            "L021",
            json.dumps({"split_label": SPLIT}) + '\n/spans/0/attributes/entity_type: "person"',
            _unmapped,
        ),
        Situation(
            "I001",
            "The article is loaded, and then again with another word:\n"
            f"/text: {json.dumps(ANOTHER_TEXT, ensure_ascii=False)}",
            _loading_again(CHANGED_TEXT, ARTICLE),
        ),
        Situation(
            "I002",
            'The record is loaded, and then again with another note:\n/notes: ["Read twice."]',
            _loading_again({"/notes": ["Read twice."]}, news_record()),
        ),
        Situation("I005", "annotate import artcles.jsonl", lambda folder: _loading(folder, folder / "artcles.jsonl")),
        Situation(
            "I006",
            "monday/harbour.txt: The toll on monday.\ntuesday/harbour.txt: The toll on tuesday.",
            _two_texts_of_one_name,
        ),
        Situation("I010", "A packed file of 66 kB that unpacks to 65 MiB of spaces.", _bomb, is_stable=False),
        Situation("I011", "A packed file of which the second half is missing.", _cut_off),
        Situation("I014", "A text file with the name caf\\xe9.txt.", _no_name),
        *OF_DATASETS,
    )
}
