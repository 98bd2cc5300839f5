"""Killed at any moment, an export leaves the release before it whole, or its own; the next one clears up behind it."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from annotate.dataset.check import check_folder
from annotate.store import Store
from tests.dataset.making import attribution_example
from tests.dataset.test_round_trip import contents

ROOT = Path(__file__).parents[2]
LABEL_SET = ROOT / "tests" / "label_sets" / "attribution"
MOMENTS = 50
AT_THE_SWAP = 15

# Imports and makes once what does not depend on the store, then forks a child for each line: its export begins at
# once, and ends with the call of a function that the line names by its number. So a slow machine is killed at the same
# moments as a quick one.
_NURSERY = """
import gc, os, signal, sys
from pathlib import Path
from annotate.dataset import build, tokenizer
from annotate.settings import Settings
from annotate.store import snapshot
from annotate.workspace.exporting import export
from annotate.workspace.workspace import Workspace

build.verify = lambda *_: None  # reads only, and takes most of the time
put_in_place = build.put_in_place
calls = last = 0

def count(_frame, event, _argument):
    global calls
    calls += 1
    if calls == last:
        os.kill(os.getpid(), signal.SIGKILL)

def tell_and_put_in_place(*arguments):
    print("swap", calls, flush=True)
    put_in_place(*arguments)

build.put_in_place = tell_and_put_in_place
tokenizer.classes()  # a table that each child would make
gc.freeze()
for line in sys.stdin:
    store, label_set, target, last = line.split()
    last = int(last)
    child = os.fork()
    if child == 0:
        workspace = Workspace.open(Settings(store, Path(label_set)))
        sys.settrace(count)
        export(workspace, Path(target))
        sys.settrace(None)
        print("end", calls, flush=True)
        os._exit(0)
    print("status", os.waitpid(child, 0)[1], flush=True)
"""


@dataclass
class Nursery:
    """Runs exports that can be killed."""

    process: subprocess.Popen[str]
    target: Path

    def export(self, store: str, last_call: int = 0) -> dict[str, int]:
        """What the export told: the numbers of the calls at its swap and its end, and how its process ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{store} {LABEL_SET} {self.target} {last_call}\n")
        self.process.stdin.flush()
        told: dict[str, int] = {}
        while "status" not in told:
            name, number = self.process.stdout.readline().split()
            told[name] = int(number)
        assert told["status"] == (0 if "end" in told else signal.SIGKILL)
        return told


@contextmanager
def nursery(target: Path) -> Iterator[Nursery]:
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", _NURSERY],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "."},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Nursery(process, target)
    finally:
        process.kill()
        process.communicate()


def filled(path: Path, name: str, articles: int) -> str:
    url = f"sqlite:///{path}/{name}.db"
    with Store.open(url) as store:
        list(store.load(attribution_example(f"{name}{n}") for n in range(articles)))
    return url


@pytest.mark.timeout(600)  # a minute where nothing else runs
def test_killed_at_fifty_random_moments_the_folder_is_always_a_whole_release(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    shelf = tmp_path / "exports"
    target = shelf / "dataset"
    stores = [filled(tmp_path, name, 8) for name in ("a", "b")]
    with nursery(target) as at_work:
        whole, rubbish, swapped = list[dict[str, bytes]](), 0, 0
        for store in stores:
            usual = at_work.export(store)
            whole.append(contents(target))
            assert not list(check_folder(target))
        now = 1
        for attempt in range(MOMENTS):
            moment = chance.randint(usual["swap"] if attempt < AT_THE_SWAP else 1, usual["end"])
            told = at_work.export(stores[1 - now], moment)
            found = contents(target)
            assert found in whole, f"seed {seed}, attempt {attempt}, at call {moment:,} of {usual}: {told}"
            assert [path.name for path in shelf.iterdir() if not path.name.startswith(".")] == ["dataset"]
            swapped += whole.index(found) != now
            rubbish += any(path.name.startswith(".") for path in shelf.iterdir())
            now = whole.index(found)
        assert swapped
        assert rubbish
        at_work.export(stores[1 - now])
    assert contents(target) == whole[1 - now]
    assert [path.name for path in shelf.iterdir()] == ["dataset"]
    assert not list(tmp_path.glob(".*"))


def test_the_first_export_is_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "exports" / "dataset"
    store = filled(tmp_path, "a", 5)
    with nursery(target) as at_work:
        usual = at_work.export(store)
        for share in (0.2, 0.9, 1):
            shutil.rmtree(target)
            at_work.export(store, int(usual["swap"] * share) - 5)
            assert not target.exists()
            at_work.export(store)
            assert not list(check_folder(target))
            assert [path.name for path in target.parent.iterdir()] == ["dataset"]
