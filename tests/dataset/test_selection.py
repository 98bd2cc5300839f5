from __future__ import annotations

from collections.abc import Iterable

import pytest

from annotate.dataset.left_out import LeftOutList
from annotate.dataset.options import ExportOptions, Source, parse_source
from annotate.dataset.read import read_annotated
from annotate.dataset.selection import LeftOut
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle, Status

from .conftest import Export
from .making import annotated, article

A, B = article("a"), article("b")


def sets(*statuses: tuple[str, Status]) -> list[AnnotatedArticle]:
    return [annotated(A, annotator=annotator, status=status) for annotator, status in statuses]


def references(export: Export, label_set: LabelSet, items: Iterable[AnnotatedArticle], **options: object) -> list[str]:
    import pyarrow.parquet as pq

    folder = export(label_set, items, **options).folder
    return [name for file in sorted(folder.glob("articles/*")) for name in pq.read_table(file)["annotator"].to_pylist()]


def test_the_adjudicated_set_is_the_reference(export: Export, attribution: LabelSet) -> None:
    items = sets(("ann", Status.SUBMITTED), ("bob", Status.SUBMITTED), ("eve", Status.ADJUDICATED))
    assert references(export, attribution, items) == ["eve"]


def test_the_only_submitted_set_is_the_reference(export: Export, attribution: LabelSet) -> None:
    items = sets(("ann", Status.IN_PROGRESS), ("bob", Status.SUBMITTED))
    assert references(export, attribution, items) == ["bob"]


def test_between_several_submitted_sets_nothing_is_picked(export: Export, attribution: LabelSet) -> None:
    items = [*sets(("ann", Status.SUBMITTED), ("bob", Status.SUBMITTED)), annotated(B)]
    release = export(attribution, items)
    left_out = release.manifest["left_out"]
    assert left_out["count"] == 2
    assert left_out["reasons"] == {"2 submitted sets and nothing to choose between them": 2}
    assert [item["annotator"] for item in left_out["items"]] == ["ann", "bob"]
    assert sum(release.rows["articles"].values()) == 1
    assert sum(release.rows["annotations"].values()) == 3


def test_the_option_decides_between_several(export: Export, attribution: LabelSet) -> None:
    items = sets(("ann", Status.SUBMITTED), ("bob", Status.SUBMITTED), ("eve", Status.ADJUDICATED))
    assert references(export, attribution, items, source=Source.ANNOTATOR, annotator="bob") == ["bob"]
    assert references(export, attribution, items, source=Source.ALL) == ["ann", "bob", "eve"]


def test_submitted_passes_over_adjudicated_sets(export: Export, attribution: LabelSet) -> None:
    items = sets(("ann", Status.SUBMITTED), ("eve", Status.ADJUDICATED))
    assert references(export, attribution, items, source=Source.SUBMITTED) == ["ann"]


def test_a_set_in_progress_is_never_exported_and_always_told(export: Export, attribution: LabelSet) -> None:
    items = [*sets(("ann", Status.IN_PROGRESS), ("bob", Status.SUBMITTED)), annotated(B, status=Status.IN_PROGRESS)]
    for source in (Source.AUTO, Source.ALL, Source.SUBMITTED):
        release = export(attribution, items, source=source)
        assert {found.annotations.annotator for found in read_annotated(release.folder)} == {"bob"}
        assert release.manifest["left_out"]["reasons"]["in progress"] == 2


def test_articles_without_annotations_are_counted(export: Export, attribution: LabelSet) -> None:
    release = export(attribution, [annotated(A), B])
    assert release.manifest["left_out"]["items"] == [
        {"article_id": "b", "annotator": None, "status": None, "reason": "not annotated"}
    ]


def test_sets_of_another_label_set_are_left_out(export: Export, attribution: LabelSet) -> None:
    release = export(attribution, [annotated(A), annotated(B, label_set=("news", "1.0.0"))])
    assert release.manifest["left_out"]["reasons"] == {"label set news": 1}


def test_languages_can_be_chosen(export: Export, attribution: LabelSet) -> None:
    items = [
        annotated(article(language, language=language)) for language in ("en", "en-GB", "pt-BR", "pt", "eng", "PT-PT")
    ]
    release = export(attribution, items, languages=("pt", "en-GB"))
    assert {found.article.id for found in read_annotated(release.folder)} == {"pt", "pt-BR", "PT-PT", "en-GB"}


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([], "no articles"),
        ([A], "1 article that nobody annotated"),
        ([annotated(A, status=Status.IN_PROGRESS)], "1 annotation set still in progress"),
        ([annotated(A, label_set=("news", "1.0.0"))], "1 annotation set of the label set “news”"),
        (
            sets(("ann", Status.SUBMITTED), ("bob", Status.SUBMITTED)),
            "2 submitted annotation sets, 2 to an article, as",
        ),
        ([annotated(A, label_set=("attribution", "0.2.9"))], "made with attribution 0.2.9"),
        ([annotated(A, label_set=("attribution", "0.3.1"))], "made with attribution 0.3.1"),
        ([annotated(A, label_set=("attribution", "1.3.0"))], "made with attribution 1.3.0"),
    ],
)
def test_nothing_to_export_is_a_clear_error_and_no_folder(
    export: Export, attribution: LabelSet, items: list[AnnotatedArticle], message: str, tmp_path: object
) -> None:
    with pytest.raises(AnnotateError, match=message):
        export(attribution, items)
    assert not list(tmp_path.glob("*dataset*"))  # type: ignore[attr-defined]


def test_sources_are_parsed() -> None:
    assert parse_source("annotator=a=b") == (Source.ANNOTATOR, "a=b")
    assert parse_source("all") == (Source.ALL, None)
    for wrong in ("", "annotator", "annotator=", "ann", "all=1"):
        with pytest.raises(AnnotateError, match="annotator=NAME"):
            parse_source(wrong)
    assert ExportOptions(source=Source.ANNOTATOR, annotator="x").to_record()["from"] == "annotator=x"


def test_what_is_left_out_comes_back_in_order_however_much_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotate.dataset.left_out._PART", 3)
    items = [LeftOut(f"é{n}", None if n % 3 else "ann", None if n % 2 else "submitted", f"r{n % 4}") for n in range(11)]
    found = LeftOutList()
    for start in range(0, 11, 4):
        found.add(items[start : start + 4])
    assert (list(found), len(found)) == (items, 11)
    assert found.reasons == {"r0": 3, "r1": 3, "r2": 3, "r3": 2}
