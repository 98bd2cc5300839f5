"""`annotate label-set migrate`: takes records, or a store, from one version of a label set to another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, NoReturn

import click

from annotate.cli.exits import PROBLEMS, USAGE_ERROR
from annotate.cli.options import label_set_option
from annotate.cli.reports.text import headline
from annotate.label_set import LabelSet
from annotate.problems import Problem
from annotate.settings import Settings
from annotate.validation import strict_json
from annotate.validation.label_sets import LabelSetError, load_label_set
from annotate.validation.migration import Migrated, Migration, load_migration
from annotate.validation.targets import Kind, Target, targets
from annotate.validation.words import counted, printable

Found = Migrated | tuple[str, Problem]
"""A record; or what is no record, as the text that it is, and its problem."""


@click.command()
@click.argument("migration", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("paths", nargs=-1, metavar="[PATH…]")
@label_set_option
@click.option("--output", type=click.Path(path_type=Path), help="JSON Lines file for the migrated records of PATH….")
@click.option("--store", metavar="URL", help="Store to migrate in place, instead of files.")
@click.option(
    "--quarantine", type=click.Path(path_type=Path), help="JSON Lines file for the others, with their problems."
)
@click.pass_context
def migrate(
    ctx: click.Context,
    *,
    migration: Path,
    paths: tuple[str, ...],
    label_set: str | None,
    output: Path | None,
    store: str | None,
    quarantine: Path | None,
) -> None:
    """Take the records in PATH…, or in a store, to the label set of --label-set by the steps in MIGRATION.

    A record that cannot be mapped, or is not valid afterwards, goes to the quarantine as it was, with its
    problems; none is dropped. In a store such a set also stays where it is, under its old label set, and the
    changes of the others are added to their history. A set in progress may go on lacking what it must have
    when it is submitted.

    The quarantine is named …-quarantine.jsonl after the output, or after the migration for a store, unless
    --quarantine says otherwise. Exits with 1 where there is something in it. No file is overwritten.

    \b
    A migration is a JSON file:
      {"from": {"name": "places", "version": "1.0.0"}, "to": {"name": "places", "version": "2.0.0"},
       "steps": [{"rename_label": {"from": "town", "to": "settlement"}},
                 {"map_values": {"label": "river", "attribute": "size", "values": {"huge": "large"}}},
                 {"split_label": {"label": "water", "attribute": "salt",
                                  "into": {"true": "sea", "false": "lake"}}}]}
    Other steps: rename_relation, rename_attribute, drop_attribute, set_attribute.

    \b
    Examples:
      annotate label-set migrate steps.json old.jsonl --label-set labels --output new.jsonl
      annotate backup before.db
      annotate label-set migrate steps.json --store sqlite:///annotate.db --label-set labels
    """
    if bool(paths) == bool(store):
        raise click.UsageError("Give either files to migrate, or --store.", ctx)
    if bool(paths) != bool(output):
        raise click.UsageError("Files need --output, and a store has none: it is migrated in place.", ctx)
    new = load_or_exit(ctx, Settings.read(label_set=label_set).label_set)
    try:
        steps = load_migration(migration, new)
    except LabelSetError as error:
        _refuse(ctx, error)
    source = output or Path(migration.name)
    aside = quarantine or source.with_name(f"{source.stem}-quarantine.jsonl")
    with ExitStack() as stack:
        found = _in_store(stack, store, steps) if store else _in_files(paths, steps)
        out = stack.enter_context(output.open("x", encoding="utf-8")) if output else None
        done, quarantined = _sort(found, out, stack.enter_context(_unless_empty(aside)))
    where = f" in {printable(str(aside))}" if quarantined else ""
    noun = "annotation set" if store else "record"
    click.echo(f"{counted(done, noun)} migrated, {quarantined or 'none'} set aside{where}.")
    ctx.exit(PROBLEMS if quarantined else 0)


def load_or_exit(ctx: click.Context, path: Path) -> LabelSet:
    """The label set at the path. Where it cannot be used, tells why and ends the command."""
    try:
        return load_label_set(path)
    except LabelSetError as error:
        _refuse(ctx, error)


def _refuse(ctx: click.Context, error: LabelSetError) -> NoReturn:
    for problem in error.problems:
        click.echo(headline(problem), err=True)
    ctx.exit(USAGE_ERROR)


def _in_store(stack: ExitStack, url: str, steps: Migration) -> Iterator[Migrated]:
    # SQL is slow to start.
    from annotate.cli.opening import existing_store  # noqa: PLC0415
    from annotate.workspace.migrating import migrate_store  # noqa: PLC0415

    return migrate_store(stack.enter_context(existing_store(Settings.read(url).store_url)), steps)


@contextmanager
def _unless_empty(file: Path) -> Iterator[IO[str]]:
    """A new file, which goes again where nothing was written to it."""
    with file.open("x", encoding="utf-8") as stream:
        try:
            yield stream
        finally:
            stream.flush()
            if not stream.tell():
                file.unlink()


def _sort(found: Iterable[Found], out: IO[str] | None, aside: IO[str]) -> tuple[int, int]:
    """Writes each record to where it belongs, and counts both kinds. What was done in a store is written nowhere."""
    done = quarantined = 0
    for item in found:
        if isinstance(item, Migrated) and item.is_done:
            done += 1
            if out is not None:
                _write(out, item.record)
        else:
            quarantined += 1
            _set_aside(aside, item)
    return done, quarantined


def _in_files(paths: Iterable[str], steps: Migration) -> Iterator[Found]:
    """Every record of the files, migrated; what is no record, as the text that it is and its problem."""
    for target in targets(paths):
        if isinstance(target, Problem):
            raise click.UsageError(f"{printable(target.file or '')}: {target.message}")
        for text in _texts(target):
            try:
                value = strict_json.loads(text)
            except strict_json.JsonProblem as refusal:
                yield text.decode(errors="backslashreplace"), refusal.problem
                continue
            for record in value if isinstance(value, list) else [value]:
                if isinstance(record, dict):
                    yield steps.migrate(record)
                else:
                    yield json.dumps(record), Problem("S001", "Record: it must be an object.")


def _texts(target: Target) -> Iterator[bytes]:
    if target.kind is Kind.DATASET:
        raise click.UsageError(f"{printable(target.name)} is a dataset: migrate the records that it was made of.")
    with target.open() as stream:
        if target.kind is Kind.DOCUMENT:
            yield stream.read(strict_json.MAX_BYTES + 1)
        else:
            yield from (line.rstrip(b"\r\n") for _, _, line in strict_json.raw_lines(stream))


def _set_aside(stream: IO[str], found: Found) -> None:
    if isinstance(found, Migrated):
        _write(stream, {"record": found.record, "problems": [problem.to_record() for problem in found.problems]})
    else:
        text, problem = found
        _write(stream, {"text": text, "problems": [problem.to_record()]})


def _write(stream: IO[str], value: Any) -> None:
    stream.write(json.dumps(value, ensure_ascii=False) + "\n")
