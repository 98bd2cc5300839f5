"""Exporting model objects into a folder of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from annotate.dataset.build import Release, build
from annotate.dataset.from_annotated import bulk_from_annotated
from annotate.dataset.options import ExportOptions
from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle, Article, annotated_article_from_record

Export = Callable[..., Release]
Item = Article | AnnotatedArticle


@pytest.fixture
def export(tmp_path: Path) -> Export:
    """``export(label_set, items, name="dataset", **options)``."""

    def run(label_set: LabelSet, items: Iterable[Item], name: str = "dataset", **options: Any) -> Release:
        bulk = bulk_from_annotated(items)
        return build(lambda: iter([bulk]), label_set, tmp_path / name, ExportOptions(**options))

    return run


@pytest.fixture
def gold_article(gold: dict[str, Any]) -> AnnotatedArticle:
    return annotated_article_from_record(gold)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """``datasets`` caches nothing outside the test, and never asks the network."""
    import datasets.config
    import huggingface_hub.constants

    cache = tmp_path / "cache"
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", cache)
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    return cache


@pytest.fixture(autouse=True)
def loaded_back(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading every export back takes most of its time: only tests of loading do."""
    if request.module.__name__.rpartition(".")[2] not in ("test_readers", "test_verify"):
        monkeypatch.setattr("annotate.dataset.build.verify", lambda *_: None)
