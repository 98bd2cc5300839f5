"""`annotate validate`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path

import click

from annotate.cli.exits import PROBLEMS, USAGE_ERROR
from annotate.cli.levels import at_levels, levels_of, read_configuration
from annotate.cli.options import label_set_option
from annotate.cli.reports import FORMATS
from annotate.cli.reports.text import headline
from annotate.cli.reports.totals import Totals
from annotate.problems import Problem, Severity
from annotate.settings import LABEL_SET_VARIABLE, Settings
from annotate.validation.files import FileChecker, Reported
from annotate.validation.label_sets import LabelSetError, load_label_set
from annotate.validation.targets import Kind, Target, targets

MAX_PROBLEMS = 1_000


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@label_set_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How to report: text for people, the others for programs.",
)
@click.option(
    "--max-problems",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"Show the first N problems and count the others; 0 for all.  [default: {MAX_PROBLEMS:,}]",
)
@click.option("--statistics", is_flag=True, help="Show only how often each rule is broken, as text.")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings too.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Silence a rule (T010) or a group (T); repeatable.")
@click.option("--warn", multiple=True, metavar="CODE", help="Make a rule or a group a warning; repeatable.")
@click.option("--error", multiple=True, metavar="CODE", help="Make a rule or a group an error; repeatable.")
@click.pass_context
def command(
    ctx: click.Context,
    *,
    paths: tuple[str, ...],
    label_set: str | None,
    format_: str,
    max_problems: int | None,
    statistics: bool,
    strict: bool,
    ignore: tuple[str, ...],
    warn: tuple[str, ...],
    error: tuple[str, ...],
) -> None:
    """Check annotated records, label sets and dataset folders.

    PATH is a .json or .jsonl file (also .gz), a folder, a pattern, or - for standard input. A folder that
    `annotate export` wrote is checked as a whole. Without --label-set, records in a label set's folder, such
    as its samples, are checked by that label set.

    Exits with 0 when there are no errors, 1 when there are, 2 when something cannot be read or used. Rules
    can also be silenced, lowered or raised in pyproject.toml, under [tool.annotate].

    \b
    Examples:
      annotate validate labelled.jsonl
      annotate validate exports/news --format github
      zcat big.jsonl.gz | annotate validate - --statistics
    """
    _print_anything()
    configuration = read_configuration(Path.cwd())
    flags = levels_of({"ignore": ignore, "warn": warn, "error": error})
    is_given = label_set is not None
    if label_set is None and LABEL_SET_VARIABLE not in os.environ and configuration.label_set:
        label_set = str(configuration.label_set)
    totals = Totals()
    checker = _checker(ctx, Settings.read(label_set=label_set).label_set, their_own=not is_given)
    reported = at_levels(_check(ctx, paths, checker, totals), flags, configuration.levels)
    limit = max_problems if max_problems is not None else configuration.max_problems
    reported = totals.limited(reported, MAX_PROBLEMS if limit is None else limit)
    if statistics:
        _show_statistics(reported, totals)
    else:
        for line in FORMATS[format_](reported, totals):
            click.echo(line)
        if format_ not in ("text", "github"):
            click.echo(totals.sentence(), err=True)
    ctx.exit(_exit_code(totals, strict))


def _print_anything() -> None:
    """Where the terminal's encoding has no sign for a character, an escape is better than a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _checker(ctx: click.Context, path: Path, *, their_own: bool) -> FileChecker:
    try:
        return FileChecker(load_label_set(path), their_own=their_own)
    except LabelSetError as error:
        for problem in error.problems:
            click.echo(headline(problem), err=True)
        click.echo("The label set cannot be used; see --label-set.", err=True)
        ctx.exit(USAGE_ERROR)


def _check(ctx: click.Context, paths: Iterable[str], checker: FileChecker, totals: Totals) -> Iterator[Reported]:
    target: Target | Problem | None = None
    with_records: list[Path] = []
    for target in targets(paths, totals.passed_over):
        if isinstance(target, Problem):
            yield Reported(target)
            continue
        if target.kind is Kind.TABLES:
            if not any(target.path in file.parents for file in with_records):
                yield Reported(_unchecked_tables(target))
            continue
        totals.checked.append(target.name)
        if target.kind is Kind.DATASET:
            totals.datasets += 1
            yield from _check_dataset(target)
        else:
            yield from checker.check(target)
            if target.path and checker.records > totals.records:
                with_records.append(target.path)
            totals.records = checker.records
    if target is None:
        raise click.UsageError("There is no .json or .jsonl file and no dataset folder to check in there.", ctx)


def _unchecked_tables(target: Target) -> Problem:
    message = (
        "There are Parquet files in the folder, but no manifest.json that tells what they hold, and no records: "
        "nothing was checked. Give a folder that `annotate export` wrote, or records as .jsonl."
    )
    return Problem("D001", message, file=target.name)


def _check_dataset(target: Target) -> Iterator[Reported]:
    # Reads Parquet, whose library takes long to import.
    from annotate.dataset.check import check_folder  # noqa: PLC0415

    assert target.path is not None  # noqa: S101 - standard input is no folder
    yield from map(Reported, check_folder(target.path))


def _show_statistics(reported: Iterable[Reported], totals: Totals) -> None:
    for _ in reported:
        pass
    for line in (*totals.table(), totals.sentence()):
        click.echo(line)


def _exit_code(totals: Totals, strict: bool) -> int:
    if totals.codes["J011"]:
        return USAGE_ERROR
    return PROBLEMS if totals.severities[Severity.ERROR] or (strict and totals.problems) else 0
