"""A server that is away interrupts nobody.

While the server cannot be reached, Streamlit's page opens a dialog over everything: it takes the keyboard from whoever
labels, and covers the editor's own word on what is saved. Streamlit leaves such dialogs out where its host says so.
"""

from __future__ import annotations

import json

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HOST_CONFIG = "/_stcore/host-config"


class QuietAbsence:
    """Middleware for Streamlit's application: what it tells its pages of their host, with the dialogs left out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith(_HOST_CONFIG):
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def hold(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            if start["status"] == 200 and body:
                body = json.dumps(json.loads(body) | {"blockErrorDialogs": True}).encode()
                MutableHeaders(raw=start["headers"])["content-length"] = str(len(body))
            await send(start)
            await send({"type": "http.response.body", "body": body})

        # Packed it could not be read.
        unpacked = [pair for pair in Headers(scope=scope).raw if pair[0] != b"accept-encoding"]
        await self._app({**scope, "headers": unpacked}, receive, hold)
