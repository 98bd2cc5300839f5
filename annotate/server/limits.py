"""What the server takes from outside: how much, from where, in what form."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request

from annotate.errors import AnnotateError

MAX_BODY = 2_000_000
"""Bytes of a request's body."""

_DEFAULT_PORTS = {"http": 80, "https": 443}


class BodyTooLarge(AnnotateError):  # noqa: N818 - says what happened
    """More than the server reads."""


class BadRequest(AnnotateError):  # noqa: N818 - says what happened
    """The request has not the form that the API asks for."""


class Forbidden(AnnotateError):  # noqa: N818 - says what happened
    """The request is understood and not allowed."""


async def read_body(request: Request) -> bytes:
    """The body. Raises BodyTooLarge before reading on, and BadRequest where the browser left in the middle of it."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MAX_BODY:
        raise _too_large()
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > MAX_BODY:
                raise _too_large()
    except ClientDisconnect:
        raise BadRequest("The connection ended before the whole request was here. Send it again.") from None
    return bytes(body)


def _too_large() -> BodyTooLarge:
    return BodyTooLarge(f"This is more than the server takes at once ({MAX_BODY:,} bytes). Send less.")


def refuse_other_origins(headers: Headers) -> None:
    """Forbidden where a browser says that another site's page sends the request.

    Tokens travel in a header that such a page cannot have; this is a second lock on the same door.
    """
    site = headers.get("sec-fetch-site")
    origin = headers.get("origin")
    if site in ("same-origin", "none") or (site is None and (origin is None or _is_own(origin, headers.get("host")))):
        return
    raise Forbidden("Another site's page sent this request. Work in the app's own page.")


def _is_own(origin: str, host: str | None) -> bool:
    """Whether the origin names the host that the request was sent to."""
    try:
        scheme = urlsplit(origin).scheme
        theirs, own = _address(origin), _address(f"{scheme}://{host}")
    except ValueError:
        return False
    return theirs is not None and theirs == own


def _address(url: str) -> tuple[str, int | None] | None:
    """Host and port; None for what has no host."""
    parts = urlsplit(url)
    port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
    return (parts.hostname, port) if parts.hostname else None
