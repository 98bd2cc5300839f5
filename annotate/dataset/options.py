"""What an export may be asked for. The options are part of the manifest: same store and options, same bytes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from annotate.errors import AnnotateError

if TYPE_CHECKING:
    from annotate.dataset.candidates import KnownSplits

SPLITS = ("train", "validation", "test")
DEFAULT_KEY = "annotate"


class Source(StrEnum):
    """Which annotation set of an article is the reference."""

    AUTO = "auto"  # the adjudicated one, else the only submitted one
    ADJUDICATED = "adjudicated"
    SUBMITTED = "submitted"
    ANNOTATOR = "annotator"
    ALL = "all"  # every submitted or adjudicated set: a row for each


class GroupBy(StrEnum):
    """What more keeps articles together, beside their groups and near duplicates."""

    PUBLISHER = "publisher"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Ratios:
    """Shares of the splits, in the order of ``SPLITS``; they sum to 1."""

    shares: tuple[float, float, float] = (0.8, 0.1, 0.1)

    def __post_init__(self) -> None:
        sane = all(math.isfinite(share) and 0 <= share <= 1 for share in self.shares)
        if not sane or not math.isclose(sum(self.shares), 1, abs_tol=1e-9):
            raise AnnotateError(
                f"The ratios {', '.join(f'{share:g}' for share in self.shares)} do not sum to 1. "
                "Give the shares of train, validation and test, such as 0.8,0.1,0.1."
            )

    def without_test(self) -> Ratios:
        """For what a date leaves to train and validation."""
        train, validation, _ = self.shares
        both = train + validation
        return Ratios((train / both, validation / both, 0.0)) if both else Ratios((1.0, 0.0, 0.0))

    @classmethod
    def parse(cls, text: str) -> Ratios:
        """From ``0.8,0.1,0.1``; percentages or other weights that sum to 100 are taken too."""
        try:
            numbers = [float(part) for part in text.split(",")]
        except ValueError:
            numbers = []
        if len(numbers) != len(SPLITS):
            raise AnnotateError(
                f"{text!r} is not three numbers. Give the shares of train, validation and test: 0.8,0.1,0.1."
            )
        if math.isclose(sum(numbers), 100):
            numbers = [number / 100 for number in numbers]
        train, validation, test = numbers
        return cls((train, validation, test))


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """``annotator`` is read with ``Source.ANNOTATOR`` only. Empty ``languages`` mean all."""

    source: Source = Source.AUTO
    annotator: str | None = None
    ratios: Ratios = field(default_factory=Ratios)
    require_every_split: bool = False
    key: str = DEFAULT_KEY
    languages: tuple[str, ...] = ()
    near_duplicates: bool = True
    group_by: GroupBy | None = None
    test_from_date: str | None = None
    fixed_splits: Mapping[str, str] = field(default_factory=dict)
    without_text: bool = False
    earlier: KnownSplits | None = None
    """Splits of articles that must stay where they are. The result of earlier choices, it is no choice itself."""

    def __post_init__(self) -> None:
        if self.test_from_date is not None:
            try:
                date.fromisoformat(self.test_from_date)
            except ValueError:
                raise AnnotateError(f"{self.test_from_date!r} is no date. Give one such as 2024-05-31.") from None

    def to_record(self) -> dict[str, Any]:
        """As it stands in the manifest."""
        return {
            "from": f"annotator={self.annotator}" if self.source is Source.ANNOTATOR else str(self.source),
            "ratios": list(self.ratios.shares),
            "key": self.key,
            "languages": sorted(self.languages),
            "near_duplicates": self.near_duplicates,
            "group_by": None if self.group_by is None else str(self.group_by),
            "test_from_date": self.test_from_date,
            "fixed_splits": dict(sorted(self.fixed_splits.items())),
            "without_text": self.without_text,
        }


def parse_source(text: str) -> tuple[Source, str | None]:
    """``adjudicated``, ``submitted``, ``all``, ``auto`` or ``annotator=NAME``."""
    name, _, annotator = text.partition("=")
    if name == Source.ANNOTATOR and annotator:
        return Source.ANNOTATOR, annotator
    if name in set(Source) - {Source.ANNOTATOR} and not annotator:
        return Source(name), None
    raise AnnotateError(
        f"{text!r} is no choice of annotations. Give adjudicated, submitted, annotator=NAME, all or auto."
    )
