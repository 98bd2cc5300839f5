"""The editor's modules and styles, under a path with the hash of their content.

The hash lets browsers keep them for ever and never mix versions. In a clone the files may change while the app runs:
the folder is looked at again when a page asks for the editor's address.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from annotate.resources import editor_dir
from annotate.server import joined

_MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}
_KEPT = 4  # versions, for pages that were opened before a change
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Accept-Encoding",
    "X-Content-Type-Options": "nosniff",
}

Signature = tuple[tuple[str, int, int], ...]
Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Version:
    """The files as they were at one moment, by their path in the folder.

    ``packed`` by gzip: those that a page asks for; the others are there to be read.
    """

    hash: str
    files: Files
    packed: Files


class Assets:
    """One folder of modules and styles, as ``prepare`` makes them of what is there. Safe from many threads."""

    def __init__(self, folder: Path, prepare: Callable[[Files], Files] = dict) -> None:
        self._folder = folder
        self._prepare = prepare
        self._lock = threading.Lock()
        self._signature: Signature | None = None
        self._versions: list[Version] = []

    def current(self) -> Version:
        """The files as they are now; read only if any has changed."""
        with self._lock:
            signature = self._sign()
            if signature != self._signature:
                self._keep(self._read(signature))
                self._signature = signature
            return self._versions[-1]

    def find(self, version_hash: str) -> Version | None:
        """One of the last versions; None where it is none of them."""
        version = self.held(version_hash) or self.current()
        return version if version.hash == version_hash else None

    def held(self, version_hash: str) -> Version | None:
        """A version that is in memory."""
        with self._lock:
            return next((version for version in self._versions if version.hash == version_hash), None)

    def _keep(self, version: Version) -> None:
        others = [kept for kept in self._versions if kept.hash != version.hash]
        self._versions = [*others[-_KEPT + 1 :], version]

    def _sign(self) -> Signature:
        paths = (path for path in self._folder.rglob("*") if path.suffix in _MEDIA_TYPES)
        stats = ((path.relative_to(self._folder).as_posix(), path.stat()) for path in paths)
        return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats))

    def _read(self, signature: Signature) -> Version:
        files = self._prepare({name: (self._folder / name).read_bytes() for name, _, _ in signature})
        digest = hashlib.sha256()
        for name, content in files.items():
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
        packed = {name: gzip.compress(files[name], 6, mtime=0) for name in joined.ENTRIES if name in files}
        return Version(digest.hexdigest()[:16], files, packed)


_editor = Assets(editor_dir(), joined.join)


def editor_url() -> str:
    """Where the browser finds the editor's first module: ``/editor/<hash>/main.js``."""
    return f"/editor/{_editor.current().hash}/{joined.TEXT}"


def editor_files() -> list[str]:
    """All that a page fetches of the editor, relative to ``editor_url``: told of it, a browser does so side by side."""
    return list(joined.ENTRIES)


async def serve(request: Request) -> Response:
    """The route's endpoint."""
    version_hash, path = request.path_params["hash"], request.path_params["path"]
    version = _editor.held(version_hash) or await run_in_threadpool(_editor.find, version_hash)
    if version is None or path not in version.files:
        message = "There is no such file of the editor. Reload the page."
        return PlainTextResponse(message, status_code=404, headers={"Cache-Control": "no-store"})
    packed = version.packed.get(path) if "gzip" in request.headers.get("accept-encoding", "") else None
    encoding = {"Content-Encoding": "gzip"} if packed else {}
    return Response(
        packed or version.files[path], media_type=_MEDIA_TYPES[Path(path).suffix], headers=_HEADERS | encoding
    )
