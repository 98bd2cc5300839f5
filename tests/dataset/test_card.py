from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import DatasetCard

from annotate.dataset.card import card_metadata
from annotate.dataset.figure import counts_figure
from annotate.dataset.options import Source
from annotate.dataset.releasing import article_count
from annotate.dataset.stats import Counting, SplitCounts
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle, Status

from .conftest import Export
from .making import annotated, article, attribution_example, span


def card_of(folder: Path) -> DatasetCard:
    card: DatasetCard = DatasetCard.load(folder / "README.md")
    return card


def metadata_of(folder: Path) -> dict[str, Any]:
    return card_metadata((folder / "README.md").read_text("utf-8"))


def test_the_metadata_says_what_the_hub_asks_for(export: Export, attribution: LabelSet) -> None:
    items = [attribution_example("a1", language="en-GB", license="CC-BY-4.0")]
    data = metadata_of(export(attribution, items).folder)
    assert data["language"] == ["en"]
    assert data["license"] == "cc-by-4.0"
    assert data["size_categories"] == ["n<1K"]
    assert data["task_categories"] == ["token-classification"]
    assert attribution.name in data["tags"]
    assert [config["config_name"] for config in data["configs"] if config.get("default")] == ["articles"]


@pytest.mark.parametrize(
    ("licenses", "expected"),
    [((None, None), "unknown"), (("MIT", "CC0-1.0"), "other"), (("all rights reserved",), "other"), (("MIT",), "mit")],
)
def test_the_license_is_that_of_the_articles(
    export: Export, attribution: LabelSet, licenses: tuple[str | None, ...], expected: str
) -> None:
    items = [annotated(article(f"a{n}", license=name)) for n, name in enumerate(licenses)]
    assert metadata_of(export(attribution, items).folder)["license"] == expected


def test_the_card_tells_the_guidelines_and_counts(
    export: Export, news: LabelSet, gold_article: AnnotatedArticle
) -> None:
    text = card_of(export(news, [gold_article]).folder).text
    for label in news.labels:
        assert label.description in text
        assert label.guideline.strip().splitlines()[0] in text
        assert f"| {label.title} | " in text
    assert "1 article, 62 spans, 39 relations" in text


def test_every_column_is_described(export: Export, attribution: LabelSet) -> None:
    import pyarrow.parquet as pq

    release = export(attribution, [attribution_example()])
    text = card_of(release.folder).text
    for config in release.rows:
        file = next(release.folder.glob(f"{config}/*.parquet"))
        for name in pq.read_schema(file).names:
            assert f"| `{name}` | " in text


def test_peoples_own_words_survive_the_next_export(export: Export, attribution: LabelSet) -> None:
    folder = export(attribution, [attribution_example()]).folder
    card = folder / "README.md"
    text = card.read_text("utf-8")
    card.write_text(
        text.replace("## About the data", r"## Where it comes from \1 \g<0>")
        .replace("license: unknown", "license: cc-by-sa-4.0")
        .replace("pretty_name:", "homepage: https://example.org\npretty_name:"),
        "utf-8",
    )
    export(attribution, [attribution_example(), attribution_example("a2")])
    after = card_of(folder)
    assert r"## Where it comes from \1 \g<0>" in after.text
    assert "2 articles" in after.text
    assert metadata_of(folder)["license"] == "cc-by-sa-4.0"
    assert metadata_of(folder)["homepage"] == "https://example.org"


def test_metadata_that_people_left_alone_follows_the_data(export: Export, attribution: LabelSet) -> None:
    folder = export(attribution, [attribution_example()]).folder
    export(attribution, [attribution_example("a1", license="MIT")])
    assert metadata_of(folder)["license"] == "mit"


def test_a_section_that_people_deleted_comes_back_at_the_end(export: Export, attribution: LabelSet) -> None:
    folder = export(attribution, [attribution_example()]).folder
    card = folder / "README.md"
    card.write_text(re.sub(r"<!-- annotate:begin counts.*end counts -->", "", card.read_text("utf-8"), flags=re.S))
    export(attribution, [attribution_example()])
    assert card_of(folder).text.rstrip().endswith("<!-- annotate:end counts -->")


def test_a_card_without_readable_metadata_is_a_clear_error(export: Export, attribution: LabelSet) -> None:
    folder = export(attribution, [attribution_example()]).folder
    (folder / "README.md").write_text("---\n: [\n---\nhello")
    with pytest.raises(AnnotateError, match=r"README\.md"):
        export(attribution, [attribution_example()])


def test_the_snippets_run(export: Export, attribution: LabelSet, own_cache: Path) -> None:
    folder = export(attribution, [attribution_example(f"a{n}") for n in range(12)]).folder
    snippets = [snippet for snippet in snippets_of(folder) if "import spacy" not in snippet]
    assert len(snippets) >= 5
    run([*snippets, "assert [0, 0, 'source'] in examples[0]['ner'], examples[0]"], own_cache)


def test_the_snippet_for_spacy_runs(export: Export, attribution: LabelSet, own_cache: Path) -> None:
    folder = export(attribution, [attribution_example(f"a{n}") for n in range(12)]).folder
    loading, *_ = snippets_of(folder)
    spacy = next(snippet for snippet in snippets_of(folder) if "import spacy" in snippet)
    loaded = 'doc = next(DocBin().from_disk("train.spacy").get_docs(nlp.vocab))'
    run(
        [loading, spacy, loaded, 'assert ("Ann", "source") in {(s.text, s.label_) for s in doc.spans["sc"]}'], own_cache
    )


def snippets_of(folder: Path) -> list[str]:
    found = re.findall(r"```python\n(.*?)```", card_of(folder).text, re.S)
    return [snippet.replace("PATH", str(folder)) for snippet in found]


def run(snippets: list[str], cache: Path) -> None:
    cache.mkdir(exist_ok=True)
    environment = {"HF_DATASETS_OFFLINE": "1", "HF_DATASETS_CACHE": str(cache), "PATH": "/usr/bin"}
    command = [sys.executable, "-c", "\n".join(snippets)]
    subprocess.run(command, check=True, env=environment, cwd=cache, capture_output=True, timeout=120)


def test_the_figure_shows_the_counts_and_cannot_be_injected_into(export: Export, attribution: LabelSet) -> None:
    from xml.etree import ElementTree as ET

    hostile = replace(attribution, labels=(replace(attribution.labels[0], title="<script>&\x01"),))
    counting = Counting(hostile)
    counting.splits["train"] = SplitCounts(spans=Counter({hostile.labels[0].name: 3}))
    root = ET.fromstring(counts_figure(hostile, counting))
    assert not [element for element in root.iter() if "script" in element.tag]
    assert [element.text for element in root.iter() if element.tag.endswith("text")] == ["train", "<script>& ", "3"]


def test_the_card_shows_the_figure_and_how_evenly_the_splits_share_the_labels(
    export: Export, attribution: LabelSet
) -> None:
    release = export(attribution, [attribution_example(f"a{n}") for n in range(40)])
    text = card_of(release.folder).text
    assert "](counts.svg)" in text
    assert (release.folder / "counts.svg").is_file()
    shares = release.manifest["splits"]["stratification"]
    assert sum(shares["articles"].values()) == pytest.approx(1)
    assert shares["spans"]["source"] == shares["articles"]
    assert "| share of | train | validation | test |" in text


def test_agreement_is_told_where_several_submitted_the_same_article(export: Export, attribution: LabelSet) -> None:
    of = article("a1")
    both, other = span(of, "s1", "source", (0, 3)), span(of, "s2", "cue", (4, 8))
    items = [
        annotated(of, [both, other], annotator="ann"),
        annotated(of, [both, span(of, "s9", "cue", (5, 8))], annotator="bob"),
        annotated(of, [], annotator="eve", status=Status.ADJUDICATED),
        annotated(article("a2", "Nobody else read this."), annotator="ann"),
    ]
    release = export(attribution, items)
    assert release.manifest["agreement"] == {
        "articles": 1,
        "pairs": 1,
        "all": {"spans": 4, "exact_f1": 0.5, "overlap_f1": 1.0},
        "labels": {
            "source": {"spans": 2, "exact_f1": 1.0, "overlap_f1": 1.0},
            "cue": {"spans": 2, "exact_f1": 0.0, "overlap_f1": 1.0},
        },
    }
    assert "| 4 | 0.50 | 1.00 |" in card_of(release.folder).text


def test_without_a_second_annotator_agreement_is_unknown(export: Export, attribution: LabelSet) -> None:
    release = export(attribution, [attribution_example()])
    assert release.manifest["agreement"] is None
    assert "Unknown: no article was submitted by several annotators." in card_of(release.folder).text


@pytest.mark.parametrize("block", [1, 2, 250])
def test_an_article_with_several_reference_rows_is_one_article(
    export: Export, attribution: LabelSet, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr("annotate.dataset.assemble.BLOCK", block)
    found = [article(f"a{n}", f"Text {n}.", publisher="Courier") for n in range(6)]
    items = [annotated(of, annotator=name) for of in found for name in ("ann", "bob", "cy")]
    release = export(attribution, items, source=Source.ALL)
    assert sum(release.rows["articles"].values()) == 18
    assert sum(counts["articles"] for counts in release.manifest["counts"].values()) == 6
    assert "\n6 articles, " in card_of(release.folder).text
    assert article_count(release.manifest) == 6


def test_an_article_that_has_no_reference_row_is_not_counted(export: Export, attribution: LabelSet) -> None:
    both = [annotated(article("a", "Text of both."), annotator=name) for name in ("ann", "bob")]
    release = export(attribution, [*both, attribution_example("b")])
    assert sum(release.manifest["splits"]["articles"].values()) == 2
    assert article_count(release.manifest) == 1


@pytest.mark.parametrize("rows", [1, 2, 250])
def test_agreement_is_the_same_however_many_rows_are_read_at_once(
    export: Export, attribution: LabelSet, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr("annotate.dataset.agreeing._BATCH", rows)
    items = [
        annotated(article(f"a{n}", f"Text {n}."), annotator=name, status=Status(status))
        for n in range(9)
        for name, status in [
            ("ann", "submitted"),
            ("bea", "adjudicated" if n % 2 else "submitted"),
            ("cy", "submitted"),
            ("dot", "in_progress"),
        ][: 1 + n % 4]
    ]
    record = export(attribution, items, near_duplicates=False).manifest["agreement"]
    # a1 has one submitted set; a2 three; a3 two; a5 one; a6 three; a7 two; the others have one.
    assert (record["articles"], record["pairs"]) == (4, 3 + 1 + 3 + 1)
