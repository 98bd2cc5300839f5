"""What the app serves beside its pages: the API of the annotation sets, and the editor's files."""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Mount, Route

from annotate.errors import AnnotateError
from annotate.server import assets
from annotate.server.answers import on_http_error, on_refusal, on_surprise
from annotate.server.edits_api import EditsApi
from annotate.settings import Settings
from annotate.workspace.workspace import Workspace, open_workspace


def routes(workspace: Callable[[], Workspace] | None = None) -> list[BaseRoute]:
    """Routes for a Starlette application, or for Streamlit's. Without ``workspace``, that of the environment."""
    return [
        Mount("/api/v1", app=_api(EditsApi(workspace or _of_environment)), name="annotate-api"),
        Route("/editor/{hash}/{path:path}", assets.serve, name="annotate-editor"),
    ]


def _of_environment() -> Workspace:
    return open_workspace(Settings.read())


def _api(api: EditsApi) -> Starlette:
    of_set = "/annotation-sets/{set_id}"
    return Starlette(
        routes=[
            Route(of_set, api.read),
            Route(f"{of_set}/edits", api.save, methods=["POST"]),
            Route(f"{of_set}/history", api.history),
            Route(f"{of_set}/values", api.values),
            Route(f"{of_set}/activity", api.activity, methods=["POST"]),
        ],
        exception_handlers={
            AnnotateError: on_refusal,
            HTTPException: on_http_error,
            Exception: on_surprise,
        },
    )
