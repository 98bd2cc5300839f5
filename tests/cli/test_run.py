"""``annotate run``, as a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotate.cli import run
from annotate.settings import LABEL_SET_VARIABLE, STORE_VARIABLE, Settings
from annotate.workspace import workspace
from tests.cli.conftest import Annotate
from tests.conftest import ROOT

Prepared = Callable[..., str]
SECONDS_TO_START = 60


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def _running(folder: Path, port: int, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The app, away from the clone. Killed at the end if it still runs."""
    command = [sys.executable, "-m", "annotate", "run", "--port", str(port), "--store", "sqlite:///store.db", *options]
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _get(address: str, process: subprocess.Popen[str]) -> str:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                body: str = answer.read().decode()
                return body
        except OSError:
            assert process.poll() is None, process.stdout.read() if process.stdout else ""
            assert time.monotonic() < deadline
            time.sleep(0.2)


def _redirected_from(address: str) -> str:
    """Where somebody is sent who goes to an address in a browser."""
    url = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(url.netloc, timeout=5)
    connection.request("GET", url.path, headers={"Sec-Fetch-Dest": "document"})
    target = connection.getresponse().headers["location"]
    connection.close()
    return str(target)


def test_the_app_starts_with_samples_answers_and_stops_calmly_at_ctrl_c(tmp_path: Path, annotate: Annotate) -> None:
    port = _free_port()
    with _running(tmp_path, port, "--samples") as process:
        assert _get(f"http://127.0.0.1:{port}/_stcore/health", process) == "ok"
        assert "<title>" in _get(f"http://127.0.0.1:{port}/", process)
        # All that the app consists of is there, as where Streamlit starts it.
        host = json.loads(_get(f"http://127.0.0.1:{port}/_stcore/host-config", process))
        assert host["blockErrorDialogs"] is True
        assert _redirected_from(f"http://127.0.0.1:{port}/article/harbour") == "/?missing=%2Farticle%2Fharbour"
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=30)
    assert f"The app is at http://127.0.0.1:{port}" in output
    assert " loaded" in output
    assert "Traceback" not in output
    assert "Error" not in output
    assert process.returncode == 0
    assert "Articles                5" in annotate("status").stdout


def test_samples_are_loaded_into_an_empty_store_only(tmp_path: Path, annotate: Annotate) -> None:
    (tmp_path / "a.txt").write_text("Ferry", "utf-8")
    annotate("import", tmp_path / "a.txt")
    port = _free_port()
    with _running(tmp_path, port, "--samples") as process:
        _get(f"http://127.0.0.1:{port}/_stcore/health", process)
    assert "Articles                1" in annotate("status").stdout


def _other_label_set(folder: Path, **changes: str) -> Path:
    """A copy of the label set that comes with the package, with another name and the same samples."""
    shutil.copytree(ROOT / "schemas" / "news", folder)
    file = folder / "label-set.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {"name": "ours", **changes}), "utf-8")
    return folder


@pytest.fixture
def prepared(store_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Prepared:
    """What `annotate run` says before the server starts."""
    for variable in (STORE_VARIABLE, LABEL_SET_VARIABLE):  # the command sets them; they are to be as before
        monkeypatch.setenv(variable, "")

    def prepare(label_set: Path, *, samples: bool = False) -> str:
        settings = Settings(store_url, label_set)
        run.prepare(settings, samples)
        workspace.open_workspace(settings).close()
        del workspace._open[settings]
        said = capsys.readouterr()
        return said.out + said.err

    return prepare


def test_samples_of_another_label_set_are_not_loaded_and_it_says_why(tmp_path: Path, prepared: Prepared) -> None:
    said = prepared(_other_label_set(tmp_path / "ours"), samples=True)
    assert "Passed over 5 records" in said
    assert "the label set that they name is not “ours”" in said


def test_samples_that_are_refused_are_told_with_their_reasons(tmp_path: Path, prepared: Prepared) -> None:
    said = prepared(_other_label_set(tmp_path / "ours", name="news", version="2.0.0"), samples=True)
    assert said.count("error S014") == 5
    assert "5 refused." in said


def test_it_says_at_the_start_that_the_store_has_annotations_of_other_label_sets_only(
    tmp_path: Path, annotate: Annotate, prepared: Prepared
) -> None:
    news, ours = ROOT / "schemas" / "news", _other_label_set(tmp_path / "ours")
    assert prepared(ours) == ""
    annotate("import", news / "samples")
    assert prepared(news) == ""
    assert prepared(ours).startswith(
        "The annotations in the store are made with the label set “news”. The app works with “ours”"
    )


def test_a_port_in_use_is_said_at_once(annotate: Annotate) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = annotate("run", "--port", port)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: Port {port} is in use already")
    assert "--port" in result.stderr


def test_an_address_of_another_machine_is_said_at_once(annotate: Annotate) -> None:
    result = annotate("run", "--host", "192.0.2.1", "--port", _free_port())
    assert result.exit_code == 2
    assert "192.0.2.1" in result.stderr


def test_a_store_that_cannot_be_opened_is_said_before_the_server_starts(annotate: Annotate, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("no store at all, but a file of some length" * 30, "utf-8")
    result = annotate("run", "--port", _free_port(), "--store", f"sqlite:///{tmp_path / 'notes.db'}")
    assert result.exit_code == 2
    assert "notes.db" in result.stderr


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::", "127.0.0.1"), ("::1", "[::1]")]
)
def test_the_address_shown_is_one_that_a_browser_can_open(host: str, shown: str) -> None:
    assert run.shown_host(host) == shown


def test_other_names_than_this_machines_are_let_in_only_where_others_are(tmp_path: Path) -> None:
    options: dict[str, object] = {"server.allowedHosts": ["localhost"], "theme.base": "light"}
    alone = run.server_options(options, "127.0.0.1", 9000)
    assert alone["server.allowedHosts"] == ["localhost"]
    assert (alone["server.port"], alone["server.address"], alone["theme.base"]) == (9000, "127.0.0.1", "light")
    assert run.server_options(options, "0.0.0.0", 9000)["server.allowedHosts"] == []


def test_the_browser_is_opened_once_the_app_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    with socket.socket() as app:
        app.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=run.open_when_listening, args=("http://here", app.getsockname()))
        thread.start()
        time.sleep(0.3)
        assert opened == []
        app.listen()
        thread.join(10)
    assert opened == ["http://here"]
