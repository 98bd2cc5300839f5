"""The app as people start it, on a store of its own, in a process that can be killed and started again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from annotate.settings import LABEL_SET_VARIABLE, STORE_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60


class LiveApp:
    """``address`` stays the same through restarts."""

    def __init__(self, folder: Path, label_set: Path = ROOT / "schemas" / "news") -> None:
        self.folder = folder
        self.store_url = f"sqlite:///{folder / 'annotate.db'}"
        self._environment = {**os.environ, STORE_VARIABLE: self.store_url, LABEL_SET_VARIABLE: str(label_set)}
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "streamlit_app.py")]
        with (self.folder / "app.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--server.port", str(self._port)],
                cwd=self.folder,
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        self._wait()

    def kill(self) -> None:
        """As when the power goes."""
        if self._process:
            self._process.kill()
            self._process.wait()

    @property
    def log(self) -> str:
        return (self.folder / "app.log").read_text("utf-8")

    def _wait(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            assert self._process is not None
            assert self._process.poll() is None, self.log
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self.log)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
