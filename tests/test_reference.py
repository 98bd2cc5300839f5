"""The reference annotation of a real article goes in and comes out without loss, twice the same to the byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import datasets
from click.testing import CliRunner

from annotate.cli.main import main


def _annotate(*arguments: str | Path) -> str:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.output


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _spans(record: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {
        span["id"]: (span["label"], [(f["start"], f["end"]) for f in span["fragments"]], span["attributes"])
        for span in record["spans"]
    }


def test_the_reference_annotation_comes_out_as_it_went_in(gold: dict[str, Any], tmp_path: Path) -> None:
    source, store = tmp_path / "gold.json", f"sqlite:///{tmp_path / 'store.db'}"
    source.write_text(json.dumps(gold), "utf-8")
    assert "1 loaded" in _annotate("import", "--store", store, source)
    assert "1 unchanged" in _annotate("import", "--store", store, source)

    _annotate("dump", "--store", store, tmp_path / "dumped.jsonl")
    dumped = json.loads((tmp_path / "dumped.jsonl").read_text("utf-8"))
    assert dumped["article"] == gold["article"]
    assert _spans(dumped) == _spans(gold)
    assert sorted(dumped["notes"]) == sorted(gold["notes"])
    _annotate("validate", tmp_path / "dumped.jsonl")


def test_the_reference_annotation_exports_twice_to_the_same_bytes(gold: dict[str, Any], tmp_path: Path) -> None:
    source, first, second = tmp_path / "gold.json", tmp_path / "first" / "news", tmp_path / "second" / "news"
    source.write_text(json.dumps(gold), "utf-8")
    store = f"sqlite:///{tmp_path / 'store.db'}"
    _annotate("import", "--store", store, source)
    _annotate("export", "--store", store, first)
    _annotate("validate", first)

    again = f"sqlite:///{tmp_path / 'again.db'}"
    _annotate("import", "--store", again, first)
    _annotate("export", "--store", again, second)
    assert _files(first) == _files(second)

    loaded = datasets.load_dataset(str(first), "spans", cache_dir=str(tmp_path / "cache"))
    rows = [row for split in loaded.values() for row in split]
    assert len(rows) == len(gold["spans"])
