"""Why something is not among the reference rows, in words: manifests have short reasons, people read sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from annotate.validation.words import printable, quoted

LEFT_OUT = "Left out of the reference"
OTHER_LABEL_SET = "label set "
"""How the reason begins for a set of another label set, before that one's name."""

_SEVERAL = re.compile(r"(\d+) (\w+) sets and nothing to choose between them")
_ONE_AND_MANY = {
    "not annotated": ("article that nobody annotated", "articles that nobody annotated"),
    "in progress": ("annotation set still in progress", "annotation sets still in progress"),
    "skipped": ("annotation set that was skipped", "annotation sets that were skipped"),
    "another annotator": ("annotation set by another annotator", "annotation sets by other annotators"),
    "not submitted": ("annotation set that is not submitted", "annotation sets that are not submitted"),
    "not adjudicated": ("annotation set that is not adjudicated", "annotation sets that are not adjudicated"),
    "not the submitted set": ("annotation set beside the submitted one", "annotation sets beside the submitted ones"),
    "not the adjudicated set": (
        "annotation set beside the adjudicated one",
        "annotation sets beside the adjudicated ones",
    ),
}


def is_open_choice(reason: str) -> bool:
    """Whether an option of the export would choose between the sets that it is said of."""
    return _SEVERAL.fullmatch(reason) is not None


def in_words(reason: str, count: int) -> str:
    """``2 annotation sets still in progress`` for the reason ``in progress``, as a manifest has it, and its count."""
    if reason in _ONE_AND_MANY:
        return _counted(count, *_ONE_AND_MANY[reason])
    if match := _SEVERAL.fullmatch(reason):
        number, status = match.groups()
        return f"{_counted(count, f'{status} annotation set')}, {number} to an article, as nothing chooses between them"
    kind, _, name = reason.partition(" ")
    if kind == "language":
        return f"{_counted(count, 'article')} in another language ({printable(name)})"
    if reason.startswith(OTHER_LABEL_SET):
        return (
            f"{_counted(count, 'annotation set')} of the label set “{printable(reason.removeprefix(OTHER_LABEL_SET))}”"
        )
    return f"{count:,} {printable(reason)}"


def left_out_in_words(reasons: Mapping[str, int]) -> str:
    """A sentence on all that is not among the reference rows, by the reasons of a manifest."""
    said = "; ".join(in_words(reason, number) for reason, number in reasons.items())
    return f"{LEFT_OUT}: {said}. manifest.json lists them."


def idle_in_words(idle: Sequence[str], shown: int = 5) -> str:
    """A sentence on the articles of a fixed list of splits that are not exported."""
    names = ", ".join(map(quoted, idle[:shown])) + (" …" if len(idle) > shown else "")
    return f"{_counted(len(idle), 'article')} of the list of splits: no annotations chosen, so not exported ({names})."


def _counted(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
