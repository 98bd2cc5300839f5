"""``annotate validate``: what it prints, and how it exits."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft4Validator

from annotate.cli.reports import FORMATS
from annotate.settings import LABEL_SET_VARIABLE
from tests.cli.conftest import Annotate
from tests.validation.making import DELETED, as_bytes, attribution_record, changed, news_record

ROOT = Path(__file__).parents[2]
ATTRIBUTION = ROOT / "tests" / "label_sets" / "attribution"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the configuration of the repository, and with short names of files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(LABEL_SET_VARIABLE, raising=False)


@pytest.fixture
def broken() -> str:
    """A file with three problems in two records."""
    first = changed(news_record(), {"/spans/3/fragments/0/start": 51})
    second = changed(
        news_record(), {"/article/id": "harbour-2", "/relations/2": DELETED, "/spans/1/attributes/type": "verbatim"}
    )
    Path("broken.jsonl").write_bytes(as_bytes(first) + b"\n" + as_bytes(second) + b"\n")
    return "broken.jsonl"


def write(name: str, *records: Any) -> str:
    Path(name).write_bytes(b"\n".join(map(as_bytes, records)))
    return name


def test_clean_input_exits_with_0(annotate: Annotate) -> None:
    result = annotate("validate", write("a.json", news_record()))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "No problems in 1 file, 1 record.\n", "")


def test_the_reference_annotation_and_all_that_comes_with_the_package_are_clean(
    annotate: Annotate, shared: Path
) -> None:
    result = annotate("validate", shared / "gold", ROOT / "schemas", ROOT / "tests" / "label_sets")
    assert (result.exit_code, result.stderr) == (0, "")


def test_problems_exit_with_1_and_show_the_text_with_a_mark(annotate: Annotate, broken: str) -> None:
    result = annotate("validate", broken)
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout == (
        "broken.jsonl:1:928: error T004: Stance “oppose”: at its offsets the article reads “ppose”, the fragment says "
        "“oppose”; that stands at 50 to 56, so correct the offsets. (article harbour-1, span s4)\n"
        "    …ill lower the toll.” Fishers oppose the toll.\n"
        "                                   ^^^^^\n"
        "broken.jsonl:2:647: error A003: Quote “We will lower the toll.”: Type is “verbatim”; "
        "choose direct, indirect or mixed. (article harbour-2, span s2)\n"
        "    The mayor said: “We will lower the toll.” Fishers oppose the toll.\n"
        "                    ^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        "broken.jsonl:2:884: error R008: Stance “oppose”: it needs a relation “Target”; join it to Policy or Speaker. "
        "(article harbour-2, span s4)\n"
        "    …will lower the toll.” Fishers oppose the toll.\n"
        "                                   ^^^^^^\n"
        "\n"
        "  1 × A003  An attribute's value is one of its options.\n"
        "  1 × R008  A span has at least as many relations as the label set asks for.\n"
        "  1 × T004  A fragment's text is the article's text between its offsets.\n"
        "3 errors and no warnings in 1 file; checked 1 file, 2 records.\n"
    )


def test_a_problem_of_no_span_or_relation_shows_its_pointer(annotate: Annotate) -> None:
    result = annotate("validate", write("a.json", changed(news_record(), {"/article/metadata": 7})))
    assert result.stdout.splitlines()[0].endswith(" (article harbour-1, at /article/metadata)")


def test_statistics_show_only_how_often_each_rule_is_broken(annotate: Annotate, broken: str) -> None:
    result = annotate("validate", broken, "--statistics")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == "  1 × A003  An attribute's value is one of its options."
    assert len(result.stdout.splitlines()) == 4


def test_what_is_beyond_max_problems_is_counted_and_not_shown(annotate: Annotate, broken: str) -> None:
    result = annotate("validate", broken, "--max-problems", 1)
    assert result.exit_code == 1
    assert result.stdout.count("broken.jsonl:") == 1
    assert "3 errors" in result.stdout
    assert "2 problems beyond --max-problems not shown." in result.stdout
    assert annotate("validate", broken, "--max-problems", 0).stdout.count("broken.jsonl:") == 3


def test_json_holds_every_problem_and_a_summary(annotate: Annotate, broken: str) -> None:
    result = annotate("validate", broken, "--format", "json")
    report = json.loads(result.stdout)
    assert [problem["code"] for problem in report["problems"]] == ["T004", "A003", "R008"]
    assert report["problems"][0] | {"message": ""} == {
        "code": "T004",
        "message": "",
        "pointer": "/spans/3/fragments/0",
        "severity": "error",
        "file": "broken.jsonl",
        "line": 1,
        "column": 928,
        "byte": 935,
        "article_id": "harbour-1",
        "span_id": "s4",
    }
    assert report["summary"] == {
        "files": 1,
        "records": 2,
        "errors": 3,
        "warnings": 0,
        "codes": {"A003": 1, "R008": 1, "T004": 1},
        "not_shown": 0,
    }
    assert result.stderr == "3 errors and no warnings in 1 file; checked 1 file, 2 records.\n"


def test_github_gets_workflow_commands(annotate: Annotate) -> None:
    record = changed(news_record(), {"/status": "50%: a,b"})
    result = annotate("validate", write("a,b:c.json", record), "--format", "github")
    column = Path("a,b:c.json").read_text("utf-8").index('"50%') + 1
    assert result.stdout.splitlines()[0] == (
        f"::error file=a%2Cb%3Ac.json,line=1,col={column},title=S005 allowed-value::Record: Status is “50%25: a,b”; "
        "choose in_progress, submitted or adjudicated."
    )


def test_junit_has_a_suite_for_each_file(annotate: Annotate, broken: str) -> None:
    touching = [{"start": 4, "end": 6, "text": "ma"}, {"start": 6, "end": 9, "text": "yor"}]
    warned = changed(news_record(), {"/spans/0/fragments": touching, "/article/id": "\ufffe\x07"})
    write("a-warned.json", changed(warned, {"/article/id": "harbour-3"}))
    write("b-clean.json", changed(news_record(), {"/article/id": "harbour-4"}))
    root = ElementTree.fromstring(annotate("validate", ".", "--format", "junit").stdout)
    assert (root.tag, root.get("failures")) == ("testsuites", "3")
    assert [(s.get("name"), s.get("tests"), s.get("failures")) for s in root] == [
        ("a-warned.json", "1", "0"),
        ("b-clean.json", "1", "0"),
        ("broken.jsonl", "3", "3"),
    ]
    failure = root.find("testsuite[@name='broken.jsonl']/testcase/failure")
    assert failure is not None
    assert failure.get("type") == "T004"
    assert failure.get("message", "").startswith("Stance “oppose”: ")


SARIF = ROOT / "node_modules" / "@microsoft" / "jest-sarif" / "lib" / "schemas" / "sarif-2.1.0-rtm.5.json"
"""The whole schema of SARIF 2.1.0."""


@pytest.mark.skipif(not SARIF.exists(), reason="the schema of SARIF is not there; get it: make test")
def test_sarif_follows_its_schema(annotate: Annotate, broken: str) -> None:
    schema = Draft4Validator(json.loads(SARIF.read_bytes()))
    Path("ö ü.jsonl").write_bytes(b"{")
    for paths in ([broken, "ö ü.jsonl", "nowhere"], [ROOT / "schemas"]):
        log = json.loads(annotate("validate", *paths, "--format", "sarif").stdout)
        assert [error.message for error in schema.iter_errors(log)] == []
    log["runs"][0]["results"] = [{"ruleId": "T001"}]
    assert [error.message for error in schema.iter_errors(log)] == ["'message' is a required property"]


def test_sarif_names_rules_and_places(annotate: Annotate, broken: str) -> None:
    Path("ö ü.jsonl").write_bytes(b"{")
    log = json.loads(annotate("validate", broken, "ö ü.jsonl", "nowhere", "--format", "sarif").stdout)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    first = run["results"][0]["locations"][0]["physicalLocation"]
    assert first == {
        "artifactLocation": {"uri": "broken.jsonl"},
        "region": {"startLine": 1, "startColumn": 928},
    }
    assert run["results"][3]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "%C3%B6%20%C3%BC.jsonl"


@pytest.mark.parametrize("format_", FORMATS)
def test_no_format_prints_what_a_terminal_obeys(annotate: Annotate, format_: str) -> None:
    evil = "\x1b[31m\x07\u202e\u2028"
    record = changed(
        news_record(),
        {"/status": evil, "/spans/0/label": evil, "/article/title": evil, f"/{evil}": 1, "/annotator": evil},
    )
    name = "a\x1b[2J.json"
    result = annotate("validate", write(name, record), f"nowhere{evil}", "--format", format_)
    assert result.exit_code == 2
    for line in (result.stdout + result.stderr).splitlines():
        assert line.isprintable() or format_ == "text"
    assert not any(char in result.output for char in "\x1b\x07\u202e\u2028")


@pytest.mark.parametrize(
    ("flags", "codes", "exit_code"),
    [
        ([], ["T004", "A003", "R008"], 1),
        (["--ignore", "T"], ["A003", "R008"], 1),
        (["--ignore", "T", "--error", "T004"], ["T004", "A003", "R008"], 1),
        (["--warn", "T004", "--warn", "A", "--warn", "R008"], ["T004", "A003", "R008"], 0),
        (["--warn", "T004", "--warn", "A", "--warn", "R008", "--strict"], ["T004", "A003", "R008"], 1),
        (["--ignore", "T004", "--ignore", "A003", "--ignore", "R"], [], 0),
    ],
)
def test_rules_are_silenced_lowered_and_raised_by_flags(
    annotate: Annotate, broken: str, flags: list[str], codes: list[str], exit_code: int
) -> None:
    result = annotate("validate", broken, "--format", "json", *flags)
    assert [problem["code"] for problem in json.loads(result.stdout)["problems"]] == codes
    assert result.exit_code == exit_code


def test_rules_are_silenced_by_configuration_and_flags_win(annotate: Annotate, broken: str) -> None:
    Path("pyproject.toml").write_text('[tool.annotate]\nignore = ["T", "A003"]\nwarn = ["R008"]\n')
    assert annotate("validate", broken).exit_code == 0
    assert annotate("validate", broken, "--error", "R").exit_code == 1
    assert "1 error and 1 warning" in annotate("validate", broken, "--error", "T004").stdout


def test_the_configuration_of_a_folder_above_is_used(
    annotate: Annotate, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("pyproject.toml").write_text(
        f"[tool.annotate]\nlabel-set = {json.dumps(str(ATTRIBUTION))}\nmax-problems = 1\n"
    )
    Path("deep").mkdir()
    monkeypatch.chdir("deep")
    assert annotate("validate", write("a.json", attribution_record())).exit_code == 0
    assert "S013" in annotate("validate", f"../{broken}").stdout
    monkeypatch.setenv(LABEL_SET_VARIABLE, str(ROOT / "schemas" / "news"))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("ignor = []", "has no key 'ignor'"),
        ('ignore = "T"', "must be lists of codes"),
        ("label-set = 1", "must be a path"),
        ("max-problems = -1", "must be a number"),
        ('ignore = ["T999"]', "There is no rule 'T999'"),
        ("ignore = [", "cannot be read"),
    ],
)
def test_a_wrong_configuration_is_a_usage_error(annotate: Annotate, broken: str, table: str, message: str) -> None:
    Path("pyproject.toml").write_text(f"[tool.annotate]\n{table}\n")
    result = annotate("validate", broken)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing argument"),
        (["."], "There is no .json or .jsonl file"),
        (["a.json", "--ignor", "T"], "Did you mean '--ignore'?"),
        (["a.json", "--format", "xml"], "is not one of"),
        (["a.json", "--max-problems", "-1"], "is not in the range"),
        (["a.json", "--ignore", "t004"], "Is T004"),
        (
            ["a.json", "--ignore", "ZZZ"],
            "The groups are J (JSON and encoding), S (shape), T (text and offsets), A (att",
        ),
        (["a.json", "--label-set", "nowhere"], "nowhere: error L001: There is no such file"),
    ],
)
def test_bad_usage_exits_with_2_and_says_what_to_do(annotate: Annotate, arguments: list[str], message: str) -> None:
    result = annotate("validate", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_path_that_cannot_be_read_exits_with_2_and_the_others_are_checked(annotate: Annotate, broken: str) -> None:
    Path("cut.jsonl.gz").write_bytes(gzip.compress(b"{}" * 99)[:-9])
    result = annotate("validate", "nowhere.json", "cut.jsonl.gz", broken)
    assert result.exit_code == 2
    assert "nowhere.json: error J011: There is no such file or folder." in result.stdout
    assert "cut.jsonl.gz: error J011: The packed file is cut off or damaged" in result.stdout
    assert "broken.jsonl:1:928" in result.stdout


def test_a_label_set_with_problems_is_told_with_its_places(annotate: Annotate, tmp_path: Path) -> None:
    Path("label-set.json").write_text('{\n "name": "X"\n}')
    result = annotate("validate", "a.json", "--label-set", ".")
    assert result.exit_code == 2
    assert "label-set.json:2:10: error L002: Label set: Name is “X”" in result.stderr


def test_files_in_a_folder_that_are_passed_over_are_counted_at_the_end(annotate: Annotate) -> None:
    Path("mixed/deep").mkdir(parents=True)
    write("mixed/a.json", news_record())
    for name in ("mixed/notes.txt", "mixed/deep/scan.pdf", "mixed/.hidden"):
        Path(name).write_text("…", "utf-8")
    sentence = "No problems in 1 file, 1 record. 2 other files passed over.\n"
    result = annotate("validate", "mixed", "mixed/deep")
    assert (result.exit_code, result.stdout) == (0, sentence)
    assert annotate("validate", "mixed", "--format", "json").stderr == sentence
    assert annotate("validate", "mixed/a.json").stdout == "No problems in 1 file, 1 record.\n"
    named = annotate("validate", "mixed/notes.txt", "mixed")
    assert named.exit_code == 2
    assert named.stdout.endswith(". 1 other file passed over.\n")


def test_a_dataset_folder_is_checked_as_a_whole(annotate: Annotate) -> None:
    Path("set").mkdir()
    Path("set/manifest.json").write_text("{}")
    result = annotate("validate", "set")
    assert result.exit_code == 1
    assert "set/manifest.json" in result.stdout
    assert "error D" in result.stdout
    assert result.stdout.endswith("checked 1 dataset.\n")


def _folder(*names: str) -> None:
    """A folder ``set`` with files of these names, which hold nothing."""
    for name in names:
        file = Path("set", name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"{}" if name.endswith(".json") else b"")


@pytest.mark.parametrize("card", ["", "---\nconfigs:\n- config_name: spans\n---\n"])
def test_a_dataset_folder_that_lost_its_manifest_is_a_problem(annotate: Annotate, card: str) -> None:
    _folder("croissant.json", "spans/train-00000-of-00001.parquet", "README.md", "annotated-article.schema.json")
    Path("set/README.md").write_text(card)
    if card:
        Path("set/annotated-article.schema.json").unlink()
    result = annotate("validate", "set")
    assert result.exit_code == 1
    assert result.stdout.startswith("set/manifest.json: error D001: The manifest.json is missing")
    assert result.stdout.endswith("checked 1 dataset.\n")


@pytest.mark.parametrize("names", [["train.parquet"], ["README.md", "spans/train.PARQUET", "label.schema.json"]])
def test_a_folder_with_parquet_files_and_no_records_is_never_well(annotate: Annotate, names: list[str]) -> None:
    _folder(*names)
    Path("set/some.schema.json").write_text('{"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": {}}')
    Path("set/label.schema.json").unlink(missing_ok=True)
    write("elsewhere.json", news_record())
    result = annotate("validate", "elsewhere.json", "set")
    assert result.exit_code == 1
    assert "set: error D001: There are Parquet files in the folder, but no manifest.json" in result.stdout


def test_a_table_beside_records_is_no_problem(annotate: Annotate) -> None:
    _folder("articles.parquet")
    write("set/labelled.jsonl", news_record())
    assert annotate("validate", "set").exit_code == 0


def test_a_parquet_file_by_itself_leads_to_its_folder(annotate: Annotate) -> None:
    _folder("train.parquet")
    result = annotate("validate", "set/train.parquet")
    assert result.exit_code == 2
    assert "check the folder with the manifest.json" in result.stdout


def test_samples_are_checked_by_the_label_set_that_they_lie_with(annotate: Annotate) -> None:
    shutil.copytree(ATTRIBUTION, "sets/attribution")
    Path("sets/attribution/samples").mkdir()
    write("sets/attribution/samples/a.json", attribution_record())
    write("sets/b.json", changed(news_record(), {"/article/id": "harbour-2"}))
    for folder in ("sets", "sets/attribution", "."):
        result = annotate("validate", folder)
        assert (result.exit_code, result.stdout[:11]) == (0, "No problems"), folder
    given = annotate("validate", "sets", "--label-set", ROOT / "schemas" / "news")
    assert (given.exit_code, "S013" in given.stdout) == (1, True)


def test_samples_of_a_broken_label_set_are_checked_as_far_as_all_label_sets_agree(annotate: Annotate) -> None:
    Path("set/samples").mkdir(parents=True)
    Path("set/label-set.json").write_text('{"labels": []}')
    write("set/samples/a.json", changed(attribution_record(), {"/status": "done"}))
    result = annotate("validate", "set")
    assert result.exit_code == 1
    assert "set/label-set.json:1:" in result.stdout
    assert "set/samples/a.json:1:" in result.stdout
    assert "S013" not in result.stdout


def test_records_come_from_standard_input(broken: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "annotate", "validate", "-"],
        input=Path(broken).read_bytes(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout.decode().startswith("<stdin>:1:928: error T004")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_terminal_of_another_encoding_and_a_name_that_is_no_text_are_no_obstacle(broken: str, format_: str) -> None:
    name = os.fsdecode(b"caf\xe9.jsonl")
    Path(broken).rename(name)
    done = subprocess.run(
        [sys.executable, "-m", "annotate", "validate", name, "--format", format_],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)


def test_validating_imports_nothing_heavy(broken: str) -> None:
    code = (
        "import sys; from annotate.cli.main import main\n"
        f"try: main(['validate', {broken!r}])\n"
        "except SystemExit: pass\n"
        "heavy = {'pyarrow', 'datasets', 'streamlit', 'sqlalchemy', 'pandas', 'numpy', 'huggingface_hub'}\n"
        "sys.exit(f'imported {heavy & sys.modules.keys()}' if heavy & sys.modules.keys() else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_closed_pipe_is_no_error(broken: str) -> None:
    line = f"{sys.executable} -m annotate validate {broken} --format github | head -n 1"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
