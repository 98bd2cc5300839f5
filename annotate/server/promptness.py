"""Answers that leave at once.

An answer is written in two pieces, head and body. Under Nagle's algorithm the second waits until the browser
acknowledges the first, which browsers put off: 40 ms for every file and every save. asyncio switches that off for the
sockets that it makes, but not for those that are bound before and handed to it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

_OPEN_FILES = Path("/dev/fd")


@asynccontextmanager
async def prompt_answers(_app: object) -> AsyncIterator[None]:
    """For an application's lifespan: what the listening sockets of this process accept from now on sends at once."""
    for listener in _listeners():
        # Accepted sockets begin with the options of the one that listens.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    yield


def _listeners() -> Iterator[socket.socket]:
    """A second handle on each socket that listens for TCP. Where open files cannot be listed there are none."""
    names = [path.name for path in _OPEN_FILES.iterdir()] if _OPEN_FILES.is_dir() else []
    for name in names:
        try:
            handle = socket.socket(fileno=os.dup(int(name)))
        except OSError:
            continue  # no socket, or closed meanwhile
        with handle:
            is_tcp = handle.family in (socket.AF_INET, socket.AF_INET6) and handle.type == socket.SOCK_STREAM
            if is_tcp and handle.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                yield handle
