"""`annotate label-set`: compares versions of a label set, and takes records from one to the other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, NoReturn

import click

from annotate.cli.exits import PROBLEMS, USAGE_ERROR
from annotate.cli.options import label_set_option
from annotate.cli.reports.text import headline
from annotate.label_set import LabelSet
from annotate.problems import Problem, has_errors
from annotate.settings import Settings
from annotate.validation import strict_json
from annotate.validation.evolution import changes, needed_version, version_problems
from annotate.validation.label_sets import LabelSetError, load_label_set
from annotate.validation.migration import Migrated, Migration, load_migration
from annotate.validation.targets import Kind, Target, targets
from annotate.validation.words import counted, printable


@click.group()
def command() -> None:
    """Compare and migrate label sets.

    \b
    Examples:
      annotate label-set check /tmp/main/labels labels
      annotate label-set migrate steps.json old.jsonl --label-set labels --output new.jsonl
    """


@command.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.pass_context
def check(ctx: click.Context, old: Path, new: Path) -> None:
    """Tell what changed from OLD to NEW, and whether the version says so.

    OLD and NEW are label sets: files, or folders with a label-set.json. A change that can make a valid record
    invalid needs a new major version, one that admits more a new minor version, one of words a new patch
    version; before 1.0.0 a new minor version, and a new patch version for the others. Exits with 1 where the
    version of NEW says less.

    \b
    Example:
      git worktree add /tmp/main origin/main
      annotate label-set check /tmp/main/labels labels
    """
    before, after = _load(ctx, old), _load(ctx, new)
    found = changes(before, after)
    for change in found:
        click.echo(f"{change.part.name.lower()}: {printable(change.message)}")
    problems = version_problems(before, after)
    for problem in problems:
        click.echo(f"{printable(str(new))}: error {problem.code}: {problem.message}")
    if not problems:
        needed = needed_version(before.version, found)
        click.echo(
            f"{counted(len(found), 'change')} since {before.version}; {after.version} says so (at least {needed})."
        )
    ctx.exit(PROBLEMS if problems else 0)


@command.command()
@click.argument("migration", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@label_set_option
@click.option("--output", type=click.Path(path_type=Path), required=True, help="JSON Lines file for migrated records.")
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
    output: Path,
    quarantine: Path | None,
) -> None:
    """Take the records in PATH… to the label set given with --label-set, by the steps in MIGRATION.

    A record that cannot be mapped, or is not valid afterwards, goes to the quarantine as it was, with its
    problems; none is dropped. The quarantine lies beside the output, named …-quarantine.jsonl, unless
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
    A store is migrated by way of a file:
      annotate dump > old.jsonl
      annotate label-set migrate steps.json old.jsonl --label-set labels --output new.jsonl
      annotate import new.jsonl --store sqlite:///new.db
    """
    new = _load(ctx, Settings.read(label_set=label_set).label_set)
    try:
        steps = load_migration(migration, new)
    except LabelSetError as error:
        _refuse(ctx, error)
    aside = quarantine or output.with_name(f"{output.stem}-quarantine.jsonl")
    migrated = quarantined = 0
    with ExitStack() as stack:
        out = stack.enter_context(output.open("x", encoding="utf-8"))
        others = stack.enter_context(aside.open("x", encoding="utf-8"))
        for found in _migrated(paths, steps):
            if isinstance(found, Migrated) and not has_errors(found.problems):
                migrated += 1
                _write(out, found.record)
            else:
                quarantined += 1
                _set_aside(others, found)
    if not quarantined:
        aside.unlink()
    where = f" in {printable(str(aside))}" if quarantined else ""
    click.echo(f"{counted(migrated, 'record')} migrated, {quarantined or 'none'} set aside{where}.")
    ctx.exit(PROBLEMS if quarantined else 0)


def _load(ctx: click.Context, path: Path) -> LabelSet:
    try:
        return load_label_set(path)
    except LabelSetError as error:
        _refuse(ctx, error)


def _refuse(ctx: click.Context, error: LabelSetError) -> NoReturn:
    for problem in error.problems:
        click.echo(headline(problem), err=True)
    ctx.exit(USAGE_ERROR)


def _migrated(paths: Iterable[str], steps: Migration) -> Iterator[Migrated | tuple[str, Problem]]:
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


def _set_aside(stream: IO[str], found: Migrated | tuple[str, Problem]) -> None:
    if isinstance(found, Migrated):
        _write(stream, {"record": found.record, "problems": [problem.to_record() for problem in found.problems]})
    else:
        text, problem = found
        _write(stream, {"text": text, "problems": [problem.to_record()]})


def _write(stream: IO[str], value: Any) -> None:
    stream.write(json.dumps(value, ensure_ascii=False) + "\n")
