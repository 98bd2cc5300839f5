"""Real and hostile files, which are not part of the repository."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from annotate.importers import Reading, Source, select
from annotate.importers.making import Maker
from annotate.model import Article
from annotate.validation import Validator
from tests.importers.conftest import Read


@pytest.fixture
def corpora(shared: Path) -> Path:
    folder = shared / "corpora"
    if not folder.is_dir():
        pytest.skip("../shared/corpora is not here")
    return folder


def _folder(corpora: Path, name: str) -> Path:
    if not (corpora / name).exists():
        pytest.skip(f"../shared/corpora/{name} is not here")
    return corpora / name


def test_novels_are_loaded_to_the_last_byte(corpora: Path) -> None:
    selection = select([_folder(corpora, "litbank") / "entities-brat"])
    assert selection.skipped[".ann"] == len(selection.files)
    reading = Reading(Maker(Validator(), "en"))
    for path in selection.files:
        (found,) = reading.read(Source.from_path(path))
        assert isinstance(found.item, Article), found.problems
        assert found.item.text.encode() == path.read_bytes()


def test_sentences_of_news_go_through_every_table(corpora: Path, read: Read) -> None:
    lines = (_folder(corpora, "newsmtsc") / "devtest_rw.jsonl").read_text("utf-8").split("\n")
    records = [json.loads(line) for line in lines if line]
    articles = [{"id": str(n), "text": r["sentence_normalized"]} for n, r in enumerate(records)]
    table = io.StringIO()
    csv.writer(table).writerows([["id", "text"], *(article.values() for article in articles)])
    for name, data in (
        ("a.jsonl", "".join(json.dumps(article) + "\n" for article in articles)),
        ("a.csv", table.getvalue()),
    ):
        found = read(name, data.encode())
        texts = [result.item.text for result in found if isinstance(result.item, Article)]
        assert texts == [article["text"] for article in articles]


def test_records_of_another_project_are_each_refused_and_said_why(corpora: Path) -> None:
    path = _folder(corpora, "newsmtsc") / "devtest_rw.jsonl"
    found = list(Reading(Maker(Validator())).read(Source.from_path(path)))
    assert {problem.code for result in found for problem in result.problems} == {"I012"}
    assert [result.place.line for result in found] == list(range(1, len(found) + 1))


def test_naughty_strings_survive_as_texts(corpora: Path, read: Read) -> None:
    strings = json.loads(_folder(corpora, "bad-input/blns.json").read_text("utf-8"))
    for text in filter(str.strip, strings):
        (found,) = read("a.jsonl", json.dumps({"id": "a", "title": "A", "text": text}).encode())
        assert isinstance(found.item, Article), found.problems
        assert found.item.text == text


def test_no_hostile_json_is_taken_for_an_article_and_none_stops_the_reading(corpora: Path) -> None:
    selection = select([_folder(corpora, "bad-input/json-test-suite")])
    reading = Reading(Maker(Validator()))
    for path in selection.files:
        for found in reading.read(Source.from_path(path)):
            assert found.item is None
            assert found.problems
