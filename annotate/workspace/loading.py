"""Loading articles and annotated records into a store, from files, uploads and pasted text."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotate.errors import AnnotateError
from annotate.importers import FORMATS, Found, Maker, Place, Raw, Reading, Source, codes, select
from annotate.importers.reading import unreadable
from annotate.model import UNKNOWN_LANGUAGE, AnnotatedArticle, Article
from annotate.problems import Problem, has_errors
from annotate.rules import RULES
from annotate.settings import Settings
from annotate.store import Loaded, Outcome, Store
from annotate.validation.words import counted, listed, printable
from annotate.workspace.workspace import Workspace

SUFFIXES = (*FORMATS, ".gz")
"""Endings of the names of files that can be loaded."""

SAMPLES = "samples"
"""The folder of records beside a label set."""

MAX_PROBLEMS = 1_000
"""A summary lists so many problems, and counts the others."""

Progress = Callable[[int, int], None]
"""Told how much is done, and of how much."""


@dataclass(slots=True)
class Summary:
    """What became of everything that was to be loaded.

    ``skipped`` counts files of other kinds in folders, ``passed_over`` samples of other label sets; ``remarks`` are
    sentences on what else there is to know.
    """

    loaded: int = 0
    unchanged: int = 0
    refused: int = 0
    annotated: int = 0  # of those loaded
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0  # beyond those listed
    skipped: Counter[str] = field(default_factory=Counter)
    passed_over: int = 0
    remarks: list[str] = field(default_factory=list)

    def note(self, problems: Iterable[Problem]) -> None:
        """Lists the problems while there is room, then counts them."""
        for problem in problems:
            if len(self.problems) < MAX_PROBLEMS:
                self.problems.append(problem)
            else:
                self.more_problems += 1

    def sentences(self) -> list[str]:
        """What became of it, in words."""
        said = [f"{self._counts()}."]
        if self.skipped:
            kinds = listed((f"{kind or 'no ending'} ({count:,})" for kind, count in self.skipped.most_common()), "and")
            said.append(f"Skipped {counted(self.skipped.total(), 'file')} of other kinds: {kinds}.")
        if self.more_problems:
            said.append(f"{self.more_problems:,} more problems are not listed.")
        return said + self.remarks

    def _counts(self) -> str:
        annotated = f" ({self.annotated:,} with annotations)" if self.annotated else ""
        counts = (
            (self.loaded, f"loaded{annotated}"),
            (self.unchanged, "unchanged"),
            (self.refused, "refused"),
        )
        return ", ".join(f"{count:,} {word}" for count, word in counts if count) or "Nothing to load"


def load_paths(
    workspace: Workspace,
    paths: Iterable[str | Path],
    on_progress: Progress | None = None,
    language: str = UNKNOWN_LANGUAGE,
) -> Summary:
    """Loads files, folders with all that is in them, and patterns. A bad record never stops the good ones."""
    summary, datasets = Summary(), list[Path]()
    _load(workspace, _found(workspace, paths, summary, on_progress, language, datasets=datasets), summary)
    if not summary.refused:
        for folder in datasets:
            _go_on_from(workspace.store, folder)
    return summary


def _go_on_from(store: Store, folder: Path) -> None:
    """A store that holds what was exported, and nothing else, is at the revision of that export."""
    # Pages and commands start without `datasets`.
    from annotate.dataset.origin import Origin, counts_of  # noqa: PLC0415
    from annotate.dataset.read import require_manifest  # noqa: PLC0415

    manifest = require_manifest(folder, whole=True)
    origin = Origin.of(folder, manifest)
    if origin.revision is not None:
        articles, sets = counts_of(manifest)
        store.adopt(origin.revision, articles=articles, sets=sets, origin=origin.to_record())


def load_uploads(
    workspace: Workspace,
    uploads: Iterable[tuple[str, bytes]],
    on_progress: Progress | None = None,
    language: str = UNKNOWN_LANGUAGE,
) -> Summary:
    """Loads files that were uploaded: (name, content) each."""
    summary = Summary()
    sources = [Source.from_bytes(name, data) for name, data in uploads]
    reading = Reading(Maker(workspace.validator, language))
    _load(workspace, _told(sources, reading, on_progress), summary)
    return summary


def load_text(workspace: Workspace, title: str, text: str, language: str = UNKNOWN_LANGUAGE) -> Summary:
    """Loads one pasted text. Without a title, its first line is taken; its id comes from the text itself."""
    summary = Summary()
    record = {"title": title, "text": text} if title else {"text": text}
    found = Maker(workspace.validator, language).make(Raw(record, Place("pasted text")))
    _load(workspace, [found], summary)
    return summary


def load_samples(workspace: Workspace, label_set: Path | None = None) -> Summary:
    """Loads the records that come with a label set, by default with that of the process's settings.

    Records that name another label set, left there when the folder was copied, are passed over.
    """
    folder = samples_folder(label_set or Settings.read().label_set)
    summary = Summary()
    _load(workspace, _samples(workspace, folder, summary), summary)
    ours = workspace.label_set.name
    if not folder.is_dir():
        summary.remarks.append(f"The label set “{ours}” has no samples: there is no folder {printable(str(folder))}.")
    elif summary.passed_over:
        records = counted(summary.passed_over, "record")
        summary.remarks.append(
            f"Passed over {records} in {printable(str(folder))}: the label set that they name is not “{ours}”."
        )
    return summary


def has_samples(workspace: Workspace, label_set: Path | None = None) -> bool:
    """Whether there is at least one record that ``load_samples`` can load."""
    folder = samples_folder(label_set or Settings.read().label_set)
    return any(found.item is not None for found in _samples(workspace, folder, Summary()))


def samples_folder(label_set: Path) -> Path:
    """Where the records are that come with a label set, given by its file or folder. There may be no such folder."""
    return (label_set if label_set.is_dir() else label_set.parent) / SAMPLES


def _samples(workspace: Workspace, folder: Path, summary: Summary) -> Iterator[Found]:
    for found in _found(workspace, [folder] if folder.is_dir() else [], summary):
        if any(problem.code == codes.OTHER_LABEL_SET for problem in found.problems):
            summary.passed_over += 1
        else:
            yield found


def _found(
    workspace: Workspace,
    paths: Iterable[str | Path],
    summary: Summary,
    on_progress: Progress | None = None,
    language: str = UNKNOWN_LANGUAGE,
    *,
    datasets: list[Path] | None = None,
) -> Iterator[Found]:
    """Everything that the paths stand for. What stands for nothing is noted in the summary, folders that were exported
    in ``datasets``.
    """
    selection = select(paths)
    if datasets is not None:
        datasets += selection.datasets
    summary.skipped += selection.skipped
    summary.note(selection.problems)
    summary.refused += len(selection.problems)
    sources = list(_sources(selection.files, summary))
    maker = Maker(workspace.validator, language)
    yield from _told(sources, Reading(maker), on_progress)
    for folder in selection.datasets:
        yield from _of_dataset(folder, maker, on_progress)


def _sources(files: Iterable[Path], summary: Summary) -> Iterator[Source]:
    for path in files:
        try:
            yield Source.from_path(path)
        except OSError as error:
            summary.note([unreadable(printable(str(path)), error)])
            summary.refused += 1


def _told(sources: list[Source], reading: Reading, on_progress: Progress | None) -> Iterator[Found]:
    """Everything in the sources, while telling how many of their bytes are read."""
    total = sum(source.size for source in sources)
    before = 0
    for source in sources:
        for found in reading.read(source):
            yield found
            if on_progress:
                on_progress(before + source.consumed, total)
        before += source.size
        if on_progress:
            on_progress(before, total)


def _of_dataset(folder: Path, maker: Maker, on_progress: Progress | None) -> Iterator[Found]:
    """The annotation sets of a folder that was exported, while telling how many of them are read."""
    # Pages and commands start without `datasets`.
    from annotate.dataset.read import read_records, record_count  # noqa: PLC0415

    place = Place(printable(str(folder)))
    try:
        total = record_count(folder)
        for number, found in enumerate(read_records(folder), 1):
            row = Place(printable(str(folder / found.file)), within=f"row {found.row}")
            yield maker.make(Raw(found.record, row))
            if on_progress:
                on_progress(number, total)
    except AnnotateError as error:
        yield Found(None, place, (place.problem(codes.DAMAGED, error.message),))


def _load(workspace: Workspace, findings: Iterable[Found], summary: Summary) -> None:
    waiting: deque[Found] = deque()  # for the store's word, which it gives batch by batch in the same order

    def items() -> Iterator[Article | AnnotatedArticle]:
        for found in findings:
            if found.item is None:
                summary.note(found.problems)
                summary.refused += has_errors(found.problems)
            else:
                waiting.append(found)
                yield found.item

    for loaded in workspace.store.load(items()):
        found = waiting.popleft()
        if loaded.outcome is Outcome.LOADED:
            summary.loaded += 1
            summary.annotated += isinstance(found.item, AnnotatedArticle)
        elif loaded.outcome is Outcome.UNCHANGED:
            summary.unchanged += 1
        else:
            summary.refused += 1
            summary.note([_refusal(loaded, found)])


def _refusal(loaded: Loaded, found: Found) -> Problem:
    code = codes.ANNOTATIONS_DIFFER if loaded.same_article else codes.ARTICLE_DIFFERS
    problem = Problem(code, loaded.message, severity=RULES[code].severity, article_id=loaded.article_id)
    return found.place.locate(problem)
