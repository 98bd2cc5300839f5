"""What an article gets where its record does not say it."""

from __future__ import annotations

import json

import pytest

from annotate.errors import AnnotateError
from annotate.importers import Maker
from annotate.importers.txt import title_of
from annotate.model import Article, sha256_of
from annotate.validation import Validator
from tests.importers.conftest import Read


def _article(read: Read, name: str, data: bytes) -> Article:
    (found,) = read(name, data)
    assert isinstance(found.item, Article), found.problems
    return found.item


def test_a_text_file_is_an_article_with_its_first_line_as_title_and_its_name_as_id(read: Read) -> None:
    article = _article(read, "folder/Ferry news.v2.TXT", b"\n Ferry returns \r\nIt left.")
    assert (article.id, article.title, article.language) == ("Ferry news.v2", "Ferry returns", "und")
    assert article.text == "\n Ferry returns \r\nIt left."


def test_a_record_without_an_id_gets_the_same_one_for_the_same_text(read: Read) -> None:
    one = _article(read, "a.jsonl", b'{"text": "x\\ny"}')
    two = _article(read, "b.csv", b'text\n"x\ny"\n')
    assert one.id == two.id == f"text-{sha256_of(one.text)[:16]}"
    assert one.title == two.title == "x"


@pytest.mark.parametrize(
    ("text", "title"),
    [("", ""), (" \n\n", ""), ("One", "One"), ("\n\n One \nTwo", "One"), ("One\u2028Two", "One"), ("One\rTwo", "One")],
)
def test_the_title_is_the_first_line_that_says_something(text: str, title: str) -> None:
    assert title_of(text) == title


def test_a_first_line_too_long_for_a_title_is_cut_with_a_sign(read: Read) -> None:
    article = _article(read, "a.txt", b"word " * 1000)
    assert len(article.title) == 2000
    assert article.title.endswith("…")


def test_what_a_record_says_itself_is_not_replaced(read: Read) -> None:
    record = {"id": "x", "title": "", "text": "Ferry", "language": "de", "group": "g", "metadata": {"a": [1, None]}}
    article = _article(read, "a.json", json.dumps(record).encode())
    assert (article.id, article.title, article.language) == ("x", "", "de")
    assert article.metadata == {"a": [1, None]}


def test_a_language_is_checked_before_anything_is_read() -> None:
    with pytest.raises(AnnotateError, match="not a language tag"):
        Maker(Validator(), "german language")
