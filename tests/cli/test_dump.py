"""``annotate dump``."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from tests.cli.conftest import Annotate
from tests.cli.test_import import EXAMPLES


def _fill(annotate: Annotate) -> None:
    for name in ("annotated-by-two.jsonl", "articles.csv"):
        assert annotate("import", EXAMPLES / "good" / name).exit_code == 0


def test_a_dump_holds_every_set_and_every_article_that_has_none(annotate: Annotate) -> None:
    _fill(annotate)
    records = [json.loads(line) for line in annotate("dump").stdout.splitlines()]
    assert [(record.get("annotator"), record.get("article", record)["id"]) for record in records] == [
        ("ada", "ferry"),
        ("ben", "ferry"),
        (None, "ferry-1"),
        (None, "ferry-2"),
    ]


def test_an_annotated_record_leaves_as_it_came(annotate: Annotate) -> None:
    _fill(annotate)
    came = [json.loads(line) for line in (EXAMPLES / "good" / "annotated-by-two.jsonl").read_text().splitlines()]
    left = [json.loads(line) for line in annotate("dump", "--status", "submitted").stdout.splitlines()]
    assert left == came


def test_what_a_dump_writes_can_be_validated(annotate: Annotate, tmp_path: Path) -> None:
    _fill(annotate)
    annotate("dump", tmp_path / "all.jsonl")
    result = annotate("validate", tmp_path / "all.jsonl")
    assert (result.exit_code, result.stdout) == (0, "No problems in 1 file, 4 records.\n")


def test_a_dump_of_one_annotator_holds_their_sets_only(annotate: Annotate) -> None:
    _fill(annotate)
    records = [json.loads(line) for line in annotate("dump", "--annotator", "ben").stdout.splitlines()]
    assert [record["annotator"] for record in records] == ["ben"]
    assert annotate("dump", "--annotator", "nobody").stdout == ""


def test_a_packed_dump_has_the_same_bytes_each_time(annotate: Annotate, tmp_path: Path) -> None:
    _fill(annotate)
    for name in ("one.jsonl.gz", "two.jsonl.gz"):
        assert f"Wrote 4 records to {tmp_path / name}." in annotate("dump", tmp_path / name).stdout
    one = (tmp_path / "one.jsonl.gz").read_bytes()
    assert one == (tmp_path / "two.jsonl.gz").read_bytes()
    assert gzip.decompress(one).decode() == annotate("dump").stdout


def test_a_dump_writes_over_a_file_only_when_told_to(annotate: Annotate, tmp_path: Path) -> None:
    _fill(annotate)
    path = tmp_path / "out.jsonl"
    path.write_text("mine", "utf-8")
    result = annotate("dump", path)
    assert result.exit_code == 2
    assert path.read_text("utf-8") == "mine"
    assert annotate("dump", path, "--overwrite").exit_code == 0
    assert path.read_text("utf-8") == annotate("dump").stdout
    assert sorted(file.name for file in tmp_path.iterdir() if "out" in file.name) == ["out.jsonl"]


def test_a_dump_to_a_format_that_cannot_be_written_says_which_can(annotate: Annotate, tmp_path: Path) -> None:
    _fill(annotate)
    result = annotate("dump", tmp_path / "out.xml")
    assert result.exit_code == 2
    assert ".jsonl" in result.stderr


def test_a_dump_into_a_folder_that_is_not_there_says_so(annotate: Annotate, tmp_path: Path) -> None:
    _fill(annotate)
    result = annotate("dump", tmp_path / "nowhere" / "out.jsonl")
    assert result.exit_code == 2
    assert f"The folder {tmp_path / 'nowhere'} for out.jsonl does not exist." in result.stderr
