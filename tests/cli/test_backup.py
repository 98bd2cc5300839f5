"""``annotate backup`` and ``annotate status``."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Annotate
from tests.cli.test_import import EXAMPLES


def test_a_backup_holds_what_the_store_holds(annotate: Annotate, tmp_path: Path) -> None:
    annotate("import", EXAMPLES / "good")
    result = annotate("backup", tmp_path / "copy.db")
    assert result.exit_code == 0
    copy = ("--store", f"sqlite:///{tmp_path / 'copy.db'}")
    assert annotate("dump", *copy).stdout == annotate("dump").stdout != ""


def test_a_backup_never_writes_over_a_file(annotate: Annotate, tmp_path: Path) -> None:
    annotate("import", EXAMPLES / "good" / "ferry.txt")
    (tmp_path / "copy.db").write_text("mine", "utf-8")
    result = annotate("backup", tmp_path / "copy.db")
    assert result.exit_code == 2
    assert str(tmp_path / "copy.db") in result.stderr
    assert (tmp_path / "copy.db").read_text("utf-8") == "mine"


def test_status_counts_what_there_is(annotate: Annotate) -> None:
    annotate("import", EXAMPLES / "good" / "articles.csv", EXAMPLES / "good" / "annotated-by-two.jsonl")
    lines = [line.rsplit(None, 1) for line in annotate("status").stdout.splitlines()]
    assert {label.strip(): count for label, count in lines} == {
        "Articles": "3",
        "Annotation sets": "2",
        "submitted": "2",
        "Annotators": "2",
        "Spans": "3",
        "Relations": "1",
        "Revision": "5",
    }
