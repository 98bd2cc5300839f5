"""An address where there is no page leads to the list of articles, which says so.

Streamlit answers each address that it does not know with its own page. Below a folder that page finds none of its files
and stays blank; else it shows the first page, and tells that the address is wrong only in a dialog (see
``quiet_absence``).
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlencode

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PARAMETER = "missing"
"""Names the address that was asked for."""


class UnknownPages:
    """Middleware for Streamlit's application. ``pages``: the paths of the pages, the first of which is at / too."""

    def __init__(self, app: ASGIApp, pages: Collection[str]) -> None:
        self._app = app
        self._pages = {"", *pages}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._may_be_unknown(scope):
            await self._app(scope, receive, send)
            return
        is_unknown = False

        async def lead_on(message: Message) -> None:
            nonlocal is_unknown
            if message["type"] == "http.response.start" and _is_page(message):
                is_unknown = True
                await RedirectResponse(f"/?{urlencode({PARAMETER: scope['path']})}")(scope, receive, send)
            elif not is_unknown:
                await send(message)

        await self._app(scope, receive, lead_on)

    def _may_be_unknown(self, scope: Scope) -> bool:
        """Whether somebody goes to an address in a browser at which none of the pages is."""
        is_visit = Headers(scope=scope).get("sec-fetch-dest") == "document"
        return is_visit and scope["method"] == "GET" and scope["path"].strip("/") not in self._pages


def _is_page(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")
