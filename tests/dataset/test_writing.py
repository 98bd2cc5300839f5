"""The same rows give the same bytes, however they arrive; large datasets come in row groups and shards."""

from __future__ import annotations

import errno
import io
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.bulk import Bulk
from annotate.dataset import assemble, writer
from annotate.dataset.build import build
from annotate.dataset.canonical import ContentHash, content_hash
from annotate.dataset.check import check_folder
from annotate.dataset.from_annotated import bulk_from_annotated
from annotate.dataset.options import ExportOptions, Source
from annotate.dataset.progress import Stage
from annotate.dataset.writer import PROSE, Limits, SplitWriter, parquet_writer
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.model import AnnotatedArticle

from .conftest import Export
from .making import annotated, article, attribution_example
from .test_round_trip import contents, many


def batches_of(items: list[AnnotatedArticle], size: int) -> list[Bulk]:
    ids = sorted({item.article.id for item in items})
    chunks = [set(ids[start : start + size]) for start in range(0, len(ids), size)]
    return [bulk_from_annotated([item for item in items if item.article.id in chunk]) for chunk in chunks]


@pytest.mark.parametrize("size", [1, 3, 7])
def test_the_size_of_batches_does_not_matter(attribution: LabelSet, tmp_path: Path, size: int) -> None:
    for name, batch_size in (("whole", 1000), ("parts", size)):
        batches = batches_of(many(), batch_size)
        build(lambda batches=batches: iter(batches), attribution, tmp_path / name, ExportOptions())  # type: ignore[misc]
    assert contents(tmp_path / "parts") == contents(tmp_path / "whole")


def test_large_splits_are_cut_into_row_groups_and_shards(
    export: Export, attribution: LabelSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "SHARD_BYTES", 1)
    monkeypatch.setattr(assemble, "LIMITS", dict.fromkeys(assemble.LIMITS, Limits(rows=4, bytes=10**9)))
    monkeypatch.setattr(assemble, "ROW_LIMITS", Limits(rows=5, bytes=10**9))
    folder = export(attribution, [attribution_example(f"a{n:02}") for n in range(20)]).folder
    files = sorted(path.name for path in folder.glob("articles/train-*"))
    assert len(files) > 2
    assert files[0] == f"train-00000-of-{len(files):05}.parquet"
    assert [pq.ParquetFile(path).metadata.num_rows for path in sorted(folder.glob("articles/train-*"))][:-1] == [4] * (
        len(files) - 1
    )
    assert not list(check_folder(folder))

    from datasets import load_dataset

    ids = load_dataset(str(folder), split="train")["article_id"]
    assert list(ids) == sorted(ids)


def test_files_have_what_readers_and_the_hub_profit_from(export: Export, attribution: LabelSet) -> None:
    folder = export(attribution, [attribution_example()]).folder
    for file in folder.rglob("*.parquet"):
        metadata = pq.read_metadata(file)
        columns = [metadata.row_group(0).column(n) for n in range(metadata.num_columns)]
        assert {column.compression for column in columns} == {"ZSTD"}
        assert all(column.has_offset_index for column in columns)
        prose = [c for c in columns if c.path_in_schema.split(".")[-1] in PROSE]
        plain = [c for c in columns if c not in prose and ".list." not in c.path_in_schema]
        assert [column for column in columns if column.has_column_index] == plain
        assert not any("DICTIONARY" in encoding for column in prose for encoding in column.encodings)
        assert b"huggingface" in metadata.metadata


@pytest.mark.parametrize("by_content", [True, False])
def test_row_groups_do_not_depend_on_how_rows_arrive(tmp_path: Path, by_content: bool) -> None:
    table = pa.table({"text": [str(n) * (n % 40) for n in range(200)]})
    weights = [n % 40 for n in range(200)]
    shapes = []
    for name, step in (("a", 200), ("b", 1), ("c", 17)):
        limits = Limits(rows=30, bytes=300)
        split = SplitWriter(tmp_path / name, "train", table.schema, limits, by_content=by_content)
        for start in range(0, 200, step):
            split.write(table.slice(start, step), weights[start : start + step])
        written = split.close()
        assert written is not None
        assert written.rows == 200
        metadata = pq.read_metadata(tmp_path / written.files[0].path)
        shapes.append([metadata.row_group(n).num_rows for n in range(metadata.num_row_groups)])
        assert pq.read_table(tmp_path / written.files[0].path).equals(table)
    assert shapes[0] == shapes[1] == shapes[2]
    assert max(shapes[0]) <= 30
    assert (tmp_path / "a" / "train-00000-of-00001.parquet").read_bytes() == (
        tmp_path / "b" / "train-00000-of-00001.parquet"
    ).read_bytes()


@pytest.mark.parametrize("by_content", [True, False])
def test_pages_that_follow_the_content_stay_as_they_are_behind_a_new_row(by_content: bool) -> None:
    rows = [Random(n).randbytes(500).hex() for n in range(4000)]
    files = []
    for texts in (rows, ["new", *rows]):
        file = io.BytesIO()
        table = pa.table({"text": texts})
        with parquet_writer(file, table.schema, by_content=by_content) as writer:
            writer.write_table(table)
        files.append(file.getvalue())
    before, after = files
    middle = len(before) // 2
    assert (before[middle : middle + 1000] in after) == by_content


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "s": st.none() | st.text(max_size=5),
            "n": st.none() | st.integers(-(2**40), 2**40),
            "f": st.none() | st.floats(allow_nan=False),
            "b": st.none() | st.booleans(),
            "l": st.none()
            | st.lists(st.fixed_dictionaries({"x": st.none() | st.integers(0, 9), "t": st.lists(st.text(max_size=2))})),
        }
    ),
    max_size=12,
)
SCHEMA = pa.schema(
    [
        ("s", pa.string()),
        ("n", pa.int64()),
        ("f", pa.float64()),
        ("b", pa.bool_()),
        ("l", pa.list_(pa.struct([("x", pa.int64()), ("t", pa.list_(pa.string()))]))),
    ]
)


@given(ROWS, st.integers(0, 12))
def test_the_content_hash_does_not_depend_on_chunks(rows: list[dict[str, object]], cut: int) -> None:
    table = pa.Table.from_pylist(rows, SCHEMA)
    parts = ContentHash(SCHEMA)
    parts.update(table.slice(0, cut))
    parts.update(table.slice(cut))
    assert parts.hexdigest() == content_hash(SCHEMA, table)


@given(ROWS, ROWS)
def test_other_rows_have_another_content_hash(left: list[dict[str, object]], right: list[dict[str, object]]) -> None:
    first, second = (pa.Table.from_pylist(rows, SCHEMA) for rows in (left, right))
    same = str(left) == str(right)  # tells -0.0 from 0.0 and 1 from True
    assert (content_hash(SCHEMA, first) == content_hash(SCHEMA, second)) == same


def test_a_full_disk_is_a_clear_error_and_leaves_the_old_folder(
    export: Export, attribution: LabelSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = export(attribution, [attribution_example()]).folder
    before = contents(folder)

    def full(*_: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(AnnotateError, match="No space left on device"):
        export(attribution, [attribution_example("other")])
    assert contents(folder) == before
    assert not list(folder.parent.glob(".dataset*"))


@pytest.mark.parametrize("block_bytes", [1, 100, 16_000_000])
def test_every_article_is_told_once_though_its_rows_are_parted(
    attribution: LabelSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block_bytes: int
) -> None:
    monkeypatch.setattr("annotate.dataset.assemble.BLOCK_BYTES", block_bytes)
    found = [article(f"a{n}", f"Text {n}.") for n in range(6)]
    bulk = bulk_from_annotated([annotated(of, annotator=name) for of in found for name in ("ann", "bob", "cy")])
    told: list[tuple[int, int | None]] = []

    def on_progress(stage: Stage, done: int, total: int | None) -> None:
        if stage is Stage.TABLES:
            told.append((done, total))

    options = ExportOptions(source=Source.ALL)
    build(lambda: iter([bulk]), attribution, tmp_path / "dataset", options, on_progress=on_progress)
    assert told == sorted(told)
    assert told[-1] == (6, 6)
