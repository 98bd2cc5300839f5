"""``annotate push``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("push")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("repository")
@click.option("--public", is_flag=True, help="Let everybody read it. Without this, the repository is private.")
@click.option("--dry-run", is_flag=True, help="Check the folder and list the files, and ask nothing of the network.")
def command(folder: Path, repository: str, public: bool, dry_run: bool) -> None:
    """Upload a dataset folder to the Hugging Face Hub.

    REPOSITORY is made where it is not there yet. All files arrive in one
    commit or none does; Parquet files of an earlier push that FOLDER does
    not have are removed in the same commit. The card there is replaced by
    that of FOLDER.

    The token is the one of `hf auth login`, or in HF_TOKEN. With
    HF_HUB_DISABLE_XET=1 files go by plain HTTP, where a proxy or a Hub of
    your own does not take the faster way, Xet.

    \b
    Examples:
      annotate push exports/news newsroom/press-statements --dry-run
      annotate push exports/news newsroom/press-statements
    """
    from annotate.dataset.pushing import push, upload_of  # noqa: PLC0415 - slow to import

    upload = upload_of(folder, repository)
    if dry_run:
        for path, size in upload.files.items():
            click.echo(f"{size:>13,}  {path}")
        readers = "everybody" if public else "whoever may see the repository (a new one is private)"
        click.echo(f"{upload.size:>13,}  bytes in all, as one commit to {repository}, for {readers}: {upload.message}")
        return
    pushed = push(upload, public=public)
    for path in pushed.removed:
        click.echo(f"Removed {path}, which this export does not have.")
    click.echo(f"Pushed {len(upload.files):,} files to {pushed.url} ({'private' if pushed.private else 'public'})")
    click.echo(f'Load it: load_dataset("{repository}")')
