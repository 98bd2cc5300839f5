"""Fixed lists of splits, as people write them."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from annotate.dataset.reasons import idle_in_words
from annotate.dataset.split_list import SplitList, absent, read_split_list, refuse_unknown
from annotate.errors import AnnotateError


def read(*texts: str) -> SplitList:
    splits = SplitList()
    for number, text in enumerate(texts, 1):
        splits.read(text, f"list{number}")
    return splits


def test_lines_of_windows_and_blank_lines_and_a_byte_order_mark_are_taken() -> None:
    splits = read("\ufeffa\ttest\r\n\r\nb c\ttrain\r\n")
    assert splits == {"a": "test", "b c": "train"}
    assert splits.places == {"a": "list1:1", "b c": "list1:3"}


def test_a_line_that_is_none_is_named() -> None:
    with pytest.raises(AnnotateError, match=r"list1:2: a line is .* train, validation or test"):
        read("a\ttest\nb\tdev\n")


def test_two_lists_that_contradict_each_other_are_refused_with_both_places() -> None:
    assert read("a\ttest", "a\ttest") == {"a": "test"}
    with pytest.raises(AnnotateError, match=r"list2:3: the article “a” is in 'test' already, by list1:1"):
        read("a\ttest", "\n\na\ttrain")


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "splits.tsv").write_bytes("a\ttest\nbü\ttrain\n".encode("latin-1"))
    with pytest.raises(AnnotateError, match="line 2 is not UTF-8"):
        read_split_list(tmp_path / "splits.tsv")


def test_articles_that_the_store_does_not_hold_are_refused_with_their_lines() -> None:
    splits = read("a\ttest\n\nb\ttest\nc\ttrain\n")
    refuse_unknown(splits, pa.array(["c", "b", "a", "d"]))
    with pytest.raises(AnnotateError, match=r"names 2 articles that .*: list1:3: “b”, list1:4: “c”\. Nothing was exp"):
        refuse_unknown(splits, pa.array(["a"]))
    with pytest.raises(AnnotateError, match=r"names 7 articles .*“4” … and 2 more"):
        refuse_unknown({str(n): "test" for n in range(7)}, pa.array([], pa.string()))


def test_articles_that_are_listed_and_not_exported_are_told() -> None:
    assert absent(read("b\ttest\na\ttest\nc\ttest"), pa.array(["c"])) == ["b", "a"]
    assert idle_in_words(["b"]) == "1 article of the list of splits: no annotations chosen, so not exported (“b”)."
    assert "“4” …)" in idle_in_words([str(n) for n in range(9)])
