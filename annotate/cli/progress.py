"""A line that tells how far a long command has come, on a terminal only."""

from __future__ import annotations

import sys
import time
from types import TracebackType

import click

SHOW_AFTER = 1.0
"""Seconds: what is done sooner needs no line."""

REDRAW_AFTER = 0.1


class Progress:
    """Call it with how much is done, and of how much. Erases its line at the end."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._begun = time.monotonic()
        self._drawn = 0.0
        self._length = 0
        self._terminal = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if not self._terminal or now - self._begun < SHOW_AFTER or now - self._drawn < REDRAW_AFTER:
            return
        self._drawn = now
        self._draw(line(self._label, done, total, now - self._begun))

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._length:
            self._draw("")

    def _draw(self, text: str) -> None:
        click.echo("\r" + text.ljust(self._length), nl=False, err=True)
        if not text:
            click.echo("\r", nl=False, err=True)
        self._length = len(text)


def line(label: str, done: int, total: int, seconds: float) -> str:
    """``Loading  ███████░░░░░░░░░░░░░  35%  12 s left``."""
    share = min(done / total, 1.0) if total else 1.0
    filled = round(share * 20)
    left = f"  {round(seconds * (1 - share) / share):,} s left" if share > 0.02 else ""
    return f"{label}  {'█' * filled}{'░' * (20 - filled)}  {share:4.0%}{left}"
