"""``annotate import``, over real files. A new regression is a new file in tests/importers/examples, no code.

A file in ``good`` is loaded without a word of complaint. One in ``bad`` is named CODE-WHAT or CODE-lineN-WHAT: that
problem is found, at that line.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from annotate.cli import import_
from annotate.store import Store
from tests.cli.conftest import Annotate

EXAMPLES = Path(__file__).parent.parent / "importers" / "examples"
SAMPLES = Path(__file__).parent.parent.parent / "schemas" / "news" / "samples"
ATTRIBUTION = Path(__file__).parent.parent / "label_sets" / "attribution"
GOOD = sorted((EXAMPLES / "good").iterdir())
BAD = sorted((EXAMPLES / "bad").iterdir())
BAD_NAME = re.compile(r"(?P<code>[A-Z]\d{3})-(?:line(?P<line>\d+)-)?")


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.name)
def test_a_good_file_is_loaded_and_loading_it_again_changes_nothing(annotate: Annotate, path: Path) -> None:
    first = annotate("import", path)
    assert (first.exit_code, first.stderr) == (0, "")
    assert re.match(r"\d+ loaded", first.stdout)
    stored = annotate("dump").stdout
    again = annotate("import", path)
    assert (again.exit_code, again.stderr) == (0, "")
    assert re.fullmatch(r"\d+ unchanged\.\n", again.stdout)
    assert annotate("dump").stdout == stored


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_a_bad_file_is_refused_with_its_problem_and_place(annotate: Annotate, path: Path) -> None:
    expected = BAD_NAME.match(path.name)
    assert expected, "the name of a bad file begins with the code of its problem"
    result = annotate("import", path)
    assert result.exit_code == 1
    place = f"{path}:{expected['line']}:" if expected["line"] else f"{path}:"
    assert [line for line in result.stderr.splitlines() if line.startswith(place) and f" {expected['code']}:" in line]


def test_a_dump_is_imported_again_without_loss(annotate: Annotate, tmp_path: Path) -> None:
    assert annotate("import", EXAMPLES / "good" / "annotated-by-two.jsonl").exit_code == 0
    assert annotate("import", EXAMPLES / "good" / "articles.parquet").exit_code == 0
    dump = annotate("dump").stdout
    (tmp_path / "dump.jsonl").write_text(dump, "utf-8")
    other = ("--store", f"sqlite:///{tmp_path / 'other.db'}")
    assert annotate("import", tmp_path / "dump.jsonl", *other).exit_code == 0
    assert annotate("dump", *other).stdout == dump


def test_an_exported_dataset_is_imported_again_without_loss(annotate: Annotate, tmp_path: Path) -> None:
    assert annotate("import", SAMPLES).exit_code == 0
    assert annotate("export", tmp_path / "dataset").exit_code == 0
    other = ("--store", f"sqlite:///{tmp_path / 'other.db'}")
    result = annotate("import", tmp_path / "dataset", *other)
    assert (result.exit_code, result.stderr) == (0, "")
    assert annotate("dump", *other).stdout == annotate("dump").stdout


def test_a_folder_with_the_manifest_of_something_else_is_loaded_but_for_that(
    annotate: Annotate, tmp_path: Path
) -> None:
    (tmp_path / "extension").mkdir()
    (tmp_path / "extension" / "manifest.json").write_text('{"manifest_version": 3}', "utf-8")
    (tmp_path / "extension" / "a.txt").write_text("Ferry", "utf-8")
    result = annotate("import", tmp_path / "extension")
    assert (result.exit_code, result.stdout) == (1, "1 loaded, 1 refused.\n")
    assert "neither an article" in result.stderr


@pytest.mark.parametrize("command", [("import",), ("diff", "."), ("rehydrate",)])
def test_a_damaged_manifest_is_said_to_be_one(annotate: Annotate, tmp_path: Path, command: tuple[str, ...]) -> None:
    Store.open(f"sqlite:///{tmp_path}/store.db").close()
    folder = tmp_path / "dataset"
    folder.mkdir()
    after = [tmp_path / "new"] if command == ("rehydrate",) else []
    for manifest, words in (("{", "no readable manifest"), ('{"format": "annotate-dataset"}', "another version")):
        (folder / "manifest.json").write_text(manifest, "utf-8")
        arguments = [folder if argument == "." else argument for argument in command]
        result = annotate(*arguments, folder, *after)
        assert result.exit_code in (1, 2)
        assert words in result.stderr


def test_records_of_another_label_set_are_loaded_with_it_and_refused_without(
    annotate: Annotate, tmp_path: Path
) -> None:
    record = json.loads((EXAMPLES / "good" / "annotated.jsonl").read_text("utf-8"))
    record |= {"label_set": {"name": "attribution", "version": "0.3.0"}, "spans": [], "relations": []}
    (tmp_path / "record.json").write_text(json.dumps(record), "utf-8")
    assert annotate("import", tmp_path / "record.json", "--label-set", ATTRIBUTION).stdout.startswith("1 loaded")
    assert "S013" in annotate("import", tmp_path / "record.json").stderr


def test_ctrl_c_keeps_what_was_loaded_by_then(annotate: Annotate, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(import_, "load_paths", interrupted)
    result = annotate("import", EXAMPLES)
    assert result.exit_code == 130
    assert "What was loaded by now is kept" in result.stderr


def test_bad_records_do_not_stop_the_good_ones(annotate: Annotate) -> None:
    files = (EXAMPLES / "bad" / name for name in ("J002-line3-latin-1.csv", "J003-line2-cut-off.jsonl"))
    result = annotate("import", *files)
    assert result.exit_code == 1
    assert result.stdout == "4 loaded, 2 refused.\n"
    assert [record["text"] for record in _records(annotate("dump").stdout)] == ["Ferry", "Ship", "x", "z"]


def test_a_folder_full_of_bad_files_is_read_to_its_end(annotate: Annotate) -> None:
    result = annotate("import", EXAMPLES / "bad")
    assert result.exit_code == 1
    names = [path.name for path in BAD if not path.name.startswith("I003")]  # those of unknown kinds are skipped
    assert [name for name in names if f"/{name}:" not in result.stderr] == []


def test_files_of_unknown_kinds_in_a_folder_are_counted_and_hidden_ones_left_alone(
    annotate: Annotate, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    (folder / "deep" / ".hidden").mkdir(parents=True)
    for name in ("a.txt", "deep/b.txt", "notes.md", "deep/more.md", "photo", ".secret.txt", "deep/.hidden/c.txt"):
        (folder / name).write_text(f"{name}\n", "utf-8")
    result = annotate("import", folder)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "2 loaded.",
        "Skipped 3 files of other kinds: .md (2) and no ending (1).",
    ]
    assert [record["id"] for record in _records(annotate("dump").stdout)] == ["a", "b"]


def test_a_pattern_that_the_shell_left_alone_is_expanded(annotate: Annotate, tmp_path: Path) -> None:
    for name in ("a1.txt", "a2.txt", "b.txt"):
        (tmp_path / name).write_text(name, "utf-8")
    assert "2 loaded." in annotate("import", tmp_path / "a*.txt").stdout
    nothing = annotate("import", tmp_path / "c*.txt")
    assert nothing.exit_code == 1
    assert "No file matches this pattern." in nothing.stderr


def test_a_path_that_is_not_there_is_a_problem_and_the_others_are_loaded(annotate: Annotate, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ferry", "utf-8")
    result = annotate("import", tmp_path / "nowhere", tmp_path / "a.txt")
    assert result.exit_code == 1
    assert f"{tmp_path / 'nowhere'}: error I005: There is no such file or folder." in result.stderr
    assert "1 loaded, 1 refused." in result.stdout


def test_where_no_path_is_there_no_store_is_made(annotate: Annotate, tmp_path: Path) -> None:
    store = tmp_path / "new.db"
    result = annotate("import", tmp_path / "nowhere", "--store", f"sqlite:///{store}")
    assert result.exit_code == 1
    assert f"{tmp_path / 'nowhere'}: error I005: There is no such file or folder." in result.stderr
    assert not store.exists()


def test_text_files_of_one_name_with_another_text_are_refused_with_what_to_do(
    annotate: Annotate, tmp_path: Path
) -> None:
    for folder, text in (("may", "Ferry"), ("june", "Ship"), ("july", "Ship")):
        (tmp_path / "in" / folder).mkdir(parents=True)
        (tmp_path / "in" / folder / "lead.txt").write_text(text, "utf-8")
    result = annotate("import", tmp_path / "in")
    assert result.exit_code == 1
    assert "I006" in result.stderr
    assert "Rename one of the two." in result.stderr
    assert result.stdout == "1 loaded, 1 unchanged, 1 refused.\n"


def test_another_text_under_a_known_id_is_refused_and_the_store_keeps_the_first(
    annotate: Annotate, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "a", "title": "A", "text": "one"}\n', "utf-8")
    annotate("import", path)
    path.write_text('\n{"id": "a", "title": "A", "text": "two"}\n', "utf-8")
    result = annotate("import", path)
    assert result.exit_code == 1
    assert f"{path}:2: error I001: " in result.stderr
    assert [record["text"] for record in _records(annotate("dump").stdout)] == ["one"]


def test_other_annotations_of_a_known_set_are_refused(annotate: Annotate, tmp_path: Path) -> None:
    annotate("import", EXAMPLES / "good" / "annotated.jsonl")
    record = json.loads((EXAMPLES / "good" / "annotated.jsonl").read_text("utf-8"))
    (tmp_path / "other.json").write_text(json.dumps(record | {"spans": [], "relations": []}), "utf-8")
    result = annotate("import", tmp_path / "other.json")
    assert result.exit_code == 1
    assert "I002" in result.stderr


def test_the_language_is_that_of_articles_which_do_not_say_theirs(annotate: Annotate, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"id": "a", "title": "A", "text": "eins", "language": "de"}\n{"id": "b", "title": "B", "text": "two"}\n',
        "utf-8",
    )
    assert annotate("import", tmp_path / "a.jsonl", "--language", "en").exit_code == 0
    assert [record["language"] for record in _records(annotate("dump").stdout)] == ["de", "en"]


def test_a_language_that_is_no_tag_is_refused(annotate: Annotate, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ferry", "utf-8")
    result = annotate("import", tmp_path / "a.txt", "--language", "English (UK)")
    assert result.exit_code == 2
    assert "is not a language tag" in result.stderr


def test_columns_that_are_no_fact_of_an_article_are_kept_as_metadata(annotate: Annotate) -> None:
    annotate("import", EXAMPLES / "good" / "other-columns.csv")
    first, second = _records(annotate("dump").stdout)
    assert first["metadata"] == {"column_1": "0", "desk": "harbour"}
    assert second["metadata"] == {"column_1": "1"}


def test_line_breaks_within_fields_are_kept_to_the_last_byte(annotate: Annotate) -> None:
    annotate("import", EXAMPLES / "good" / "articles.csv")
    assert [record["text"] for record in _records(annotate("dump").stdout)] == [
        'It left\r\nat nine, "sharp".',
        "  spaces kept  ",
    ]


def _records(lines: str) -> list[dict[str, Any]]:
    records = [json.loads(line) for line in lines.split("\n") if line]
    return [record.get("article", record) for record in records]


@pytest.mark.parametrize("name", ["J001-line1-byte-order-mark.csv", "J001-line1-byte-order-mark.json"])
def test_a_byte_order_mark_comes_with_how_to_save_without_one(annotate: Annotate, name: str) -> None:
    told = annotate("import", EXAMPLES / "bad" / name).stderr
    assert "save it as UTF-8 without one. In Notepad: Save as, encoding “UTF-8”" in told
    assert "Excel" in told
