"""No format changes a text by a single character, whatever is in it."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.model import Article, sha256_of
from tests.importers.conftest import Read

TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
        st.sampled_from("\r\n\t\",;|' \u2028\u2029\x85\x0b\x0c\ufeff\u200d👨‍👩‍👧‍👦e\u0301ש"),
    ),
    min_size=1,
).filter(lambda text: bool(text.strip()) and not text.startswith("\ufeff"))

many = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _only_text(read: Read, name: str, data: bytes) -> str:
    (found,) = read(name, data)
    assert isinstance(found.item, Article), found.problems
    assert found.item.text_sha256 == sha256_of(found.item.text)
    return found.item.text


@many
@given(text=TEXTS)
def test_txt_keeps_the_text(read: Read, text: str) -> None:
    assert _only_text(read, "a.txt", text.encode()) == text


@many
@given(text=TEXTS, ascii_only=st.booleans())
def test_jsonl_keeps_the_text(read: Read, text: str, ascii_only: bool) -> None:
    line = json.dumps({"id": "a", "title": "A", "text": text}, ensure_ascii=ascii_only)
    assert _only_text(read, "a.jsonl", line.encode() + b"\n") == text
    assert _only_text(read, "a.jsonl.gz", gzip.compress(line.encode())) == text


@many
@given(text=TEXTS, delimiter=st.sampled_from(",;\t|"), terminator=st.sampled_from(["\n", "\r\n"]))
def test_csv_keeps_the_text(read: Read, text: str, delimiter: str, terminator: str) -> None:
    table = io.StringIO()
    writer = csv.writer(table, delimiter=delimiter, lineterminator=terminator, quoting=csv.QUOTE_ALL)
    writer.writerows([["id", "text"], ["a", text]])
    assert _only_text(read, "a.csv", table.getvalue().encode()) == text


@many
@given(text=TEXTS)
def test_parquet_keeps_the_text(read: Read, text: str) -> None:
    sink = io.BytesIO()
    pq.write_table(pa.table({"id": ["a"], "text": [text]}), sink)
    assert _only_text(read, "a.parquet", sink.getvalue()) == text


@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.jsonl", "a.csv", "a.parquet", "a.txt.gz", "a.jsonl.gz"])
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300))
def test_no_bytes_at_all_get_past_as_anything_but_an_article_or_a_problem(read: Read, name: str, data: bytes) -> None:
    for found in read(name, data):
        assert (found.item is None) == bool(found.problems)
        if name == "a.txt" and found.item is not None:
            assert isinstance(found.item, Article)
            assert found.item.text.encode() == data
