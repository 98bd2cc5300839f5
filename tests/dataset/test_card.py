from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import DatasetCard

from annotate.dataset.card import card_metadata
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle

from .conftest import Export
from .making import annotated, article, attribution_example


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
    snippets = re.findall(r"```python\n(.*?)```", card_of(folder).text, re.S)
    assert len(snippets) >= 5
    code = "\n".join(snippets).replace("PATH", str(folder))
    code += "\nassert [0, 0, 'source'] in examples[0]['ner'], examples[0]"
    environment = {"HF_DATASETS_OFFLINE": "1", "HF_DATASETS_CACHE": str(own_cache), "PATH": "/usr/bin"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, capture_output=True, timeout=120)
