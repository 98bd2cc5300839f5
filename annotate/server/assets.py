"""The editor's modules and styles, under a path with the hash of their content.

The hash lets browsers keep them for ever and never mix versions. In a clone the files may change while the app runs:
the folder is looked at again when a page asks for the editor's address.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from annotate.resources import editor_dir

_MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}
_ENTRY = "main.js"
_PANELS = "panels/"
_KEPT = 4  # versions, for pages that were opened before a change
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

Signature = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Version:
    """The files as they were at one moment, by their path in the folder."""

    hash: str
    files: Mapping[str, bytes]


class Assets:
    """One folder of modules and styles. Safe from many threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
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

    def find(self, version_hash: str, path: str) -> bytes | None:
        """A file's content in one of the last versions; None where there is no such version or file."""
        version = self.held(version_hash) or self.current()
        return version.files.get(path) if version.hash == version_hash else None

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
        files = {name: (self._folder / name).read_bytes() for name, _, _ in signature}
        digest = hashlib.sha256()
        for name, content in files.items():
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
        return Version(digest.hexdigest()[:16], files)


_editor = Assets(editor_dir())


def editor_url() -> str:
    """Where the browser finds the editor's first module: ``/editor/<hash>/main.js``."""
    return f"/editor/{_editor.current().hash}/{_ENTRY}"


def editor_files() -> list[str]:
    """All that the editor is made of, relative to ``editor_url``: told of it, a browser fetches all side by side.

    Styles come first, then what the text needs: it is shown before the panels around it.
    """
    return sorted(_editor.current().files, key=lambda name: (not name.endswith(".css"), name.startswith(_PANELS), name))


async def serve(request: Request) -> Response:
    """The route's endpoint."""
    version_hash, path = request.path_params["hash"], request.path_params["path"]
    version = _editor.held(version_hash)
    content = version.files.get(path) if version else await run_in_threadpool(_editor.find, version_hash, path)
    if content is None:
        message = "There is no such file of the editor. Reload the page."
        return PlainTextResponse(message, status_code=404, headers={"Cache-Control": "no-store"})
    return Response(content, media_type=_MEDIA_TYPES[Path(path).suffix], headers=_HEADERS)
