"""Finds the Chromium that the browser tests drive, and installs one where there is none.

``python -m tests.tools.browser`` makes sure that there is one, or says what to do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

HELP = """\
No Chromium was found, and it could not be installed here. The browser tests need one. Either
  - install it:  apt-get install chromium   (Debian, as root), or your system's package of Chromium or Chrome; or
  - name it:     CHROMIUM=/path/to/chromium make test"""


def find() -> Path | None:
    """The browser named by $CHROMIUM, else Playwright's own, else the system's."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named)
    bundled = _playwrights_own()
    if bundled is not None:
        return bundled
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def _playwrights_own() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def _install() -> None:
    download = [sys.executable, "-m", "playwright", "install", "chromium"]
    if _runs(download, "Installing Chromium for the browser tests …", seconds=300) and find():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _runs(["apt-get", "update", "-qq"], "Trying Debian's package instead …", seconds=300, environment=environment)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-color-emoji"]
        _runs(command, "Installing Debian's chromium …", seconds=900, environment=environment)


def _runs(command: list[str], announcement: str, *, seconds: int, environment: dict[str, str] | None = None) -> bool:
    print(announcement, flush=True)
    try:
        done = subprocess.run(
            command, env=environment, timeout=seconds, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def main() -> int:
    """Exit code 0 when there is a browser."""
    if find() is None:
        _install()
    if find() is None:
        print(HELP, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
