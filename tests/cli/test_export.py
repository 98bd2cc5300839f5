from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from annotate.store import Store

Annotate = Callable[..., Result]
SAMPLES = Path(__file__).parents[2] / "schemas" / "news" / "samples"


@pytest.fixture
def loaded(annotate: Annotate) -> Annotate:
    """The command, on a store with the samples."""
    assert annotate("import", SAMPLES).exit_code == 0
    return annotate


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_export_writes_a_folder_that_loads(loaded: Annotate, tmp_path: Path) -> None:
    result = loaded("export", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert f"Wrote {tmp_path / 'out'}" in result.stdout
    assert (tmp_path / "out" / "README.md").is_file()


def test_export_imports_into_an_empty_store_and_exports_the_same_bytes(
    loaded: Annotate, tmp_path: Path, store_url: str
) -> None:
    from annotate.dataset.read import read_annotated

    assert loaded("export", tmp_path / "first").exit_code == 0
    other = f"sqlite:///{tmp_path / 'other.db'}"
    with Store.open(other) as store:
        outcomes = list(store.load(read_annotated(tmp_path / "first")))
    assert {str(loaded.outcome) for loaded in outcomes} == {"loaded"}
    assert loaded("export", tmp_path / "second", "--store", other).exit_code == 0
    assert contents(tmp_path / "second") == contents(tmp_path / "first")


def test_export_of_a_store_that_is_not_there_is_refused(annotate: Annotate, tmp_path: Path) -> None:
    result = annotate("export", tmp_path / "out")
    assert result.exit_code == 2
    assert "no store" in result.stderr
    assert not (tmp_path / "out").exists()


def test_export_of_an_empty_store_is_refused(annotate: Annotate, tmp_path: Path, store_url: str) -> None:
    Store.open(store_url).close()
    result = annotate("export", tmp_path / "out")
    assert result.exit_code == 2
    assert "annotate import" in result.stderr
    assert not (tmp_path / "out").exists()


def test_export_refuses_annotations_with_errors(annotate: Annotate, tmp_path: Path, store_url: str) -> None:
    sample = next(SAMPLES.glob("*.json"))
    record: dict[str, Any] = json.loads(sample.read_text("utf-8"))
    record["relations"] = []
    from annotate.model import annotated_article_from_record

    with Store.open(store_url) as store:
        list(store.load([annotated_article_from_record(record)]))
    result = annotate("export", tmp_path / "out")
    assert result.exit_code == 1
    assert record["article"]["id"] in result.stderr
    assert "R008" in result.stderr
    assert "Nothing was exported" in result.stderr
    assert not (tmp_path / "out").exists()


def test_export_takes_what_it_is_told(loaded: Annotate, tmp_path: Path) -> None:
    ids = [json.loads(path.read_text("utf-8"))["article"]["id"] for path in SAMPLES.glob("*.json")]
    listing = tmp_path / "splits.tsv"
    listing.write_text("".join(f"{article}\ttest\n" for article in ids), "utf-8")
    result = loaded("export", tmp_path / "out", "--splits", listing, "--key", "k", "--from", "all")
    assert result.exit_code == 0, result.stderr
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["splits"]["articles"] == {"test": len(ids)}
    assert manifest["options"]["key"] == "k"
    assert manifest["options"]["from"] == "all"


def test_export_refuses_a_list_of_splits_with_an_article_that_the_store_does_not_hold(
    loaded: Annotate, tmp_path: Path
) -> None:
    listing = tmp_path / "splits.tsv"
    listing.write_text("harbour-toll\ttest\nharbor-toll\ttest\n", "utf-8")
    result = loaded("export", tmp_path / "out", "--splits", listing)
    assert result.exit_code == 2
    assert f"1 article that the store does not hold: {listing}:2: “harbor-toll”" in result.stderr
    assert not (tmp_path / "out").exists()


def test_export_tells_of_listed_articles_without_a_chosen_annotation_and_so_again_after_a_round_trip(
    loaded: Annotate, tmp_path: Path
) -> None:
    (tmp_path / "bare.txt").write_text("Nobody labelled this.", "utf-8")
    assert loaded("import", tmp_path / "bare.txt").exit_code == 0
    listing = tmp_path / "splits.tsv"
    listing.write_text("harbour-toll\ttest\nbare\ttest\n", "utf-8")
    other = ("--store", f"sqlite:///{tmp_path / 'other.db'}")
    for folder, store in (("first", ()), ("second", other)):
        result = loaded("export", tmp_path / folder, "--splits", listing, *store)
        assert result.exit_code == 0, result.stderr
        assert "1 article of the list of splits: no annotations chosen, so not exported (“bare”)." in result.stdout
        assert loaded("import", tmp_path / "first", *other).exit_code == 0
    assert contents(tmp_path / "second") == contents(tmp_path / "first")


def test_export_keeps_publishers_together_where_it_is_told_to(loaded: Annotate, tmp_path: Path) -> None:
    result = loaded("export", tmp_path / "out", "--group-by", "publisher", "--without-text")
    assert result.exit_code == 0, result.stderr
    assert loaded("validate", tmp_path / "out").exit_code == 0
    assert loaded("rehydrate", tmp_path / "out", tmp_path / "again").exit_code == 0
    manifest = json.loads((tmp_path / "again" / "manifest.json").read_text("utf-8"))
    assert manifest["options"]["group_by"] == "publisher"
    shared = {unit["unit"]: unit["articles"] for unit in manifest["splits"]["shared_units"]}
    assert all(name.startswith("publisher:") and len(articles) > 1 for name, articles in shared.items())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--ratios", "1,2"), "three numbers"),
        (("--from", "somebody"), "annotator=NAME"),
        (("--language", "tlh"), "nothing to export"),
        (("--ratios", "0.4,0.3,0.3", "--key", "x", "--language", "en", "--test-from-date", "2999-01-01"), "'test'"),
        (("--test-from-date", "2999-01-01"), "none of 5 articles was published on 2999-01-01 or later"),
        (("--ratios", "0.98,0.01,0.01"), "'validation' would be empty: there are only 5 groups and single articles"),
        (("--from", "adjudicated"), "none has an adjudicated annotation set"),
        (("--test-from-date", "yesterday"), "no date"),
        (("--splits", "not-there.tsv"), "cannot be read"),
    ],
)
def test_export_refuses_what_makes_no_sense(
    loaded: Annotate, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = loaded("export", tmp_path / "out", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "out").exists()


def test_export_tells_what_it_left_out(loaded: Annotate, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Title\nText.", "utf-8")
    assert loaded("import", note).exit_code == 0
    result = loaded("export", tmp_path / "out")
    assert "Left out of the reference: 1 article that nobody annotated. manifest.json" in result.stdout


def test_export_tells_how_to_choose_between_several_sets(loaded: Annotate, tmp_path: Path) -> None:
    record = json.loads((SAMPLES / "river-act.json").read_text("utf-8")) | {"annotator": "ana"}
    (tmp_path / "second.json").write_text(json.dumps(record), "utf-8")
    assert loaded("import", tmp_path / "second.json").exit_code == 0
    result = loaded("export", tmp_path / "out")
    assert "2 submitted annotation sets, 2 to an article" in result.stdout
    assert "--from annotator=NAME" in result.stdout


def test_export_makes_releases(loaded: Annotate, tmp_path: Path) -> None:
    result = loaded("export", tmp_path / "out", "--release")
    assert "version 1.0.0" in result.stdout
    refused = loaded("export", tmp_path / "out")
    assert refused.exit_code == 2
    assert "--release" in refused.stderr
