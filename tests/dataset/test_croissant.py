from __future__ import annotations

import warnings

import pytest

from annotate.dataset.croissant import CROISSANT
from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle

from .conftest import Export
from .making import attribution_example


def test_mlcroissant_finds_no_error(
    export: Export, news: LabelSet, gold_article: AnnotatedArticle, caplog: pytest.LogCaptureFixture
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlcroissant

        release = export(news, [gold_article])
        dataset = mlcroissant.Dataset(jsonld=str(release.folder / CROISSANT))
    assert not dataset.metadata.ctx.issues.errors
    assert {record_set.uuid for record_set in dataset.metadata.record_sets} == set(release.rows)


def test_mlcroissant_reads_the_rows(export: Export, attribution: LabelSet) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlcroissant

        folder = export(attribution, [attribution_example(f"a{n}") for n in range(8)]).folder
        dataset = mlcroissant.Dataset(jsonld=str(folder / CROISSANT))
        rows = list(dataset.records("claims"))
    assert len(rows) == 16
    assert {row["claims/claim"] for row in rows} == {b"prices fell", "“We are,” “sure.”".encode()}
