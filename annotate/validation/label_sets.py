"""Label sets from files and from strangers: read, checked, and made into objects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from annotate.errors import AnnotateError
from annotate.label_set import LabelSet, label_set_from_data
from annotate.problems import Problem, has_errors, pointer_to
from annotate.rules import RULES
from annotate.validation import strict_json
from annotate.validation.compose import general_schema
from annotate.validation.dialect import Found, dialect_problems
from annotate.validation.items import CheckedSchema
from annotate.validation.label_set_rules import label_set_findings
from annotate.validation.partial import title_of, without
from annotate.validation.positions import located
from annotate.validation.words import printable, quoted

FILE_NAME = "label-set.json"
MAX_FILE_SIZE = 2**20

Data = dict[str, Any]


class LabelSetError(AnnotateError):
    """A label set that cannot be used; ``problems`` tells everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = next(problem for problem in problems if has_errors([problem]))
        place = ":".join(str(part) for part in (first.file, first.line) if part is not None)
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"The label set cannot be used. {place}{': ' if place else ''}{first.message}{more}")
        self.problems = list(problems)


def load_label_set(path: str | Path) -> LabelSet:
    """The label set in a file, or in the file label-set.json of a folder. Raises LabelSetError."""
    return label_set_from_data(_checked(Path(path))[0])


def label_set_problems(path: str | Path) -> list[Problem]:
    """Everything that is wrong with a label set's files, warnings included."""
    try:
        return _checked(Path(path))[1]
    except LabelSetError as error:
        return error.problems


def label_set_from_untrusted(data: object) -> LabelSet:
    """The label set that a JSON object describes, attribute schemas in their places. Raises LabelSetError."""
    try:
        raw = json.dumps(data, ensure_ascii=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise LabelSetError([_problem("L002", f"The label set is not JSON: {error}.")]) from None
    document = _Document.of(raw, None)
    return label_set_from_data(_resolved(document, folder=None)[0])


def schema_problems(file: Path) -> list[Problem]:
    """Everything that is wrong with an attribute schema's file."""
    try:
        document = _Document.read(file, "L003", "name the file of an attribute schema")
    except LabelSetError as error:
        return error.problems
    return document.problems(dialect_problems(document.data))


def _checked(path: Path) -> tuple[Data, list[Problem]]:
    """The label set's JSON object, attribute schemas in their places, and warnings. Raises LabelSetError."""
    file = path / FILE_NAME if path.is_dir() else path
    document = _Document.read(file, "L001", "a label set is a file, or a folder with the file label-set.json")
    return _resolved(document, file.parent)


def _resolved(document: _Document, folder: Path | None) -> tuple[Data, list[Problem]]:
    """What is well is looked at further, however much else is wrong: nobody likes to mend in many rounds."""
    misshapen = _shape(document.data)
    problems = document.problems(misshapen)
    if not isinstance(document.data, dict):
        raise LabelSetError(problems)
    data = without(deepcopy(document.data), [found.path for found in misshapen])
    for kind, number, item in _items(data):
        found = _resolve_attributes(kind, number, item, document, folder)
        if has_errors(found):
            item["attributes"] = None
        problems += found
    problems += document.problems(label_set_findings(data))
    _refuse(problems)
    return data, problems


def _items(data: Data) -> Iterator[tuple[str, int, Data]]:
    for kind in ("labels", "relations"):
        for number, item in enumerate(data.get(kind) or ()):
            if item is not None:
                yield kind, number, item


def _resolve_attributes(kind: str, number: int, item: Data, document: _Document, folder: Path | None) -> list[Problem]:
    """Puts an attribute schema in the place of its file's name. Gives what is wrong with it."""
    schema = item.get("attributes")
    if schema is None:
        return []
    place = (kind, number, "attributes")
    if not isinstance(schema, str):
        found = dialect_problems(schema)
        return document.problems([Found(code, message, (*place, *path)) for code, message, path in found])
    if folder is None:
        message = f"The attribute schema {quoted(schema)} is not here; put the schema itself in its place."
        return document.problems([Found("L003", message, place)])
    try:
        beside = _Document.read(
            folder / schema, "L003", f"{quoted(item['name'] or title_of(item))} names it as its attribute schema"
        )
    except LabelSetError as error:
        return error.problems
    item["attributes"] = beside.data
    return beside.problems(dialect_problems(beside.data))


def _shape(data: Any) -> list[Found]:
    return [Found("L002", f"{_where(f.path)}: {f.message}.", f.path) for f in _schema().findings(data)]


def _where(path: tuple[str | int, ...]) -> str:
    """``Label set``, or the part of it: ``labels 3, examples 1``, counted from 1."""
    parts: list[str] = []
    for part in path[:-1]:
        if isinstance(part, int) and parts:
            parts[-1] += f" {part + 1}"
        else:
            parts.append(printable(str(part)))
    return f"Label set, {', '.join(parts)}" if parts else "Label set"


@cache
def _schema() -> CheckedSchema:
    return CheckedSchema(general_schema("label-set"))


def _refuse(problems: Sequence[Problem]) -> None:
    if has_errors(problems):
        raise LabelSetError(problems)


@dataclass(frozen=True)
class _Document:
    """A JSON document and where it comes from."""

    data: Any
    raw: bytes
    file: Path | None

    @classmethod
    def read(cls, file: Path, code: str, advice: str) -> _Document:
        """The document in a file; where there is none, a problem with this code. Raises LabelSetError."""
        try:
            if not file.is_file():  # a device or a pipe might never end
                raise LabelSetError([_problem(code, f"There is no such file; {advice}.", file=file)])
            with file.open("rb") as stream:
                raw = stream.read(MAX_FILE_SIZE + 1)
        except OSError as error:
            message = f"The file cannot be read: {error.strerror}; {advice}."
            raise LabelSetError([_problem(code, message, file=file)]) from None
        return cls.of(raw, file)

    @classmethod
    def of(cls, raw: bytes, file: Path | None) -> _Document:
        if len(raw) > MAX_FILE_SIZE:
            raise LabelSetError([_problem("L016", "The file is larger than 1 MiB; shorten it.", file=file)])
        try:
            return cls(strict_json.loads(raw), raw, file)
        except strict_json.JsonProblem as refusal:
            raise LabelSetError([replace(refusal.problem, file=_name(file))]) from None

    def problems(self, found: Iterable[Found]) -> list[Problem]:
        """The findings as problems in this document."""
        problems = [_problem(code, message, pointer_to(*path), self.file) for code, message, path in found]
        return located(problems, self.raw) if self.file else problems


def _problem(code: str, message: str, pointer: str = "", file: Path | None = None) -> Problem:
    return Problem(code, message, pointer, RULES[code].severity, file=_name(file))


def _name(file: Path | None) -> str | None:
    return None if file is None else str(file)
