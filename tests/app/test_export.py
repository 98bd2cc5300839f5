"""The export page."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import streamlit as st

from annotate.app import export_job, exported
from annotate.cli.export import summary
from annotate.dataset.options import ExportOptions, GroupBy, Source
from annotate.model import AnnotatedArticle, AnnotationSet, Article, Status
from annotate.settings import Settings
from annotate.workspace import loading
from annotate.workspace.exporting import export
from annotate.workspace.previewing import preview
from annotate.workspace.workspace import Workspace

from .conftest import App, Page, article, set_status


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    yield
    job = export_job.current()
    if job:
        job.wait()
    export_job.put_away()


def press(page: Page, label: str) -> Page:
    next(button for button in page.test.button if button.label == label).click()
    return page.run()


def with_samples(app: App) -> App:
    loading.load_samples(app.workspace)
    return app


def finished(app: App) -> Page:
    job = export_job.current()
    assert job is not None
    job.wait()
    return app.open("export")


def test_an_empty_store_has_nothing_to_export(app: App) -> None:
    page = app.open("export")
    assert next(button for button in page.test.button if button.label == "Export").disabled
    assert any("nothing to export yet" in caption.value for caption in page.test.caption)


def test_the_counts_say_what_is_exported_and_what_is_left_out(app: App) -> None:
    with_samples(app).load(article("new"), article("begun"))
    set_status(app, "begun", "in_progress", "Jon")
    page = app.open("export")
    assert page.texts("app-facts") == ["Articles7Submitted sets5Will be exported5Store’s revision14"]
    assert "Left out of the reference, 2 in all:" in page.text
    assert page.texts("app-rules") == ["1 annotation set still in progress1 article that nobody annotated"]


def test_an_export_runs_and_is_shown_with_the_way_to_load_it(app: App) -> None:
    press(with_samples(app).open("export"), "Export")
    page = finished(app)
    assert "is complete" in page.text
    assert 'load_dataset("exports/news")' in page.test.code[0].value
    assert page.elements("app-counts")
    assert page.test.get("download_button")
    assert (Path("exports") / "news" / "README.md").is_file()


def test_what_was_left_out_is_told_in_the_words_of_the_command_line(app: App) -> None:
    with_samples(app).load(article("new"))
    press(app.open("export"), "Export")
    page = finished(app)
    job = export_job.current()
    assert job is not None
    assert job.release is not None
    [said] = [line for line in summary(job.release) if line.startswith("Left out")]
    assert said in page.text


def test_a_second_export_into_a_folder_says_that_it_replaces(app: App) -> None:
    press(with_samples(app).open("export"), "Export")
    assert any("replaced once the new release is complete" in caption.value for caption in finished(app).test.caption)


def test_annotations_with_errors_are_refused_and_named(app: App) -> None:
    app.load(article("a"))
    set_id = set_status(app, "a", "in_progress")
    label = app.workspace.label_set.labels[0].name
    span = {"id": "s1", "label": label, "fragments": [{"start": 0, "end": 1, "text": "a"}], "attributes": {}}
    from annotate.store import Edit, Op

    edits = [
        Edit("e1", Op.PUT_SPAN, span, 1, "test"),
        Edit("e2", Op.SET_STATUS, {"status": "submitted"}, 1, "test"),
    ]
    app.workspace.store.apply(set_id, edits)
    press(app.open("export"), "Export")
    page = finished(app)
    assert "Nothing was exported" in page.text
    assert page.elements("app-problem-table")
    assert not (Path("exports") / "news").exists()


def test_a_stopped_export_leaves_nothing(app: App) -> None:
    with_samples(app)
    job = export_job.Job(Path("exports/news"), "Mara")
    job.stop()
    job.begin(app.workspace, ExportOptions())
    job.wait()
    assert isinstance(job.error, export_job.Stopped)
    assert not (Path("exports") / "news").exists()


def test_what_was_chosen_stays_chosen_while_an_export_runs_and_after_it(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who stops an export and starts it again must not replace another folder with other options."""
    go_on = threading.Event()

    def wait(*_: object, **__: object) -> None:
        go_on.wait(20)
        raise export_job.Stopped("It was stopped.")

    monkeypatch.setattr("annotate.workspace.exporting.export", wait)
    page = with_samples(app).open("export")
    page.test.text_input(key="folder").set_value("mine")
    page.test.text_input(key="split-key").set_value("another")
    page.test.selectbox(key="source").set_value("all")
    press(page.run(), "Export")
    assert next(button for button in page.run().test.button if button.label == "Export").disabled
    go_on.set()
    job = export_job.current()
    assert job is not None
    job.wait()
    chosen = page.run().test
    assert chosen.text_input(key="folder").value == "mine"
    assert (chosen.text_input(key="split-key").value, chosen.selectbox(key="source").value) == ("another", "all")
    assert not next(button for button in chosen.button if button.label == "Export").disabled


def test_what_was_chosen_stays_chosen_while_other_pages_are_looked_at(app: App) -> None:
    with_samples(app).load(replace(article("deutsch"), language="de"))
    page = app.open("export")
    chosen = page.test
    chosen.text_input(key="folder").set_value("mine")
    chosen.selectbox(key="source").set_value("annotator")
    chosen.multiselect(key="languages").set_value(["en"])
    chosen.slider(key="ratios").set_value((60, 70))
    chosen.selectbox(key="group-by").set_value("publisher")
    chosen.date_input(key="test-from").set_value(date(2031, 1, 1))
    chosen.text_input(key="split-key").set_value("another")
    chosen.text_area(key="fixed-splits").set_value("harbour-toll\ttrain")
    chosen.file_uploader(key="fixed-splits-file").set_value(
        ("list.tsv", b"river-act\ttest", "text/tab-separated-values")
    )
    chosen.checkbox(key="without-text").check()
    chosen.checkbox(key="release-None").check()
    page.run()
    for _ in range(2):
        page.go("guidelines")
        page.go("")
        page.go("export")
    assert chosen.text_input(key="folder").value == "mine"
    assert chosen.selectbox(key="source").value == "annotator"
    assert chosen.selectbox(key="annotator-chosen").value == "reference"
    assert chosen.multiselect(key="languages").value == ["en"]
    assert chosen.slider(key="ratios").value == (60, 70)
    assert chosen.selectbox(key="group-by").value == "publisher"
    assert chosen.date_input(key="test-from").value == date(2031, 1, 1)
    assert chosen.text_input(key="split-key").value == "another"
    assert chosen.checkbox(key="without-text").value
    assert chosen.checkbox(key="release-None").value
    assert any(caption.value == "2 articles with a fixed split." for caption in chosen.caption)
    assert not chosen.warning
    chosen.button(key="fixed-splits-none").click()
    page.run()
    assert any(caption.value == "1 article with a fixed split." for caption in chosen.caption)


def test_a_choice_that_the_store_no_longer_offers_is_let_go(app: App) -> None:
    with_samples(app).load(replace(article("deutsch"), language="de"), submitted(app, article("jon")))
    page = app.open("export")
    page.test.selectbox(key="source").set_value("annotator")
    page.run()
    page.test.selectbox(key="annotator-chosen").set_value("Jon")
    page.test.multiselect(key="languages").set_value(["de"])
    page.run()
    page.go("guidelines")
    page.test.session_state["annotator-chosen"] = "Gone"
    page.test.session_state["languages"] = ["tlh"]
    page.go("export")
    assert page.test.selectbox(key="annotator-chosen").value in {"Jon", "reference"}
    assert page.test.multiselect(key="languages").value == []


def test_an_unexpected_failure_is_told_calmly(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("annotate.workspace.exporting.export", fail)
    press(with_samples(app).open("export"), "Export")
    text = finished(app).text
    assert "The export failed" in text
    assert "secret detail" not in text


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".hidden", "a b", "x" * 101, "end.", "-x", "CON:"])
def test_a_folder_s_name_stays_inside_exports(app: App, name: str) -> None:
    assert exported.complaint(name)
    page = with_samples(app).open("export")
    page.test.text_input(key="folder").set_value(name[:100])
    if exported.complaint(name[:100]):
        assert next(button for button in page.run().test.button if button.label == "Export").disabled


def test_folders_that_are_no_dataset_are_not_listed(app: App) -> None:
    Path("exports/other").mkdir(parents=True)
    Path("exports/other/manifest.json").write_text(json.dumps({"format": "something"}))
    Path("exports/broken").mkdir()
    Path("exports/broken/manifest.json").write_text(json.dumps({"format": "annotate-dataset"}))
    Path("exports/file.txt").write_text("x")
    assert exported.datasets() == []


def test_a_dataset_that_is_being_written_is_not_listed_before_it_is_in_its_place(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed: list[str] = []

    def look(job: export_job.Job, *_: object) -> None:
        listed.extend(dataset.folder.name for dataset in exported.datasets())

    monkeypatch.setattr(export_job.Job, "_progress", look)
    for _ in range(2):
        job = export_job.Job(Path("exports/news"), "Mara")
        job.begin(with_samples(app).workspace, ExportOptions())
        job.wait()
        assert job.release is not None
    assert set(listed) == {"news"}


def test_the_zip_holds_the_whole_folder(app: App) -> None:
    press(with_samples(app).open("export"), "Export")
    finished(app)
    [dataset] = exported.datasets()
    with zipfile.ZipFile(io.BytesIO(dataset.zipped())) as archive:
        names = set(archive.namelist())
    there = {path.as_posix() for path in Path("exports/news").rglob("*") if path.is_file()}
    assert {f"exports/{name}" for name in names} == there


def test_the_preview_agrees_with_the_export(app: App) -> None:
    with_samples(app).load(article("new"))
    set_status(app, "harbour-toll", "submitted", "Jon")
    for source, annotator in ((Source.AUTO, None), (Source.ALL, None), (Source.ANNOTATOR, "reference")):
        options = ExportOptions(source, annotator)
        seen = preview(app.workspace, options)
        job = export_job.Job(Path(f"exports/{source}"), "Mara")
        job.begin(app.workspace, options)
        job.wait()
        assert job.release is not None
        assert seen.reasons == job.release.manifest["left_out"]["reasons"]
        assert seen.reference_sets == sum(job.release.rows["articles"].values())
    assert seen.annotators == ("Jon", "reference")


def export_to(app: App, name: str, options: ExportOptions | None = None, *, release: bool = False) -> None:
    job = export_job.Job(Path("exports") / name, "Mara")
    job.begin(app.workspace, options or ExportOptions(), release=release)
    job.wait()
    assert job.release is not None, job.error


def submitted(app: App, found: Article) -> AnnotatedArticle:
    """An article that Jon submitted without a span."""
    return AnnotatedArticle(found, AnnotationSet(found.id, "Jon", app.workspace.label_set.ref, Status.SUBMITTED))


def part(page: Page, name: str) -> Page:
    """Another part of the dataset that is shown."""
    page.test.segmented_control(key="part").set_value(name)
    return page.run()


def test_the_preview_knows_the_splits_groups_and_languages(app: App) -> None:
    with_samples(app).load(article("unannotated"))
    options = ExportOptions(group_by=GroupBy.PUBLISHER, languages=("en",))
    seen = preview(app.workspace, options)
    export_to(app, "news", replace(options, near_duplicates=False))
    [dataset] = exported.datasets()
    assert {split: n for split, n in seen.splits.items() if n} == dataset.manifest["splits"]["articles"]
    assert seen.groups == len(dataset.manifest["splits"]["shared_units"])
    assert sum(seen.languages.values()) == seen.articles == 6
    assert preview(app.workspace, ExportOptions(languages=("tlh",))).exported == 0


def test_the_changes_since_an_export_are_counted(app: App) -> None:
    export_to(with_samples(app), "news", release=True)
    page = app.open("export")
    assert any("at revision 10 of the store. No change since." in caption.value for caption in page.test.caption)
    set_status(app, "harbour-toll", "submitted", "Jon")
    st.cache_data.clear()
    page = app.open("export")
    assert any("at revision 10 of the store. 2 changes since." in caption.value for caption in page.test.caption)


def test_a_dataset_of_another_store_is_told_as_such(app: App, tmp_path: Path) -> None:
    with closing(Workspace.open(Settings(f"sqlite:///{tmp_path}/other.db", app.settings.label_set))) as other:
        list(other.store.load([submitted(app, article("elsewhere"))]))
        export(other, Path("exports/news"))
    page = with_samples(app).open("export")
    assert any("made from another store, or from a later state of this one" in c.value for c in page.test.caption)


def test_a_list_of_splits_and_a_key_reach_the_export(app: App) -> None:
    page = with_samples(app).open("export")
    page.test.text_area(key="fixed-splits").set_value("harbour-toll\ttest\nnobody knows it")
    assert any("a line is an article" in warning.value for warning in page.run().test.warning)
    page.test.text_area(key="fixed-splits").set_value("harbor-toll\ttest")
    assert any("that the store does not hold" in warning.value for warning in page.run().test.warning)
    page.test.text_area(key="fixed-splits").set_value("harbour-toll\ttest")
    page.test.text_input(key="split-key").set_value("another")
    press(page.run(), "Export")
    finished(app)
    [dataset] = exported.datasets()
    options = dataset.manifest["options"]
    assert (options["fixed_splits"], options["key"]) == ({"harbour-toll": "test"}, "another")


def test_the_releases_of_a_dataset_are_listed_with_what_changed(app: App) -> None:
    export_to(with_samples(app), "news", release=True)
    app.load(submitted(app, article("more")))
    export_to(app, "news", release=True)
    page = part(app.open("export"), "Changes")
    [table] = [text for text in page.texts("app-counts") if text.startswith("Release")]
    assert "1.1.0" in table
    assert table.index("1.1.0") < table.index("1.0.0")


def test_the_options_of_the_form_reach_the_export(app: App) -> None:
    page = with_samples(app).open("export")
    page.test.selectbox(key="group-by").set_value("publisher")
    page.test.date_input(key="test-from").set_value(date(1990, 1, 1))
    page.test.checkbox(key="without-text").check()
    page.test.checkbox(key="release-None").check()
    press(page.run(), "Export")
    finished(app)
    [dataset] = exported.datasets()
    options = dataset.manifest["options"]
    assert (options["group_by"], options["test_from_date"]) == ("publisher", "1990-01-01")
    assert options["without_text"]
    assert dataset.version == "1.0.0"


def test_a_release_is_replaced_by_a_release_only(app: App) -> None:
    export_to(with_samples(app), "news", release=True)
    page = app.open("export")
    box = page.test.checkbox(key="release-1.0.0")
    assert box.value
    assert box.disabled
    assert any("version 1.0.0" in caption.value for caption in page.test.caption)
    press(page, "Export")
    assert "is complete" in finished(app).text


def test_the_overview_shows_the_figure_and_how_annotators_agree(app: App) -> None:
    with_samples(app)
    set_status(app, "harbour-toll", "submitted", "Jon")
    export_to(app, "news", ExportOptions(Source.ANNOTATOR, "reference"))
    page = app.open("export")
    assert page.test.get("image")
    assert "Agreement between annotators, over 1 article" in page.text


def test_the_first_rows_are_shown_with_classes_by_name(app: App) -> None:
    export_to(with_samples(app), "news")
    page = part(app.open("export"), "Rows")
    page.test.selectbox(key="config-news").set_value("spans")
    shown = page.run().test.dataframe[0].value
    assert set(shown["label"]) == {label.name for label in app.workspace.label_set.labels}


def test_the_leak_report_proves_that_nothing_is_in_two_splits(app: App) -> None:
    with_samples(app).load(
        submitted(app, article("g1", text="One text.", group="storm")),
        submitted(app, article("g2", text="Another one.", group="storm")),
    )
    export_to(app, "news")
    text = part(app.open("export"), "Splits").text
    assert "No leak: each of the 6 groups and single articles is in one split." in text
    assert "group:storm" in text
    assert "g1, g2" in text


def test_two_datasets_are_compared(app: App) -> None:
    export_to(with_samples(app), "one", release=True)
    app.load(submitted(app, article("more")))
    export_to(app, "two")
    page = part(app.open("export"), "Changes")
    page.test.selectbox(key="compare-two").select_index(0)
    text = page.run().text
    assert "a minor version" in text
    assert "article added" in text
    page.test.selectbox(key="dataset-None").set_value("one")
    assert "First release" in page.run().test.code[0].value
