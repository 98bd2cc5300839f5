from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from annotate.dataset.check import check_folder
from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle

from .conftest import Export
from .making import annotated, article, attribution_example, span
from .test_round_trip import many


@pytest.fixture
def folder(export: Export, attribution: LabelSet) -> Path:
    return export(attribution, [attribution_example(f"a{n}") for n in range(20)]).folder


def codes(folder: Path) -> set[str]:
    return {problem.code for problem in check_folder(folder)}


def test_an_export_has_no_problem(
    folder: Path, export: Export, news: LabelSet, attribution: LabelSet, gold_article: AnnotatedArticle
) -> None:
    assert not list(check_folder(folder))
    assert not [p for p in check_folder(export(news, [gold_article], "gold").folder) if p.code[0] == "D"]
    assert not [p for p in check_folder(export(attribution, many(), "many").folder) if p.code[0] == "D"]


def test_a_copied_folder_has_no_problem(folder: Path, tmp_path: Path) -> None:
    assert not codes(Path(shutil.copytree(folder, tmp_path / "copy")))


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9, 0.999])
def test_one_flipped_bit_in_any_file_is_found(folder: Path, place: float) -> None:
    files = sorted(folder.rglob("*.parquet"))
    for damaged in (files[::2], files[1::2]):
        whole = {file: file.read_bytes() for file in damaged}
        for file, content in whole.items():
            flipped = bytearray(content)
            flipped[int(len(content) * place)] ^= 4
            file.write_bytes(flipped)
        found = sorted(problem.file or "" for problem in check_folder(folder) if problem.code == "D004")
        assert found == [str(file) for file in damaged]
        for file, content in whole.items():
            file.write_bytes(content)


def test_a_missing_file_is_found(folder: Path) -> None:
    next(folder.glob("spans/*.parquet")).unlink()
    assert "D002" in codes(folder)


def test_a_strange_file_is_a_warning(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine")
    assert codes(folder) == {"D003"}


def test_a_link_in_place_of_a_file_is_found(folder: Path, tmp_path: Path) -> None:
    file = next(folder.glob("spans/*.parquet"))
    file.rename(tmp_path / "moved")
    file.symlink_to(tmp_path / "moved")
    assert "D002" in codes(folder)


def test_no_manifest_is_a_problem_and_no_crash(tmp_path: Path) -> None:
    assert codes(tmp_path) == {"D001"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda manifest: manifest.pop("files"),
        lambda manifest: manifest.update(configs=[]),
        lambda manifest: manifest["files"].update({"../../etc/passwd": {"sha256": "0" * 64, "bytes": 1}}),
        lambda manifest: manifest["configs"]["articles"]["splits"].update(train={"rows": -1}),
        lambda manifest: manifest.update(format_version=2),
    ],
)
def test_a_spoilt_manifest_is_a_problem_and_no_crash(folder: Path, spoil: Callable[[dict[str, Any]], object]) -> None:
    change_manifest(folder, spoil)
    assert codes(folder) == {"D001"}


def change_manifest(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    change(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def test_an_invalid_label_set_is_a_problem(folder: Path) -> None:
    change_manifest(folder, lambda manifest: manifest["label_set"].pop("labels"))
    assert codes(folder) == {"D012"}


def test_another_label_set_in_the_manifest_is_found(folder: Path) -> None:
    def reorder(manifest: dict[str, Any]) -> None:
        manifest["label_set"]["labels"].reverse()

    change_manifest(folder, reorder)
    assert {"D006", "D008"} <= codes(folder)


def test_metadata_of_the_card_that_was_changed_is_found(folder: Path) -> None:
    card = folder / "README.md"
    card.write_text(card.read_text("utf-8").replace("'0': source", "'0': sauce"), "utf-8")
    assert codes(folder) == {"D008"}


def test_text_of_the_card_may_be_changed(folder: Path) -> None:
    with (folder / "README.md").open("a", encoding="utf-8") as card:
        card.write("\nOur own words.\n")
    assert not codes(folder)


def rewritten(folder: Path, file: Path, change: Callable[[list[dict[str, Any]]], None]) -> None:
    """Changes rows and makes the file's hash in the manifest right again, as one would who means to deceive."""
    import hashlib

    import pyarrow as pa

    table = pq.read_table(file)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, table.schema), file)

    def repair(manifest: dict[str, Any]) -> None:
        facts = manifest["files"][file.relative_to(folder).as_posix()]
        facts.update(bytes=file.stat().st_size, sha256=hashlib.sha256(file.read_bytes()).hexdigest())

    change_manifest(folder, repair)


def test_changed_rows_are_found_even_where_the_file_hash_was_made_right(folder: Path) -> None:
    file = next(folder.glob("spans/train*.parquet"))
    rewritten(folder, file, lambda rows: rows[0].update(text="other"))
    assert codes(folder) == {"D007"}


def test_another_parquet_writer_does_not_change_the_content_hash(folder: Path) -> None:
    for file in folder.rglob("*.parquet"):
        rewritten(folder, file, lambda rows: None)
    assert not codes(folder)


def test_a_leak_between_splits_is_found(folder: Path) -> None:
    test, train = (next(folder.glob(f"annotations/{split}*.parquet")) for split in ("test", "train"))
    leaked = pq.read_table(test).to_pylist()[0]
    rewritten(folder, train, lambda rows: rows.append(leaked))
    refresh_content_hashes(folder)
    assert "D009" in codes(folder)


def refresh_content_hashes(folder: Path) -> None:
    import pyarrow as pa

    from annotate.dataset.canonical import content_hash, joined_hash

    def refresh(manifest: dict[str, Any]) -> None:
        for config in manifest["configs"].values():
            for split in config["splits"].values():
                table = pa.concat_tables([pq.read_table(folder / file) for file in split["files"]])
                split.update(rows=len(table), content_hash=content_hash(table.schema, table))
            config["content_hash"] = joined_hash({n: s["content_hash"] for n, s in config["splits"].items()})
        manifest["content_hash"] = joined_hash({n: c["content_hash"] for n, c in manifest["configs"].items()})

    change_manifest(folder, refresh)


def test_a_config_that_does_not_follow_from_the_annotations_is_found(folder: Path) -> None:
    file = next(folder.glob("spans/train*.parquet"))
    rewritten(folder, file, lambda rows: rows[0].update(text="other"))
    refresh_content_hashes(folder)
    assert "D011" in codes(folder)


def test_records_are_checked_by_the_label_set(export: Export, attribution: LabelSet) -> None:
    of = article("a1")
    bad = annotated(of, [span(of, "s1", "content", (0, 3), factual="checkable", weight=0.5)])
    problems = list(check_folder(export(attribution, [bad]).folder))
    assert {p.code for p in problems} == {"A001", "R008"}
    assert all(p.file and p.file.endswith(".parquet") and p.line == 1 for p in problems)


def test_an_article_in_another_split_than_its_key_gives_is_found(folder: Path) -> None:
    change_manifest(folder, lambda manifest: manifest["options"].update(key="another"))
    assert codes(folder) == {"D010"}
