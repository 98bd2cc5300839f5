"""``annotate label-set``: what changed, and how records follow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Annotate
from tests.validation.making import LABEL_SETS, as_bytes, changed, label_set_files, news_record

OLD = LABEL_SETS["news"]
SET, POLICY = "label-set.json#", "policy.schema.json#"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Version 2.0.0, without the option “agenda”."""
    folder = tmp_path / "new"
    folder.mkdir()
    options = json.loads((OLD / "policy.schema.json").read_bytes())["properties"]["kind"]["oneOf"]
    changes = {SET + "/version": "2.0.0", POLICY + "/properties/kind/oneOf": options[:-1]}
    for name, content in label_set_files(changes).items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    file = tmp_path / "steps.json"
    values = {"label": "policy", "attribute": "kind", "values": {"proposal": "law"}}
    refs = {name: {"name": "news", "version": version} for name, version in (("from", "1.0.0"), ("to", "2.0.0"))}
    file.write_text(json.dumps({**refs, "steps": [{"map_values": values}]}))
    return file


def test_check_tells_every_change_and_exits_with_0_where_the_version_says_so(annotate: Annotate, new: Path) -> None:
    result = annotate("label-set", "check", OLD, new)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "major: Label “policy”, attribute “kind”: the option “agenda” is gone.\n"
        "1 change since 1.0.0; 2.0.0 says so (at least 2.0.0).\n"
    )


def test_check_exits_with_1_where_the_version_says_less(annotate: Annotate, new: Path) -> None:
    file = new / "label-set.json"
    file.write_text(file.read_text("utf-8").replace("2.0.0", "1.1.0"), "utf-8")
    result = annotate("label-set", "check", OLD, new)
    assert result.exit_code == 1
    assert "error L019: The version is 1.1.0, but the changes since 1.0.0 need 2.0.0; raise it." in result.stdout


def test_check_exits_with_2_where_a_label_set_cannot_be_used(annotate: Annotate, tmp_path: Path) -> None:
    result = annotate("label-set", "check", OLD, tmp_path / "nowhere")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error L001" in result.stderr


def test_migrate_writes_what_it_can_and_sets_the_rest_aside(
    annotate: Annotate, new: Path, steps: Path, tmp_path: Path
) -> None:
    mapped = changed(news_record(), {"/spans/4/attributes/kind": "proposal"})
    unmapped = changed(news_record(), {"/spans/4/attributes/kind": "agenda", "/article/id": "b"})
    source = tmp_path / "old.jsonl"
    source.write_bytes(as_bytes(mapped) + b"\n" + as_bytes(unmapped) + b"\n[7]\n{no\n")
    out = tmp_path / "new.jsonl"
    arguments = ("label-set", "migrate", steps, source, "--label-set", new, "--output", out)
    result = annotate(*arguments)
    aside = tmp_path / "new-quarantine.jsonl"
    assert (result.exit_code, result.stdout) == (1, f"1 record migrated, 3 set aside in {aside}.\n")
    (record,) = map(json.loads, out.read_text("utf-8").splitlines())
    assert record["label_set"]["version"] == "2.0.0"
    assert record["spans"][4]["attributes"]["kind"] == "law"
    first, second, third = map(json.loads, aside.read_text("utf-8").splitlines())
    assert first["record"] == unmapped
    assert [problem["code"] for problem in first["problems"]] == ["A003"]
    assert (second["text"], third["text"]) == ("7", "{no")
    assert annotate("validate", out, "--label-set", new).exit_code == 0
    again = annotate(*arguments)
    assert again.exit_code == 2  # nothing is overwritten
    assert "File exists" in again.stderr


def test_migrate_leaves_no_empty_quarantine(annotate: Annotate, new: Path, steps: Path, tmp_path: Path) -> None:
    (tmp_path / "old.json").write_bytes(as_bytes([news_record()]))
    out = tmp_path / "new.jsonl"
    result = annotate("label-set", "migrate", steps, tmp_path / "old.json", "--label-set", new, "--output", out)
    assert (result.exit_code, result.stdout) == (0, "1 record migrated, none set aside.\n")
    assert not (tmp_path / "new-quarantine.jsonl").exists()


def test_migrate_refuses_steps_to_another_label_set(annotate: Annotate, steps: Path, tmp_path: Path) -> None:
    result = annotate("label-set", "migrate", steps, "x.json", "--label-set", OLD, "--output", tmp_path / "out")
    assert result.exit_code == 2
    assert "it leads to news 2.0.0, but the label set is news 1.0.0; correct it." in result.stderr


@pytest.fixture
def filled(annotate: Annotate, tmp_path: Path) -> None:
    """The store holds a record that can be migrated, and one that cannot."""
    mapped = changed(news_record(), {"/spans/4/attributes/kind": "proposal"})
    unmapped = changed(news_record(), {"/spans/4/attributes/kind": "agenda", "/article/id": "b"})
    file = tmp_path / "old.jsonl"
    file.write_bytes(as_bytes(mapped) + b"\n" + as_bytes(unmapped) + b"\n")
    assert annotate("import", file).exit_code == 0


@pytest.mark.usefixtures("filled")
def test_migrate_takes_a_store_along_and_sets_the_rest_aside(
    annotate: Annotate, store_url: str, new: Path, steps: Path, tmp_path: Path
) -> None:
    aside = tmp_path / "aside.jsonl"
    arguments = ("label-set", "migrate", steps, "--store", store_url, "--label-set", new, "--quarantine", aside)
    result = annotate(*arguments)
    assert (result.exit_code, result.stdout) == (1, f"1 annotation set migrated, 1 set aside in {aside}.\n")
    (found,) = map(json.loads, aside.read_text("utf-8").splitlines())
    assert found["record"]["article"]["id"] == "b"
    assert [problem["code"] for problem in found["problems"]] == ["A003"]
    records = [json.loads(line) for line in annotate("dump").stdout.splitlines()]
    versions = {record["article"]["id"]: record["label_set"]["version"] for record in records}
    assert versions == {"b": "1.0.0", "harbour-1": "2.0.0"}
    assert annotate(*arguments).exit_code == 2  # no quarantine is overwritten


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Give either files to migrate, or --store."),
        (["old.jsonl", "--store", "sqlite:///x.db"], "Give either files to migrate, or --store."),
        (["old.jsonl"], "Files need --output"),
        (["--store", "sqlite:///x.db", "--output", "x.jsonl"], "Files need --output"),
        (["--store", "sqlite:////nowhere/x.db"], "There is no store at /nowhere/x.db."),
    ],
)
def test_migrate_says_what_it_needs(
    annotate: Annotate, new: Path, steps: Path, arguments: list[str], message: str
) -> None:
    result = annotate("label-set", "migrate", steps, *arguments, "--label-set", new)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not Path("steps-quarantine.jsonl").exists()
