"""``annotate dump``."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import click

from annotate.cli.opening import existing_store
from annotate.cli.options import store_option
from annotate.errors import AnnotateError
from annotate.exporters import FORMATS, Writer, records
from annotate.model import AnnotatedArticle, Article, Status
from annotate.settings import Settings


@click.command("dump")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--annotator", metavar="NAME", help="Only the records of this annotator.")
@click.option("--status", type=click.Choice([str(status) for status in Status]), help="Only records of this status.")
@click.option("--overwrite", is_flag=True, help="Write over FILE where it is there already.")
@store_option
def command(file: Path | None, annotator: str | None, status: str | None, overwrite: bool, store: str | None) -> None:
    """Write a store's records as JSON Lines.

    Without FILE they go to standard output.

    Each line is an article with one annotator's annotations, or an article
    that nobody has annotated. `annotate import` reads them again.

    \b
    Examples:
      annotate dump everything.jsonl.gz
      annotate dump --status submitted | annotate validate -
    """
    with existing_store(Settings.read(store).store_url) as opened, opened.snapshot() as snapshot:
        wanted = _wanted(records(snapshot.bulk()), annotator, status)
        if file is None:
            jsonl = FORMATS[".jsonl"]
            jsonl(wanted, sys.stdout.buffer)
            return
        write = _writer(file)
        with _replacing(file, overwrite) as stream:
            count = write(wanted, stream)
    click.echo(f"Wrote {count:,} record{'' if count == 1 else 's'} to {file}.")


def _wanted(
    found: Iterator[Article | AnnotatedArticle], annotator: str | None, status: str | None
) -> Iterator[Article | AnnotatedArticle]:
    if annotator is None and status is None:
        yield from found
        return
    for record in found:
        if isinstance(record, AnnotatedArticle):
            annotations = record.annotations
            if annotator in (None, annotations.annotator) and status in (None, annotations.status):
                yield record


def _writer(file: Path) -> Writer:
    kind = Path(file.name.removesuffix(".gz")).suffix
    if kind not in FORMATS:
        raise AnnotateError(f"{file.name} names no format that can be written. Let it end in .jsonl or .jsonl.gz.")
    return FORMATS[kind]


@contextmanager
def _replacing(file: Path, overwrite: bool) -> Iterator[BinaryIO]:
    """A stream whose content takes the file's place once it is whole."""
    if file.exists() and not overwrite:
        raise AnnotateError(f"{file} is there already. Choose another name, or give --overwrite.")
    if not file.parent.is_dir():
        raise AnnotateError(f"The folder {file.parent} for {file.name} does not exist. Create it first.")
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with ExitStack() as stack:
            stream: BinaryIO = stack.enter_context(part.open("wb"))
            if file.suffix == ".gz":
                packed = gzip.GzipFile("", "wb", 6, stream, mtime=0)  # the same bytes each time
                stream = cast("BinaryIO", stack.enter_context(packed))
            yield stream
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
