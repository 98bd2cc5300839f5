"""Which annotation sets are exported, which of them are the reference, and what is left out and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from annotate.bulk import Bulk
from annotate.dataset.options import ExportOptions, Source
from annotate.dataset.reasons import OTHER_LABEL_SET
from annotate.model import Status


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An annotation set, or (with ``annotator`` None) a whole article, that is not among the reference rows."""

    article_id: str
    annotator: str | None
    status: str | None
    reason: str

    @property
    def is_absent(self) -> bool:
        """Whether the config ``annotations`` does not hold it either."""
        unfinished = self.annotator is None or self.status == Status.IN_PROGRESS
        return unfinished or self.reason.startswith(OTHER_LABEL_SET)

    def to_record(self) -> dict[str, str | None]:
        return {
            "article_id": self.article_id,
            "annotator": self.annotator,
            "status": self.status,
            "reason": self.reason,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> LeftOut:
        return cls(record["article_id"], record["annotator"], record["status"], record["reason"])


@dataclass(frozen=True, slots=True)
class Selection:
    """Over the rows of ``Bulk.sets``: ``kept`` go into ``annotations``, ``reference`` into the other configs."""

    kept: npt.NDArray[np.bool_]
    reference: npt.NDArray[np.bool_]
    left_out: tuple[LeftOut, ...]


_FACTS = ("article_id", "annotator", "status", "label_set_name", "skipped")


class _Set(NamedTuple):
    row: int
    article_id: str
    annotator: str
    status: str
    label_set: str
    skipped: int


def select(bulk: Bulk, options: ExportOptions, label_set: str) -> Selection:
    """Chooses among the annotation sets of every article of the batch, those made with the label set of this name."""
    kept: list[int] = []
    reference: list[int] = []
    left_out: list[LeftOut] = []
    by_article, choose, unfinished = _sets_by_article(bulk), _REFERENCE[options.source], str(Status.IN_PROGRESS)
    articles = zip(bulk.articles["id"].to_pylist(), bulk.articles["language"].to_pylist(), strict=True)
    for article_id, language in articles:
        sets = by_article.get(article_id, [])
        if options.languages and not _wanted(language, options.languages):
            left_out.append(LeftOut(article_id, None, None, f"language {language}"))
            continue
        if not sets:
            left_out.append(LeftOut(article_id, None, None, "not annotated"))
        finished = [s for s in sets if s.label_set == label_set and s.status != unfinished]
        if len(finished) < len(sets):
            left_out += [_left_out(s, OTHER_LABEL_SET + s.label_set) for s in sets if s.label_set != label_set]
            unused = [s for s in sets if s.label_set == label_set and s not in finished]
            left_out += [_left_out(s, "skipped" if s.skipped else "in progress") for s in unused]
        chosen, reason = choose(finished, options.annotator)
        kept += [s.row for s in finished]
        reference += [s.row for s in chosen]
        if len(chosen) < len(finished):
            left_out += [_left_out(s, reason) for s in finished if s not in chosen]
    return Selection(_flags(kept, len(bulk.sets)), _flags(reference, len(bulk.sets)), tuple(left_out))


def _flags(rows: list[int], count: int) -> npt.NDArray[np.bool_]:
    flags = np.zeros(count, np.bool_)
    flags[rows] = True
    return flags


def _sets_by_article(bulk: Bulk) -> dict[str, list[_Set]]:
    columns = (bulk.sets[name].to_pylist() for name in _FACTS)
    sets = [_Set(row, *facts) for row, facts in enumerate(zip(*columns, strict=True))]
    return {article_id: list(group) for article_id, group in groupby(sets, lambda s: s.article_id)}


def _wanted(language: str, languages: Sequence[str]) -> bool:
    # "pt" takes pt-BR too; "pt-BR" only itself.
    return any(
        language.lower() == wanted.lower() or language.lower().startswith(wanted.lower() + "-") for wanted in languages
    )


def _left_out(annotations: _Set, reason: str) -> LeftOut:
    return LeftOut(annotations.article_id, annotations.annotator, annotations.status, reason)


Chosen = tuple[list[_Set], str]
"""The reference sets of an article, and why the others are not."""


def _only(sets: list[_Set], status: Status) -> Chosen:
    of_status = [s for s in sets if s.status == status]
    if len(of_status) > 1:
        return [], f"{len(of_status)} {status} sets and nothing to choose between them"
    return of_status, f"not the {status} set" if of_status else f"not {status}"


def _auto(sets: list[_Set], _annotator: str | None) -> Chosen:
    if any(s.status == Status.ADJUDICATED for s in sets):
        return _only(sets, Status.ADJUDICATED)
    return _only(sets, Status.SUBMITTED)


def _of_annotator(sets: list[_Set], annotator: str | None) -> Chosen:
    return [s for s in sets if s.annotator == annotator], "another annotator"


_REFERENCE: dict[Source, Callable[[list[_Set], str | None], Chosen]] = {
    Source.AUTO: _auto,
    Source.ADJUDICATED: lambda sets, _: _only(sets, Status.ADJUDICATED),
    Source.SUBMITTED: lambda sets, _: _only(sets, Status.SUBMITTED),
    Source.ANNOTATOR: _of_annotator,
    Source.ALL: lambda sets, _: (sets, ""),
}
