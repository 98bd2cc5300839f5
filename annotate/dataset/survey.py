"""The first look at all data: is it fit to be exported, what is selected, and what must stay together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from annotate.bulk import Bulk
from annotate.dataset.background import ahead
from annotate.dataset.candidates import COLUMNS, Candidates
from annotate.dataset.fingerprints import Fingerprints
from annotate.dataset.left_out import LeftOutList
from annotate.dataset.near_duplicates import signed
from annotate.dataset.options import ExportOptions, Source
from annotate.dataset.reasons import in_words
from annotate.dataset.selection import Selection, select
from annotate.errors import AnnotateError
from annotate.label_set import LabelSet
from annotate.problems import Problem, has_errors
from annotate.validation.versions import holds_under
from annotate.validation.words import counted

Check = Callable[[Bulk, Selection], Sequence[Problem]]
"""Finds what forbids the export of the selected sets."""

Keep = Callable[[Sequence[tuple[str, bytes]]], None]
"""Told the signatures that had to be worked out, by article, so that they need not be again."""

PutDown = Callable[[Bulk, Selection], None]
"""Given what is fit to be exported, for the store is read only once."""

SHOWN = 20


class ExportRefusedError(AnnotateError):
    """The data has problems; ``problems`` lists them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        articles = len({problem.article_id for problem in problems})
        self.problems = tuple(problems)
        self.summary = (
            f"Nothing was exported: {counted(len(problems), 'error')} in the annotations of "
            f"{counted(articles, 'article')}. Put them right in the editor and submit again."
        )
        listed = "\n".join(f"  {p.article_id}: {p.message} [{p.code}]" for p in problems[:SHOWN])
        more = f"\n  … and {len(problems) - SHOWN:,} more" if len(problems) > SHOWN else ""
        super().__init__(f"{self.summary}\n{listed}{more}")


@dataclass
class Survey:
    """What the first pass found out."""

    articles: int = 0
    references: int = 0
    exported: list[pa.Table] = field(default_factory=list)
    left_out: LeftOutList = field(default_factory=LeftOutList)

    def candidates(self) -> Candidates:
        """The articles that are exported."""
        return Candidates.of(self.exported)


def survey(
    batches: Iterable[Bulk],
    label_set: LabelSet,
    options: ExportOptions,
    *,
    check: Check,
    fingerprints: Fingerprints,
    keep: Keep,
    put_down: PutDown,
    on_batch: Callable[[int], None],
) -> Survey:
    """Looks at every article once. Raises AnnotateError where the data cannot be exported."""
    found = Survey()
    problems: list[Problem] = []
    with ahead(_selected(batches, label_set.name, options)) as coming:
        for bulk, selection in coming:
            _check_versions(bulk.sets.filter(pa.array(selection.kept)), label_set)
            problems += [problem for problem in check(bulk, selection) if has_errors([problem])]
            found.articles += len(bulk.articles)
            found.references += int(selection.reference.sum())
            found.left_out.add(selection.left_out)
            is_exported = _is_exported(bulk, selection)
            found.exported.append(bulk.articles.select(COLUMNS).filter(is_exported))
            if options.near_duplicates:
                _sign(bulk, is_exported, fingerprints, keep)
            if not problems:
                put_down(bulk, selection)
            on_batch(found.articles)
    if problems:
        raise ExportRefusedError(problems)
    _check_not_empty(found, options)
    return found


def _selected(batches: Iterable[Bulk], label_set: str, options: ExportOptions) -> Iterator[tuple[Bulk, Selection]]:
    for bulk in batches:
        yield bulk, select(bulk, options, label_set)


def _is_exported(bulk: Bulk, selection: Selection) -> pa.ChunkedArray:
    """Which articles have a kept annotation set."""
    ids = bulk.sets["article_id"].filter(pa.array(selection.kept))
    return pc.is_in(bulk.articles["id"], value_set=ids.combine_chunks())


def _sign(bulk: Bulk, is_exported: pa.ChunkedArray, fingerprints: Fingerprints, keep: Keep) -> None:
    kept = None if bulk.signatures is None else bulk.signatures.filter(is_exported)
    found, new = signed(bulk.articles["text"].filter(is_exported), kept)
    fingerprints.add(found)
    if len(new):
        ids = bulk.articles["id"].filter(is_exported).take(pa.array(new)).to_pylist()
        keep([(article_id, found[place].tobytes()) for article_id, place in zip(ids, new.tolist(), strict=True)])


def _check_versions(sets: pa.Table, label_set: LabelSet) -> None:
    for version in sorted(pc.unique(sets["label_set_version"]).to_pylist()):
        if not holds_under(version, label_set.version):
            raise AnnotateError(
                f"The store holds annotations made with {label_set.name} {version}, but the label set given is "
                f"{label_set.name} {label_set.version}, which may read them otherwise. Nothing was exported. "
                "Give the label set that they were made with (--label-set PATH), or take them to this one "
                "(annotate label-set migrate)."
            )


def _check_not_empty(found: Survey, options: ExportOptions) -> None:
    if not found.articles:
        raise AnnotateError(
            "The store holds no articles, so there is nothing to export. Load some: annotate import PATH"
        )
    if not found.references:
        wanted = {
            Source.ADJUDICATED: "an adjudicated annotation set",
            Source.ANNOTATOR: f"a submitted annotation set by {options.annotator}",
        }.get(options.source, "a submitted or adjudicated annotation set to choose")
        reasons = [in_words(reason, count) for reason, count in sorted(found.left_out.reasons.items())]
        raise AnnotateError(
            f"Of {counted(found.articles, 'article')}, none has {wanted}, so there is nothing to export "
            f"({'; '.join(reasons)}). Submit some in the editor, or choose others with --from."
        )
