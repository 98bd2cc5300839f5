"""Problems of whole files, read record by record in constant memory."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from annotate.label_set import LabelSet
from annotate.problems import Problem, Severity, pointer_to
from annotate.validation import strict_json
from annotate.validation.excerpts import WIDTH, Excerpt, Excerpts, excerpt
from annotate.validation.label_sets import LabelSetError, load_label_set
from annotate.validation.positions import located
from annotate.validation.repeats import Repeats
from annotate.validation.schema_files import is_label_set, is_schema, schema_file_problems
from annotate.validation.targets import Kind, Target, targets
from annotate.validation.validator import MAX_PROBLEMS, Validator


@dataclass(frozen=True, slots=True)
class Reported:
    """A problem, and the text that it is about, where there is such text."""

    problem: Problem
    excerpt: Excerpt | None = None


def validate_files(paths: Iterable[str | Path], label_set: LabelSet | None = None) -> Iterator[Problem]:
    """Everything that is wrong with JSON files, and with those in folders, as it is found.

    Takes annotated records (``.json``, ``.jsonl``, packed by gzip or not), label sets and attribute schemas. Without a
    label set records are checked by the one in whose folder they lie, else for what holds under all. Dataset folders
    are passed over: ``annotate.dataset.check`` checks those.
    """
    checker = FileChecker(label_set, their_own=label_set is None)
    for target in targets(paths):
        if isinstance(target, Problem):
            yield target
        elif target.kind not in (Kind.DATASET, Kind.TABLES):
            yield from (reported.problem for reported in checker.check(target))


class FileChecker:
    """Checks files one after the other, and their records against each other. Counts both.

    With ``their_own`` the records in a label set's folder, such as its samples, are checked by that label set.
    """

    def __init__(self, label_set: LabelSet | None, *, their_own: bool = False) -> None:
        self._general = self._validator = Validator(label_set)
        self._own: dict[Path, Validator] | None = {} if their_own else None
        self._repeats = Repeats()
        self._told: set[tuple[str, str, str]] = set()
        self.files = 0
        self.records = 0

    def check(self, target: Target) -> Iterator[Reported]:
        """Everything that is wrong with one file."""
        self.files += 1
        self._validator = self._validator_for(target)
        for reported in self._read(target):
            problem = reported.problem
            yield replace(reported, problem=replace(problem, file=problem.file or target.name))

    def _validator_for(self, target: Target) -> Validator:
        folder = target.label_set
        if self._own is None or folder is None:
            return self._general
        if folder not in self._own:
            try:
                self._own[folder] = Validator(load_label_set(folder))
            except LabelSetError:  # told where its file is checked; what holds under all label sets remains
                self._own[folder] = Validator()
        return self._own[folder]

    def _read(self, target: Target) -> Iterator[Reported]:
        try:
            with target.open() as stream:
                yield from self._content(target, stream)
        except strict_json.JsonProblem as refusal:
            yield Reported(refusal.problem)
        except gzip.BadGzipFile:
            message = "The file is not packed with gzip, whatever its name says; take the .gz off its name, or pack it."
            yield Reported(Problem("J011", message))
        except (EOFError, zlib.error):
            yield Reported(Problem("J011", "The packed file is cut off or damaged; pack it again."))
        except OSError as error:
            yield Reported(Problem("J011", f"The file cannot be read: {error.strerror or error}."))

    def _content(self, target: Target, stream: BinaryIO) -> Iterator[Reported]:
        if target.kind is Kind.LINES:
            yield from self._lines(strict_json.raw_lines(stream, target.limit), target.name)
        elif target.kind is Kind.DOCUMENT:
            yield from self._document(stream.read(strict_json.MAX_BYTES + 1), target)
        else:
            yield from self._stream(stream, target)

    def _stream(self, stream: BinaryIO, target: Target) -> Iterator[Reported]:
        """Lines where the first one is a whole object, else one document."""
        lines = strict_json.raw_lines(stream)
        first = next(lines, None)
        if first is None or first[2].strip().endswith(b"}"):
            yield from self._lines(chain([first] if first else [], lines), target.name)
        else:
            number, start, line = first
            blank = b" " * (start - number + 1) + b"\n" * (number - 1)  # keeps lines and bytes as they are
            rest = stream.read(max(0, strict_json.MAX_BYTES + 1 - len(line)))
            yield from self._document(blank + line + rest, target)

    def _lines(self, lines: Iterable[tuple[int, int, bytes]], name: str) -> Iterator[Reported]:
        is_empty = True
        for number, start, whole_line in lines:
            is_empty = False
            line = whole_line.rstrip(b"\r\n")
            record = self._validator.well_record(line)
            is_well = record is not None
            if not is_well:
                try:
                    record = strict_json.loads(line)
                except strict_json.JsonProblem as refusal:
                    self.records += 1
                    problem = strict_json.in_stream(refusal.problem, number, start)
                    yield Reported(problem, _source_excerpt(line, refusal.problem))
                    continue
            problems = self._problems(record, name, number, is_well=is_well)
            excerpts = Excerpts(record)
            for problem in sorted(located(problems, line, line=number, byte=start), key=_place) if problems else ():
                yield Reported(problem, excerpts.of(problem) or _source_excerpt(line, problem, start))
        if is_empty:
            yield Reported(Problem("J012", "The file holds no record.", severity=Severity.WARNING))

    def _document(self, data: bytes, target: Target) -> Iterator[Reported]:
        try:
            value = strict_json.loads(data)
        except strict_json.JsonProblem as refusal:
            yield Reported(refusal.problem, _source_excerpt(data, refusal.problem))
            return
        if target.path and not target.is_packed and (is_label_set(value) or is_schema(value)):
            yield from self._schema(schema_file_problems(value, data, target.path), target.name)
        elif isinstance(value, list):
            yield from self._list(value, data, target.name)
        else:
            excerpts = Excerpts(value)
            for problem in sorted(located(self._problems(value, target.name, 1), data), key=_place):
                yield Reported(problem, excerpts.of(problem) or _source_excerpt(data, problem))

    def _schema(self, problems: Iterable[Problem], name: str) -> Iterator[Reported]:
        # An attribute schema may come by itself and with its label set.
        for problem in problems:
            key = (problem.file or name, problem.code, problem.pointer)
            if key not in self._told:
                self._told.add(key)
                yield Reported(problem)

    def _list(self, records: list[Any], data: bytes, name: str) -> Iterator[Reported]:
        found: list[tuple[Problem, Excerpt | None]] = []
        for number, record in enumerate(records):
            excerpts = Excerpts(record)
            for problem in self._problems(record, name, 1):
                moved = replace(problem, pointer=pointer_to(number) + problem.pointer)
                found.append((moved, excerpts.of(problem)))
            if len(found) > MAX_PROBLEMS:
                message = f"The list has more than {MAX_PROBLEMS:,} problems; mend these, or put a record on each line."
                found.append((Problem("S018", message, pointer_to(number)), None))
                break
        places = located([problem for problem, _ in found], data)
        texts = [text for _, text in found]
        for problem, text in sorted(zip(places, texts, strict=True), key=lambda pair: _place(pair[0])):
            yield Reported(problem, text or _source_excerpt(data, problem))

    def _problems(self, record: Any, name: str, line: int, *, is_well: bool = False) -> list[Problem]:
        self.records += 1
        problems = [] if is_well else self._validator.problems(record, parsed=True)
        problems.extend(self._repeats.problems(record, name, line))
        return problems


def _place(problem: Problem) -> tuple[bool, int]:
    """Problems are told in the order of the file, and last that there are more of them."""
    return problem.code == "S018", problem.byte or 0


def _source_excerpt(data: bytes, problem: Problem, start: int = 0) -> Excerpt | None:
    """The JSON around the place of a problem, in data that begins at the byte ``start`` of its file."""
    if problem.byte is None:
        return None
    at = problem.byte - start
    around = 4 * WIDTH
    before = data[max(0, at - around) : at].decode(errors="ignore")
    after = data[at : at + around].decode(errors="replace")
    return excerpt(before + after, len(before), len(before) + 1) if after else None
