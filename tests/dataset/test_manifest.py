"""What a manifest lists article by article is made when it is written: it may be as long as the store."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import copy
from pathlib import Path
from typing import Any

import pytest

from annotate.dataset.manifest import LongList, dump, read_manifest, write_manifest
from annotate.dataset.manifest_schema import well_formed
from annotate.dataset.options import Source
from annotate.label_set import LabelSet

from .conftest import Export
from .test_round_trip import many


def test_a_long_list_is_written_as_any_other_and_its_items_are_made_one_by_one(tmp_path: Path) -> None:
    alive: set[int] = set()

    class Item(dict[str, int]):
        def __init__(self, number: int) -> None:
            super().__init__(number=number)
            alive.add(number)

        def __del__(self) -> None:
            alive.discard(self["number"])

    def items() -> Iterator[Item]:
        for number in range(100):
            assert len(alive) <= 2
            yield Item(number)

    write_manifest(tmp_path, {"a": LongList(100, items), "b": {"none": LongList(0, lambda: iter(()))}})
    plain = {"a": [{"number": number} for number in range(100)], "b": {"none": []}}
    assert (tmp_path / "manifest.json").read_text("utf-8") == dump(plain)


def test_a_long_list_can_be_read_more_than_once() -> None:
    found = LongList(3, lambda: iter("abc"))
    assert list(found) == list(found) == ["a", "b", "c"]
    assert found == ["a", "b", "c"] == found
    assert found not in (["a", "b", "x"], ["a"], "abc")
    assert ("b" in found, "x" in found, copy(found) == found) == (True, False, True)


@pytest.mark.parametrize(
    "use", [lambda found: found[1], reversed, lambda found: found + found, lambda found: found.copy()]
)
def test_what_a_long_list_cannot_do_it_refuses(use: Callable[[Any], object]) -> None:
    with pytest.raises((TypeError, AttributeError)):
        use(LongList(3, lambda: iter("abc")))


def test_the_manifest_that_an_export_gives_is_the_one_in_its_folder(export: Export, attribution: LabelSet) -> None:
    made = export(attribution, many(), source=Source.ADJUDICATED)
    assert made.manifest["left_out"]["items"]
    assert made.manifest["splits"]["shared_units"]
    assert made.manifest == json.loads((made.folder / "manifest.json").read_text("utf-8"))


def test_what_may_be_as_long_as_the_store_is_read_only_where_it_is_needed(
    export: Export, attribution: LabelSet
) -> None:
    folder = export(attribution, many(), source=Source.ADJUDICATED).folder
    whole, short = read_manifest(folder), read_manifest(folder, whole=False)
    assert whole
    assert short
    assert short["left_out"] == {**whole["left_out"], "items": []}
    assert short["splits"] == {**whole["splits"], "shared_units": []}
    assert {**short, "left_out": 0, "splits": 0} == {**whole, "left_out": 0, "splits": 0}
    assert well_formed(short)


def test_a_manifest_of_another_shape_is_read_as_it_is(tmp_path: Path) -> None:
    shapes: list[dict[str, Any]] = [{"left_out": 3, "splits": {"shared_units": None}}, {"splits": []}]
    for odd in shapes:
        write_manifest(tmp_path, {"format": "annotate-dataset", **odd})
        assert read_manifest(tmp_path, whole=False) == {"format": "annotate-dataset", **odd}
