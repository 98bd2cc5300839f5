"""Running the real command within the test's process, on a store of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from annotate.cli.main import main
from annotate.settings import LABEL_SET_VARIABLE, STORE_VARIABLE

Annotate = Callable[..., Result]


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def annotate(store_url: str) -> Annotate:
    """``annotate("import", path)`` runs the command; ``.exit_code``, ``.stdout`` and ``.stderr`` tell how it went."""

    def run(*arguments: object) -> Result:
        runner = CliRunner(env={STORE_VARIABLE: store_url, LABEL_SET_VARIABLE: None})
        return runner.invoke(main, [str(argument) for argument in arguments])

    return run
