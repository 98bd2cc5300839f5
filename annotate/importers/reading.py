"""Files, in; articles, annotated articles and problems, out."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

from annotate.importers import codes
from annotate.importers.formats import FORMATS, Reader
from annotate.importers.making import Maker
from annotate.importers.records import Found, Place, Raw, UnreadableError
from annotate.importers.source import Source, UnpackedTooLargeError
from annotate.model import Article
from annotate.problems import Problem
from annotate.validation.words import listed, printable


class Reading:
    """Reads files one after the other, and remembers what two of them cannot both say."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._text_files: dict[str, tuple[str, str]] = {}

    def read(self, source: Source) -> Iterator[Found]:
        """Everything in a file. What is wrong with one record, or with the file, stops nothing else."""
        place = Place(source.name)
        try:
            for raw in _reader(source, place)(source):
                found = self._maker.make(raw) if isinstance(raw, Raw) else Found(None, place, (raw,))
                yield self._checked(found, source)
        except UnreadableError as error:
            yield Found(None, place, (error.problem,))
        except UnpackedTooLargeError:
            message = f"The file of {source.size:,} bytes unpacks to more than any article's does; it was not read on."
            yield Found(None, place, (place.problem(codes.UNPACKED_SIZE, message),))
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            yield Found(None, place, (place.problem(codes.DAMAGED, _damage(error)),))
        except OSError as error:
            yield Found(None, place, (unreadable(source.name, error),))

    def _checked(self, found: Found, source: Source) -> Found:
        if source.suffix != ".txt" or not isinstance(found.item, Article):
            return found
        article = found.item
        sha256, first = self._text_files.setdefault(article.id, (article.text_sha256, source.name))
        if sha256 == article.text_sha256:
            return found
        message = (
            f"{first} has another text under the same name, and a text file's name is the article's id. "
            "Rename one of the two."
        )
        return Found(None, found.place, (found.place.problem(codes.SAME_NAME, message),))


def unreadable(name: str, error: OSError) -> Problem:
    """The problem of a file or folder that the system does not let us read."""
    return Place(name).problem(codes.UNREADABLE, f"It cannot be read: {error.strerror or error}.")


def _reader(source: Source, place: Place) -> Reader:
    reader = FORMATS.get(source.suffix)
    if reader is None:
        what = f"that ends in {printable(source.suffix)}" if source.suffix else "without an ending in its name"
        message = f"A file {what} cannot be loaded; convert it to {listed(FORMATS)}."
        raise UnreadableError(place.problem(codes.UNKNOWN_FORMAT, message))
    return reader


def _damage(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "The packed file is cut off; copy it again from where it came."
    if "Not a gzipped file" in str(error):
        return "The file is not packed with gzip, whatever its name says; take the .gz off its name, or pack it."
    return f"The packed file is damaged ({error}); copy it again from where it came."
