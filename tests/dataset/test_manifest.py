"""What a manifest lists article by article is made when it is written: it may be as long as the store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from annotate.dataset.manifest import LongList, dump, write_manifest
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
    assert (found[1], found[-1], found == ["a", "b", "c"], found == ["a", "b", "x"], found == ["a"]) == (
        "b",
        "c",
        True,
        False,
        False,
    )


def test_the_manifest_that_an_export_gives_is_the_one_in_its_folder(export: Export, attribution: LabelSet) -> None:
    made = export(attribution, many(), source=Source.ADJUDICATED)
    assert made.manifest["left_out"]["items"]
    assert made.manifest["splits"]["shared_units"]
    assert made.manifest == json.loads((made.folder / "manifest.json").read_text("utf-8"))
