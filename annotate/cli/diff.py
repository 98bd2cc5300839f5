"""``annotate diff``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from annotate.dataset.diff import Change, Difference

SHOWN = 20


@click.command("diff")
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="All changes as one JSON object.")
@click.option("--all", "everything", is_flag=True, help=f"Every change, not only the first {SHOWN} of each kind.")
@click.pass_context
def command(ctx: click.Context, before: Path, after: Path, as_json: bool, everything: bool) -> None:
    """Tell two dataset folders apart.

    Lists articles, spans and relations that were added, removed or changed
    from BEFORE to AFTER, and the version bump that this calls for: major
    where old results can no longer be compared, minor where annotations
    were added or changed, patch for anything else. The exit code is 1
    where the two differ.

    \b
    Example:
      annotate diff exports/news-1.0.0 exports/news
    """
    from annotate.dataset.diff import Bump, diff  # noqa: PLC0415 - slow to import

    difference = diff(before, after)
    if as_json:
        click.echo(json.dumps(difference.to_record(), ensure_ascii=False, indent=2))
    else:
        for line in lines(difference, None if everything else SHOWN):
            click.echo(line)
    if difference.bump is not Bump.NONE:
        ctx.exit(1)


def lines(difference: Difference, limit: int | None) -> list[str]:
    """The difference for people."""
    old, new = difference.label_sets
    said = [] if old == new else [f"Label set: {' '.join(old)} → {' '.join(new)}"]
    for kind, count in difference.counts.items():
        said.append(f"{kind}: {count:,}")
        changes = [change for change in difference.changes if change.kind == kind]
        said += [f"  {_line(change)}" for change in changes[:limit]]
        if limit is not None and count > limit:
            said.append(f"  … and {count - limit:,} more (--all shows them)")
    versions = f" ({difference.version} → {difference.proposed_version})" if difference.version else ""
    return [*said, f"Version bump: {difference.bump}{versions}"] if said else ["Nothing differs."]


def _line(change: Change) -> str:
    item = f" {change.item}" if change.item else ""
    if change.before is not None and change.after is not None:
        return f"{change.article_id}{item}: {change.before} → {change.after}"
    only = change.before or change.after
    return f"{change.article_id}{item}{f': {only}' if only else ''}"
