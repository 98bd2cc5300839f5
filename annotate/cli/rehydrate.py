"""``annotate rehydrate``."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.opening import existing_store
from annotate.cli.options import store_option
from annotate.settings import Settings

SHOWN = 20


@click.command("rehydrate")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@store_option
@click.pass_context
def command(ctx: click.Context, folder: Path, target: Path, store: str | None) -> None:
    """Put texts back into a dataset exported without them.

    The texts come from the articles of a store, whatever their ids: those
    whose SHA-256 is the one that FOLDER tells. TARGET becomes a dataset
    with every config. Articles whose texts are not found are left out and
    listed; then the exit code is 1.

    \b
    Example:
      annotate import texts/
      annotate rehydrate downloaded/news exports/news
    """
    from annotate.cli.export import summary  # noqa: PLC0415
    from annotate.workspace.rehydrating import rehydrate_from  # noqa: PLC0415 - slow to import

    with existing_store(Settings.read(store).store_url) as opened:
        made = rehydrate_from(opened, folder, target)
    for line in summary(made.release):
        click.echo(line)
    if made.missing:
        click.echo(f"Not found: the texts of {len(made.missing):,} articles.", err=True)
        for article_id in made.missing[:SHOWN]:
            click.echo(f"  {article_id}", err=True)
        ctx.exit(1)
