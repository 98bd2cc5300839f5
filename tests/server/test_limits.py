"""Bodies of requests, as they come in over the wire."""

from __future__ import annotations

import asyncio

import pytest
from starlette.requests import Request
from starlette.types import Message

from annotate.server.limits import BadRequest, read_body


def test_a_browser_that_leaves_in_the_middle_of_a_body_is_a_bad_request_and_no_accident() -> None:
    coming: list[Message] = [
        {"type": "http.request", "body": b'{"sec', "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return coming.pop(0)

    with pytest.raises(BadRequest, match="Send it again"):
        asyncio.run(read_body(Request({"type": "http", "method": "POST", "headers": []}, receive)))
