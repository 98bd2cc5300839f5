"""The harness's HTTP server: the editor's files, one page, and the API of the annotation sets."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

import annotate
from annotate.server.assets import editor_files, editor_url, serve
from tests.browser.harness.sets import MemorySet, Record

_FETCH_AHEAD = Path(annotate.__file__).parent / "app" / "assets" / "fetch_ahead.js"

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Annotate</title>
<link rel="icon" href="data:,">
<style>html, body, #editor { height: 100%; margin: 0 }</style>
<div id="editor"></div>
<script type="module">
  FETCH_AHEAD
  const query = new URLSearchParams(location.search);
  const set = query.get("set");
  const headers = { Authorization: "Bearer token" };
  const ahead = fetch("/api/v1/annotation-sets/" + encodeURIComponent(set), { headers }).catch(() => null);
  fetchAhead({ module: "MODULE", files: FILES });
  const { mount } = await import("MODULE");
  window.told = [];
  const tell = (name) => (detail) => window.told.push([name, detail]);
  performance.mark("mount");
  window.editor = mount(document.getElementById("editor"), {
    set, token: "token", ahead, annotator: query.get("annotator") ?? undefined,
    onNavigate: tell("navigate"), onOpenSet: tell("open"),
    onTokenExpired: tell("token"), onSubmitted: tell("submitted"),
  });
</script>
</html>
"""


def _page(_: Request) -> HTMLResponse:
    """The page, which asks for the set and for the editor's files as the app's does."""
    parts = {
        "FETCH_AHEAD": _FETCH_AHEAD.read_text("utf-8"),
        "MODULE": editor_url(),
        "FILES": json.dumps(editor_files()),
    }
    return HTMLResponse(re.sub("|".join(parts), lambda name: parts[name[0]], PAGE))


class Harness:
    """A server in a thread; ``with Harness() as harness``."""

    def __init__(self) -> None:
        self.sets: dict[str, MemorySet] = {}
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._server = uvicorn.Server(uvicorn.Config(self._app(), log_level="error", ws="none", lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    @property
    def url(self) -> str:
        host, port = self._socket.getsockname()
        return f"http://{host}:{port}"

    def add(self, set_id: str, record: Record, label_set: Mapping[str, Any]) -> str:
        """Puts a record's annotations on the server, in place of what the id had; the address of its page."""
        self.sets[set_id] = MemorySet.of(set_id, record, dict(label_set))
        return f"{self.url}/?set={set_id}"

    def __enter__(self) -> Harness:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()

    def _app(self) -> Starlette:
        of_set = "/api/v1/annotation-sets/{set_id}"
        return Starlette(
            routes=[
                Route("/", _page),
                Route("/editor/{hash}/{path:path}", serve),
                Route(of_set, self._read),
                Route(f"{of_set}/edits", self._save, methods=["POST"]),
                Route(f"{of_set}/history", self._history),
                Route(f"{of_set}/values", lambda _: JSONResponse({"values": []})),
                Route(f"{of_set}/activity", lambda _: JSONResponse({"seconds": 0}), methods=["POST"]),
            ]
        )

    async def _read(self, request: Request) -> Response:
        found = self.sets.get(request.path_params["set_id"])
        if found is None:
            return JSONResponse({"message": "There is no such annotation set."}, status_code=404)
        return JSONResponse(found.payload())

    async def _save(self, request: Request) -> Response:
        body = await request.json()
        return JSONResponse(self.sets[request.path_params["set_id"]].apply(body["edits"], body["client"]))

    async def _history(self, request: Request) -> Response:
        before, last = (int(request.query_params.get(name, 10**9)) for name in ("before", "last"))
        after = int(request.query_params.get("after", 0))
        history = self.sets[request.path_params["set_id"]].history
        return JSONResponse({"history": [edit for edit in history if after < edit["revision"] < before][-last:]})
