"""``annotate export``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotate.cli import problems
from annotate.cli.opening import require_store
from annotate.cli.options import workspace_options
from annotate.cli.progress import Progress
from annotate.dataset.reasons import idle_in_words, is_open_choice, left_out_in_words
from annotate.settings import Settings

if TYPE_CHECKING:
    from annotate.dataset.build import Release
    from annotate.dataset.options import ExportOptions

DEFAULT_RATIOS = "0.8,0.1,0.1"


@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "source",
    metavar="CHOICE",
    default="auto",
    show_default=True,
    help="Which annotations are the reference: adjudicated, submitted, annotator=NAME or all. "
    "auto takes the adjudicated set, else the only submitted one.",
)
@click.option("--ratios", metavar="A,B,C", help=f"Shares of train, validation and test.  [default: {DEFAULT_RATIOS}]")
@click.option("--key", metavar="TEXT", help="Another key deals the articles to the splits anew.")
@click.option(
    "--group-by",
    type=click.Choice(["publisher", "date"]),
    help="Keep all articles of a publisher, or of a day, in one split too.",
)
@click.option("--test-from-date", metavar="DATE", help="Articles published on this day or later are the test split.")
@click.option(
    "--splits",
    "fixed",
    type=click.Path(path_type=Path),
    help="A file with an article's id, a tab and its split on each line.",
)
@click.option(
    "--language", "languages", metavar="TAG", multiple=True, help="Only articles in this language. May be repeated."
)
@click.option("--without-text", is_flag=True, help="Offsets and hashes only; see `annotate rehydrate`.")
@click.option("--release", is_flag=True, help="Give the export a version and a changelog; see `annotate diff`.")
@workspace_options
@click.pass_context
def command(ctx: click.Context, /, settings: Settings, folder: Path, release: bool, **given: Any) -> None:
    """Write a Hugging Face dataset folder.

    FOLDER is made, or replaced where it is an earlier export; what was
    there stays whole until the new one is finished and has been loaded
    with `datasets`. The annotations are checked first: where one has an
    error, nothing is written, the errors are listed, and the exit code
    is 1.

    Articles of one group and near duplicates are never in different
    splits, and an article stays in its split when others are added.

    \b
    Examples:
      annotate export exports/news
      annotate export exports/news --from annotator=ann --ratios 0.7,0.1,0.2
    """
    from annotate.dataset.survey import ExportRefusedError  # noqa: PLC0415 - slow to import
    from annotate.workspace.exporting import export  # noqa: PLC0415
    from annotate.workspace.workspace import open_workspace  # noqa: PLC0415

    options = build_options(given)
    require_store(settings.store_url)
    workspace = open_workspace(settings)
    try:
        with _Bars() as bars:
            made = export(workspace, folder, options, bars, release=release)
    except ExportRefusedError as refusal:
        problems.show(replace(problem, file=problem.article_id) for problem in refusal.problems)
        click.echo(refusal.summary, err=True)
        ctx.exit(1)
    for line in summary(made):
        click.echo(line)


def build_options(given: Mapping[str, Any]) -> ExportOptions:
    """The command's options as one object. Raises AnnotateError where they make no sense."""
    from annotate.dataset.options import DEFAULT_KEY, ExportOptions, GroupBy, Ratios, parse_source  # noqa: PLC0415
    from annotate.dataset.split_list import read_split_list  # noqa: PLC0415

    source, annotator = parse_source(given["source"])
    return ExportOptions(
        source=source,
        annotator=annotator,
        ratios=Ratios.parse(given["ratios"] or DEFAULT_RATIOS),
        require_every_split=given["ratios"] is not None,
        key=given["key"] if given["key"] is not None else DEFAULT_KEY,
        languages=given["languages"],
        group_by=GroupBy(given["group_by"]) if given["group_by"] else None,
        test_from_date=given["test_from_date"],
        without_text=given["without_text"],
        fixed_splits=read_split_list(given["fixed"]) if given["fixed"] else {},
    )


def summary(release: Release) -> list[str]:
    """What was written and what was left out, in a few lines."""
    version = release.manifest.get("release", {}).get("version")
    lines = [f"Wrote {release.folder}{f', version {version}' if version else ''}"]
    for config, splits in release.rows.items():
        counts = ", ".join(f"{rows:,} {split}" for split, rows in splits.items())
        lines.append(f"  {config:12} {counts}")
    left_out = release.manifest["left_out"]
    if left_out["count"]:
        lines.append(left_out_in_words(left_out["reasons"]))
        if any(map(is_open_choice, left_out["reasons"])):
            lines.append(
                "Where an article has several sets, --from annotator=NAME chooses one, --from all takes them all."
            )
    if release.idle:
        lines.append(idle_in_words(release.idle))
    lines += [
        f"Moved from {moved['from']} to {moved['to']}: {moved['article_id']}, which joined another group."
        for moved in release.manifest["splits"]["moved"]
    ]
    lines.append(f'Load it: load_dataset("{release.folder}")')
    return lines


class _Bars:
    """A progress line for each stage."""

    def __init__(self) -> None:
        self._stage: str | None = None
        self._progress: Progress | None = None

    def __enter__(self) -> _Bars:
        return self

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self._end()
            self._stage, self._progress = stage, Progress(str(stage))
        if self._progress:
            self._progress(done, total)

    def __exit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        if self._progress:
            self._progress.__exit__(None, None, None)
            self._progress = None
