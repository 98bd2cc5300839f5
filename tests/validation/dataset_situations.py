"""Examples of the rules on dataset folders: a small dataset, and what was done to it."""

from __future__ import annotations

import atexit
import hashlib
import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from unittest.mock import patch

from annotate.model import Record
from tests.validation.examples import Problems, Situation
from tests.validation.making import as_bytes, changed, load


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


OF_DATASETS = (
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
