from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotate.dataset.read import read_annotated
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle, Status

from .conftest import Export
from .making import HOSTILE, annotated, article, attribution_example, by_place, span


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def many() -> list[AnnotatedArticle]:
    """Twenty articles with all sorts of facts, some by two annotators, one of them adjudicated."""
    found = [attribution_example(f"a{n}", language="pt-BR" if n % 3 else "en", group=f"g{n // 4}") for n in range(18)]
    extra = article("z1", "\n".join(HOSTILE.values()), metadata={"b": [1, None], "a": {"é": "…"}}, license="CC-BY-4.0")
    spans = [span(extra, "s1", "cue", (0, 1)), span(extra, "s2", "source", (2, 9), named=True, reliability=5)]
    found.append(annotated(extra, spans, annotator="ann"))
    found.append(annotated(extra, spans[:1], annotator="bob", status=Status.ADJUDICATED))
    return found


def test_a_folder_is_read_back_as_it_was_exported(export: Export, attribution: LabelSet) -> None:
    items = many()
    read = list(read_annotated(export(attribution, items).folder))
    key = lambda found: (found.article.id, found.annotations.annotator)  # noqa: E731
    assert [by_place(found) for found in sorted(read, key=key)] == [by_place(found) for found in sorted(items, key=key)]


def test_explicit_nulls_survive(export: Export, attribution: LabelSet) -> None:
    (read,) = read_annotated(export(attribution, [attribution_example()]).folder)
    attributes = {s.id: dict(s.attributes) for s in read.annotations.spans}
    assert attributes["s10"] == {"named": True, "reliability": None}
    assert attributes["s5"] == {"named": False}
    assert attributes["s3"]["evidence"] is None
    assert "evidence" not in attributes["s4"]


def test_reading_back_and_exporting_again_gives_the_same_bytes(export: Export, attribution: LabelSet) -> None:
    first = export(attribution, many(), "first").folder
    second = export(attribution, list(read_annotated(first)), "second").folder
    assert contents(second) == contents(first)


def test_the_gold_record_survives_the_round_trip(
    export: Export, news: LabelSet, gold_article: AnnotatedArticle
) -> None:
    first = export(news, [gold_article], "first").folder
    (read,) = read_annotated(first)
    assert by_place(read) == by_place(gold_article)
    assert contents(export(news, [read], "second").folder) == contents(first)


def test_exporting_over_an_earlier_export_gives_the_same_bytes(export: Export, attribution: LabelSet) -> None:
    before = contents(export(attribution, many()).folder)
    assert contents(export(attribution, many()).folder) == before


def test_the_order_of_loading_does_not_matter(export: Export, attribution: LabelSet) -> None:
    first = export(attribution, many(), "first").folder
    second = export(attribution, many()[::-1], "second").folder
    assert contents(second) == contents(first)


_SCRIPT = """
import sys
from pathlib import Path
from annotate.dataset.build import build
from annotate.dataset.options import ExportOptions
from annotate.dataset.from_annotated import bulk_from_annotated
from annotate.validation.label_sets import load_label_set
from tests.dataset.test_round_trip import many
bulk = bulk_from_annotated(many())
build(lambda: iter([bulk]), load_label_set(Path("tests/label_sets/attribution")), Path(sys.argv[1]), ExportOptions())
"""


def test_bytes_depend_neither_on_locale_nor_time_zone_nor_hash_seed(tmp_path: Path) -> None:
    machines = (
        {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "1"},
        {"LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "77", "PYTHONUTF8": "0"},
    )
    for number, machine in enumerate(machines):
        command = [sys.executable, "-c", _SCRIPT, str(tmp_path / str(number))]
        environment = {**os.environ, **machine, "PYTHONPATH": "."}
        root = Path(__file__).parents[2]
        subprocess.run(command, env=environment, cwd=root, check=True, capture_output=True, timeout=120)
    assert contents(tmp_path / "0") == contents(tmp_path / "1")


def test_a_folder_that_is_no_export_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnotateError, match="no dataset folder"):
        list(read_annotated(tmp_path))
