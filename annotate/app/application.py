"""What the app consists of beside its script, the same however it is started."""

from __future__ import annotations

from typing import Any

from starlette.middleware import Middleware

from annotate.app.failures import on_script_error
from annotate.app.session import PATHS
from annotate.server.promptness import prompt_answers
from annotate.server.quiet_absence import QuietAbsence
from annotate.server.routes import routes
from annotate.server.unknown_pages import UnknownPages


def parts() -> dict[str, Any]:
    """Arguments for ``st.App``."""
    return {
        "routes": routes(),
        "middleware": [Middleware(QuietAbsence), Middleware(UnknownPages, pages=PATHS)],
        "lifespan": prompt_answers,
        "on_script_error": on_script_error,
    }
