"""A real server process on a free port, that can be killed at any moment and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from starlette.applications import Starlette

from annotate.server.routes import routes
from annotate.settings import Settings

_ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 30


def app() -> Starlette:
    """What uvicorn runs: our routes, without Streamlit."""
    return Starlette(routes=routes())


class ServerProcess:
    """``with ServerProcess(settings) as server``: running inside the block, on the same port after each ``start``."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "uvicorn", "--factory", "tests.server.process:app"]
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--log-level", "warning"]
        environment = os.environ | self._settings.environment()
        self._process = subprocess.Popen([*command, *options], cwd=_ROOT, env=environment)
        self._wait()

    def kill(self) -> None:
        """SIGKILL: whatever it is doing, it does not finish."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.kill()

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError(f"the server did not start within {_START_SECONDS} seconds")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
