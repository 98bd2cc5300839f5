"""``annotate backup``."""

from __future__ import annotations

from pathlib import Path

import click

from annotate.cli.opening import existing_store
from annotate.cli.options import store_option
from annotate.settings import Settings


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@store_option
def command(file: Path, store: str | None) -> None:
    """Copy a store while it is in use.

    Never copy the database's file yourself while the app runs: what was saved
    last may lie in another file beside it. FILE must not be there yet.

    \b
    Example:
      annotate backup backups/monday.db
    """
    with existing_store(Settings.read(store).store_url) as opened:
        opened.backup(file)
    click.echo(f"Copied the store to {file}. Open it with --store sqlite:///{file}")
