"""Files to import, on disk or uploaded, opened with a watch on how much they unpack to."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO, cast

from annotate.validation.words import printable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FREE_BYTES = 64 * 2**20
"""A file may unpack to this much, whatever its own size."""

MAX_RATIO = 200
"""Beyond that, to this many times its size. News text packs 3 to 6 times smaller, a bomb a thousand times."""


class UnpackedTooLargeError(Exception):
    """A file unpacks to more than any honest one does."""


class Source:
    """One file to import: ``name`` is what people are told; ``data`` is the content where it is not on disk."""

    def __init__(self, name: str, file_name: str, *, path: Path | None = None, data: bytes = b"") -> None:
        self.name = printable(name)
        self.packed = file_name.lower().endswith(".gz")
        bare = PurePath(file_name[:-3] if self.packed else file_name)
        self.suffix = bare.suffix.lower()
        self.stem = bare.stem
        self.size = path.stat().st_size if path else len(data)
        self.budget = Budget(self.size)
        self._path = path
        self._data = data
        self._raw: BinaryIO | None = None

    @classmethod
    def from_path(cls, path: Path) -> Source:
        return cls(str(path), path.name, path=path)

    @classmethod
    def from_bytes(cls, name: str, data: bytes) -> Source:
        return cls(name, PurePath(name).name, data=data)

    @property
    def consumed(self) -> int:
        """How many bytes of the file have been read, for progress."""
        return self._raw.tell() if self._raw is not None and not self._raw.closed else 0

    @contextmanager
    def open_raw(self) -> Iterator[BinaryIO]:
        """The file's bytes as they are; can seek."""
        with self._path.open("rb") if self._path else io.BytesIO(self._data) as raw:
            self._raw = raw
            yield raw

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The file's bytes, unpacked where it is packed."""
        with ExitStack() as stack:
            stream = stack.enter_context(self.open_raw())
            if self.packed:
                unpacked = stack.enter_context(gzip.GzipFile(fileobj=stream))
                stream = stack.enter_context(
                    io.BufferedReader(_Watched(cast("BinaryIO", unpacked), self.budget), 2**16)
                )
            yield stream


class Budget:
    """Counts what a file unpacks to, and stops at what no honest file reaches."""

    def __init__(self, size: int) -> None:
        self._left = max(FREE_BYTES, size * MAX_RATIO)

    def spend(self, count: int) -> None:
        """Raises UnpackedTooLargeError when more is spent than there is."""
        self._left -= count
        if self._left < 0:
            raise UnpackedTooLargeError


class _Watched(io.RawIOBase):
    def __init__(self, inner: BinaryIO, budget: Budget) -> None:
        self._inner = inner
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)
        data = self._inner.read(len(view))
        self._budget.spend(len(data))
        view[: len(data)] = data
        return len(data)
