from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate.dataset.build import Release, build
from annotate.dataset.check import check_folder
from annotate.dataset.from_annotated import bulk_from_annotated
from annotate.dataset.options import ExportOptions
from annotate.dataset.releasing import release_date, releases_of
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle

from .conftest import Export
from .making import attribution_example
from .test_round_trip import contents


@pytest.fixture(autouse=True)
def fixed_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1717113600")


def released(label_set: LabelSet, target: Path, *items: AnnotatedArticle) -> Release:
    bulk = bulk_from_annotated(items)
    return build(lambda: iter([bulk]), label_set, target, ExportOptions(), release=True)


def test_the_first_release_is_1_0_0(attribution: LabelSet, tmp_path: Path) -> None:
    release = released(attribution, tmp_path / "d", attribution_example())
    assert release.manifest["release"] == {"version": "1.0.0", "date": "2024-05-31", "changes": {}, "earlier": []}
    assert "## 1.0.0 (2024-05-31)\n\n- First release." in (tmp_path / "d" / "CHANGELOG.md").read_text("utf-8")
    assert "Version 1.0.0 of 2024-05-31" in (tmp_path / "d" / "README.md").read_text("utf-8")
    assert not list(check_folder(tmp_path / "d"))


def test_the_next_release_is_numbered_by_what_changed(attribution: LabelSet, tmp_path: Path) -> None:
    one, two = attribution_example("a1"), attribution_example("a2")
    target = tmp_path / "d"
    versions = [
        released(attribution, target, *items).manifest["release"]["version"] for items in ([one], [one, two], [two])
    ]
    assert versions == ["1.0.0", "1.1.0", "2.0.0"]
    headings = [line for line in (target / "CHANGELOG.md").read_text("utf-8").splitlines() if line.startswith("## ")]
    assert headings == [f"## {version} (2024-05-31)" for version in reversed(versions)]


def test_a_release_tells_of_those_before_it_and_of_what_changed(attribution: LabelSet, tmp_path: Path) -> None:
    one, two = attribution_example("a1"), attribution_example("a2")
    for items in ([one], [one, two], [two], [two]):
        release = released(attribution, tmp_path / "d", *items)
    told = [(found["version"], found["articles"], found["changes"]) for found in releases_of(release.manifest)]
    assert told == [
        ("2.0.0", 1, {"article removed": 1}),
        ("1.1.0", 2, {"article added": 1}),
        ("1.0.0", 1, {}),
    ]
    assert not list(check_folder(tmp_path / "d"))


def test_releasing_the_same_again_changes_nothing(attribution: LabelSet, tmp_path: Path) -> None:
    released(attribution, tmp_path / "d", attribution_example())
    before = contents(tmp_path / "d")
    released(attribution, tmp_path / "d", attribution_example())
    assert contents(tmp_path / "d") == before


def test_peoples_words_in_the_changelog_survive(attribution: LabelSet, tmp_path: Path) -> None:
    released(attribution, tmp_path / "d", attribution_example())
    changelog = tmp_path / "d" / "CHANGELOG.md"
    changelog.write_text(changelog.read_text("utf-8") + "\nBefore this there was a pilot.\n", "utf-8")
    released(attribution, tmp_path / "d", attribution_example(), attribution_example("a2"))
    text = changelog.read_text("utf-8")
    assert text.startswith("# Changelog\n\n## 1.1.0")
    assert text.endswith("Before this there was a pilot.\n")


def test_a_release_is_not_replaced_by_an_export_without_a_version(
    export: Export, attribution: LabelSet, tmp_path: Path
) -> None:
    released(attribution, tmp_path / "dataset", attribution_example())
    with pytest.raises(AnnotateError, match="release 1\\.0\\.0"):
        export(attribution, [attribution_example()])


def test_the_date_follows_source_date_epoch() -> None:
    assert release_date({"SOURCE_DATE_EPOCH": "0"}) == "1970-01-01"
    assert len(release_date({})) == 10
    with pytest.raises(AnnotateError, match="SOURCE_DATE_EPOCH"):
        release_date({"SOURCE_DATE_EPOCH": "soon"})


def test_a_release_that_an_earlier_version_made_is_read_as_an_earlier_release(
    attribution: LabelSet, tmp_path: Path
) -> None:
    """Its manifest says nothing of what could not be asked for then."""
    released(attribution, tmp_path / "d", attribution_example())
    manifest = json.loads((tmp_path / "d" / "manifest.json").read_text("utf-8"))
    del manifest["options"]["group_by"], manifest["store_revision"]
    (tmp_path / "d" / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert not list(check_folder(tmp_path / "d"))
    release = released(attribution, tmp_path / "d", attribution_example(), attribution_example("a2"))
    assert release.manifest["release"]["version"] == "1.1.0"
