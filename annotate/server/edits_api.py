"""The annotation sets' API: what the editor reads and saves.

Whatever takes time (the store, but JSON too: an article may have a million characters) is done in a thread, so that
the server goes on answering others.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from annotate.server import tokens
from annotate.server.answers import answer
from annotate.server.limits import BadRequest, Forbidden, read_body, refuse_other_origins
from annotate.store import Edit, Op, RecordKind
from annotate.validation import strict_json
from annotate.workspace import edits as sets
from annotate.workspace.workspace import Workspace

MAX_EDITS = 2_000
_MAX_NAME = 100
_MOST_VALUES = 200
_MAX_REVISION = 2**53
_DAY = 86_400  # seconds


class EditsApi:
    """The endpoints. ``open_workspace`` is called when the workspace is first needed."""

    def __init__(self, open_workspace: Callable[[], Workspace]) -> None:
        self._open_workspace = open_workspace
        self._workspace: Workspace | None = None

    async def read(self, request: Request) -> Response:
        """GET …/{set_id}: the article, the label set, the annotation set and its problems."""
        workspace, grant = await self._enter(request)
        return await run_in_threadpool(lambda: answer(sets.payload(workspace, grant.set_id)))

    async def save(self, request: Request) -> Response:
        """POST …/{set_id}/edits: applies edits, all or none, and answers when they are on the disk."""
        workspace, grant = await self._enter(request)
        body = await read_body(request)
        return await run_in_threadpool(_save, workspace, grant, body)

    async def history(self, request: Request) -> Response:
        """GET …/{set_id}/history?after=&before=&last=: the stored edits, oldest first, or a part of them."""
        workspace, grant = await self._enter(request)
        after, before, last = (_number(request, name) for name in ("after", "before", "last"))
        return await run_in_threadpool(
            lambda: answer(sets.history(workspace, grant.set_id, after=after or 0, before=before, last=last)),
        )

    async def values(self, request: Request) -> Response:
        """GET …/{set_id}/values?label=&attribute=&prefix=: texts used before for a label's attribute.

        With ``relation=`` instead of ``label=``, for a relation's.
        """
        workspace, _ = await self._enter(request)
        query = request.query_params
        kind: RecordKind = "relations" if "relation" in query else "spans"
        name, attribute = query.get("relation") or query.get("label", ""), query.get("attribute", "")
        if not _has_attribute(workspace, kind, name, attribute):
            raise BadRequest("The label set has no such label or relation with such an attribute.")
        prefix = query.get("prefix", "")[:_MAX_NAME]
        find = workspace.store.attribute_values
        found = await run_in_threadpool(find, name, attribute, prefix, _MOST_VALUES, kind=kind)
        return answer({"values": found})

    async def activity(self, request: Request) -> Response:
        """POST …/{set_id}/activity {"seconds"}: adds to the time on task."""
        workspace, grant = await self._enter(request)
        body = await read_body(request)
        return await run_in_threadpool(_add_seconds, workspace, grant, body)

    async def _enter(self, request: Request) -> tuple[Workspace, tokens.Grant]:
        """Lets in who has a good token for the set."""
        refuse_other_origins(request.headers)
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise tokens.TokenRefused("You are not signed in. Open the annotation set from the app's list of articles.")
        if self._workspace is None:
            self._workspace = await run_in_threadpool(self._open_workspace)
        return self._workspace, tokens.check(self._workspace, token.strip(), request.path_params["set_id"])


def _save(workspace: Workspace, grant: tokens.Grant, body: bytes) -> Response:
    edits, known = _parse_edits(strict_json.loads(body))
    if edits:  # who only reads may ask for news
        _require_owner(workspace, grant)
    return answer(sets.save(workspace, grant.set_id, edits, known_revision=known))


def _add_seconds(workspace: Workspace, grant: tokens.Grant, body: bytes) -> Response:
    value = strict_json.loads(body)
    seconds = value.get("seconds") if isinstance(value, dict) else None
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= _DAY:
        raise BadRequest(f"“seconds” must be a number between 0 and {_DAY:,}.")
    _require_owner(workspace, grant)
    return answer({"seconds": workspace.store.add_active_seconds(grant.set_id, float(seconds))})


def _require_owner(workspace: Workspace, grant: tokens.Grant) -> None:
    owner = workspace.owner_of(grant.set_id)
    if owner != grant.annotator:
        raise Forbidden(f"This is the annotation set of {owner}. You can read it, not change it.")


def _parse_edits(body: Any) -> tuple[list[Edit], int | None]:
    """The edits, and the revision that the client knows where it says so."""
    if not isinstance(body, dict):
        _refuse("The body must be an object.")
    base = _field(body, "base_revision", _is_revision, "a whole number, 0 or more")
    client = _field(body, "client", _is_name, f"a text of 1 to {_MAX_NAME} characters")
    known = body.get("known_revision")
    if known is not None:
        _field(body, "known_revision", _is_revision, "a whole number, 0 or more")
    items = _field(body, "edits", lambda value: isinstance(value, list), "a list")
    if len(items) > MAX_EDITS:
        _refuse(f"“edits” holds {len(items):,} edits; send at most {MAX_EDITS:,} at once.")
    return [_parse_edit(item, number, base, client) for number, item in enumerate(items)], known


def _parse_edit(item: Any, number: int, base: int, client: str) -> Edit:
    where = f"edits[{number}]"
    if not isinstance(item, dict):
        _refuse(f"“{where}” must be an object.")
    edit_id = _field(item, "id", _is_name, f"a text of 1 to {_MAX_NAME} characters", where)
    op = _field(item, "op", lambda value: isinstance(value, str) and value in set(Op), f"one of {', '.join(Op)}", where)
    value = _field(item, "value", lambda value: isinstance(value, dict), "an object", where)
    return Edit(edit_id, Op(op), value, base, client)


def _field(holder: dict[str, Any], name: str, accepts: Callable[[Any], bool], form: str, where: str = "") -> Any:
    value = holder.get(name)
    if not accepts(value):
        _refuse(f"“{where}{'.' if where else ''}{name}” must be {form}.")
    return value


def _is_revision(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_REVISION


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _MAX_NAME


def _refuse(message: str) -> NoReturn:
    raise BadRequest(message)


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        _refuse(f"“{name}” must be a whole number, 0 or more.")
    return int(text)


def _has_attribute(workspace: Workspace, kind: RecordKind, name: str, attribute: str) -> bool:
    label_set = workspace.label_set
    known_by_name = label_set.label_by_name if kind == "spans" else label_set.relation_by_name
    found = known_by_name.get(name)
    return found is not None and any(known.name == attribute for known in found.attributes.attributes)
