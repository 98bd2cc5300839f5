"""No answer waits for the acknowledgement of its own head."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
import time

import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from annotate.server.promptness import prompt_answers


def test_what_listens_accepts_sockets_that_send_at_once_and_other_sockets_are_left_alone() -> None:
    async def start() -> None:
        async with prompt_answers(None):
            pass

    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as other:
        # In a thread of its own: where browser tests run too, this one has a loop already.
        thread = threading.Thread(target=lambda: asyncio.run(start()))
        thread.start()
        thread.join()
        assert listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert not other.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        with socket.create_connection(listener.getsockname()), listener.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_fifty_answers_from_a_socket_bound_before_take_no_forty_milliseconds_each() -> None:
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("x" * 2_000))], lifespan=prompt_answers)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        connection = http.client.HTTPConnection(*listener.getsockname())
        begun = time.monotonic()
        for _ in range(50):
            connection.request("GET", "/")
            connection.getresponse().read()
        assert time.monotonic() - begun < 1.5
        connection.close()
        server.should_exit = True
        thread.join(timeout=10)
