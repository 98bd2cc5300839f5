"""Answers as JSON; every failure with a message for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from annotate.errors import AnnotateError
from annotate.server.limits import BadRequest, BodyTooLarge, Forbidden
from annotate.server.tokens import TokenRefused
from annotate.store import NoSuchSet, NotStorable, StoreError, StoreFull, StoreUnavailable
from annotate.validation.strict_json import JsonProblem
from annotate.workspace.edits import Conflicted, Refused
from annotate.workspace.workspace import OtherLabelSet

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

# The first class that fits decides.
_STATUS: tuple[tuple[type[AnnotateError], int], ...] = (
    (JsonProblem, 400),
    (BadRequest, 400),
    (TokenRefused, 401),
    (Forbidden, 403),
    (NoSuchSet, 404),
    (Conflicted, 409),
    (OtherLabelSet, 412),
    (BodyTooLarge, 413),
    (Refused, 422),
    (NotStorable, 422),
    (StoreFull, 507),
    (StoreUnavailable, 503),
    (StoreError, 500),
    (AnnotateError, 503),  # the workspace cannot be opened
)
_MORE_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "15"}}


def answer(body: Mapping[str, Any], status: int = 200) -> Response:
    """A JSON answer that nobody keeps."""
    return JSONResponse(body, status, headers=_HEADERS | _MORE_HEADERS.get(status, {}))


def on_refusal(_request: Request, error: Exception) -> Response:
    """The answer for what was refused with words of our own."""
    assert isinstance(error, AnnotateError)  # noqa: S101 - it is registered for these
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    if isinstance(error, Conflicted | Refused):
        return answer(error.to_record(), status)
    if isinstance(error, JsonProblem):
        return answer({"message": error.message, "problems": [error.problem.to_record()]}, status)
    return answer({"message": error.message}, status)


def on_http_error(_request: Request, error: Exception) -> Response:
    """The answer for an address or a method that is not there."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    words = {404: "There is nothing at this address.", 405: "This address does not take such a request."}
    return answer({"message": words.get(status, "The request could not be answered.")}, status)


def on_surprise(_request: Request, _error: Exception) -> Response:
    """The answer for what nobody foresaw. The server logs the error."""
    return answer({"message": "The server met an error that it did not expect. Its log tells more."}, 500)
