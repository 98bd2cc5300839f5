"""``annotate import``."""

from __future__ import annotations

from contextlib import closing

import click

from annotate.cli import problems
from annotate.cli.exits import INTERRUPTED, PROBLEMS
from annotate.cli.options import workspace_options
from annotate.cli.progress import Progress
from annotate.importers import select
from annotate.model import UNKNOWN_LANGUAGE
from annotate.problems import has_errors
from annotate.settings import Settings
from annotate.validation.targets import matches
from annotate.workspace.loading import load_paths
from annotate.workspace.workspace import Workspace


@click.command("import")
@click.argument("paths", metavar="PATH…", nargs=-1, required=True)
@click.option(
    "--language",
    metavar="TAG",
    default=UNKNOWN_LANGUAGE,
    show_default=True,
    help="Language of the articles that do not say theirs, as en or pt-BR.",
)
@workspace_options
@click.pass_context
def command(ctx: click.Context, settings: Settings, paths: tuple[str, ...], language: str) -> None:
    """Load articles and annotated records into a store.

    \b
    PATH is a file, a folder with all that is in it, or a pattern:
      .txt            one article; its first line is the title, the file's
                      name the id
      .jsonl          articles or annotated records, one on each line
      .json           one of these, or a list of them
      .csv, .parquet  a table with a column "text" and, as far as there are
                      any, "id", "title", "language", "publisher", "author",
                      "url", "published_at", "license" and "group"; other
                      columns are kept as metadata
    Files may be packed (.jsonl.gz). A folder that `annotate export` wrote is
    loaded with its annotations.

    A record without an id gets one that is made from its text. Loading the
    same again changes nothing. What is refused is listed, and stops nothing
    else; then the exit code is 1.

    \b
    Example:
      annotate import articles/ labelled.jsonl --language en
    """
    if not any(map(matches, paths)):  # no store is made for nothing
        problems.show(select(paths).problems)
        ctx.exit(PROBLEMS)
    try:
        with closing(Workspace.open(settings)) as workspace, Progress("Loading") as progress:
            summary = load_paths(workspace, paths, progress, language)
    except KeyboardInterrupt:
        click.echo("\nStopped. What was loaded by now is kept; the same command again loads the rest.", err=True)
        ctx.exit(INTERRUPTED)
    problems.show(summary.problems)
    for sentence in summary.sentences():
        click.echo(sentence)
    if has_errors(summary.problems):
        ctx.exit(PROBLEMS)
