"""Versions of a dataset: which comes next, and what its changelog says."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from annotate.dataset.diff import Bump, Difference, bumped, diff
from annotate.dataset.earlier import Earlier
from annotate.dataset.features import ARTICLES
from annotate.errors import AnnotateError
from annotate.model import Record

FIRST = "1.0.0"
_TITLE = "# Changelog\n"


@dataclass(frozen=True, slots=True)
class ReleaseNotes:
    """What makes an export a release. ``changelog`` is the whole file; ``changes`` count, by kind, what differs from
    the release before; ``earlier`` are the releases before it, as ``releases_of`` gives them.
    """

    version: str
    date: str
    changelog: str
    changes: Mapping[str, int] = field(default_factory=dict)
    earlier: Sequence[Record] = ()

    def to_record(self) -> Record:
        """As it stands in the manifest."""
        return {
            "version": self.version,
            "date": self.date,
            "changes": dict(self.changes),
            "earlier": list(self.earlier),
        }


def releases_of(manifest: Mapping[str, Any]) -> list[Record]:
    """The release that a manifest describes and those before it, the newest first; empty where it is none."""
    release = manifest.get("release")
    if release is None:
        return []
    this = {
        "version": release["version"],
        "date": release["date"],
        "store_revision": manifest.get("store_revision"),
        "articles": article_count(manifest),
        "changes": release.get("changes", {}),
    }
    return [this, *release.get("earlier", ())]


def article_count(manifest: Mapping[str, Any]) -> int:
    """How many articles have reference rows, by a well-formed manifest."""
    rows: int = sum(split["rows"] for split in manifest["configs"][ARTICLES]["splits"].values())
    # Of some articles there are only sets beside the reference; of others there may be several reference rows.
    return int(min(rows, sum(manifest["splits"]["articles"].values())))


def refuse_unreleased(target: Path, earlier: Earlier | None) -> None:
    """A release is replaced by another release only. Raises AnnotateError."""
    if earlier is not None and earlier.version is not None:
        raise AnnotateError(
            f"{target} is the release {earlier.version}. Export to another folder, or make its next release: --release"
        )


def release_notes(earlier: Earlier | None, folder: Path, environment: Mapping[str, str] = os.environ) -> ReleaseNotes:
    """The next version of an earlier export, from what differs between it and the finished ``folder``."""
    today = release_date(environment)
    if earlier is None or earlier.version is None:
        return ReleaseNotes(FIRST, today, f"{_TITLE}\n## {FIRST} ({today})\n\n- First release.\n")
    changelog = earlier.changelog or _TITLE
    difference = diff(earlier.folder, folder, listed=False)
    if difference.bump is Bump.NONE:
        before = earlier.manifest["release"]
        return ReleaseNotes(
            earlier.version, before["date"], changelog, before.get("changes", {}), before.get("earlier", ())
        )
    version = bumped(earlier.version, difference.bump)
    entry = f"## {version} ({today})\n\n{_listed(difference)}\n"
    head, title, rest = changelog.partition(_TITLE)
    changelog = f"{head}{title}\n{entry}{rest}" if title else f"{_TITLE}\n{entry}\n{changelog}"
    return ReleaseNotes(version, today, changelog, difference.counts, releases_of(earlier.manifest))


def _listed(difference: Difference) -> str:
    old, new = difference.label_sets
    lines = [f"- label set: {' '.join(old)} → {' '.join(new)}"] if old != new else []
    lines += [f"- {kind}: {count:,}" for kind, count in difference.counts.items()]
    return "\n".join(lines or ["- label set: other words"])


def release_date(environment: Mapping[str, str]) -> str:
    """Today, or the day that SOURCE_DATE_EPOCH names, in UTC."""
    epoch = environment.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC).date().isoformat()
    try:
        day: date = datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        raise AnnotateError(f"SOURCE_DATE_EPOCH is {epoch!r}, which is no number of seconds.") from None
    return day.isoformat()
