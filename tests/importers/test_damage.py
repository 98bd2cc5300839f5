"""Damaged files end in problems, never in an exception."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.importers.conftest import Read

GOOD = Path(__file__).parent / "examples" / "good"


@pytest.mark.parametrize("name", ["articles.parquet", "other-types.parquet", "articles.csv", "packed.jsonl.gz"])
def test_flipped_bytes_and_cut_ends_are_problems_or_change_nothing_that_counts(read: Read, name: str) -> None:
    whole = (GOOD / name).read_bytes()
    for seed in range(150):
        chance = random.Random(seed)
        data = bytearray(whole)
        for _ in range(chance.choice([1, 1, 2, 5])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.1:
            del data[chance.randrange(len(data)) :]
        for found in read(name, bytes(data)):
            assert (found.item is None) == bool(found.problems)
