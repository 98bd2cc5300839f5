"""The folder of exported datasets."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EXPORTS = Path("exports")
MAX_ZIP = 300_000_000
"""Bytes of a dataset that are offered as a download, which is made in memory; larger ones are copied as they are."""

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Dataset:
    """One exported folder."""

    folder: Path
    manifest: Mapping[str, Any]
    modified: float

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    @property
    def version(self) -> str | None:
        """The version, where the export was a release."""
        release = self.manifest.get("release")
        return str(release["version"]) if release else None

    @property
    def changelog(self) -> str | None:
        """What changed from release to release, newest first."""
        try:
            return (self.folder / "CHANGELOG.md").read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    @property
    def releases(self) -> list[dict[str, Any]]:
        """This release and those before it, as records, the newest first; none where the export is no release."""
        from annotate.dataset.releasing import releases_of  # noqa: PLC0415 - slow to import

        return releases_of(self.manifest)

    @property
    def articles(self) -> int:
        """How many articles have reference rows."""
        from annotate.dataset.releasing import article_count  # noqa: PLC0415 - slow to import

        return article_count(self.manifest)

    @property
    def rows(self) -> dict[str, dict[str, int]]:
        """Rows by config and split."""
        configs = self.manifest["configs"]
        return {
            name: {split: record["rows"] for split, record in config["splits"].items()}
            for name, config in configs.items()
        }

    def zipped(self) -> bytes:
        """The folder as a zip file. Parquet is compressed already, so nothing is compressed again."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for path in sorted(self.folder.rglob("*")):
                if path.is_file():
                    archive.write(path, Path(self.folder.name) / path.relative_to(self.folder))
        return out.getvalue()


def complaint(name: str) -> str | None:
    """What is wrong with a folder's name; None where it will do."""
    if _NAME.fullmatch(name):
        return None
    return (
        "Please name the folder with up to 100 letters, digits, hyphens, underscores and dots, "
        "and begin and end with a letter or digit."
    )


def datasets() -> list[Dataset]:
    """All exported datasets that this version can read, the latest first."""
    found = map(dataset_in, EXPORTS.glob("[!.]*"))  # hidden ones are exports under way
    return sorted(filter(None, found), key=lambda dataset: (-dataset.modified, dataset.folder.name))


def dataset_in(folder: Path) -> Dataset | None:
    """The dataset in a folder; None where there is none that this version can read."""
    from annotate.dataset.manifest import MANIFEST, read_manifest  # noqa: PLC0415 - slow to import
    from annotate.dataset.manifest_schema import well_formed  # noqa: PLC0415

    manifest = read_manifest(folder, whole=False)
    if manifest is None or not well_formed(manifest):
        return None
    return Dataset(folder, manifest, (folder / MANIFEST).stat().st_mtime)
