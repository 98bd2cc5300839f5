"""``annotate status``."""

from __future__ import annotations

from collections import Counter

import click

from annotate.cli.opening import existing_store
from annotate.cli.options import store_option
from annotate.settings import Settings
from annotate.store import SetRow


@click.command("status")
@store_option
def command(store: str | None) -> None:
    """Tell what a store holds.

    \b
    Example:
      annotate status --store sqlite:///annotate.db
    """
    url = Settings.read(store).store_url
    with existing_store(url) as opened:
        articles = opened.articles(limit=1).total
        sets = opened.sets()
        revision = opened.revision()
    click.echo(f"Articles         {articles:8,}")
    click.echo(f"Annotation sets  {len(sets):8,}")
    for status, count in sorted(Counter(map(_status, sets)).items()):
        click.echo(f"  {status.replace('_', ' '):14} {count:8,}")
    click.echo(f"Annotators       {len({row.annotator for row in sets}):8,}")
    click.echo(f"Spans            {sum(row.spans for row in sets):8,}")
    click.echo(f"Relations        {sum(row.relations for row in sets):8,}")
    click.echo(f"Revision         {revision:8,}")


def _status(row: SetRow) -> str:
    return str(row.status) if row.skipped_reason is None else "skipped"
