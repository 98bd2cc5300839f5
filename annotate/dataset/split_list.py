"""Fixed lists of splits, from a file or pasted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from annotate.dataset.options import SPLITS
from annotate.errors import AnnotateError
from annotate.validation.words import counted, quoted

_SHOWN = 5


class SplitList(dict[str, str]):
    """Splits by article. ``places`` tell of each article where it is listed: ``splits.tsv:3``."""

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, str] = {}

    def read(self, text: str, place: str) -> None:
        """Adds lines of an article's id, a tab and its split. Raises AnnotateError with the line."""
        for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
            if not line.strip():
                continue
            here = f"{place}:{number}"
            article_id, tab, split = line.rstrip("\r").rpartition("\t")
            if not tab or split not in SPLITS:
                raise AnnotateError(
                    f"{here}: a line is an article's id, a tab, and {', '.join(SPLITS[:-1])} or {SPLITS[-1]}."
                )
            if self.setdefault(article_id, split) != split:
                raise AnnotateError(
                    f"{here}: the article {quoted(article_id)} is in {self[article_id]!r} already, by "
                    f"{self.places[article_id]}. Leave one of the two lines."
                )
            self.places.setdefault(article_id, here)


def read_split_list(path: Path) -> SplitList:
    """The splits of a file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AnnotateError(f"The list of splits {path} cannot be read: {error.strerror}.") from error
    splits = SplitList()
    splits.read(decoded(data, str(path)), str(path))
    return splits


def decoded(data: bytes, name: str) -> str:
    """The text of a list. AnnotateError where it is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise AnnotateError(
            f"The list of splits {name} cannot be read: line {line} is not UTF-8. Save it as UTF-8 text."
        ) from error


def refuse_unknown(splits: Mapping[str, str], articles: pa.Array | pa.ChunkedArray) -> None:
    """Raises AnnotateError, with their places, where the list has articles that are not among those of the store."""
    unknown = absent(splits, articles)
    if not unknown:
        return
    places = splits.places if isinstance(splits, SplitList) else {}
    listed = [f"{places[i]}: {quoted(i)}" if i in places else quoted(i) for i in unknown[:_SHOWN]]
    more = f" … and {len(unknown) - _SHOWN:,} more" if len(unknown) > _SHOWN else ""
    raise AnnotateError(
        f"The list of splits names {counted(len(unknown), 'article')} that the store does not hold: "
        f"{', '.join(listed)}{more}. Nothing was exported. Put right or remove these lines."
    )


def absent(splits: Mapping[str, str], articles: pa.Array | pa.ChunkedArray) -> list[str]:
    """The listed articles that are not among these, in the order of the list."""
    listed = pa.array(splits, pa.string())
    missing: list[str] = listed.filter(pc.invert(pc.is_in(listed, value_set=articles))).to_pylist()
    return missing
