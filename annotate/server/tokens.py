"""Tokens that let a browser read one annotation set, and save to it if it is the annotator's own.

Signed with the store's secret, so that they hold across restarts and across processes on one store.
"""

from __future__ import annotations

from dataclasses import dataclass

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from annotate.errors import AnnotateError
from annotate.workspace.workspace import Workspace

LIFETIME = 12 * 60 * 60
"""Seconds for which a token is good."""

_PURPOSE = "annotate.edit"


class TokenRefused(AnnotateError):  # noqa: N818 - says what happened
    """The token is missing, expired, forged, or another set's."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token says: who may work with which set."""

    set_id: str
    annotator: str


def issue(workspace: Workspace, set_id: str, annotator: str) -> str:
    """A token for the annotator and the set."""
    return _serializer(workspace).dumps([workspace.store.id, set_id, annotator])


def check(workspace: Workspace, token: str, set_id: str) -> Grant:
    """What the token grants. TokenRefused unless it is one of ours, for this set, and still good."""
    try:
        store_id, granted_set, annotator = _serializer(workspace).loads(token, max_age=LIFETIME)
    except SignatureExpired:
        raise TokenRefused("Your sign-in has expired. Reload the page; nothing that you labelled is lost.") from None
    except (BadData, ValueError, TypeError):
        raise TokenRefused("This sign-in is not valid here. Reload the page to get a new one.") from None
    if store_id != workspace.store.id or granted_set != set_id:
        raise TokenRefused("This sign-in is for another annotation set. Reload the page to get the right one.")
    return Grant(granted_set, annotator)


def _serializer(workspace: Workspace) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(workspace.store.secret(), salt=_PURPOSE)
