"""Examples of the rules that are broken by more than one file: by a label set and a record, a store, a whole dataset.

The tests check that each breaks its rule; the documentation's page of rules is made of them.
"""

from __future__ import annotations

import atexit
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest.mock import patch

from annotate.model import Record, sha256_of
from annotate.problems import Problem
from annotate.settings import Settings
from annotate.validation import Validator, items
from annotate.validation.evolution import version_problems
from annotate.validation.label_sets import LabelSetError, label_set_from_untrusted, load_label_set
from annotate.validation.migration import load_migration
from annotate.validation.validator import MAX_AT_ONE_STROKE
from tests.validation.making import DELETED, LABEL_SETS, as_bytes, attribution_record, changed, load, news_record

Problems = Iterable[Problem]


@dataclass(frozen=True)
class Situation:
    """What breaks the rule ``code``; ``run`` brings it about in an empty folder and tells the problems.

    ``is_stable`` is false where the message holds words or numbers of another library.
    """

    code: str
    shown: str
    run: Callable[[Path], Problems]
    is_stable: bool = True


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


# Datasets


@cache
def _exported() -> Path:
    """A dataset that is made once; to be copied."""
    from annotate.dataset.build import build
    from annotate.dataset.from_annotated import bulk_from_annotated
    from annotate.dataset.options import ExportOptions
    from tests.dataset.making import attribution_example

    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder)
    bulk = bulk_from_annotated([attribution_example(f"a{number}") for number in range(20)])
    with patch("annotate.dataset.build.verify"):  # loading it back takes most of the time
        build(lambda: iter([bulk]), load("attribution"), folder / "dataset", ExportOptions())
    return folder / "dataset"


def _dataset(spoil: Callable[[Path], object]) -> Callable[[Path], Problems]:
    def run(folder: Path) -> Problems:
        from annotate.dataset.check import check_folder

        dataset = Path(shutil.copytree(_exported(), folder / "dataset"))
        spoil(dataset)
        return list(check_folder(dataset))

    return run


def _manifest(changes: dict[str, Any]) -> Callable[[Path], Problems]:
    def spoil(folder: Path) -> None:
        file = folder / "manifest.json"
        file.write_bytes(as_bytes(changed(json.loads(file.read_bytes()), changes)))

    return _dataset(spoil)


def _table(folder: Path, config: str = "spans") -> Path:
    return next(folder.glob(f"{config}/train-*.parquet"))


def _cut(folder: Path) -> None:
    _table(folder).write_bytes(_table(folder).read_bytes()[:1000])
    _repair_hash(folder)


def _flip(folder: Path) -> None:
    content = bytearray(_table(folder).read_bytes())
    content[len(content) // 2] ^= 1
    _table(folder).write_bytes(content)


def _another_column(folder: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(_table(folder))
    pq.write_table(table.append_column("mood", pa.nulls(len(table))), _table(folder))
    _repair_hash(folder)


def _repair_hash(folder: Path) -> None:
    """Writes into the manifest what the table is now."""
    content, file = _table(folder).read_bytes(), folder / "manifest.json"
    manifest = json.loads(file.read_bytes())
    facts = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    manifest["files"][_table(folder).relative_to(folder).as_posix()] = facts
    file.write_bytes(as_bytes(manifest))


def _other_text(*, repaired: bool) -> Callable[[Path], Problems]:
    def change(rows: list[Record]) -> None:
        rows[0]["text"] = "other"

    def spoil(folder: Path) -> None:
        from tests.dataset.test_check import refresh_content_hashes, rewritten

        rewritten(folder, _table(folder), change)
        if repaired:
            refresh_content_hashes(folder)

    return _dataset(spoil)


def _leak(folder: Path) -> None:
    import pyarrow.parquet as pq

    from tests.dataset.test_check import refresh_content_hashes, rewritten

    leaked = pq.read_table(next(folder.glob("annotations/test-*.parquet"))).to_pylist()[0]
    rewritten(folder, _table(folder, "annotations"), lambda rows: rows.append(leaked))
    refresh_content_hashes(folder)


def _card(folder: Path) -> None:
    file = folder / "README.md"
    file.write_text(file.read_text("utf-8").replace("'0': source", "'0': sauce"), "utf-8")


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
        Situation("D001", "manifest.json#/format_version: 99", _manifest({"/format_version": 99})),
        Situation(
            "D002", "spans/train-00000-of-00001.parquet: (deleted)", _dataset(lambda folder: _table(folder).unlink())
        ),
        Situation("D003", "notes.txt: mine", _dataset(lambda folder: (folder / "notes.txt").write_text("mine"))),
        Situation("D004", "spans/train-00000-of-00001.parquet: one bit in its middle is another", _dataset(_flip)),
        Situation(
            "D005",
            "spans/train-00000-of-00001.parquet: only its first 1,000 bytes, with a hash that is right",
            _dataset(_cut),
            is_stable=False,
        ),
        Situation(
            "D006",
            "spans/train-00000-of-00001.parquet: written anew with a column “mood”, with a hash that is right",
            _dataset(_another_column),
        ),
        Situation(
            "D007",
            "spans/train-00000-of-00001.parquet: the text “other” in its first row, with a file hash that is right",
            _other_text(repaired=False),
        ),
        Situation("D008", "README.md: sauce, where it said source", _dataset(_card)),
        Situation("D009", "annotations: a row of test put into train, with all hashes right", _dataset(_leak)),
        Situation("D010", 'manifest.json#/options/key: "another"', _manifest({"/options/key": "another"})),
        Situation(
            "D011",
            "spans/train-00000-of-00001.parquet: the text “other” in its first row, with all hashes right",
            _other_text(repaired=True),
        ),
        Situation("D012", "manifest.json#/label_set/labels: []", _manifest({"/label_set/labels": []})),
    )
}
