"""`annotate label-set`: compares versions of a label set, and takes records from one to the other."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.exits import PROBLEMS
from annotate.cli.migrate import load_or_exit, migrate
from annotate.validation.evolution import changes, needed_version, version_problems
from annotate.validation.words import counted, printable


@click.group()
def command() -> None:
    """Compare and migrate label sets.

    \b
    Examples:
      annotate label-set check labels-1.0 labels-1.1
      annotate label-set migrate steps.json old.jsonl --label-set labels --output new.jsonl
      annotate label-set migrate steps.json --store sqlite:///annotate.db --label-set labels
    """


command.add_command(migrate)


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
      annotate label-set check labels-1.0 labels-1.1
    """
    before, after = load_or_exit(ctx, old), load_or_exit(ctx, new)
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
