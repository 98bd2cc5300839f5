"""Loading into a store, as the app and the command line do."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from annotate.model import annotated_article_to_record
from annotate.settings import LABEL_SET_VARIABLE, Settings
from annotate.workspace import loading
from annotate.workspace.exporting import export
from annotate.workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "schemas" / "news" / "samples"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = Workspace.open(Settings(f"sqlite:///{tmp_path / 'store.db'}", ROOT / "schemas" / "news"))
    yield opened
    opened.close()


def test_pasted_text_is_kept_as_it_is_and_pasting_it_again_changes_nothing(workspace: Workspace) -> None:
    text = "  Ferry returns\r\n\r\nIt left. \n"
    assert loading.load_text(workspace, "", text).loaded == 1
    assert loading.load_text(workspace, "", text).unchanged == 1
    (row,) = workspace.store.articles().rows
    article = workspace.store.article(row.id)
    assert article is not None
    assert (article.title, article.text) == ("Ferry returns", text)


def test_pasted_text_takes_the_title_that_is_given(workspace: Workspace) -> None:
    loading.load_text(workspace, "A title", "A text")
    assert [row.title for row in workspace.store.articles().rows] == ["A title"]


@pytest.mark.parametrize(("text", "code"), [("", "I009"), (" \n", "I009"), ("a\0b", "J008")])
def test_pasted_text_that_is_none_is_refused(workspace: Workspace, text: str, code: str) -> None:
    summary = loading.load_text(workspace, "Title", text)
    assert (summary.loaded, summary.refused) == (0, 1)
    assert [problem.code for problem in summary.problems] == [code]


def test_a_bad_upload_does_not_stop_the_good_ones(workspace: Workspace) -> None:
    summary = loading.load_uploads(
        workspace, [("a.txt", b"Ferry"), ("b.txt", b"\xff"), ("c.exe", b""), ("d.csv", b"id,text\nd,Ship\n")]
    )
    assert (summary.loaded, summary.refused) == (2, 2)
    assert [(problem.file, problem.code) for problem in summary.problems] == [("b.txt", "J002"), ("c.exe", "I003")]
    assert summary.sentences() == ["2 loaded, 2 refused."]


@pytest.mark.parametrize(
    ("stem", "codes"),
    [("x" * 200, []), ("x" * 201, ["I014"]), ("a\tb", ["I014"]), ("a\u2028b", ["I014"]), ("Ünï “1” (2)", [])],
)
def test_a_text_file_whose_name_cannot_be_an_id_is_to_be_renamed(
    workspace: Workspace, stem: str, codes: list[str]
) -> None:
    summary = loading.load_uploads(workspace, [(f"{stem}.txt", b"Ferry")])
    assert [problem.code for problem in summary.problems] == codes
    assert all("Rename the file" in problem.message for problem in summary.problems)


def test_other_annotations_are_told_apart_from_another_article(workspace: Workspace) -> None:
    record = json.loads((SAMPLES / "harbour-toll.json").read_text("utf-8"))
    loading.load_paths(workspace, [SAMPLES])
    del record["article"]["publisher"]  # what a source leaves open is no difference
    changed = record | {"spans": [], "relations": []}
    elsewhere = record | {"article": record["article"] | {"title": "Another"}}
    lines = "\n".join(json.dumps(item) for item in (changed, elsewhere)).encode()
    summary = loading.load_uploads(workspace, [("a.jsonl", lines)])
    assert [problem.code for problem in summary.problems] == ["I002", "I001"]


def test_progress_never_falls_and_ends_at_the_whole(workspace: Workspace) -> None:
    told: list[tuple[int, int]] = []
    lines = b"".join(b'{"id": "a%d", "text": "Ferry"}\n' % number for number in range(500))
    uploads = [("a.jsonl", lines), ("b.txt", b"Ship")]
    loading.load_uploads(workspace, uploads, lambda done, total: told.append((done, total)))
    total = sum(len(data) for _, data in uploads)
    assert told == sorted(told)
    assert told[-1] == (total, total)


def test_progress_tells_of_datasets_too(workspace: Workspace, tmp_path: Path) -> None:
    loading.load_paths(workspace, [SAMPLES])
    export(workspace, tmp_path / "dataset")
    told: list[tuple[int, int]] = []
    loading.load_paths(workspace, [tmp_path / "dataset"], lambda done, total: told.append((done, total)))
    assert told == [(number, 5) for number in range(1, 6)]


def test_a_single_table_of_a_dataset_is_refused_and_the_folder_named(workspace: Workspace, tmp_path: Path) -> None:
    loading.load_paths(workspace, [SAMPLES])
    folder = tmp_path / "dataset"
    export(workspace, folder)
    tables = sorted(folder.glob("*/*.parquet"))
    summary = loading.load_paths(workspace, tables)
    assert (summary.loaded, summary.refused) == (0, len(tables))
    assert {problem.code for problem in summary.problems} == {"I003"}
    assert all(problem.message.endswith(f": annotate import {folder}") for problem in summary.problems)
    uploaded = loading.load_uploads(workspace, [(tables[0].name, tables[0].read_bytes())])
    assert uploaded.problems[0].message.endswith(": annotate import FOLDER")


def test_a_table_of_a_dataset_that_was_saved_anew_is_refused_too(workspace: Workspace) -> None:
    table = pa.table({"article_id": ["a"], "text": ["Ferry"], "annotator": ["ann"], "spans": [[]], "relations": [[]]})
    pq.write_table(table, stream := io.BytesIO())
    assert loading.load_uploads(workspace, [("a.parquet", stream.getvalue())]).problems[0].code == "I003"


def test_a_table_of_someones_own_with_an_annotator_is_loaded(workspace: Workspace) -> None:
    table = pa.table({"article_id": ["a"], "text": ["Ferry"], "annotator": ["ann"]})
    pq.write_table(table, stream := io.BytesIO())
    assert loading.load_uploads(workspace, [("a.parquet", stream.getvalue())]).loaded == 1


def test_a_summary_lists_a_thousand_problems_and_counts_the_others(workspace: Workspace) -> None:
    summary = loading.load_uploads(workspace, [("a.jsonl", b"{}\n" * 1500)])
    assert summary.refused == 1500
    assert len(summary.problems) == 1000
    assert summary.sentences() == ["1,500 refused.", "500 more problems are not listed."]


def test_the_samples_of_the_label_set_are_loaded(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LABEL_SET_VARIABLE, raising=False)
    summary = loading.load_samples(workspace)
    assert summary.problems == []
    assert summary.loaded == summary.annotated == len(list(SAMPLES.glob("*.json")))


def test_a_label_set_without_samples_is_no_error(workspace: Workspace) -> None:
    summary = loading.load_samples(workspace, ROOT / "tests" / "label_sets" / "attribution")
    folder = ROOT / "tests" / "label_sets" / "attribution" / "samples"
    assert summary.sentences() == [
        "Nothing to load.",
        f"The label set “news” has no samples: there is no folder {folder}.",
    ]


@pytest.fixture
def renamed(tmp_path: Path) -> Iterator[Workspace]:
    """A copy of the news label set under another name, samples and all; only one of them is of the new name."""
    folder = tmp_path / "ours"
    shutil.copytree(SAMPLES.parent, folder)
    for file in (folder / "label-set.json", folder / "samples" / "harbour-toll.json"):
        data = json.loads(file.read_text("utf-8"))
        (data if "labels" in data else data["label_set"])["name"] = "ours"
        file.write_text(json.dumps(data), "utf-8")
    opened = Workspace.open(Settings(f"sqlite:///{tmp_path / 'store.db'}", folder))
    yield opened
    opened.close()


def test_samples_of_another_label_set_are_passed_over(renamed: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    assert loading.has_samples(renamed, folder)
    summary = loading.load_samples(renamed, folder)
    assert (summary.loaded, summary.refused, summary.problems) == (1, 0, [])
    others = len(list(SAMPLES.glob("*.json"))) - 1
    told = f"Passed over {others} records in {folder / 'samples'}: the label set that they name is not “ours”."
    assert summary.sentences()[-1] == told


def test_where_all_samples_are_of_another_label_set_there_are_none(renamed: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    (folder / "samples" / "harbour-toll.json").unlink()
    assert not loading.has_samples(renamed, folder)
    assert loading.load_samples(renamed, folder).sentences()[0] == "Nothing to load."


def test_the_reference_annotation_is_stored_without_loss(
    workspace: Workspace, shared: Path, gold: dict[str, Any]
) -> None:
    summary = loading.load_paths(workspace, [shared / "gold"])
    assert (summary.loaded, summary.problems) == (1, [])
    with workspace.store.snapshot() as snapshot:
        from annotate.exporters import records

        (record,) = records(snapshot.bulk())
    stored = annotated_article_to_record(record)  # type: ignore[arg-type]
    for items in ("spans", "relations"):
        stored[items].sort(key=lambda item: item["id"])
        gold[items].sort(key=lambda item: item["id"])
    assert stored == gold
