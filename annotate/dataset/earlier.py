"""What stands where an export is to go: nothing, an earlier export of ours, or something that must not be touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from annotate.dataset.candidates import KnownSplits
from annotate.dataset.manifest import CARD, CHANGELOG, MANIFEST, PEOPLES, read_manifest
from annotate.dataset.manifest_schema import well_formed
from annotate.dataset.options import ExportOptions
from annotate.errors import AnnotateError

_CLUTTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_SPLITTING = ("ratios", "key", "near_duplicates", "group_by", "test_from_date")


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier export. ``manifest`` is not read whole; ``card`` and ``changelog`` are None where there is none.
    ``stamp`` tells it from one that is written over it.
    """

    folder: Path
    manifest: Mapping[str, Any]
    card: str | None
    changelog: str | None
    stamp: tuple[int, int, int] | None

    @property
    def version(self) -> str | None:
        """The version, where the export was a release."""
        release = self.manifest.get("release")
        return release["version"] if release else None

    @property
    def is_well_formed(self) -> bool:
        """Whether its manifest says all that this version relies on."""
        return well_formed(self.manifest)

    def splits_for(self, options: ExportOptions) -> KnownSplits:
        """The split of every article, where it was made with the same options as these."""
        record, before = options.to_record(), self.manifest.get("options", {})
        if any(record[name] != before.get(name) for name in _SPLITTING):
            return KnownSplits.of({})
        return known_splits_of(self.folder, self.manifest)


def known_splits_of(folder: Path, manifest: Mapping[str, Any]) -> KnownSplits:
    """The split of every article of a dataset folder, in columns."""
    return KnownSplits.joined(_ids_by_split(folder, manifest))


def splits_of(folder: Path, manifest: Mapping[str, Any]) -> dict[str, str]:
    """The split of every article of a dataset folder."""
    return {article: split for ids, split in _ids_by_split(folder, manifest) for article in ids.to_pylist()}


def _ids_by_split(folder: Path, manifest: Mapping[str, Any]) -> Iterator[tuple[pa.Array, str]]:
    for split, record in manifest["configs"]["annotations"]["splits"].items():
        for file in record["files"]:
            try:
                ids = pq.read_table(folder / file, columns=["article_id"])["article_id"]
            except (OSError, ValueError) as error:
                raise AnnotateError(f"The earlier export cannot be read: {folder / file}: {error}") from error
            yield pc.unique(ids), split


def earlier_release(target: Path) -> Earlier | None:
    """The earlier export at ``target``, None where there is nothing. Refuses what is not ours."""
    if target.is_symlink():
        raise AnnotateError(f"{target} is a symbolic link. Export to the folder that it points to: {target.resolve()}")
    if not target.exists():
        return None
    if not target.is_dir():
        raise AnnotateError(f"{target} is a file. Give the name of a folder that does not exist yet.")
    stamp, manifest = _stamp(target), read_manifest(target, whole=False)
    if manifest is None:
        if next(_files(target), None) is None:
            return None
        raise AnnotateError(
            f"{target} is not empty and is no earlier export. It was left as it is. Give the name of another folder."
        )
    _refuse_strange(target, manifest)
    return Earlier(target, manifest, _text(target / CARD), _text(target / CHANGELOG), stamp)


def _refuse_strange(target: Path, manifest: Mapping[str, Any], place: Path | None = None) -> None:
    strange = sorted(files_in(place or target) - set(manifest["files"]) - PEOPLES)
    if strange:
        raise AnnotateError(
            f"{target} holds files that are no part of the earlier export and would be lost: {', '.join(strange[:5])}"
            f"{' …' if len(strange) > 5 else ''}. Move them elsewhere, or export to another folder."
        )


def refuse_changed(target: Path, earlier: Earlier | None, place: Path) -> None:
    """Raises AnnotateError where ``target``, which lies at ``place`` now, is not as it was found, so that nobody's work
    is lost.
    """
    if earlier is None:
        is_same = not place.is_symlink() and (not place.exists() or (place.is_dir() and not any(_files(place))))
    else:
        texts = (_text(place / CARD), _text(place / CHANGELOG))
        is_same = _stamp(place) == earlier.stamp and texts == (earlier.card, earlier.changelog)
        if is_same:
            _refuse_strange(target, earlier.manifest, place)
    if not is_same:
        raise AnnotateError(
            f"{target} was changed while the export was made, by somebody else or another export. It was left as it is "
            "now. Export again."
        )


def _stamp(folder: Path) -> tuple[int, int, int] | None:
    try:
        found = (folder / MANIFEST).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8") if path.is_file() else None
    except UnicodeDecodeError as error:
        raise AnnotateError(
            f"{path} is not UTF-8, so its text cannot be kept: {error}. Put it right or remove it."
        ) from error


def files_in(folder: Path) -> set[str]:
    """All files of a folder but what desktops leave behind, relative to it."""
    return {path.relative_to(folder).as_posix() for path in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    paths = (path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
    return (path for path in paths if path.name not in _CLUTTER)
