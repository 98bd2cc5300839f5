"""Two tabs on one annotation set, over a network that loses requests and answers: in the end both show the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from annotate.model import Article, sha256_of
from annotate.server import tokens
from annotate.settings import Settings
from annotate.workspace.workspace import Workspace

from .conftest import TEXT
from .process import ServerProcess

_ROOT = Path(__file__).resolve().parents[2]
_SCRIPT = [sys.executable, "-m", "tests.tools.node", "node", "tests/server/two_tabs.mjs"]
_LABEL_SET = _ROOT / "tests" / "label_sets" / "attribution"
_SEEDS = range(1, 4)


def test_two_tabs_that_change_the_same_things_show_what_is_stored_in_the_end(url: str) -> None:
    settings = Settings(url, _LABEL_SET)
    workspace = Workspace.open(settings)
    happened = {"mine": 0, "theirs": 0}
    with ServerProcess(settings) as server:
        for seed in _SEEDS:
            said = _run(workspace, server, seed)
            for tab in said["tabs"]:
                assert tab == said["stored"], f"seed {seed}"
            for choice in happened:
                happened[choice] += said["happened"][choice]
    workspace.close()
    assert happened["mine"] > 10
    assert happened["theirs"] > 10


def _run(workspace: Workspace, server: ServerProcess, seed: int) -> Any:
    list(workspace.store.load([Article(f"a{seed}", "The bridge", TEXT, sha256_of(TEXT), "en")]))
    set_id = workspace.store.open_set(f"a{seed}", "Ann", workspace.label_set.ref).id
    token = tokens.issue(workspace, set_id, "Ann")
    command = [*_SCRIPT, server.url, set_id, token, str(seed)]
    done = subprocess.run(command, cwd=_ROOT, stdout=subprocess.PIPE, timeout=120, check=True)
    return json.loads(done.stdout)
