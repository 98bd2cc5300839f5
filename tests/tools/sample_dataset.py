"""Makes ``exports/sample`` anew from the samples of the news label set: ``python -m tests.tools.sample_dataset``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from annotate.dataset.build import Release
from annotate.dataset.options import ExportOptions, Ratios
from annotate.dataset.swap import put_in_place
from annotate.settings import Settings
from annotate.workspace.exporting import export
from annotate.workspace.loading import load_samples
from annotate.workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
LABEL_SET = ROOT / "schemas" / "news"
SAMPLE = ROOT / "exports" / "sample"
OPTIONS = ExportOptions(ratios=Ratios((0.6, 0.2, 0.2)), key="pilot", require_every_split=True)
"""With this key, five articles fill every split."""


def build_sample(folder: Path, store: Path) -> Release:
    """Loads the samples into a new store and exports them, as people do."""
    settings = Settings(store_url=f"sqlite:///{store}", label_set=LABEL_SET)
    workspace = Workspace.open(settings)
    try:
        load_samples(workspace, LABEL_SET)
        return export(workspace, folder, OPTIONS)
    finally:
        workspace.close()


def main() -> None:
    """Replaces the sample; the card's own words are written anew too."""
    with tempfile.TemporaryDirectory(dir=SAMPLE.parent) as beside:
        folder = Path(beside) / "sample"
        build_sample(folder, Path(beside) / "store.db")
        put_in_place(folder, SAMPLE, lambda _old: None)


if __name__ == "__main__":
    main()
