"""The command as a whole: help, exit codes, and how errors are said."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from annotate import __version__
from annotate.cli import main as cli
from annotate.cli import status
from annotate.errors import AnnotateError
from tests.cli.conftest import Annotate

COMMAND = (sys.executable, "-m", "annotate")


def _command(name: str) -> click.Command:
    command = cli.main.get_command(click.Context(cli.main), name)
    assert command is not None
    return command


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_has_help_with_an_example(annotate: Annotate, name: str) -> None:
    result = annotate(name, "--help")
    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert f"annotate {name} " in result.stdout


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_list_of_commands_says_of_each_what_it_says_itself(name: str) -> None:
    _, line = cli.COMMANDS[name]
    assert _command(name).get_short_help_str(limit=200) == line


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    for option in _command(name).params:
        assert not isinstance(option, click.Option) or option.help, f"--{option.name}"


def test_help_costs_next_to_nothing() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([*COMMAND, "--help"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.4


def test_the_version_is_told(annotate: Annotate) -> None:
    assert annotate("--version").stdout == f"annotate {__version__}\n"


def test_an_unknown_command_is_a_usage_error(annotate: Annotate) -> None:
    result = annotate("exprot")
    assert result.exit_code == 2
    assert "No such command" in result.stderr


def test_a_store_that_is_not_there_is_not_made_by_looking_at_it(annotate: Annotate, tmp_path: Path) -> None:
    result = annotate("status", "--store", f"sqlite:///{tmp_path / 'typo.db'}")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: There is no store at {tmp_path / 'typo.db'}.")
    assert not list(tmp_path.iterdir())


def _failing(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(url: str) -> None:
        raise error

    monkeypatch.setattr(status, "existing_store", fail)


def test_an_error_for_people_is_their_message_and_exit_code_2(
    annotate: Annotate, monkeypatch: pytest.MonkeyPatch
) -> None:
    _failing(monkeypatch, AnnotateError("The disk is full. Make space."))
    result = annotate("status")
    assert (result.exit_code, result.stderr) == (2, "Error: The disk is full. Make space.\n")


def test_an_error_of_the_system_names_the_file(annotate: Annotate, monkeypatch: pytest.MonkeyPatch) -> None:
    _failing(monkeypatch, PermissionError(13, "Permission denied", "a.db"))
    result = annotate("status")
    assert (result.exit_code, result.stderr) == (2, "Error: a.db: Permission denied.\n")


def test_an_error_of_our_own_is_no_traceback_and_says_how_to_get_one(
    annotate: Annotate, monkeypatch: pytest.MonkeyPatch
) -> None:
    _failing(monkeypatch, ZeroDivisionError("division by zero"))
    result = annotate("status")
    assert result.exit_code == 70
    assert "ZeroDivisionError: division by zero" in result.stderr
    assert "annotate --debug" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), AnnotateError("x")])
def test_debug_shows_where_an_error_arose(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    _failing(monkeypatch, error)
    with pytest.raises(type(error)):
        CliRunner().invoke(cli.main, ["--debug", "status"], catch_exceptions=False)


def test_ctrl_c_is_taken_calmly(annotate: Annotate, monkeypatch: pytest.MonkeyPatch) -> None:
    _failing(monkeypatch, KeyboardInterrupt())
    result = annotate("status")
    assert (result.exit_code, result.stderr) == (130, "\nStopped, as you asked.\n")


def test_a_reader_that_has_enough_is_no_error(tmp_path: Path) -> None:
    for number in range(300):
        (tmp_path / f"{number}.txt").write_text("Ferry\n" + "It left at nine.\n" * 100, "utf-8")
    environment = {**os.environ, "ANNOTATE_STORE": f"sqlite:///{tmp_path}/store.db"}
    subprocess.run([*COMMAND, "import", str(tmp_path)], env=environment, check=True, capture_output=True)
    with subprocess.Popen(
        [*COMMAND, "dump"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141
