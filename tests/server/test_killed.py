"""A server that is killed between and amid edits: all arrive, exactly once, in order."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from annotate.model import Article, sha256_of
from annotate.server import tokens
from annotate.settings import Settings
from annotate.workspace.workspace import Workspace

from .conftest import TEXT
from .process import ServerProcess

_ROOT = Path(__file__).resolve().parents[2]
_NODE = [sys.executable, "-m", "tests.tools.node", "node"]
_LABEL_SET = _ROOT / "tests" / "label_sets" / "attribution"


def test_a_hundred_edits_arrive_exactly_once_though_the_server_is_killed_again_and_again(url: str) -> None:
    settings = Settings(url, _LABEL_SET)
    workspace = Workspace.open(settings)
    list(workspace.store.load([Article("a1", "The bridge", TEXT, sha256_of(TEXT), "en")]))
    set_id = workspace.store.open_set("a1", "Ann", workspace.label_set.ref).id
    token = tokens.issue(workspace, set_id, "Ann")

    with ServerProcess(settings) as server:
        kills, said = _kill_while(server, [*_NODE, "tests/server/hundred_edits.mjs", server.url, set_id, token])

    assert kills >= 2
    assert said["problems"] == []
    assert said["state"]["status"] == "saved"
    history = workspace.store.history(set_id)
    assert [edit.id for edit in history] == said["made"]
    assert [edit.revision for edit in history] == list(range(1, 101))
    annotations = workspace.store.annotation_set(set_id)
    assert annotations is not None
    assert annotations.notes == ("note 99",)
    workspace.close()


def _kill_while(server: ServerProcess, command: list[str]) -> tuple[int, dict[str, Any]]:
    """Kills the server and starts it again while the command runs; how often, and what the command said."""
    dice = random.Random(7)
    kills = 0
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE) as client:
        while client.poll() is None and kills < 4:
            time.sleep(dice.uniform(0.3, 0.6))
            server.kill()
            kills += 1
            server.start()
        said, _ = client.communicate(timeout=120)
    result: dict[str, Any] = json.loads(said)
    return kills, result
