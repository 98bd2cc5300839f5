"""``annotate run``."""

from __future__ import annotations

import errno
import os
import socket
import threading
import time
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager

import click

from annotate.cli import problems
from annotate.cli.options import workspace_options
from annotate.errors import AnnotateError
from annotate.settings import Settings
from annotate.store.url import locate
from annotate.validation.words import listed, quoted
from annotate.workspace.loading import load_samples
from annotate.workspace.workspace import Workspace, open_workspace

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANY = ("0.0.0.0", "::")  # noqa: S104 (the user's own choice)
SECONDS_TO_START = 60


@click.command("run")
@workspace_options
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port to listen on.")
@click.option(
    "--host",
    default=LOOPBACK[0],
    show_default=True,
    help="Address to listen on. Any other than this machine's own lets everybody in who can reach it.",
)
@click.option("--samples/--no-samples", default=False, help="Load the samples where the store is empty.")
@click.option("--open/--no-open", "open_browser", default=False, help="Open the app in the browser.")
def command(settings: Settings, port: int, host: str, samples: bool, open_browser: bool) -> None:
    """Start the app on this machine.

    It runs until Ctrl+C. Whatever was saved by then is in the store.

    \b
    Example:
      annotate run --store sqlite:///news.db --samples
    """
    require_free(host, port)
    prepare(settings, samples)
    address = f"http://{shown_host(host)}:{port}"

    def ready() -> None:
        click.echo(f"The app is at {address} (store: {locate(settings.store_url).shown}). Stop it with Ctrl+C.")
        if open_browser:
            threading.Thread(
                target=open_when_listening, args=(address, (shown_host(host).strip("[]"), port)), daemon=True
            ).start()

    try:
        serve(host, port, ready)
    except KeyboardInterrupt:  # not a failure: the way to stop it, which `make run` must not call an error
        click.echo("\nThe app has stopped.")


def prepare(settings: Settings, samples: bool) -> None:
    """Opens the store before the server starts, so that what is wrong with it is said here; loads the samples."""
    os.environ.update(settings.environment())
    workspace = open_workspace(settings)
    if samples and workspace.store.articles(limit=1).total == 0:
        loaded = load_samples(workspace, settings.label_set)
        problems.show(loaded.problems)
        for sentence in loaded.sentences():
            click.echo(sentence)
    for remark in other_label_sets(workspace):
        click.echo(remark)


def other_label_sets(workspace: Workspace) -> Iterator[str]:
    """A sentence where the store holds annotations, and none of them is of the label set that the app works with."""
    theirs = workspace.store.label_sets()
    ours = workspace.label_set
    if theirs and all(ref.name != ours.name for ref in theirs):
        names = listed([quoted(name) for name in dict.fromkeys(ref.name for ref in theirs)], "and")
        yield (
            f"The annotations in the store are made with the label set {names}. The app works with {quoted(ours.name)} "
            "and does not show them; name theirs with --label-set to see them."
        )


def serve(host: str, port: int, ready: Callable[[], None]) -> None:
    """Runs the app until it is stopped; ``ready`` is called when it is about to listen."""
    # Streamlit reads its settings when it is first imported: late, so that they are made by then.
    import streamlit as st  # noqa: PLC0415

    from annotate.app import config  # noqa: PLC0415
    from annotate.app.application import parts  # noqa: PLC0415

    arguments = parts()
    begin = arguments.pop("lifespan")

    @asynccontextmanager
    async def lifespan(app: st.App) -> AsyncIterator[None]:
        async with begin(app):
            ready()
            yield

    app = st.App(config.MAIN, lifespan=lifespan, **arguments)
    app.run(config=server_options(config.options(), host, port))


def server_options(options: dict[str, object], host: str, port: int) -> dict[str, object]:
    """The app's own options for its server, with the address asked for."""
    changed = {
        "server.address": host,
        "server.port": port,
        "browser.serverPort": port,
        # Streamlit's own words would say the address twice, and ask the network for more of them.
        "logger.hideWelcomeMessage": True,
    }
    if host not in LOOPBACK:
        # Under which names others reach this machine is not known here; tokens still guard every save.
        changed |= {"server.allowedHosts": [], "browser.serverAddress": shown_host(host)}
    return options | changed


def require_free(host: str, port: int) -> None:
    """Raises AnnotateError where nothing can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AnnotateError(_cannot_listen(error, host, port)) from None


def shown_host(host: str) -> str:
    """The host as it stands in an address that a browser on this machine can open."""
    if host in ANY:
        return LOOPBACK[0]
    return f"[{host}]" if ":" in host else host


def _cannot_listen(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use already, by another program or by an app that still runs. "
            f"Choose another with --port, such as --port {port + 1 if port < 65535 else 8501}."
        )
    if error.errno == errno.EACCES:
        return f"The system does not let you listen on port {port}. Choose one above 1023 with --port."
    return f"Nothing can listen on {host}, port {port}: {error.strerror or error}. Check --host and --port."


def open_when_listening(address: str, listener: tuple[str, int]) -> None:
    """Opens the address in the browser as soon as something listens there."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            socket.create_connection(listener, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            webbrowser.open(address)
            return
