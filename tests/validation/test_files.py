"""Files, folders, patterns and standard input, checked record by record."""

from __future__ import annotations

import gzip
import io
import os
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from annotate.model import sha256_of
from annotate.problems import Problem, Severity
from annotate.validation import repeats, strict_json
from annotate.validation.files import FileChecker, validate_files
from annotate.validation.targets import Kind, Target, targets
from tests.validation.making import ROOT, as_bytes, changed, load, news_record

BROKEN = changed(news_record(), {"/spans/0/fragments/0/start": 1})


def numbered(number: int, **changes: Any) -> dict[str, Any]:
    return {**changed(news_record(), {"/article/id": f"a{number}"}), **changes}


def places(problems: list[Problem]) -> list[tuple[str, int | None, int | None]]:
    return [(problem.code, problem.line, problem.column) for problem in problems]


def check(*paths: Path | str) -> list[Problem]:
    return list(validate_files(paths, load("news")))


def test_what_comes_with_the_package_has_no_problem() -> None:
    assert check(ROOT / "schemas", ROOT / "tests" / "label_sets") == []


def test_the_reference_annotation_has_no_problem(shared: Path) -> None:
    assert check(shared / "gold") == []


def test_a_problem_in_a_document_has_line_and_column(tmp_path: Path) -> None:
    import json

    file = tmp_path / "a.json"
    file.write_text(json.dumps(BROKEN, indent=2), "utf-8")
    (problem,) = check(file)
    lines = file.read_text("utf-8").splitlines()
    assert problem.line is not None
    assert lines[problem.line - 1][(problem.column or 0) - 1 :] == "{"
    assert '"start": 1' in lines[problem.line]
    assert file.read_bytes()[problem.byte :].startswith(b"{\n")


def test_a_problem_in_lines_has_its_line_and_counts_bytes_from_the_start_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(as_bytes(numbered(1)) + b"\r\n\n" + as_bytes(BROKEN) + b"\n[1,\n")
    wrong, bad = check(file)
    assert (wrong.code, wrong.line) == ("T004", 3)
    assert file.read_bytes()[wrong.byte :].startswith(b'{"start": 1')
    assert (bad.code, bad.line, bad.column) == ("J003", 4, 4)
    assert bad.byte == len(file.read_bytes()) - 1


def test_packed_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.json.gz").write_bytes(gzip.compress(as_bytes(BROKEN)))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(as_bytes(numbered(1)) + b"\n" + as_bytes(numbered(2))))
    (problem,) = check(tmp_path)
    assert (problem.code, problem.file) == ("T004", str(tmp_path / "a.json.gz"))


def test_a_file_that_only_its_name_calls_packed_is_told_so_without_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(b"no gzip")
    (problem,) = check(tmp_path)
    assert problem.message.startswith("The file is not packed with gzip, whatever its name says;")


def test_problems_of_a_record_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    record = changed(BROKEN, {"/article/language": "not a tag"})
    late = {name: record[name] for name in ("spans", "relations", "label_set", "annotator", "status", "article")}
    for name, content in (("a.jsonl", as_bytes(late)), ("b.json", as_bytes(late)), ("c.json", as_bytes([late, 7]))):
        (tmp_path / name).write_bytes(content)
        found = [problem.byte for problem in check(tmp_path / name)]
        assert len(found) >= 2
        assert found == sorted(found, key=lambda byte: byte or 0)


@pytest.mark.parametrize("damage", [lambda data: data[:40], lambda data: b"no gzip", lambda data: data[:60] + b"\0"])
def test_a_damaged_packed_file_is_unreadable(damage: Any, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(damage(gzip.compress(os.urandom(200).hex().encode())))
    assert "J011" in {problem.code for problem in check(tmp_path)}


def test_a_list_of_records_is_checked_record_by_record(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(as_bytes([numbered(1), BROKEN, 7]))
    problems = check(tmp_path)
    assert [(p.code, p.pointer) for p in problems] == [("T004", "/1/spans/0/fragments/0"), ("S001", "/2")]


def test_a_list_with_thousands_of_mistakes_is_not_checked_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"[" + b"0," * 4_000 + b"0]")
    problems = check(tmp_path)
    assert len(problems) == 1_002
    assert (problems[-1].code, problems[-1].pointer) == ("S018", "/1000")


@pytest.mark.parametrize("content", [b"\n" * 2**20, b" " * 2**20, b"7" * 2**20, b'"x"\n' * 2**18])
def test_a_packed_bomb_is_not_unpacked_to_its_end(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Target, "limit", property(lambda _target: 2**16))
    with gzip.open(tmp_path / "bomb.jsonl.gz", "wb", 1) as stream:
        for _ in range(3):
            stream.write(content)
    checker = FileChecker(load("news"))
    codes = {r.problem.code for r in checker.check(Target(tmp_path / "bomb.jsonl.gz", Kind.LINES))}
    assert "I010" in codes
    assert checker.records <= 2**14 + 1


def test_the_limit_of_a_packed_file_grows_with_its_size(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(b"x" * 2**20)
    assert Target(tmp_path / "a.jsonl.gz", Kind.LINES).limit == 200 * 2**20
    (tmp_path / "a.jsonl.gz").write_bytes(b"x")
    assert Target(tmp_path / "a.jsonl.gz", Kind.LINES).limit == 64 * 2**20


def test_every_kind_of_path_is_found_once(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.json", "deep/c.ndjson", ".hidden/d.json", ".e.json", "notes.txt", "set/manifest.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"{}")
    (tmp_path / "again.json").symlink_to(tmp_path / "a.json")
    found = [t for t in targets([tmp_path, tmp_path / "b.jsonl", f"{tmp_path}/**/*.ndjson"]) if isinstance(t, Target)]
    assert [(t.name.removeprefix(f"{tmp_path}/"), t.kind) for t in found] == [
        ("a.json", Kind.DOCUMENT),
        ("b.jsonl", Kind.LINES),
        ("deep/c.ndjson", Kind.LINES),
        ("set", Kind.DATASET),
    ]


@pytest.mark.parametrize("path", ["nowhere.json", "*.nothing", "README.md"])
def test_a_path_that_names_no_records_is_a_problem(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (problem,) = check(path)
    assert (problem.code, problem.file) == ("J011", path)


def test_a_dataset_folder_is_passed_over_by_the_library(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes(b"no manifest")
    assert check(tmp_path) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b"{}")
    (tmp_path / "a.json").chmod(0)
    assert [problem.code for problem in check(tmp_path)] == ["J011"]


class Stdin:
    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (as_bytes(numbered(1)) + b"\n" + as_bytes(BROKEN), [("T004", 2)]),
        (b'{\n "article": 1}', [("S002", 1)] * 5 + [("S004", 2)]),
        (b"[\n" + as_bytes(numbered(1)) + b",\n" + as_bytes(BROKEN) + b"]", [("T004", 3)]),
        (b"", [("J012", None)]),
        (b" \n\n{\n1}", [("J003", 4)]),
        (b"{\n", [("J003", 2)]),
    ],
)
def test_standard_input_is_lines_or_one_document(
    data: bytes, expected: list[tuple[str, int | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(data))
    problems = check("-")
    assert sorted((problem.code, problem.line) for problem in problems) == sorted(expected)
    assert {problem.file for problem in problems} == {"<stdin>"}


def test_a_pipe_is_read_like_standard_input(tmp_path: Path) -> None:
    from threading import Thread

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = Thread(target=lambda: pipe.write_bytes(as_bytes(BROKEN) + b"\n"))
    writer.start()
    assert places(check(pipe))[0][:2] == ("T004", 1)
    writer.join()


def test_a_label_set_and_its_schemas_are_told_of_once(tmp_path: Path) -> None:
    for file in (ROOT / "schemas" / "news").glob("*.json"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    broken = (tmp_path / "quote.schema.json").read_text("utf-8").replace('"additionalProperties": false', '"x": 1')
    (tmp_path / "quote.schema.json").write_text(broken, "utf-8")
    problems = check(tmp_path)
    assert sorted(problem.code for problem in problems) == ["L005", "L009"]
    assert {Path(problem.file or "").name for problem in problems} == {"quote.schema.json"}


def test_a_schema_that_is_not_for_attributes_may_use_all_of_json_schema(tmp_path: Path) -> None:
    (tmp_path / "a.schema.json").write_bytes(
        b'{"$defs": {"a": {"format": "uri"}}, "type": "object", "$ref": "#/$defs/a"}'
    )
    assert check(tmp_path) == []
    (tmp_path / "a.schema.json").write_bytes(b'{"$schema": "x", "$defs": {"a": {"type": "strin"}}}')
    assert [(p.code, p.pointer) for p in check(tmp_path)] == [("L004", "/$defs/a/type")]


def test_records_of_one_run_are_compared_over_files(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(as_bytes(numbered(1)) + b"\n")
    (tmp_path / "b.jsonl").write_bytes(as_bytes(numbered(1, annotator="ben")) + b"\n" + as_bytes(numbered(1)) + b"\n")
    (problem,) = check(tmp_path)
    assert (problem.code, problem.line, problem.article_id) == ("S016", 2, "a1")
    assert f"{tmp_path / 'a.jsonl'}, line 1" in problem.message


def test_an_annotator_may_work_on_an_article_by_two_label_sets(tmp_path: Path) -> None:
    records = [numbered(1), changed(numbered(1), {"/label_set/name": "other"})]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(map(as_bytes, records)))
    assert {problem.code for problem in validate_files([tmp_path], load("news"))} == {"S013"}


def test_articles_with_and_without_annotations_have_the_same_text(tmp_path: Path) -> None:
    text = "Another text."
    bare = numbered(1)["article"]
    other = {**bare, "text": text, "text_sha256": sha256_of(text)}
    lines = [as_bytes(record) for record in (bare, numbered(1), bare, other)]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    assert [(p.code, p.line, p.pointer) for p in check(tmp_path)] == [("S017", 4, "/text")]


def test_when_memory_for_repetitions_is_used_up_it_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repeats, "MAX_KEPT", 2)
    lines = [as_bytes(numbered(number)) for number in (1, 2, 3, 3, 4, 1)]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    problems = check(tmp_path)
    assert [(p.code, p.severity, p.line) for p in problems] == [
        ("S016", Severity.WARNING, 3),
        ("S016", Severity.ERROR, 6),
    ]


def test_files_are_read_in_constant_memory(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    with file.open("wb") as stream:
        for number in range(3_000):
            stream.write(as_bytes(numbered(number)) + b"\n")
    tracemalloc.start()
    try:
        checker = FileChecker(load("news"))
        assert list(checker.check(Target(file, Kind.LINES))) == []
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert checker.records == 3_000
    assert peak < file.stat().st_size  # the file has some 4 MB; what stays are the keys of its records


def test_a_line_without_end_is_not_read_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_json, "MAX_BYTES", 1_000)
    file = tmp_path / "a.jsonl"
    file.write_bytes(b'{"a": "' + b"x" * 5_000_000 + b'"}\n' + as_bytes(7) + b"\n")
    assert [(p.code, p.line) for p in check(file)] == [("J010", 1), ("S001", 2)]
