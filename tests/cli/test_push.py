"""Pushing to a stand-in of the Hub: the real client, a real server, no network."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from tests.tools.stand_in_hub import HEAD, TOKEN, Repository, StandInHub, stand_in_hub

Annotate = Callable[..., Result]
SAMPLE = Path(__file__).parents[2] / "exports" / "sample"
NAME = "newsroom/press-statements"

pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=<...>':DeprecationWarning")  # huggingface_hub's own call


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandInHub]:
    """A stand-in that huggingface_hub asks instead of the Hub."""
    from huggingface_hub import constants

    with stand_in_hub() as hub:
        monkeypatch.setattr(constants, "ENDPOINT", hub.address)
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
        monkeypatch.setenv("HF_TOKEN", TOKEN)
        yield hub


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dataset to push."""
    return shutil.copytree(SAMPLE, tmp_path / "out")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_push_makes_a_private_repository_and_uploads_everything_in_one_commit(
    annotate: Annotate, folder: Path, hub: StandInHub
) -> None:
    result = annotate("push", folder, NAME)
    assert result.exit_code == 0, result.stderr
    repository = hub.repositories[NAME]
    assert repository.private
    assert repository.files == contents(folder)
    assert [commit["parentCommit"] for commit in repository.commits] == [HEAD]
    assert repository.commits[0]["summary"].startswith("Export ")
    assert f'load_dataset("{NAME}")' in result.stdout
    assert "(private)" in result.stdout


def test_push_reads_where_the_hub_is_and_the_token_from_the_usual_places(folder: Path, hub: StandInHub) -> None:
    environment = {
        **os.environ,
        "HF_ENDPOINT": hub.address,
        "HF_TOKEN": TOKEN,
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_OFFLINE": "0",
    }
    command = [sys.executable, "-m", "annotate", "push", str(folder), NAME]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert hub.repositories[NAME].files == contents(folder)


def test_a_dry_run_lists_the_files_and_asks_nothing(annotate: Annotate, folder: Path, hub: StandInHub) -> None:
    result = annotate("push", folder, NAME, "--dry-run")
    assert result.exit_code == 0, result.stderr
    listed = {line.split()[-1] for line in result.stdout.splitlines()[:-1]}
    assert listed == contents(folder).keys()
    assert hub.requests == []


def test_push_removes_files_that_the_new_export_does_not_have(
    annotate: Annotate, folder: Path, hub: StandInHub
) -> None:
    old = "articles/train-00007-of-00009.parquet"
    hub.repositories[NAME] = Repository(
        private=True, files={"manifest.json": b"{}", old: b"rows", ".gitattributes": b"", "people.txt": b"mine"}
    )
    result = annotate("push", folder, NAME)
    assert result.exit_code == 0, result.stderr
    assert f"Removed {old}" in result.stdout
    assert hub.repositories[NAME].files == {**contents(folder), ".gitattributes": b"", "people.txt": b"mine"}
    assert len(hub.repositories[NAME].commits) == 1


def test_push_leaves_a_repository_alone_that_holds_something_else(
    annotate: Annotate, folder: Path, hub: StandInHub
) -> None:
    hub.repositories[NAME] = Repository(private=True, files={"README.md": b"", "data.csv": b"a,b"})
    result = annotate("push", folder, NAME)
    assert result.exit_code == 2
    assert "data.csv" in result.stderr
    assert hub.repositories[NAME].commits == []


def test_push_does_not_publish_unless_it_is_told_to(annotate: Annotate, folder: Path, hub: StandInHub) -> None:
    hub.repositories[NAME] = Repository(private=False)
    result = annotate("push", folder, NAME)
    assert result.exit_code == 2
    assert "--public" in result.stderr
    assert hub.repositories[NAME].commits == []
    assert annotate("push", folder, NAME, "--public").exit_code == 0
    assert annotate("push", folder, "newsroom/open", "--public").exit_code == 0
    assert not hub.repositories["newsroom/open"].private


def test_push_without_a_token_says_where_to_get_one(
    annotate: Annotate, folder: Path, hub: StandInHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from huggingface_hub import constants

    monkeypatch.delenv("HF_TOKEN")
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))
    result = annotate("push", folder, NAME)
    assert result.exit_code == 2
    assert "hf auth login" in result.stderr
    assert hub.requests == []


def test_push_with_a_token_that_the_hub_does_not_know_is_refused(
    annotate: Annotate, folder: Path, hub: StandInHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_other")
    result = annotate("push", folder, NAME)
    assert result.exit_code == 2
    assert "does not know the token" in result.stderr
    assert hub.repositories == {}


@pytest.mark.parametrize(
    ("refusal", "message"),
    [
        (("/api/repos/create", 403), "may not write"),
        (("/preupload/main", 403), "may not write"),
        (("/commit/main", 412), "changed by somebody else"),
        (("/commit/main", 413), "as large as this"),
        (("/api/validate-yaml", 400), "No file of the dataset was changed"),
    ],
)
def test_a_refusal_is_said_plainly_and_changes_no_file(
    annotate: Annotate, folder: Path, hub: StandInHub, refusal: tuple[str, int], message: str
) -> None:
    hub.refuse.update([refusal])
    result = annotate("push", folder, NAME)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert all(repository.files == {} for repository in hub.repositories.values())


def test_a_failed_upload_of_one_file_leaves_no_half_dataset(annotate: Annotate, folder: Path, hub: StandInHub) -> None:
    facts = json.loads((folder / "manifest.json").read_text("utf-8"))["files"]
    some = next(record["sha256"] for path, record in facts.items() if path.endswith(".parquet"))
    hub.refuse[some] = 403
    result = annotate("push", folder, NAME)
    assert result.exit_code == 2
    assert hub.repositories[NAME].files == {}


def test_push_without_network_says_so(
    annotate: Annotate, folder: Path, hub: StandInHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{free.getsockname()[1]}")
        result = annotate("push", folder, NAME)
    assert result.exit_code == 2
    assert "Is the network there?" in result.stderr


def test_a_connection_that_breaks_before_the_commit_leaves_the_repository_as_it_was(
    annotate: Annotate, folder: Path, hub: StandInHub
) -> None:
    hub.unanswered.add("/preupload/main")
    result = annotate("push", folder, NAME)
    assert result.exit_code == 2
    assert "Is the network there? Push again when it is. The repository had not changed a moment later" in result.stderr
    assert hub.repositories[NAME].files == {}


def test_after_an_error_of_the_hub_nobody_is_told_for_certain_that_nothing_was_changed(
    annotate: Annotate, folder: Path, hub: StandInHub
) -> None:
    hub.refuse["/commit/main"] = 504  # it may go on with the commit
    result = annotate("push", folder, NAME)
    assert result.exit_code == 2
    assert "The repository had not changed a moment later; look again before you push." in result.stderr
    assert "No file of the dataset was changed" not in result.stderr


@pytest.mark.parametrize(
    ("goes_away", "message"),
    [(False, "the repository has a new commit by now"), (True, "It has either all of them or none")],
)
def test_a_connection_that_breaks_while_the_hub_takes_the_commit_is_not_said_to_have_changed_nothing(
    annotate: Annotate, folder: Path, hub: StandInHub, goes_away: bool, message: str
) -> None:
    hub.unanswered.add("/commit/main")
    hub.goes_away = goes_away
    result = annotate("push", folder, NAME)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "No file of the dataset was changed" not in result.stderr
    assert hub.repositories[NAME].files == contents(folder)
    hub.unanswered.clear()
    assert annotate("push", folder, NAME).exit_code == 0
    assert hub.repositories[NAME].files == contents(folder)


@pytest.mark.parametrize("place", ["HF_TOKEN_PATH", "HF_HOME"])
def test_push_takes_the_token_from_the_file_of_a_login(
    folder: Path, hub: StandInHub, tmp_path: Path, place: str
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "token").write_text(f"{TOKEN}\n", "utf-8")
    where = tmp_path / "home" if place == "HF_HOME" else tmp_path / "home" / "token"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environment |= {"HF_ENDPOINT": hub.address, "HF_HUB_DISABLE_XET": "1", place: str(where)}
    command = [sys.executable, "-m", "annotate", "push", str(folder), NAME]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert hub.repositories[NAME].files == contents(folder)


def test_push_asks_nothing_where_the_hub_is_switched_off(
    annotate: Annotate, folder: Path, hub: StandInHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    result = annotate("push", folder, NAME)
    assert result.exit_code == 2
    assert "HF_HUB_OFFLINE" in result.stderr
    assert hub.requests == []


def test_a_second_push_builds_on_the_first(annotate: Annotate, folder: Path, hub: StandInHub) -> None:
    assert annotate("push", folder, NAME).exit_code == 0
    assert annotate("push", folder, NAME).exit_code == 0
    assert hub.repositories[NAME].files == contents(folder)
    assert hub.repositories[NAME].commits[1]["parentCommit"] != HEAD


def test_push_refuses_a_folder_that_was_changed(annotate: Annotate, folder: Path, hub: StandInHub) -> None:
    file = next(folder.glob("articles/*.parquet"))
    file.write_bytes(file.read_bytes() + b"x")
    result = annotate("push", folder, NAME)
    assert result.exit_code == 2
    assert "not as it was exported" in result.stderr
    assert hub.requests == []


@pytest.mark.parametrize("name", ["a/b/c", "-x/y", "new sroom/x", ""])
def test_push_refuses_what_is_no_name_of_a_repository(annotate: Annotate, folder: Path, name: str) -> None:
    result = annotate("push", "--dry-run", "--", folder, name)
    assert result.exit_code == 2
    assert "newsroom/press-statements" in result.stderr
