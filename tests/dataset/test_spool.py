from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest

from annotate.bulk import Bulk
from annotate.dataset import build as building
from annotate.dataset import spool as spooling
from annotate.dataset.from_annotated import bulk_from_annotated
from annotate.dataset.options import ExportOptions
from annotate.dataset.spool import Spool, spool
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet

from .making import attribution_example

SCHEMA = pa.schema([("number", pa.int64()), ("text", pa.string())])


def rows(*numbers: int) -> pa.Table:
    return pa.table({"number": numbers, "text": [str(n) for n in numbers]}, schema=SCHEMA)


@pytest.mark.parametrize("loose", [0, 1, spooling.LOOSE_BYTES])
def test_what_is_put_down_is_read_as_often_as_wanted_in_the_same_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loose: int
) -> None:
    monkeypatch.setattr(spooling, "LOOSE_BYTES", loose)
    with spool(tmp_path / "not" / "there" / "yet", SCHEMA) as kept:
        kept.add(pa.concat_tables([rows(1, 2), rows(3)]))
        kept.add(rows())
        kept.add(rows(4, 5).slice(1))
        for _ in range(2):
            assert [table.to_pylist() for table in kept.batches()] == [rows(1, 2, 3).to_pylist(), rows(5).to_pylist()]


def test_a_spool_that_was_given_nothing_gives_nothing(tmp_path: Path) -> None:
    with spool(tmp_path / "dataset", SCHEMA) as kept:
        assert list(kept.batches()) == []


def test_nothing_of_a_spool_is_to_be_seen_in_the_folder(tmp_path: Path) -> None:
    with spool(tmp_path / "dataset", SCHEMA) as kept:
        kept.add(rows(1))
        assert list(tmp_path.iterdir()) == []


def test_an_export_says_that_the_disk_has_no_space_for_what_it_puts_down(
    attribution: LabelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def full(_target: Path, schema: pa.Schema) -> Iterator[Spool]:
        with Path("/dev/full").open("r+b", buffering=0) as file:
            yield Spool(file, schema)

    monkeypatch.setattr(building, "spool", full)
    bulk = bulk_from_annotated([attribution_example()])
    with pytest.raises(AnnotateError, match="No space left on device"):
        building.build(lambda: iter([bulk]), attribution, tmp_path / "dataset", ExportOptions())
    assert list(tmp_path.iterdir()) == []


def test_where_there_is_much_a_text_that_comes_again_with_every_annotator_takes_little_more_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spooling, "LOOSE_BYTES", 0)
    text = "The minister said on Tuesday that nothing had been decided. " * 50
    many = pa.table({"number": range(500), "text": [f"{n // 5} {text}" for n in range(500)]}, schema=SCHEMA)
    with (tmp_path / "spool").open("w+b") as file:
        kept = Spool(file, SCHEMA)
        kept.add(many)
        assert [table.to_pylist() for table in kept.batches()] == [many.to_pylist()]
        assert file.seek(0, 2) < many.nbytes / 5


def test_what_cannot_be_read_is_not_told_as_a_place_that_cannot_be_written(
    attribution: LabelSet, tmp_path: Path
) -> None:
    def batches() -> Iterator[Bulk]:
        yield bulk_from_annotated([attribution_example()])
        raise OSError(errno.EIO, "Input/output error", "/data/articles.parquet")

    with pytest.raises(AnnotateError, match=r"cannot be read: /data/articles\.parquet: Input/output error") as told:
        building.build(batches, attribution, tmp_path / "dataset", ExportOptions())
    assert "Cannot write" not in str(told.value)
    assert list(tmp_path.iterdir()) == []
