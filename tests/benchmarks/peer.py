"""@recogito/text-annotator on the same text and spans: from npm in a temporary folder, on a page of its own."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from playwright.sync_api import Page

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGE = "@recogito/text-annotator"

_PAGE = """<!doctype html>
<meta charset="utf-8">
<link rel="stylesheet" href="node_modules/@recogito/text-annotator/dist/text-annotator.css">
<style>
  body { margin: 0 }
  #scroller { height: 100vh; overflow: auto }
  #text { max-width: 672px; margin: auto; font: 17px/34px sans-serif; white-space: pre-wrap }
</style>
<div id="scroller" class="an-scroller"><div id="text" class="an-text"></div></div>
<script>window.process = { env: { NODE_ENV: "production" } };</script>
<script src="node_modules/@recogito/text-annotator/dist/text-annotator.umd.js"></script>
<script type="module">
  const { text, spans } = await (await fetch("data.json")).json();
  const begin = performance.now();
  const element = document.getElementById("text");
  element.textContent = text;
  const annotator = RecogitoJS.createTextAnnotator(element, {});
  annotator.setAnnotations(spans.map(({ id, label, start, end, quote }) => ({
    id,
    bodies: [{ id: "b" + id, annotation: id, purpose: "tagging", value: label }],
    target: { annotation: id, selector: [{ start, end, quote }] },
  })));
  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  await frames();
  window.opened = performance.now() - begin;
  window.peer = [];
  let released = 0;
  addEventListener("pointerup", () => (released = performance.now()), { capture: true });
  annotator.on("createAnnotation", () => frames().then(() => peer.push(performance.now() - released)));
</script>
"""


Box = dict[str, float]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Says nothing."""


class Peer:
    """The peer's page on a record; ``with Peer(record) as peer``."""

    def __init__(self, record: dict[str, Any]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="annotate-peer-")
        folder = Path(self._folder.name)
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), _PACKAGE]
        subprocess.run([sys.executable, "-m", "tests.tools.node", *install], check=True, cwd=_ROOT, timeout=300)
        (folder / "index.html").write_text(_PAGE, "utf-8")
        (folder / "data.json").write_text(json.dumps(_data(record)), "utf-8")
        manifest = folder / "node_modules" / _PACKAGE / "package.json"
        self.version = json.loads(manifest.read_text("utf-8"))["version"]
        handler = functools.partial(_Quiet, directory=str(folder))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def open(self, page: Page) -> float:
        """Opens the page; ms from the data to the second frame behind the last annotation."""
        page.goto(self.url)
        page.wait_for_function("window.opened > 0", timeout=120_000)
        opened: float = page.evaluate("window.opened")
        return opened

    def label(self, page: Page, boxes: list[Box], sweep: Callable[[Page, Box], None]) -> list[float]:
        """Labels at the places; ms from the end of each sweep to the second frame behind the annotation."""
        page.evaluate("peer.length = 0")
        for number, box in enumerate(boxes):
            sweep(page, box)
            page.wait_for_function(f"peer.length > {number}", timeout=30_000)
        frames: list[float] = page.evaluate("peer")
        return frames

    def __enter__(self) -> Peer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._folder.cleanup()


def _data(record: dict[str, Any]) -> dict[str, Any]:
    # The text has no character beyond the basic plane, so that code points and the browser's offsets are the same.
    spans = [
        {"id": span["id"], "label": span["label"], "start": f["start"], "end": f["end"], "quote": f["text"]}
        for span in record["spans"]
        for f in span["fragments"]
    ]
    return {"text": record["article"]["text"], "spans": spans}
